"""A small export of a forest, from which the tests make others."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from pulsedev.core.forest import LEAF
from pulsedev.learn.layout import Kind
from pulsedev.learn.manifest import Manifest

if TYPE_CHECKING:
    from collections.abc import Mapping

FEATURES = ("edit_ratio.5m", "since_green", "since_green.rank")

ARRAYS: dict[str, array[Any]] = {
    "column": array("i", [1, 2]),
    "fill": array("d", [0.75, 0.25]),
    "roots": array("i", [0, 3]),
    "feature": array("i", [0, LEAF, LEAF, LEAF]),
    "left": array("i", [1, LEAF, LEAF, LEAF]),
    "right": array("i", [2, LEAF, LEAF, LEAF]),
    "threshold": array("d", [0.5, 0.0, 0.0, 0.0]),
    "value": array("d", [0.5, 0.25, 1.0, 0.125]),
}
NUMBERS: dict[str, Any] = {
    "base": 0.0,
    "scale": 0.5,
    "slope": 1.0,
    "intercept": 0.0,
    "high": 0.6,
    "low": 0.4,
    "evidence": 12.0,
}
CARD: dict[str, Any] = {
    "rows": 900,
    "auc": {"value": 0.7, "interval": [0.6, 0.8]},
    "met": {"recall": None},
}


def counts(arrays: Mapping[str, array[Any]]) -> dict[str, Any]:
    """Return the arrays' lengths."""
    return {name: len(numbers) for name, numbers in arrays.items()}


MANIFEST = Manifest(
    name="stuck_detection",
    kind=Kind.FOREST,
    features=FEATURES,
    counts=counts(ARRAYS),
    numbers=NUMBERS,
    version="0.1.0",
    created=1_700_000_000.5,
    since=1_699_000_000.0,
    until=1_700_000_000.0,
    card=CARD,
)

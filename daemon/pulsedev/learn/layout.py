"""Which arrays and numbers an export of each kind has, and the model that they make."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(StrEnum):
    """How a model comes to what it says."""

    FOREST = "forest"
    """The mean of shares: a probability."""
    MIXED = "mixed"
    """The same as log-odds, beside a linear model."""
    BOOSTING = "boosting"
    """A sum on top of a first guess: log-odds."""
    ISOLATION = "isolation"
    """The mean depth of a moment, in usual depths."""
    CLUSTERS = "clusters"
    """The nearest of a few centres."""
    HABITS = "habits"
    """Quantiles."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Arrays in their order in the file, each with its type, and the numbers beside them.

    An i has four bytes, a d eight.
    """

    arrays: Mapping[str, str]
    numbers: tuple[str, ...]


_TREES = MappingProxyType(
    {
        "column": "i",
        "fill": "d",
        "roots": "i",
        "feature": "i",
        "left": "i",
        "right": "i",
        "threshold": "d",
        "value": "d",
    }
)
_JUDGING = ("base", "scale", "slope", "intercept", "high", "low", "evidence")

_LINE = MappingProxyType({"line_column": "i", "line_fill": "d", "line_weight": "d"})

LAYOUTS: Mapping[Kind, Layout] = MappingProxyType(
    {
        Kind.FOREST: Layout(_TREES, _JUDGING),
        Kind.MIXED: Layout(
            MappingProxyType({**_TREES, **_LINE}), (*_JUDGING, "share", "line_start")
        ),
        Kind.BOOSTING: Layout(_TREES, _JUDGING),
        Kind.ISOLATION: Layout(_TREES, ("base", "scale", "limit")),
        Kind.CLUSTERS: Layout(
            MappingProxyType(
                {
                    "column": "i",
                    "fill": "d",
                    "mean": "d",
                    "spread": "d",
                    "center": "d",
                    "kind": "i",
                    "count": "i",
                    "minutes": "d",
                    "stuck": "d",
                    "ended": "i",
                }
            ),
            (),
        ),
        Kind.HABITS: Layout(
            MappingProxyType({"size": "d", "interval": "d", "after": "d"}), ("commits",)
        ),
    }
)
"""``high`` and ``low`` are the thresholds of ``core.hysteresis``, ``evidence`` is in labels, and
``share`` is what the trees' log-odds are multiplied by beside the linear model's.

What may be unknown is in arrays, where NaN is allowed: ``stuck``, and ``after`` a commit the shares
that are followed by another and by a failing run.
"""

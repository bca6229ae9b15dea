"""A forest with a linear model beside it: read as it was written, and refused where it is none."""

from __future__ import annotations

from array import array
from dataclasses import replace
from math import log1p
from typing import TYPE_CHECKING, Any

import pytest
from tests.learn.exports import ARRAYS, FEATURES, MANIFEST, NUMBERS, counts

from pulsedev.core.learned import Learned
from pulsedev.core.log_odds import logit
from pulsedev.learn.artifact import ArtifactError, load, write
from pulsedev.learn.layout import Kind

if TYPE_CHECKING:
    from pathlib import Path

LINE: dict[str, array[Any]] = {
    "line_column": array("i", [0, 1]),
    "line_fill": array("d", [0.5, 60.0]),
    "line_weight": array("d", [-1.0, 0.25]),
}
BESIDE = {"share": 0.5, "line_start": -0.125}


def written(path: Path, changed: dict[str, array[Any]] | None = None, **numbers: float) -> Path:
    """Write an export, with some of its arrays or numbers changed; return its path."""
    arrays = ARRAYS | LINE | (changed or {})
    manifest = replace(
        MANIFEST, kind=Kind.MIXED, counts=counts(arrays), numbers=NUMBERS | BESIDE | numbers
    )
    write(path, manifest, arrays)
    return path


def test_both_speak(tmp_path: Path) -> None:
    """What is said is the trees' share and the line, and the account sums to it."""
    found = load(written(tmp_path / "a.model"), FEATURES).model
    assert isinstance(found, Learned)
    row = (0.25, 600.0, 0.5)
    trees = logit(found.model.forest.score(row))
    line = -0.125 - log1p(0.25) + 0.25 * log1p(600.0)
    assert found.model.log_odds(row) == pytest.approx(0.5 * trees + line)
    account = found.model.contributions(row)
    total = account.start + sum(account.effects.values())
    assert total == pytest.approx(found.model.log_odds(row))
    assert found.model.usual == {0: 0.5, 1: 60.0, 2: 0.25}


@pytest.mark.parametrize(
    ("changed", "numbers"),
    [
        ({}, {"share": 0.0}),
        ({}, {"share": 1e9}),
        ({}, {"line_start": 1e300}),
        ({"line_column": array("i", [0, 3])}, {}),
        ({"line_column": array("i", [0, 0])}, {}),
        ({"line_column": array("i", [0, -1])}, {}),
        ({"line_weight": array("d", [1.0])}, {}),
        ({"line_weight": array("d", [1.0, float("nan")])}, {}),
        ({"line_fill": array("d", [float("inf"), 0.0])}, {}),
        (dict.fromkeys(("line_fill", "line_weight"), array("d")) | {"line_column": array("i")}, {}),
    ],
)
def test_what_makes_no_model_is_refused(
    tmp_path: Path, changed: dict[str, array[Any]], numbers: dict[str, float]
) -> None:
    """A line that leads out of a row, or has numbers that are none, is no model."""
    with pytest.raises((ArtifactError, ValueError)):
        load(written(tmp_path / "a.model", changed, **numbers), FEATURES)

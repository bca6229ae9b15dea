"""Exports of the kinds that are no forest of shares come back as the models that they are."""

from __future__ import annotations

from array import array
from dataclasses import replace
from math import nan
from typing import TYPE_CHECKING, Any

import pytest
from tests.learn.exports import ARRAYS, FEATURES, MANIFEST, counts

from pulsedev.core.commits import SHARES, CommitHabits
from pulsedev.core.patterns import Patterns, StretchKind
from pulsedev.core.tree_models import AnomalyDetector
from pulsedev.learn.artifact import ArtifactError, load, write
from pulsedev.learn.layout import Kind

if TYPE_CHECKING:
    from pathlib import Path


def written(path: Path, kind: Kind, arrays: dict[str, array[Any]], **numbers: float) -> Any:  # noqa: ANN401 - of any kind
    """Return what is read of an export of another kind."""
    manifest = replace(MANIFEST, kind=kind, counts=counts(arrays), numbers=numbers)
    write(path, manifest, arrays)
    return load(path, FEATURES).model


def test_isolation(tmp_path: Path) -> None:
    """A detector comes back with its limit; depths below zero are refused."""
    numbers = {"base": 0.0, "scale": 0.5, "limit": 0.55}
    model = written(tmp_path / "model", Kind.ISOLATION, ARRAYS, **numbers)
    assert isinstance(model, AnomalyDetector)
    assert model.score([nan, 0.75, nan]) == 2.0**-0.5625
    below = ARRAYS | {"value": array("d", [0.5, -0.25, 1.0, 0.125])}
    for arrays, limit in ((below, 0.55), (ARRAYS, 0.0), (ARRAYS, 1.0)):
        with pytest.raises(ArtifactError, match="not written"):
            written(tmp_path / "model", Kind.ISOLATION, arrays, **numbers | {"limit": limit})


CLUSTERS: dict[str, array[Any]] = {
    "column": array("i", [2, 0]),
    "fill": array("d", [0.5, 0.5]),
    "mean": array("d", [0.0, 0.0]),
    "spread": array("d", [1.0, 1.0]),
    "center": array("d", [0.0, 0.0, 1.0, 1.0]),
    "kind": array("i", [StretchKind.WRITING, StretchKind.DEBUGGING]),
    "count": array("i", [12, 8]),
    "minutes": array("d", [20.0, 35.0]),
    "stuck": array("d", [nan, 0.5]),
    "ended": array("i", [0, 1]),
}


def test_clusters(tmp_path: Path) -> None:
    """Kinds of stretches come back; centres that don't fit the columns are refused."""
    model = written(tmp_path / "model", Kind.CLUSTERS, CLUSTERS)
    assert isinstance(model, Patterns)
    assert [model.nearest([near, nan, near]) for near in (0.1, 0.8)] == [0, 1]
    for name, numbers in (("center", [0.0] * 3), ("column", [2, 3]), ("spread", [1.0, 0.0])):
        wrong = CLUSTERS | {name: array(CLUSTERS[name].typecode, numbers)}
        with pytest.raises(ArtifactError, match="not written"):
            written(tmp_path / "model", Kind.CLUSTERS, wrong)


def test_habits(tmp_path: Path) -> None:
    """Habits of commits come back; quantiles that fall are refused."""
    rising = array("d", [100.0 * (index + 1) for index in range(len(SHARES))])
    arrays = {"size": rising, "interval": rising, "after": array("d", [0.25, 0.1])}
    numbers = {"commits": 40.0}
    model = written(tmp_path / "model", Kind.HABITS, arrays, **numbers)
    assert model == CommitHabits(tuple(rising), tuple(rising), 0.25, 0.1, 40)
    with pytest.raises(ArtifactError, match="not written"):
        written(tmp_path / "model", Kind.HABITS, arrays | {"size": rising[::-1]}, **numbers)

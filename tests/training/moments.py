"""Small made-up sets of moments: some columns by name, half a minute from row to row."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

import numpy as np

from pulsedev.core.features import SCHEMA
from pulsedev.core.labels import Source
from pulsedev.training.dataset import SOURCES, Dataset, Labelling, Target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulsedev.training.dataset import Floats

START, STEP, BREAK = 1_700_000_000.0, 30.0, 3_600.0
"""Epoch seconds of the first row; seconds from row to row, and between two stretches."""


def moments(columns: Mapping[str, Sequence[float] | Floats], stretch: Sequence[int]) -> Dataset:
    """Return rows in which only these columns are known; of them nothing is said."""
    count = len(stretch)
    names = tuple(dict.fromkeys((*SCHEMA, *columns)))
    rows = np.full((count, len(names)), nan)
    for name, values in columns.items():
        rows[:, names.index(name)] = values
    of_stretch = np.array(stretch, np.int64)
    at = START + STEP * np.arange(count) + BREAK * of_stretch
    said = {target: Labelling.none(count) for target in Target}
    return Dataset(
        columns=names,
        rows=rows,
        at=at,
        active=np.full(count, STEP),
        stretch=of_stretch,
        prior=np.zeros((count, 2)),
        said=said,
        events=count,
        labels=0,
        since=START,
        until=float(at[-1]) if count else START,
    )


def say(dataset: Dataset, rows: slice, y: float, source: Source = Source.BUTTON) -> None:
    """Let the person, or whoever the source is, call some rows stuck (1) or not (0)."""
    said = dataset.said[Target.STUCK]
    said.y[rows] = y
    said.weight[rows] = 1.0
    said.source[rows] = SOURCES.index(source)
    said.episode[rows] = rows.start

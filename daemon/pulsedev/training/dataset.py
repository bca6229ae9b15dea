"""What models are fitted on: one person's moments as arrays, with what was said of them.

A row is what the daemon judged live: all columns of ``core.features.SCHEMA``, half a minute apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from pulsedev.core.labels import EVALUATE, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]
    Flags = NDArray[np.bool_]

NO_EPISODE = -1
"""In place of the number of an episode, where nobody said anything."""

SOURCES = tuple(Source)
"""A row's source is a place in this table."""


class Target(StrEnum):
    """What a supervised model tells apart from all else."""

    STUCK = "stuck"
    FLOW = "flow"


@dataclass(frozen=True, slots=True)
class Labelling:
    """What is said of each row for one target; all arrays have one entry a row.

    ``y`` is 0, 1, between them where a weak label is unsure, or NaN where nothing is said.
    ``weight`` is what it counts in training, ``source`` a place in SOURCES, and ``episode`` tells
    which rows one label speaks of; they never stand on both sides of a split.
    """

    y: Floats
    weight: Floats
    source: Whole
    episode: Whole

    @property
    def known(self) -> Flags:
        """Rows of which anything is said."""
        return ~np.isnan(self.y)

    @property
    def evaluates(self) -> Flags:
        """Rows whose label may count in recall and precision."""
        allowed = [SOURCES.index(source) for source in EVALUATE]
        return self.known & np.isin(self.source, allowed)

    @classmethod
    def none(cls, rows: int) -> Labelling:
        """Say nothing of any row."""
        return cls(
            np.full(rows, np.nan),
            np.zeros(rows),
            np.zeros(rows, np.int64),
            np.full(rows, NO_EPISODE, np.int64),
        )

    def take(self, which: NDArray[Any]) -> Labelling:
        """Return the labelling of some of the rows, by index or mask."""
        return Labelling(self.y[which], self.weight[which], self.source[which], self.episode[which])


@dataclass(frozen=True, slots=True)
class Dataset:
    """All moments in the order of time.

    ``rows`` has shape (n, columns) in the columns' units, NaN where unknown. ``at`` is in epoch
    seconds, ``active`` the active seconds that a row stands for, ``stretch`` numbers the stretches
    of work. ``prior`` has the log-odds of being stuck and of flow that the prior gave, shape
    (n, 2), as they depend on habits that only the session knows. ``dropped`` counts by reason what
    was left out. ``events`` and ``labels`` are counts of the whole period from ``since`` to
    ``until``.
    """

    columns: tuple[str, ...]
    rows: Floats
    at: Floats
    active: Floats
    stretch: Whole
    prior: Floats
    said: Mapping[Target, Labelling]
    events: int
    labels: int
    since: float
    until: float
    dropped: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.at)

    def column(self, name: str) -> Floats:
        """Return the values of a column by its name; KeyError where there is none."""
        if name not in self.columns:
            raise KeyError(name)
        return self.rows[:, self.columns.index(name)]

    def take(self, which: NDArray[Any], dropped: Mapping[str, int] | None = None) -> Dataset:
        """Return some of the rows, by index or mask; ``dropped`` adds to the counts."""
        counts = dict(self.dropped)
        for reason, count in (dropped or {}).items():
            counts[reason] = counts.get(reason, 0) + count
        return replace(
            self,
            rows=self.rows[which],
            at=self.at[which],
            active=self.active[which],
            stretch=self.stretch[which],
            prior=self.prior[which],
            said={target: labels.take(which) for target, labels in self.said.items()},
            dropped=counts,
        )

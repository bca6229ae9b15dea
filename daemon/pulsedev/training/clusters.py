"""Tells stretches of work apart without labels: quarters of an hour as points, in clusters.

Each cluster is named after the columns that mark it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from sklearn.cluster import KMeans
from sklearn.impute import SimpleImputer
from sklearn.metrics import silhouette_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from pulsedev.core.features import COLUMN
from pulsedev.core.patterns import FEWEST_KNOWN, StretchKind
from pulsedev.core.preparation import Preparation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.training.dataset import Dataset, Floats, Whole

ROWS = 30
"""Rows of a segment: a quarter of an hour, the span of most of MARKERS."""

MINUTES = 15.0
"""The same, in minutes of work."""

CLUSTERS = range(2, 7)
"""How many kinds are tried: a person can tell six apart, and there are not many more names."""

FEWEST_OF_A_KIND = 3
"""Segments; what came once or twice does not keep coming back."""

RARE = 0.02
"""Share of a column's values at either end that count as what begins there.

Otherwise one odd quarter of an hour would be a kind by itself.
"""

DISTINCT = 0.4
"""Spreads above this person's mean; what is less marked has no name."""

SEED = 0

MARKERS = {
    "edit_ratio.15m": StretchKind.WRITING,
    "net_chars_rate.15m": StretchKind.WRITING,
    "step_rate.15m": StretchKind.DEBUGGING,
    "exceptions_per_run.15m": StretchKind.DEBUGGING,
    "run_count.15m": StretchKind.TESTING,
    "navigation_ratio.15m": StretchKind.READING,
    "search_count.15m": StretchKind.SEARCHING,
    "away_return_count.15m": StretchKind.SEARCHING,
    "error_age": StretchKind.FIXING_ERRORS,
    "repeated_error_density.15m": StretchKind.FIXING_ERRORS,
    "rework_share.15m": StretchKind.REWORKING,
    "deletion_share.15m": StretchKind.REWORKING,
    "undo_rate.15m": StretchKind.REWORKING,
    "switch_rate.15m": StretchKind.SWITCHING,
    "ping_pong_count.15m": StretchKind.SWITCHING,
}
"""The columns that stretches are told apart by, and the kind that each marks where it is high.

A cluster's kind is that of the column that lies highest there. No two columns are each other's
mirror, which would count twice. None tells the time of day or how long the work has lasted: a
stretch is what is done in it.
"""


@dataclass(frozen=True, slots=True)
class Clusters:
    """What scikit-learn found in the segments: ``pipeline`` takes rows of ``columns``, by name."""

    columns: tuple[str, ...]
    pipeline: Pipeline

    @property
    def preparation(self) -> Preparation:
        """What the pipeline does before it looks for a centre, for a row of all columns."""
        imputer, scaler, _ = (step for _, step in self.pipeline.steps)
        return Preparation(
            tuple(COLUMN[name] for name in self.columns),
            tuple(imputer.statistics_.tolist()),
            tuple(scaler.mean_.tolist()),
            tuple(scaler.scale_.tolist()),
        )

    @property
    def model(self) -> KMeans:
        """The centres, and which of them each segment belongs to."""
        return self.pipeline[-1]

    def nearest(self, dataset: Dataset, rows: Sequence[int]) -> list[int]:
        """Return the centres of some of the rows, by their indexes."""
        if not rows:
            return []
        found: list[int] = self.pipeline.predict(table(dataset, self.columns)[rows]).tolist()
        return found


def table(dataset: Dataset, columns: Sequence[str]) -> Floats:
    """Return some of the columns, side by side."""
    return np.stack([dataset.column(name) for name in columns], axis=1)


def segments(stretch: Whole) -> list[int]:
    """Return the first row of each segment; what is left of a stretch at its end is in none.

    >>> segments(np.array([0] * 65 + [1] * 29 + [2] * 30))
    [0, 30, 94]
    """
    changes = (np.flatnonzero(np.diff(stretch)) + 1).tolist()
    return [
        start
        for begin, end in pairwise([0, *changes, len(stretch)])
        for start in range(begin, end - ROWS + 1, ROWS)
    ]


def means(dataset: Dataset, starts: Sequence[int], columns: Sequence[str]) -> Floats:
    """Return the mean of what is known in each segment; NaN where nothing is."""
    rows = table(dataset, columns)
    parts = np.stack([rows[start : start + ROWS] for start in starts])
    known = ~np.isnan(parts)
    counts = known.sum(axis=1)
    total: Floats = np.where(known, parts, 0.0).sum(axis=1)
    found = np.full_like(total, np.nan)
    np.divide(total, counts, out=found, where=counts > 0)
    return found


def clusters(dataset: Dataset, starts: Sequence[int]) -> Clusters | None:
    """Find as many clusters as keep best apart; None where no number of them does."""
    points = means(dataset, starts, tuple(MARKERS))
    enough = np.mean(~np.isnan(points), axis=0) >= FEWEST_KNOWN
    columns = tuple(name for name, known in zip(MARKERS, enough, strict=True) if known)
    if not columns:
        return None
    imputer, scaler = SimpleImputer(strategy="median"), StandardScaler()
    # Rows vary more than the means of many, and rows are what the daemon looks at.
    scaler.fit(imputer.fit_transform(_usual(table(dataset, columns))))
    model = _apart(scaler.transform(imputer.transform(_usual(points[:, enough]))))
    return None if model is None else Clusters(columns, make_pipeline(imputer, scaler, model))


def _usual(values: Floats) -> Floats:
    """Bring what is RARE in each column to where the usual ends."""
    low = np.nanquantile(values, RARE, axis=0, method="higher")
    high = np.nanquantile(values, 1.0 - RARE, axis=0, method="lower")
    return np.clip(values, low, high)


def _apart(points: Floats) -> KMeans | None:
    best, found = -1.0, None
    different = len(np.unique(points, axis=0))
    for count in CLUSTERS:
        if count > different:
            break
        model = KMeans(count, n_init=10, random_state=SEED).fit(points)
        if np.bincount(model.labels_, minlength=count).min() < FEWEST_OF_A_KIND:
            continue
        score = float(silhouette_score(points, model.labels_))
        if score > best:
            best, found = score, model
    return found


def kind_of(center: Floats, columns: Sequence[str]) -> StretchKind:
    """Name a centre after its highest column; OTHER where even that is not DISTINCT.

    >>> kind_of(np.array([-1.0, 0.5, 0.7]), ("edit_ratio.15m", "run_count.15m", "step_rate.15m"))
    <StretchKind.DEBUGGING: 2>
    """
    highest = int(np.argmax(center))
    return MARKERS[columns[highest]] if center[highest] >= DISTINCT else StretchKind.OTHER

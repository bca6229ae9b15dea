"""Finds the kinds of stretches that keep coming back in a person's work; it needs no labels.

What the person said tells how often they were stuck in such stretches, and what ended that.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from pulsedev.core.patterns import Patterns, StretchKind
from pulsedev.training.clusters import MINUTES, ROWS, Clusters, clusters, kind_of, segments
from pulsedev.training.dataset import Target
from pulsedev.training.endings import endings, usual_ending

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.training.dataset import Dataset, Floats, Whole

FEWEST = 20
"""Segments: five hours of work; with fewer the kinds would change from day to day."""


def fit(dataset: Dataset) -> Patterns | None:
    """Find the kinds of stretches; None with fewer than FEWEST segments, or where none differ."""
    starts = segments(dataset.stretch)
    found = clusters(dataset, starts) if len(starts) >= FEWEST else None
    if found is None:
        return None
    centers: Floats = found.model.cluster_centers_
    kinds = [kind_of(center, found.columns) for center in centers]
    belongs: Whole = found.model.labels_
    each = [kinds[label] for label in belongs]
    lengths = _lengths(dataset, starts, each)
    stuck = _stuck(dataset, starts, each)
    ended = _ended(dataset, found, kinds)
    return Patterns(
        found.preparation,
        tuple(tuple(center) for center in centers.tolist()),
        tuple(int(kind) for kind in kinds),
        tuple(np.bincount(belongs, minlength=len(kinds)).tolist()),
        tuple(lengths[kind] for kind in kinds),
        tuple(stuck[kind] for kind in kinds),
        tuple(ended[kind] for kind in kinds),
    )


def _lengths(
    dataset: Dataset, starts: Sequence[int], each: Sequence[StretchKind]
) -> dict[StretchKind, float]:
    """Return the median length in minutes of uninterrupted segments of each kind."""
    runs: dict[StretchKind, list[int]] = {kind: [] for kind in each}
    of_stretch = dataset.stretch[starts].tolist()
    for (_, kind), run in groupby(zip(of_stretch, each, strict=True)):
        runs[kind].append(len(list(run)))
    return {kind: MINUTES * float(np.median(counts)) for kind, counts in runs.items()}


def _stuck(
    dataset: Dataset, starts: Sequence[int], each: Sequence[StretchKind]
) -> dict[StretchKind, float]:
    """Return the share of each kind's rows, of those with the person's own word, that was stuck."""
    said = dataset.said[Target.STUCK]
    own = np.where(said.evaluates, said.y, np.nan)
    words: dict[StretchKind, list[Floats]] = {kind: [] for kind in each}
    for start, kind in zip(starts, each, strict=True):
        rows = own[start : start + ROWS]
        words[kind].append(rows[~np.isnan(rows)])
    joined = {kind: np.concatenate(rows) for kind, rows in words.items()}
    return {kind: float(rows.mean()) if len(rows) else np.nan for kind, rows in joined.items()}


def _ended(
    dataset: Dataset, found: Clusters, kinds: Sequence[StretchKind]
) -> dict[StretchKind, int]:
    """Return what mostly ended the stuck stretches of each kind: that of their last row."""
    ends = endings(dataset)
    at = [kinds[center] for center in found.nearest(dataset, [row for row, _ in ends])]
    return {
        kind: int(
            usual_ending([end for here, (_, end) in zip(at, ends, strict=True) if here == kind])
        )
        for kind in kinds
    }

"""What is not trained on: damaged windows, scraps of work, and outliers; each is counted.

What the user spoke of is never an outlier: unusual moments are what they label.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pulsedev.training.dataset import Dataset, Flags

FEWEST_IN_STRETCH = 5
"""Rows, two minutes and a half, of a stretch that is too short to tell anything."""

FAR = 8.0
"""Robust deviations from the median beyond which a value is no usual work's."""

MOST_FAR = 5
"""Columns in which a row may lie so far out; one alone is a long file or a long night."""

TO_DEVIATION = 1.4826
"""From the median absolute deviation to a standard deviation, where values are normal."""


def clean(dataset: Dataset) -> Dataset:
    """Return what may be trained on; ``dropped`` counts by reason what may not."""
    for reason, is_bad in (("damaged", _damaged), ("short", _short), ("outlier", _outliers)):
        bad = is_bad(dataset)
        if bad.any():
            dataset = dataset.take(~bad, {reason: int(bad.sum())})
    return dataset


def _damaged(dataset: Dataset) -> Flags:
    """Find rows that are no numbers, or whose time does not come after the one before."""
    bad: Flags = np.isinf(dataset.rows).any(axis=1)
    bad |= ~np.isfinite(dataset.prior).all(axis=1)
    latest = np.maximum.accumulate(dataset.at) if len(dataset) else dataset.at
    bad[1:] |= dataset.at[1:] <= latest[:-1]
    bad |= (dataset.active < 0) | ~np.isfinite(dataset.at)
    return bad


def _short(dataset: Dataset) -> Flags:
    """Find the rows of stretches that hardly began, where nobody said anything of them."""
    _, place, size = np.unique(dataset.stretch, return_inverse=True, return_counts=True)
    return (size[place] < FEWEST_IN_STRETCH) & ~_spoken_of(dataset)


def _outliers(dataset: Dataset) -> Flags:
    """Find rows that lie far out in many columns at once, column by column to save memory."""
    far = np.zeros(len(dataset), np.int64)
    for column in range(len(dataset.columns)):
        values = dataset.rows[:, column]
        known = values[~np.isnan(values)]
        if not len(known):
            continue
        middle = np.median(known)
        deviation = TO_DEVIATION * np.median(np.abs(known - middle))
        if deviation > 0:
            far += np.abs(values - middle) > FAR * deviation
    return (far >= MOST_FAR) & ~_spoken_of(dataset)


def _spoken_of(dataset: Dataset) -> Flags:
    spoken = np.zeros(len(dataset), bool)
    for said in dataset.said.values():
        spoken |= said.known
    return spoken

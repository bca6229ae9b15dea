"""What is not trained on: damaged windows, scraps of work, and outliers; each is counted.

What the user spoke of is never an outlier: unusual moments are what they label.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pulsedev.training.dataset import Dataset, Flags, Floats, Whole

FEWEST_IN_STRETCH = 5
"""Rows, two minutes and a half, of a stretch that is too short to tell anything."""

FAR = 8.0
"""Robust deviations from the median beyond which a value is no usual work's."""

MOST_FAR = 5
"""Columns in which a row may lie so far out; one alone is a long file or a long night."""

TO_DEVIATION = 1.4826
"""From the median absolute deviation to a standard deviation, where values are normal."""

EDGE, ACROSS = 5.0, 3.29
"""Percent at either end that are left out of a column's width, and a normal one's in deviations.

Most columns are nearly always the same, as nothing happens mostly: by the median deviation alone
half of the moments of real recordings were outliers, with the width beside it one of a hundred.
"""


def clean(dataset: Dataset) -> Dataset:
    """Return what may be trained on; ``dropped`` counts by reason what may not."""
    kept, dropped = np.arange(len(dataset)), {}
    for reason, is_bad in (("damaged", _damaged), ("short", _short), ("outlier", _outliers)):
        bad = is_bad(dataset, kept)
        if bad.any():
            dropped[reason] = int(bad.sum())
            kept = kept[~bad]
    # The rows are copied once, as a month of them takes a hundred megabytes.
    return dataset.take(kept, dropped) if dropped else dataset


def _damaged(dataset: Dataset, kept: Whole) -> Flags:
    """Find rows that are no numbers, or whose time is out of order."""
    bad = ~np.isfinite(dataset.at) | ~(dataset.active >= 0) | np.isinf(dataset.active)
    bad |= ~np.isfinite(dataset.prior).all(axis=1)
    for column in range(len(dataset.columns)):
        bad |= np.isinf(dataset.rows[:, column])
    sound = np.flatnonzero(~bad)
    bad[sound] = True
    bad[sound[_in_order(dataset.at[sound])]] = False
    return bad[kept]


def _in_order(at: Floats) -> Whole:
    """Return the most places whose times grow: a clock far ahead must not cost what follows."""
    ends: list[float] = []
    last: list[int] = []
    before: list[int] = []
    for place, time in enumerate(at.tolist()):
        length = bisect_left(ends, time)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [time]
        last[length : length + 1] = [place]
    chain, place = [], last[-1] if last else -1
    while place >= 0:
        chain.append(place)
        place = before[place]
    return np.array(chain[::-1], np.int64)


def _short(dataset: Dataset, kept: Whole) -> Flags:
    """Find the rows of stretches that hardly began, where nobody said anything of them."""
    _, place, size = np.unique(dataset.stretch[kept], return_inverse=True, return_counts=True)
    return (size[place] < FEWEST_IN_STRETCH) & ~_spoken_of(dataset, kept)


def _outliers(dataset: Dataset, kept: Whole) -> Flags:
    """Find rows that lie far out in many columns at once, column by column to save memory."""
    far = np.zeros(len(kept), np.int64)
    for column in range(len(dataset.columns)):
        values = dataset.rows[kept, column]
        known = values[~np.isnan(values)]
        if not len(known):
            continue
        low, middle, high = np.percentile(known, [EDGE, 50.0, 100.0 - EDGE])
        deviation = TO_DEVIATION * np.median(np.abs(known - middle))
        if deviation > 0:
            far += np.abs(values - middle) > FAR * max(deviation, (high - low) / ACROSS)
    return (far >= MOST_FAR) & ~_spoken_of(dataset, kept)


def _spoken_of(dataset: Dataset, kept: Whole) -> Flags:
    spoken = np.zeros(len(kept), bool)
    for said in dataset.said.values():
        spoken |= said.known[kept]
    return spoken

"""Splits by time alone: earlier rows train, later ones judge, and a gap lies between them.

Neighbouring moments say nearly the same, so a split of shuffled rows would judge a model on what it
was fitted on. What one label speaks of never stands on both sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pulsedev.training.dataset import NO_EPISODE

if TYPE_CHECKING:
    from pulsedev.training.dataset import Dataset, Flags, Floats, Target, Whole

SHARE = 0.7
"""Of the labels, or without any of the rows, that train."""

GAP = 1_800.0
"""Seconds between both sides: the longest span of a feature is not as long, sessions apart."""

FOLDS = 5


def by_time(
    dataset: Dataset, target: Target | None = None, share: float = SHARE, gap: float = GAP
) -> tuple[Whole, Whole]:
    """Return the earlier and the later rows' indexes.

    The cut lies where ``share`` of a target's labels that may count in recall and precision are
    given, of all labels if there are none such, and of the rows if there are none at all.
    """
    size = len(dataset)
    if not size:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    begins = _begins(dataset, target)
    cut = begins[int(share * len(begins))] if len(begins) else int(share * size)
    moment = dataset.at[cut]
    earlier = np.flatnonzero(dataset.at < moment - gap)
    later = np.arange(cut, size)
    return _without(dataset, earlier, later), later


def blocks(
    dataset: Dataset, which: Whole, target: Target, k: int = FOLDS, gap: float = GAP
) -> list[tuple[Whole, Whole]]:
    """Cut some rows into contiguous blocks with as many labels each; return each fold's sides.

    Every block judges once what the others, less the gap on both of its sides, were fitted on.
    """
    said = dataset.said[target]
    numbered = said.episode[which]
    numbers = np.unique(numbered[numbered != NO_EPISODE])
    found = []
    for part in np.array_split(numbers, min(k, len(numbers)) or 1):
        inside = np.flatnonzero(np.isin(numbered, part))
        if not len(inside):
            continue
        test = which[inside[0] : inside[-1] + 1]
        first, last = dataset.at[test[0]] - gap, dataset.at[test[-1]] + gap
        train = which[(dataset.at[which] < first) | (dataset.at[which] > last)]
        train = _without(dataset, train, test)
        if _has_both(said.y[train]):
            found.append((train, test))
    return found


def _begins(dataset: Dataset, target: Target | None) -> Whole:
    """Return the first row of each label, those that may count if there are any."""
    if target is None:
        return np.empty(0, np.int64)
    said = dataset.said[target]
    rows = np.flatnonzero(said.evaluates)
    rows = rows if len(rows) else np.flatnonzero(said.known)
    _, first = np.unique(said.episode[rows], return_index=True)
    begins: Whole = np.sort(rows[first])
    return begins


def _without(dataset: Dataset, train: Whole, test: Whole) -> Whole:
    """Leave out of one side what the other side's labels speak of."""
    keep: Flags = np.ones(len(train), bool)
    for said in dataset.said.values():
        shared = np.unique(said.episode[test])
        shared = shared[shared != NO_EPISODE]
        keep &= ~np.isin(said.episode[train], shared)
    return train[keep]


def _has_both(y: Floats) -> bool:
    known = y[~np.isnan(y)] >= 0.5  # noqa: PLR2004 - labels are 0 or 1
    return bool(known.any() and not known.all())

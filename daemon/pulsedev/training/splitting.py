"""Splits by time alone: earlier rows train, later ones judge, and a gap lies between them.

Neighbouring moments say nearly the same, so a split of shuffled rows would judge a model on what it
was fitted on. What one label speaks of never stands on both sides.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from pulsedev.training.dataset import NO_EPISODE

if TYPE_CHECKING:
    from pulsedev.training.dataset import Dataset, Flags, Target, Whole

SHARE = 0.7
"""Of the labels, or without any of the rows, that train."""

GAP = 1_800.0
"""Seconds between both sides: the longest span of a feature is not as long, sessions apart."""

BLOCKS = 10
"""Parts of the labels: of a month, three days each."""


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


def forward(
    dataset: Dataset, target: Target, k: int = BLOCKS, gap: float = GAP
) -> list[tuple[Whole, Whole]]:
    """Cut the time into blocks with as many labels each; return each with all rows before it.

    A block goes up to the next one's first label, and the first block judges nothing. What comes
    before a block is less than it by the gap, and by what one of its labels speaks of.
    """
    said = dataset.said[target]
    numbers, first = np.unique(said.episode[said.known], return_index=True)
    rows = np.flatnonzero(said.known)[first][numbers != NO_EPISODE]
    begins = [int(part[0]) for part in np.array_split(rows, k) if len(part)]
    found = []
    for begin, end in pairwise([*begins[1:], len(dataset)]):
        test = np.arange(begin, end)
        train = np.flatnonzero(dataset.at < dataset.at[begin] - gap)
        found.append((_without(dataset, train, test), test))
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

"""Splits by person: whoever is judged taught nothing.

The rule: there is no other way to split here. Neighbouring moments say nearly the same, so rows
shuffled before a split would judge a model on what it was fitted on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pulsedev.training.estimators import SEED

if TYPE_CHECKING:
    from pulsedev.training.dataset import Whole

MOST_FOLDS = 25
"""Up to so many people each is left out alone; of more, as many together as make FOLDS parts."""

FOLDS = 10

Split = tuple["Whole", "Whole"]
"""Indexes of the moments that teach, and of those that are judged."""


class LeakError(Exception):
    """Somebody would be judged by what they taught."""


def unseen(group: Whole, folds: int | None = None) -> list[Split]:
    """Return splits that judge each group once, by what the others taught.

    ``folds`` is how many parts the groups are put into; as MOST_FOLDS says if None.
    """
    groups = np.unique(group)
    if folds is None:
        folds = len(groups) if len(groups) <= MOST_FOLDS else FOLDS
    shuffled = np.random.default_rng(SEED).permutation(groups)  # people, never their moments
    parts = [part for part in np.array_split(shuffled, folds) if len(part)]
    splits = []
    for part in parts:
        judged = np.isin(group, part)
        splits.append((np.flatnonzero(~judged), np.flatnonzero(judged)))
    for split in splits:
        check(split, group)
    return splits


def check(split: Split, group: Whole) -> None:
    """Refuse a split with somebody on both sides; LeakError says how many."""
    both = np.intersect1d(group[split[0]], group[split[1]])
    if len(both):
        raise LeakError(f"{len(both)} of the groups that are judged are among those that taught")

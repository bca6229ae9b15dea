"""Somebody's own labels: later days, judged by what the days before them taught.

Only labels that may count are there: nobody's that an alert provoked, and none that a rule made.
Alarms are counted where something was said, as nobody knows of the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pulsedev.evaluation.moments import Moments
from pulsedev.evaluation.segments import RATIOS
from pulsedev.evaluation.watching import HOUR, Watched
from pulsedev.training.collecting import collect
from pulsedev.training.dataset import Target

if TYPE_CHECKING:
    from pulsedev.evaluation.splitting import Split
    from pulsedev.store.disk import DiskStore
    from pulsedev.training.dataset import Dataset, Floats, Whole

NAME = "own labels"
ASKS = "you said that you were stuck, asked each half minute that you said something of"
GROUP = "day"
REFERENCE = "the best single column of the days before"

DAYS = 90.0
"""Days back from now: half a gigabyte of rows at most, and older work says little of today's."""

DAY = 86_400.0

BLOCKS = 10
"""Parts of the days; each is judged by all before it."""

FEWEST_DAYS = 2
"""Days that teach, so that one of them can judge the others' scores."""


def own(store: DiskStore, now: float, utc_offset: float) -> Moments:
    """Return the labelled moments of a store up to ``now``, in epoch seconds."""
    dataset = collect(store, now, utc_offset, days=DAYS)
    said = dataset.said[Target.STUCK]
    which = np.flatnonzero(said.evaluates)
    states = store.states_at(dataset.at[which].tolist())
    shown = np.array([0.0 if state is None else state.p_stuck for state in states])
    return moments(dataset, which, shown, utc_offset)


def moments(dataset: Dataset, which: Whole, shown: Floats, utc_offset: float) -> Moments:
    """Return some rows of a dataset as moments; ``shown`` is the probability that a user saw."""
    said = dataset.said[Target.STUCK].take(which)
    stuck = said.y == 1.0
    _, first = np.unique(said.episode[stuck], return_index=True)
    at = dataset.at[which]
    watched = Watched(
        group=GROUP,
        name=NAME,
        rows=dataset.rows[which],
        at=at,
        answer=said.y,
        prior=dataset.prior[which, 0],
        smoothed=shown,
        shown=np.zeros(len(which), bool),
        segments=np.empty((0, 1 + len(RATIOS))),
        marks=at[stuck][first],
        alerts=np.empty(0),
        line=np.empty((0, 3)),
        active_hours=float(dataset.active[which].sum()) / HOUR,
        unseen=0,
    )
    return Moments(
        rows=watched.rows,
        outcome=stuck,
        group=((at + utc_offset) // DAY).astype(np.int64),
        session=np.zeros(len(which), np.int64),
        at=at,
        prior=watched.prior,
        smoothed=shown,
        watched=(watched,),
    )


def later(found: Moments) -> list[Split]:
    """Return splits that judge each part of the days by all days before; none where too few."""
    days = np.unique(found.group)
    parts = np.array_split(days, min(BLOCKS, max(len(days), 1)))
    splits = []
    for part in parts:
        if not len(part):
            continue
        train = np.flatnonzero(found.group < part[0])
        outcome = found.outcome[train]
        enough = len(np.unique(found.group[train])) >= FEWEST_DAYS
        if enough and outcome.any() and not outcome.all():
            splits.append((train, np.flatnonzero(np.isin(found.group, part))))
    return splits

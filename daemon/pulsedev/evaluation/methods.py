"""All that is compared, from the base rate to what was learned; each gives a score a moment.

A method is handed the moments that teach and those that it judges. What only looks at a moment
learns nothing and ignores the former.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from pulsedev.core.features import SCHEMA
from pulsedev.evaluation import carter, learned
from pulsedev.training.linear import usable

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulsedev.evaluation.moments import Moments
    from pulsedev.training.dataset import Flags, Floats, Whole

    Judge = Callable[[Moments, Whole, Whole], Floats]


class Kind(StrEnum):
    """What a method is: what chance gives, one look at one number, ours, or learned."""

    BASE = "base"
    RULE = "rule"
    PUBLISHED = "published"
    OURS = "ours"
    LEARNED = "learned"


@dataclass(frozen=True, slots=True)
class Method:
    """``judge`` returns a score for each judged moment, higher for stuck."""

    name: str
    title: str
    kind: Kind
    judge: Judge


def _majority(_moments: Moments, _train: Whole, test: Whole) -> Floats:
    return np.zeros(len(test))


def _column(name: str, way: float, moments: Moments, train: Whole, test: Whole) -> Floats:
    """Look at one column; where it is unknown, what is usual among those that teach stands in."""
    values = moments.column(name)
    known = values[train][~np.isnan(values[train])]
    usual = float(np.median(known)) if len(known) else 0.0
    return way * np.nan_to_num(values[test], nan=usual)


def _single(moments: Moments, train: Whole, test: Whole) -> Floats:
    """Look at the column that told best among those that teach."""
    outcome, rows = moments.outcome[train], moments.rows[train]
    known = np.flatnonzero(usable(rows))
    if not len(known) or outcome.all() or not outcome.any():
        return np.zeros(len(test))
    told = areas(filled(rows[:, known]), outcome)
    best = int(np.argmax(np.abs(told - 0.5)))
    way = 1.0 if told[best] >= 0.5 else -1.0  # noqa: PLR2004 - what chance gives
    return _column(SCHEMA[known[best]], way, moments, train, test)


def filled(rows: Floats) -> Floats:
    """Let each column's median stand in for what is unknown."""
    made: Floats = np.where(np.isnan(rows), np.nanmedian(rows, axis=0), rows)
    return made


def areas(rows: Floats, outcome: Flags) -> Floats:
    """Return the AUC of each column, shape (columns,); equal values count half.

    >>> areas(np.array([[1.0, 0.0], [2.0, 0.0]]), np.array([False, True]))
    array([1. , 0.5])
    """
    there, n = int(outcome.sum()), len(outcome)
    found = np.zeros(rows.shape[1])
    # Once with the ones first among equals and once last; the mean is that of halves.
    for first in (outcome, ~outcome):
        order = np.argsort(first, kind="stable")
        ranks = np.argsort(np.argsort(rows[order], axis=0, kind="stable"), axis=0, kind="stable")
        found += ranks[outcome[order]].sum(axis=0)
    made: Floats = (found / 2 - there * (there - 1) / 2) / (there * (n - there))
    return made


def _prior(moments: Moments, _train: Whole, test: Whole) -> Floats:
    return moments.prior[test]


def _shown(moments: Moments, _train: Whole, test: Whole) -> Floats:
    return moments.smoothed[test]


METHODS = (
    Method("majority", "majority", Kind.BASE, _majority),
    Method("red", "time in red", Kind.RULE, partial(_column, "red_time", 1.0)),
    Method("idle", "idle time", Kind.RULE, partial(_column, "idle_share.5m", 1.0)),
    Method("edits", "edit ratio", Kind.RULE, partial(_column, "edit_ratio.5m", -1.0)),
    Method("gap", "last pause", Kind.RULE, partial(_column, "last_gap", 1.0)),
    Method("single", "best single column", Kind.RULE, _single),
    Method("carter", "Carter & Dewan 2010", Kind.PUBLISHED, carter.votes),
    Method("evidence", "evidence, one moment", Kind.OURS, _prior),
    Method("shown", "evidence, as shown", Kind.OURS, _shown),
    Method("linear", "linear", Kind.LEARNED, partial(learned.judge, learned.linear)),
    Method("forest", "random forest", Kind.LEARNED, partial(learned.judge, learned.forest)),
    Method("trained", "forest and linear", Kind.LEARNED, partial(learned.judge, learned.trained)),
    Method("boosting", "boosting", Kind.LEARNED, partial(learned.judge, learned.boosting)),
)
"""In the order of the table; alarms at random are no method, as they are drawn anew each time."""

BY_NAME = {method.name: method for method in METHODS}

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
from sklearn.metrics import roc_auc_score

from pulsedev.core.features import SCHEMA
from pulsedev.evaluation import carter, learned
from pulsedev.training.pipeline import KNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulsedev.evaluation.moments import Moments
    from pulsedev.training.dataset import Floats, Whole

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
    outcome = moments.outcome[train]
    best, way, strength = SCHEMA[0], 1.0, -1.0
    for name in SCHEMA:
        values = moments.column(name)[train]
        known = ~np.isnan(values)
        if known.mean() < KNOWN or not 0 < outcome[known].sum() < known.sum():
            continue
        score = float(roc_auc_score(outcome[known], values[known])) - 0.5
        if abs(score) > strength:
            best, way, strength = name, float(np.sign(score)) or 1.0, abs(score)
    return _column(best, way, moments, train, test)


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
    Method("boosting", "boosting", Kind.LEARNED, partial(learned.judge, learned.boosting)),
)
"""In the order of the table; alarms at random are no method, as they are drawn anew each time."""

BY_NAME = {method.name: method for method in METHODS}

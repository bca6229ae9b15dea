"""Each method's probabilities, said of people that taught nothing of it, and where it would alarm.

Inside the people that teach, each is once more judged by the others: on that, and on that alone, a
score is made a probability and a threshold is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pulsedev.evaluation import alarms
from pulsedev.evaluation.methods import Kind
from pulsedev.evaluation.splitting import check, unseen
from pulsedev.training import calibrating

if TYPE_CHECKING:
    from pulsedev.evaluation.methods import Method
    from pulsedev.evaluation.moments import Moments
    from pulsedev.evaluation.splitting import Split
    from pulsedev.training.dataset import Floats, Whole

INNER = 3
"""Parts of the people that teach; more only take time."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a method says of the moments that it judged, one entry each.

    ``which`` are the moments, ``score`` its own, ``probability`` calibrated, and ``threshold`` the
    probability from which on it would alarm; all of models that had not seen the person.
    """

    which: Whole
    score: Floats
    probability: Floats
    threshold: Floats


def said(method: Method, moments: Moments, splits: list[Split]) -> Said:
    """Judge every split's moments."""
    parts = [_one(method, moments, split) for split in splits]
    which = np.concatenate([part.which for part in parts])
    order = np.argsort(which, kind="stable")
    names = ("which", "score", "probability", "threshold")
    found = {name: np.concatenate([getattr(p, name) for p in parts])[order] for name in names}
    return Said(**found)


def _one(method: Method, moments: Moments, split: Split) -> Said:
    check(split, moments.group)
    train, test = split
    outcome = moments.outcome[train]
    if outcome.all() or not outcome.any():
        return _unknown(test, float(outcome[0]))
    weight = np.ones(len(train))
    score, within = method.judge(moments, train, test), _within(method, moments, train)
    calibration = calibrating.fit(_even(within, within), outcome, weight)
    probability = calibrating.logistic(calibration(_even(score, within)))
    own = calibrating.logistic(calibration(_even(within, within)))
    threshold = alarms.threshold(moments, train, own)
    return Said(test, score, probability, np.full(len(test), threshold))


def _unknown(test: Whole, answer: float) -> Said:
    """Say the one thing that was taught, and never alarm."""
    none = np.zeros(len(test))
    return Said(test, none, np.full(len(test), answer), np.full(len(test), np.inf))


def _within(method: Method, moments: Moments, train: Whole) -> Floats:
    """Return scores of those that teach; what learns has each judged by the others of them."""
    if method.kind not in (Kind.LEARNED, Kind.PUBLISHED):
        return method.judge(moments, train, train)
    score = np.empty(len(train))
    groups = moments.group[train]
    for teach, judged in unseen(groups, min(INNER, len(np.unique(groups)))):
        score[judged] = method.judge(moments, train[teach], train[judged])
    return score


def _even(score: Floats, usual: Floats) -> Floats:
    """Return scores as so many spreads of what is usual, so that one penalty fits them all."""
    spread = float(np.std(usual))
    made: Floats = (score - np.mean(usual)) / (spread or 1.0)
    return np.clip(made, -10.0, 10.0)

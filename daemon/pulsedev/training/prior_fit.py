"""The most likely weights near the hand-set ones, under bounds that keep their meaning.

The label, slow recovery, is weaker than being stuck. So the score by hand is first brought to its
scale by Platt's two numbers, and only then do the weights move: what is learned is how much each
of them counts beside the others. Only those that the recordings really tell of are learned; what
an importer had to make up says nothing of the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import mul
from typing import TYPE_CHECKING

import numpy as np

from pulsedev.core.evidence import CAP
from pulsedev.core.hysteresis import STUCK_THRESHOLDS
from pulsedev.core.log_odds import logit
from pulsedev.core.terms import STUCK, STUCK_BIAS
from pulsedev.training.calibrating import logistic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulsedev.training.dataset import Floats, Whole
    from pulsedev.training.prior_data import Seen

LEARNED = (
    "since_green",
    "failed_run_streak",
    "green_share.15m",
    "edit_between_runs.15m",
)
"""Columns that runs, their colours and the lines between them tell of.

Not how long an error has stood: here that is from one compilation to the next, in an editor it is
seen at each key, and what held for the one need not hold for the other.
"""

MOST = (logit(STUCK_THRESHOLDS.high) - STUCK_BIAS) / CAP
"""Of a weight: one more unusual than any other must not suffice for an alert."""

STRENGTHS = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
"""Of the pull towards the hand-set weights, in dojos for a weight of one; the best is chosen."""

FOLDS = 5
"""Of whole dojos, for choosing and for judging."""

CAUTION = 1e-6
"""A pull so weak that it only settles what no row speaks of."""

STEPS, SWEEPS = 40, 20
"""Of the descent, and passes over the weights in each: the third digit has settled by then."""

_PLACES = [[term.column for term in STUCK].index(column) for column in LEARNED]
HAND = np.array([term.weight for term in STUCK])
"""Weights by hand, in the order of the terms."""

_SIGNS, _START = np.sign(HAND[_PLACES]), np.abs(HAND[_PLACES])


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows that say something; each dojo weighs one in all."""

    x: Floats
    y: Floats
    weight: Floats
    fold: Whole

    def of(self, which: Floats) -> _Rows:
        """Return some of the rows."""
        return _Rows(self.x[which], self.y[which], self.weight[which], self.fold[which])


def fit(seen: Seen) -> Floats:
    """Return a weight for each stuck term, learned from all rows."""
    found = _rows(seen)
    return _placed(_weights(found, strength(found)))


def held_out(seen: Seen) -> Iterator[tuple[Whole, Floats]]:
    """Yield the rows of each fold with the weights that were learned and chosen without them."""
    found, fold = _rows(seen), seen.dojo % FOLDS
    for each in range(FOLDS):
        train = found.of(found.fold != each)
        yield np.flatnonzero(fold == each), _placed(_weights(train, strength(train)))


def _rows(seen: Seen) -> _Rows:
    said = seen.said
    dojo = seen.dojo[said]
    share = 1.0 / np.bincount(dojo)[dojo]
    x = seen.distances[said][:, _PLACES] * _SIGNS
    return _Rows(x, seen.outcome[said].astype(np.float64), share, dojo % FOLDS)


def strength(found: _Rows) -> float:
    """Return the pull that tells dojos apart best that were not learned from."""
    loss = dict.fromkeys(STRENGTHS, 0.0)
    for each in np.unique(found.fold):
        train, test = found.of(found.fold != each), found.of(found.fold == each)
        for pull in STRENGTHS:
            z = _platt(train, weights := _weights(train, pull))
            loss[pull] += _loss(test, z[0] + z[1] * (test.x @ weights))
    return min(STRENGTHS, key=lambda pull: (loss[pull], -pull))


def _weights(found: _Rows, pull: float) -> Floats:
    """Return the most likely sizes of the learned weights, each from zero to MOST."""
    shift, slope = _platt(found, _START)
    x = np.column_stack([np.ones(len(found.y)), slope * found.x])
    value = np.array([shift, *_START])
    low, high = np.r_[-np.inf, np.zeros(len(_START))], np.r_[np.inf, np.full(len(_START), MOST)]
    pulls, centre = np.r_[0.0, np.full(len(_START), pull)], value.copy()
    return _minimised(found, x, value, (low, high), (pulls, centre))[1:]


def _platt(found: _Rows, weights: Floats) -> Floats:
    """Return the shift and the slope, not below zero, that bring a score to the label's scale."""
    x = np.column_stack([np.ones(len(found.y)), found.x @ weights])
    start = np.array([0.0, 1.0])
    limits = np.array([-np.inf, 0.0]), np.array([np.inf, np.inf])
    return _minimised(found, x, start, limits, (np.full(2, CAUTION), np.zeros(2)))


def _minimised(
    found: _Rows,
    x: Floats,
    value: Floats,
    limits: tuple[Floats, Floats],
    pull: tuple[Floats, Floats],
) -> Floats:
    """Return the most likely coefficients within limits.

    Each step solves a parabola that lies above the loss (Böhning 1992), so none can overshoot.
    """
    curve = (x.T * found.weight) @ x / 4.0 + np.diag(pull[0])
    for _ in range(STEPS):
        said = logistic(x @ value)
        gradient = x.T @ (found.weight * (said - found.y)) + pull[0] * (value - pull[1])
        value = value + _step(curve.tolist(), gradient.tolist(), value.tolist(), limits)
    return value


def _step(
    curve: list[list[float]],
    gradient: list[float],
    value: list[float],
    limits: tuple[Floats, Floats],
) -> list[float]:
    """Return the step to the parabola's lowest point within limits, one coefficient at a time."""
    step, low, high = [0.0] * len(value), limits[0].tolist(), limits[1].tolist()
    for _ in range(SWEEPS):
        for place, row in enumerate(curve):
            slope = gradient[place] + sum(map(mul, row, step))
            wanted = value[place] + step[place] - slope / row[place]
            step[place] = min(max(wanted, low[place]), high[place]) - value[place]
    return step


def _loss(found: _Rows, z: Floats) -> float:
    return float(found.weight @ (np.logaddexp(0.0, z) - found.y * z))


def _placed(sizes: Floats) -> Floats:
    """Put what was learned among the weights by hand."""
    weights = HAND.copy()
    weights[_PLACES] = _SIGNS * sizes
    return weights

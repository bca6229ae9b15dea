"""From what a model says to probabilities: Platt's two numbers, and the rate of usual moments."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression

from pulsedev.core.log_odds import MOST
from pulsedev.core.terms import FLOW_BIAS, STUCK_BIAS
from pulsedev.training.dataset import Target

if TYPE_CHECKING:
    from pulsedev.training.dataset import Flags, Floats

USUAL = {Target.STUCK: STUCK_BIAS, Target.FLOW: FLOW_BIAS}
"""Log-odds of a usual moment. People label the unusual ones, so their rate would say too much."""

FLATTEST, STEEPEST = 0.05, 3.0
"""Of the slope: where nothing was learned hardly anything is said, and never the opposite."""

CAUTION = 1.0
"""The inverse strength of scikit-learn's penalty: few labels make a flat slope (Platt 1999)."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Log-odds are ``slope`` times a model's own, plus ``intercept``; ``rate`` is of the labels."""

    slope: float
    intercept: float
    rate: float

    def __call__(self, log_odds: Floats) -> Floats:
        """Calibrate for moments such as those that people label."""
        return self.slope * log_odds + self.intercept

    def usual(self, target: Target) -> float:
        """Return the intercept for usual moments (King & Zeng 2001, prior correction)."""
        return self.intercept - log(self.rate / (1.0 - self.rate)) + USUAL[target]


def fit(log_odds: Floats, outcome: Flags, weight: Floats) -> Calibration:
    """Fit on what a model said of rows that it was not fitted on; both answers must be there."""
    model = LogisticRegression(C=CAUTION).fit(log_odds[:, None], outcome, sample_weight=weight)
    slope = float(np.clip(model.coef_[0, 0], FLATTEST, STEEPEST))
    rate = float(np.average(outcome, weights=weight))
    # With the slope held, the intercept that gives the labels' rate on average.
    shift = _shift(slope * log_odds, rate, weight)
    return Calibration(slope, shift, rate)


def _shift(log_odds: Floats, rate: float, weight: Floats) -> float:
    low, high = -2 * MOST * STEEPEST, 2 * MOST * STEEPEST
    for _ in range(60):
        middle = (low + high) / 2
        mean = float(np.average(logistic(log_odds + middle), weights=weight))
        low, high = (middle, high) if mean < rate else (low, middle)
    return (low + high) / 2


def logistic(log_odds: Floats) -> Floats:
    """Return the probabilities that log-odds stand for."""
    made: Floats = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -MOST, MOST)))
    return made


def logit(probability: Floats) -> Floats:
    """Return the log-odds of probabilities, at most ``core.log_odds.MOST``."""
    least = 1.0 / (1.0 + np.exp(MOST))
    kept = np.clip(probability, least, 1.0 - least)
    made: Floats = np.log(kept / (1.0 - kept))
    return made

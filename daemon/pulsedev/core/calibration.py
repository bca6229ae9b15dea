"""How far a model's log-odds hold for this person: corrected a little with each of their answers.

It is one step of stochastic gradient descent on the logistic loss, as scikit-learn's SGDClassifier
does in ``partial_fit`` with a constant rate and no penalty (Bottou 2010). Between two trainings it
gives an answer its effect at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev.core.log_odds import logistic

if TYPE_CHECKING:
    from collections.abc import Sequence

RATE = 0.25
"""Of a step: a surprising answer moves the log-odds by a quarter, so that two can't turn them."""

STEEPEST, FLATTEST = 2.0, 0.5
"""Bounds of the slope: what the model found out must go on to count, and not be blown up."""

FARTHEST = 1.5
"""Bound of the shift in log-odds: a long run of the same answers says much, but not everything."""


class OnlineCalibration:
    """Corrected log-odds are ``slope`` times the model's own plus ``shift``.

    >>> calibration = OnlineCalibration()
    >>> calibration.learn(1.0, outcome=False)
    >>> round(calibration(1.0), 3)
    0.634
    """

    __slots__ = ("shift", "slope")

    def __init__(self) -> None:
        self.slope, self.shift = 1.0, 0.0

    def __call__(self, log_odds: float) -> float:
        """Correct log-odds."""
        return self.slope * log_odds + self.shift

    def learn(self, log_odds: float, *, outcome: bool, weight: float = 1.0) -> None:
        """Take a step towards what turned out, from the model's own log-odds of that moment."""
        step = RATE * weight * (float(outcome) - logistic(self(log_odds)))
        self.slope = min(max(self.slope + step * log_odds, FLATTEST), STEEPEST)
        self.shift = min(max(self.shift + step, -FARTHEST), FARTHEST)

    def dump(self) -> list[float]:
        """Return all of it as numbers, for ``load``."""
        return [self.slope, self.shift]

    def load(self, dumped: Sequence[float]) -> None:
        """Be as the one that was dumped; ValueError or TypeError where that was none."""
        slope, shift = map(float, dumped)
        if not FLATTEST <= slope <= STEEPEST or not -FARTHEST <= shift <= FARTHEST:
            raise ValueError("no calibration")
        self.slope, self.shift = slope, shift

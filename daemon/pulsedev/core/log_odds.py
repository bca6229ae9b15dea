"""Probabilities and log-odds."""

from __future__ import annotations

from math import exp, log

MOST = 12.0
"""Log-odds; what is surer than one in a hundred thousand is as sure as that."""


def logistic(log_odds: float) -> float:
    """Return the probability that log-odds stand for.

    >>> logistic(0.0), logistic(-1e9) > 0.0
    (0.5, True)
    """
    return 1.0 / (1.0 + exp(-min(max(log_odds, -MOST), MOST)))


def logit(probability: float) -> float:
    """Return the log-odds of a probability, at most MOST.

    >>> logit(0.5), logit(1.0) == MOST, logit(0.0) == -MOST
    (0.0, True, True)
    """
    if probability <= 0.0:
        return -MOST
    if probability >= 1.0:
        return MOST
    return min(max(log(probability / (1.0 - probability)), -MOST), MOST)

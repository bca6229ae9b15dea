"""From what a model says to probabilities that come true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.log_odds import MOST
from pulsedev.core.terms import STUCK_BIAS
from pulsedev.training.calibrating import FLATTEST, STEEPEST, fit, logistic, logit
from pulsedev.training.dataset import Target

ONES = np.ones(4_000)


@pytest.mark.parametrize("factor", [0.4, 1.0, 3.0])
def test_what_is_too_sure_is_told_so(factor: float) -> None:
    """Log-odds that are a multiple of the true ones are brought back to what comes true."""
    rng = np.random.default_rng(1)
    true = rng.normal(0.0, 2.0, len(ONES))
    outcome = rng.random(len(ONES)) < logistic(true)
    said = logistic(fit(factor * true, outcome, ONES)(factor * true))
    for low in (0.1, 0.3, 0.5, 0.7):
        some = (said >= low) & (said < low + 0.2)
        assert outcome[some].mean() == pytest.approx(said[some].mean(), abs=0.08)


@given(st.integers(0, 99), st.floats(-1.0, 1.0), st.integers(6, 60))
def test_never_the_opposite(seed: int, slope: float, count: int) -> None:
    """However labels lie, more of the model's own log-odds is never less, and the rate is kept."""
    rng = np.random.default_rng(seed)
    log_odds = rng.normal(0.0, 2.0, count)
    outcome = rng.random(count) < logistic(slope * log_odds)
    outcome[:2] = [True, False]
    found = fit(log_odds, outcome, np.ones(count))
    assert FLATTEST <= found.slope <= STEEPEST
    assert logistic(found(log_odds)).mean() == pytest.approx(outcome.mean(), abs=1e-3)


def test_usual_moments_are_rarer() -> None:
    """Of moments that nobody labelled, the rate of the labels is replaced by the usual one."""
    rng = np.random.default_rng(2)
    outcome = rng.random(len(ONES)) < 0.5
    found = fit(rng.normal(0.0, 1e-9, len(ONES)), outcome, ONES)
    assert found.usual(Target.STUCK) == pytest.approx(STUCK_BIAS, abs=0.01)
    doubled = replace(found, rate=0.5).usual(Target.STUCK)
    assert replace(found, rate=0.8).usual(Target.STUCK) < doubled


@given(st.floats(-2 * MOST, 2 * MOST))
def test_there_and_back(log_odds: float) -> None:
    """Log-odds survive the way to a probability and back, up to the surest that there is."""
    expected = np.clip(log_odds, -MOST, MOST)
    assert logit(logistic(np.array([log_odds])))[0] == pytest.approx(expected, abs=1e-6)

"""Between two trainings, an answer corrects what a model says: by scikit-learn's own step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import SGDClassifier

from pulsedev.core.calibration import FARTHEST, FLATTEST, RATE, STEEPEST, OnlineCalibration

ANSWERS = st.lists(
    st.tuples(st.floats(-6, 6), st.booleans(), st.sampled_from([0.5, 1.0])), min_size=1, max_size=40
)


@given(ANSWERS)
def test_same_step_as_scikit_learn(answers: list[tuple[float, bool, float]]) -> None:
    """Each answer does what SGDClassifier.partial_fit does, as long as no bound is met."""
    own = OnlineCalibration()
    theirs = SGDClassifier(
        loss="log_loss", penalty=None, learning_rate="constant", eta0=RATE, shuffle=False
    )
    theirs.partial_fit([[0.0]], [0], classes=[0, 1])
    theirs.coef_, theirs.intercept_ = np.array([[1.0]]), np.array([0.0])
    for log_odds, outcome, weight in answers:
        own.learn(log_odds, outcome=outcome, weight=weight)
        theirs.partial_fit([[log_odds]], [int(outcome)], sample_weight=[weight])
        slope, shift = theirs.coef_[0, 0], theirs.intercept_[0]
        if not (FLATTEST < slope < STEEPEST and -FARTHEST < shift < FARTHEST):
            return
        assert (own.slope, own.shift) == pytest.approx((slope, shift), abs=1e-12)


@given(ANSWERS)
def test_no_answers_turn_a_model_around(answers: list[tuple[float, bool, float]]) -> None:
    """Whatever is answered, what a model found more likely before stays more likely."""
    calibration = OnlineCalibration()
    for log_odds, outcome, weight in answers:
        calibration.learn(log_odds, outcome=outcome, weight=weight)
    assert calibration(1.0) > calibration(0.0)
    assert abs(calibration(0.0)) <= FARTHEST


@given(ANSWERS)
def test_there_and_back(answers: list[tuple[float, bool, float]]) -> None:
    """Corrections outlast a restart to the bit."""
    before, after = OnlineCalibration(), OnlineCalibration()
    for log_odds, outcome, weight in answers:
        before.learn(log_odds, outcome=outcome, weight=weight)
    after.load(before.dump())
    assert after(0.3) == before(0.3)


@pytest.mark.parametrize("dumped", [[], [1.0], [1.0, 0.0, 0.0], [9.0, 0.0], [1.0, float("nan")]])
def test_no_calibration(dumped: list[float]) -> None:
    """What is none is refused, and nothing changes."""
    calibration = OnlineCalibration()
    with pytest.raises(ValueError, match=r"calibration|unpack"):
        calibration.load(dumped)
    assert calibration.dump() == [1.0, 0.0]

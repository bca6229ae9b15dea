"""Thresholds that keep what the user would have heard within what they want to hear."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.training.datasets import synthetic

from pulsedev.core.hysteresis import STUCK_THRESHOLDS
from pulsedev.training.budget import FLOW_SHARE, GAP, HIGHEST, choose, holds, onsets
from pulsedev.training.calibrating import logistic
from pulsedev.training.dataset import Target

DATASET = synthetic(days=6, seed=2)
STATES = DATASET.prior[:, 0]


@pytest.mark.parametrize("a_day", [1, 2, 4])
def test_within_the_budget(a_day: int) -> None:
    """The most talkative thresholds within the budget are chosen, as tried by the live latch."""
    found = choose(DATASET, STATES, Target.STUCK, a_day)

    def alarms(high: float) -> int:
        limits = replace(STUCK_THRESHOLDS, high=high, low=high - GAP)
        return len(onsets(holds(DATASET, logistic(STATES), limits), DATASET.stretch))

    assert found.low == pytest.approx(found.high - GAP)
    fitting = [high for high in HIGHEST if alarms(high) <= a_day * 6]
    assert found.high == (fitting[0] if fitting else HIGHEST[-1])


def test_flow_has_a_share() -> None:
    """Flow may hold for so much of the working time and no more, where thresholds allow it."""
    limits = choose(DATASET, DATASET.prior[:, 1], Target.FLOW, 2)
    on = holds(DATASET, logistic(DATASET.prior[:, 1]), limits)
    assert on.mean() <= FLOW_SHARE or limits.high == HIGHEST[-1]


def test_a_state_ends_with_its_stretch() -> None:
    """What held when a stretch ended begins anew in the next one, or does not hold there."""
    sure = np.where(DATASET.stretch % 2 == 0, 9.0, -9.0)
    on = holds(DATASET, logistic(sure), STUCK_THRESHOLDS)
    assert on[DATASET.stretch % 2 == 1].sum() == 0
    begun = DATASET.stretch[onsets(on, DATASET.stretch)]
    assert begun.tolist() == [0, 2, 4]


def test_no_rows_no_alarms() -> None:
    """With nothing to try them on, the most talkative thresholds fit."""
    none = DATASET.take(np.arange(0))
    assert choose(none, none.prior[:, 0], Target.STUCK, 2).high == HIGHEST[0]

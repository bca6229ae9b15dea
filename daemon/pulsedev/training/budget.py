"""Thresholds for what the user wants to hear: as many would-be alerts a day as they allow.

They are tried on the person's own past, through the same latch that decides live.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pulsedev.core.hysteresis import FLOW_THRESHOLDS, STUCK_THRESHOLDS, Latch, Thresholds
from pulsedev.training.calibrating import logistic
from pulsedev.training.dataset import Target

if TYPE_CHECKING:
    from pulsedev.training.dataset import Dataset, Floats, Whole

HIGHEST = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
"""Thresholds that are tried, the most talkative first; below one half nothing is likely."""

GAP = 0.2
"""How far below the upper threshold the lower one lies, as with the prior's."""

FLOW_SHARE = 0.13
"""Of working time: FlowLight showed its red light so much at most (Züger 2017)."""

DAY = 86_400.0
USUAL = {Target.STUCK: STUCK_THRESHOLDS, Target.FLOW: FLOW_THRESHOLDS}


def choose(dataset: Dataset, log_odds: Floats, target: Target, a_day: int) -> Thresholds:
    """Return the lowest thresholds that stay within the budget on these rows.

    ``log_odds`` are of each row, as they would be judged. For flow the budget is FLOW_SHARE.
    """
    said, days = logistic(log_odds), _days(dataset)
    for high in HIGHEST:
        limits = replace(USUAL[target], high=high, low=high - GAP)
        on = holds(dataset, said, limits)
        if target is Target.FLOW:
            fits = on.mean() <= FLOW_SHARE if len(on) else True
        else:
            fits = len(onsets(on, dataset.stretch)) <= a_day * days
        if fits:
            break
    return limits


def holds(dataset: Dataset, probability: Floats, limits: Thresholds) -> Floats:
    """Return for each row whether the state would hold, 0 or 1."""
    on = np.zeros(len(dataset))
    begun, active, latch = -1, 0.0, Latch(limits)
    stretches, lasted = dataset.stretch.tolist(), dataset.active.tolist()
    for row, (stretch, said) in enumerate(zip(stretches, probability.tolist(), strict=True)):
        if stretch != begun:
            begun, active, latch = stretch, 0.0, Latch(limits)
        on[row] = latch.update(active, said)
        active += lasted[row]
    return on


def onsets(on: Floats, stretch: Whole) -> Whole:
    """Return the rows at which a state begins to hold."""
    before = np.concatenate([[0.0], on[:-1]])
    before[np.concatenate([[True], np.diff(stretch) != 0])] = 0.0
    found: Whole = np.flatnonzero((on > 0) & (before == 0))
    return found


def _days(dataset: Dataset) -> int:
    """Return on how many days there was any work, counted from the first moment."""
    if not len(dataset):
        return 0
    return len(np.unique((dataset.at - dataset.at[0]) // DAY))

"""What learned weights are worth: on dojos that they never saw, beside weights by hand and a clock.

The rule: nothing here may raise the number of alarms. Where the learned weights would, the bias
is lowered until they do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.metrics import roc_auc_score

from pulsedev.core.hysteresis import STUCK_THRESHOLDS, Latch
from pulsedev.core.pace import SCORE_EVERY
from pulsedev.core.terms import STUCK_BIAS
from pulsedev.training.calibrating import logistic
from pulsedev.training.measuring import bootstrapped
from pulsedev.training.prior_data import CLOCKS

if TYPE_CHECKING:
    from pulsedev.training.dataset import Floats, Whole
    from pulsedev.training.measuring import Interval
    from pulsedev.training.prior_data import Seen

FINER = 0.01
"""Log-odds by which the bias is lowered at a time: a quarter of a percent of probability."""

LOWEST = STUCK_BIAS - 2.0
"""Of the bias; weights that need more say too much."""

HOUR = 3600.0
BY_HAND, LEARNED, GAIN = "weights by hand", "weights learned", "learned - by hand"


def bias(seen: Seen, by_hand: Floats, learned: Floats) -> float:
    """Return the highest bias, at most the hand-set one, that raises no more alarms than that.

    Scores are log-odds without a bias, the learned ones from other dojos.
    """
    budget = alarms(seen, by_hand + STUCK_BIAS)
    steps = np.arange(STUCK_BIAS, LOWEST, -FINER).tolist()
    return next((each for each in steps if alarms(seen, learned + each) <= budget), LOWEST)


def alarms(seen: Seen, log_odds: Floats) -> int:
    """Return how often being stuck would begin to hold, half a minute from row to row."""
    count, latch, on, then = 0, Latch(STUCK_THRESHOLDS), False, -1
    said = logistic(log_odds).tolist()
    for row, (session, probability) in enumerate(zip(seen.session.tolist(), said, strict=True)):
        if session != then:
            latch, on, then = Latch(STUCK_THRESHOLDS), False, session
        before, on = on, latch.update(row * SCORE_EVERY, probability)
        count += on and not before
    return count


def hours(seen: Seen) -> float:
    """Return the hours that the rows stand for."""
    return len(seen.session) * SCORE_EVERY / HOUR


def aucs(seen: Seen, by_hand: Floats, learned: Floats) -> dict[str, Interval]:
    """Return the AUC of both scores, of their difference and of CLOCKS, with 95 % intervals.

    The intervals are bootstrapped over dojos.
    """
    said = seen.said
    outcome = seen.outcome[said]
    clocks = np.nan_to_num(seen.clocks[said])
    scores = {BY_HAND: by_hand[said], LEARNED: learned[said]}
    scores |= {name: clocks[:, place] for place, name in enumerate(CLOCKS)}

    def measure(chosen: Whole) -> dict[str, float | None]:
        came = outcome[chosen]
        if not 0 < came.sum() < len(came):
            return dict.fromkeys((*scores, GAIN))
        found: dict[str, float | None] = {}
        values = {name: float(roc_auc_score(came, each[chosen])) for name, each in scores.items()}
        found |= values
        found[GAIN] = values[LEARNED] - values[BY_HAND]
        return found

    return bootstrapped(measure, seen.dojo[said])

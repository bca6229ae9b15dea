"""Whether a challenger is better than the champion on the same later labels, and not louder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pulsedev.core.trial import Trial
from pulsedev.training.budget import holds, onsets
from pulsedev.training.calibrating import logistic

if TYPE_CHECKING:
    from pulsedev.core.hysteresis import Thresholds
    from pulsedev.training.dataset import Dataset, Floats, Whole
    from pulsedev.training.measuring import Episodes

HOUR = 3_600.0


@dataclass(frozen=True, slots=True)
class Contender:
    """What one side says of every row: log-odds of usual moments, and its thresholds.

    ``calibrated`` has what it would say of moments such as those that people label, after
    calibration on the same earlier labels as the other side's.
    """

    log_odds: Floats
    calibrated: Floats
    limits: Thresholds


def compare(
    champion: Contender, challenger: Contender, dataset: Dataset, later: Whole, found: Episodes
) -> Trial:
    """Hold both to the later labels, in their order, and count what would have been alarms."""
    trial = Trial()
    pairs = zip(
        found.mean(champion.calibrated),
        found.mean(challenger.calibrated),
        found.outcome,
        strict=True,
    )
    for ours, theirs, outcome in pairs:
        trial.add(float(ours), float(theirs), outcome=bool(outcome))
    wrong = [false_alarms(side, dataset, later, found) for side in (champion, challenger)]
    trial.observe(float(dataset.active[later].sum()), *wrong)
    return trial


def false_alarms(side: Contender, dataset: Dataset, rows: Whole, found: Episodes) -> int:
    """Count the labels of not being stuck at which a side would have held the person for stuck."""
    on = np.zeros(len(dataset))
    on[rows] = holds(dataset.take(rows), logistic(side.log_odds[rows]), side.limits)
    pairs = zip(found.rows, found.outcome, strict=True)
    return sum(bool(on[labelled].any()) for labelled, stuck in pairs if not stuck)


def alarm_figures(
    side: Contender, dataset: Dataset, rows: Whole, found: Episodes
) -> dict[str, Any]:
    """Return would-be alarms, those that the user's words contradict, and active hours."""
    part = dataset.take(rows)
    began = onsets(holds(part, logistic(side.log_odds[rows]), side.limits), part.stretch)
    hours = float(part.active.sum() / HOUR)
    wrong = false_alarms(side, dataset, rows, found)
    return {
        "alarms": len(began),
        "false": wrong,
        "hours": hours,
        "false_per_hour": wrong / hours if hours else None,
    }

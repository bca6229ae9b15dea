"""Whether a challenger is better than the champion on the same later labels, and not louder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pulsedev.core.trial import Trial
from pulsedev.training.budget import holds, onsets
from pulsedev.training.calibrating import logistic
from pulsedev.training.dataset import Target

if TYPE_CHECKING:
    from pulsedev.core.hysteresis import Thresholds
    from pulsedev.training.dataset import Dataset, Floats, Whole
    from pulsedev.training.measuring import Episodes

HOUR = 3_600.0

NEAR = 10
"""Rows, five minutes, by which an alarm may miss a label of being stuck and still be right."""


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
    alarms = [len(false_alarms(side, dataset, later)) for side in (champion, challenger)]
    trial.observe(float(dataset.active[later].sum()), *alarms)
    return trial


def false_alarms(side: Contender, dataset: Dataset, rows: Whole) -> Whole:
    """Return the rows at which a side would begin to say "stuck" where nobody says they were."""
    part = dataset.take(rows)
    began = onsets(holds(part, logistic(side.log_odds[rows]), side.limits), part.stretch)
    stuck = np.flatnonzero(part.said[Target.STUCK].y > 0)
    if not len(stuck):
        return began
    away = np.abs(began[:, None] - stuck[None, :]).min(axis=1) if len(began) else began
    missed: Whole = began[away > NEAR]
    return missed


def alarm_figures(side: Contender, dataset: Dataset, rows: Whole) -> dict[str, Any]:
    """Return would-be alarms, false ones, and active hours, of some rows."""
    part = dataset.take(rows)
    began = onsets(holds(part, logistic(side.log_odds[rows]), side.limits), part.stretch)
    hours = float(part.active.sum() / HOUR)
    missed = len(false_alarms(side, dataset, rows))
    return {
        "alarms": len(began),
        "false": missed,
        "hours": hours,
        "false_per_hour": missed / hours if hours else None,
    }

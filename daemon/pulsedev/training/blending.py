"""How much of a verdict is the personal model's, and how much the prior's.

It begins with what the number of labels says, and follows which of the two has been right lately:
who is as the prior expects needs no model, and who has changed needs the prior again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pulsedev.core.learned import HALF
from pulsedev.training.calibrating import logistic
from pulsedev.training.pipeline import SURE
from pulsedev.training.walking import missing

if TYPE_CHECKING:
    from pulsedev.training.dataset import Dataset, Floats, Target, Whole
    from pulsedev.training.walking import Walk

WEIGHTS = np.linspace(0.0, 0.95, 20)
"""That are tried; a little of the prior always stays."""

HALF_LIFE = 7 * 86_400.0
"""Seconds after which what was right counts half in this."""

PULL = 0.1
"""Log loss by which another weight must be better, for the whole way from the first one."""


def weights(
    prior: Floats, own: Floats, dataset: Dataset, target: Target, done: Walk
) -> tuple[Floats, float]:
    """Return each row's weight, chosen on the blocks before its own, and that of what serves.

    ``prior`` and ``own`` are calibrated log-odds of the rows that were judged.
    """
    made, numbers = done.weight.copy(), np.unique(done.block[done.judged])
    for number in numbers:
        before = np.flatnonzero((done.block >= 0) & (done.block < number))
        inside = done.block == number
        made[inside] = _best(prior, own, dataset, target, before, float(done.weight[inside][0]))
    last = float(done.weight[done.judged[-1]]) if len(done.judged) else 0.0
    return made, _best(prior, own, dataset, target, done.judged, last)


def evidence_of(weight: float) -> float:
    """Return how many labels would give a model that weight beside the prior."""
    return HALF * weight / (1.0 - weight)


def _best(  # noqa: PLR0913, PLR0917 - two sides, on some rows of a target
    prior: Floats, own: Floats, dataset: Dataset, target: Target, rows: Whole, first: float
) -> float:
    said = dataset.said[target].take(rows)
    if missing(said):
        return first
    there = said.known & (said.weight > 0)
    rows, outcome = rows[there], said.y[there] >= SURE
    recent = 0.5 ** ((dataset.at[rows[-1]] - dataset.at[rows]) / HALF_LIFE)
    losses = []
    for weight in WEIGHTS:
        p = logistic(prior[rows] + weight * (own[rows] - prior[rows]))
        loss = -np.log(np.where(outcome, p, 1.0 - p))
        mean = np.average(loss, weights=said.weight[there] * recent)
        losses.append(mean + PULL * (weight - first) ** 2)
    return float(WEIGHTS[int(np.argmin(losses))])

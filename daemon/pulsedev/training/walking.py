"""Each block of labels, judged by a model that was trained on what came before it alone.

So every label but the first few is a later label once, and what is told of a model is how it would
have done had it been trained every few days (walk-forward evaluation).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pulsedev.core.learned import HALF
from pulsedev.training import calibrating
from pulsedev.training.calibrating import Calibration
from pulsedev.training.examples import evidence
from pulsedev.training.pipeline import SURE, fit
from pulsedev.training.splitting import forward
from pulsedev.training.voting import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulsedev.training.dataset import Dataset, Floats, Labelling, Target, Whole

FEWEST_LABELS = 12
"""Human labels to train on; of fewer, a model would learn those by heart."""

FEWEST_OF_EACH = 3
"""Of them with each answer."""

UNSURE = Calibration(slope=0.5, intercept=0.0, rate=0.5)
"""Before there is anything to calibrate on: a model that knows few labels is too sure."""


@dataclass(frozen=True, slots=True)
class Walk:
    """What was said of each row by a model that had not seen it.

    ``score`` is in log-odds of the model's own, NaN before the first block that is judged;
    ``weight`` is what the model would have counted beside the prior, ``block`` numbers the blocks.
    """

    score: Floats
    weight: Floats
    block: Whole

    @property
    def judged(self) -> Whole:
        """Rows of which anything was said."""
        rows: Whole = np.flatnonzero(~np.isnan(self.score))
        return rows


def walk(dataset: Dataset, target: Target, progress: Callable[[float], None]) -> Walk:
    """Judge block after block; blocks before which too little was said are not judged."""
    score = np.full(len(dataset), np.nan)
    weight, block = np.zeros(len(dataset)), np.full(len(dataset), -1)
    parts = forward(dataset, target)
    for number, (train, test) in enumerate(parts):
        if not missing(dataset.said[target].take(train)):
            said = label(dataset, target, fitted_on=train).take(train)
            own = evidence(dataset.said[target].take(train))
            fitted = fit(dataset.rows[train], said, target)
            score[test] = fitted.log_odds(dataset.rows[test])
            weight[test], block[test] = own / (own + HALF), number
        progress((number + 1) / (len(parts) + 1))
    return Walk(score, weight, block)


def missing(said: Labelling) -> str:
    """Say what is needed still to train on these rows, if anything."""
    known = np.flatnonzero(said.known)
    numbers, first = np.unique(said.episode[known], return_index=True)
    yes = int((said.y[known[first]] >= SURE).sum())
    rarer = min(yes, len(numbers) - yes)
    if len(numbers) < FEWEST_LABELS:
        return f"{FEWEST_LABELS - len(numbers)} more labels needed"
    if rarer < FEWEST_OF_EACH:
        return f"{FEWEST_OF_EACH - rarer} more labels of the rarer kind needed"
    return ""


def calibrated(log_odds: Floats, dataset: Dataset, target: Target, done: Walk) -> Floats:
    """Calibrate each block by the labels of the blocks before it, as log-odds; NaN before."""
    made = np.full(len(dataset), np.nan)
    for number in np.unique(done.block[done.judged]):
        before = np.flatnonzero((done.block >= 0) & (done.block < number))
        inside = done.block == number
        made[inside] = on_labels(log_odds, dataset, target, before)(log_odds[inside])
    return made


def on_labels(log_odds: Floats, dataset: Dataset, target: Target, rows: Whole) -> Calibration:
    """Calibrate what was said of some rows on what people said of them."""
    said = dataset.said[target].take(rows)
    if missing(said):
        return UNSURE
    there = said.known & (said.weight > 0)
    return calibrating.fit(log_odds[rows][there], said.y[there] >= SURE, said.weight[there])

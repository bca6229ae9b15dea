"""What a model has to beat: the base rate, the best single feature, and alarms at random."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.metrics import roc_auc_score

from pulsedev.training.estimators import SEED
from pulsedev.training.measuring import bootstrapped

if TYPE_CHECKING:
    from pulsedev.training.dataset import Dataset, Flags, Floats, Whole
    from pulsedev.training.measuring import Episodes, Interval

DRAWS = 20
"""Times that alarms fall at random: their mean is what chance gives, their best what luck does."""


def majority(found: Episodes) -> dict[str, float]:
    """Return the share of the more frequent answer, and the Brier score of the base rate."""
    rate = float(found.outcome.mean())
    return {"base_rate": rate, "accuracy": max(rate, 1.0 - rate), "brier": rate * (1.0 - rate)}


def single_feature(
    dataset: Dataset, train: Episodes, later: Episodes, columns: Whole
) -> dict[str, Any] | None:
    """Return the column that told the earlier labels apart best, and its AUC on the later ones."""
    if not _both(train.outcome) or not _both(later.outcome):
        return None
    best, way, strength = None, 1.0, -1.0
    for column in columns:
        values = train.mean(_filled(dataset.rows[:, column]))
        score = float(roc_auc_score(train.outcome, values))
        if abs(score - 0.5) > strength:
            best, way, strength = int(column), np.sign(score - 0.5) or 1.0, abs(score - 0.5)
    if best is None:
        return None
    values = way * later.mean(_filled(dataset.rows[:, best]))

    def measure(chosen: Whole) -> dict[str, float | None]:
        outcome = later.outcome[chosen]
        return {"auc": float(roc_auc_score(outcome, values[chosen])) if _both(outcome) else None}

    auc: Interval = bootstrapped(measure, later.day)["auc"]
    return {"column": dataset.columns[best], "auc": auc}


def random_alarms(found: Episodes, later: Whole, alarms: int, near: int) -> dict[str, Any]:
    """Return the share of the labels of being stuck that as many alarms at random would meet."""
    there = [rows for rows, outcome in zip(found.rows, found.outcome, strict=True) if outcome]
    if not there or not alarms or not len(later):
        return {"recall_mean": None, "recall_best": None}
    rng = np.random.default_rng(SEED)
    met = []
    for _ in range(DRAWS):
        drawn = rng.choice(later, min(alarms, len(later)), replace=False)
        met.append(np.mean([np.abs(drawn - rows[:, None]).min() <= near for rows in there]))
    return {"recall_mean": float(np.mean(met)), "recall_best": float(np.max(met))}


def _filled(values: Floats) -> Floats:
    known = values[~np.isnan(values)]
    return np.where(np.isnan(values), np.median(known) if len(known) else 0.0, values)


def _both(outcome: Flags) -> bool:
    return bool(outcome.any() and not outcome.all())

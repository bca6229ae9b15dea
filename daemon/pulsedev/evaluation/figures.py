"""How well moments are told apart: figures with intervals over the people that were judged.

Moments of a person are not independent, so intervals are bootstrapped over people, and beside a
figure over all stands the one within each person: who is often stuck is easily told from who never
is, which helps nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.metrics import (
    average_precision_score,
    precision_recall_curve,
    roc_auc_score,
    roc_curve,
)

from pulsedev.training.estimators import SEED
from pulsedev.training.measuring import bootstrapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulsedev.training.dataset import Flags, Floats, Whole
    from pulsedev.training.measuring import Interval

    Curve = Callable[[Floats, Flags], Floats]

BINS = 10
"""Of a reliability diagram, with as many moments each."""

GRID = np.linspace(0.0, 1.0, 41)
"""Places of a curve's points."""

BANDS = 100
"""Resamples of a curve's band."""


def figures(
    score: Floats, probability: Floats, outcome: Flags, group: Whole
) -> dict[str, Interval]:
    """Return AUC, average precision, Brier score and within-person AUC with 95 % intervals."""

    def measure(chosen: Whole) -> dict[str, float | None]:
        found = outcome[chosen]
        both = bool(found.any() and not found.all())
        return {
            "auc": float(roc_auc_score(found, score[chosen])) if both else None,
            "average_precision": (
                float(average_precision_score(found, score[chosen])) if both else None
            ),
            "brier": float(np.mean((probability[chosen] - found) ** 2)),
        }

    return bootstrapped(measure, group)


def gain(ours: Floats, theirs: Floats, outcome: Flags, group: Whole) -> Interval:
    """Return by how much the AUC of one score is above another's, people drawn together."""

    def measure(chosen: Whole) -> dict[str, float | None]:
        found = outcome[chosen]
        if found.all() or not found.any():
            return {"gain": None}
        both = (roc_auc_score(found, score[chosen]) for score in (ours, theirs))
        return {"gain": float(next(both) - next(both))}

    return bootstrapped(measure, group)["gain"]


def within(score: Floats, outcome: Flags, group: Whole) -> dict[str, float | None]:
    """Return the mean and the lower quartile of the AUC within a person, of those with both."""
    found = []
    for each in np.unique(group):
        rows = group == each
        if 0 < outcome[rows].sum() < rows.sum():
            found.append(float(roc_auc_score(outcome[rows], score[rows])))
    if not found:
        return {"within": None, "within_worst_quartile": None, "within_people": 0}
    return {
        "within": float(np.mean(found)),
        "within_worst_quartile": float(np.quantile(found, 0.25)),
        "within_people": len(found),
    }


def reliability(probability: Floats, outcome: Flags) -> list[tuple[float, float, int]]:
    """Return for each bin what was said on average, what was so, and of how many moments."""
    order = np.argsort(probability, kind="stable")
    parts = [part for part in np.array_split(order, BINS) if len(part)]
    return [
        (float(probability[part].mean()), float(outcome[part].mean()), len(part)) for part in parts
    ]


def calibration_error(bins: list[tuple[float, float, int]]) -> float:
    """Return how far what is said lies from what is so, on average (expected calibration error)."""
    whole = sum(count for *_, count in bins)
    return sum(abs(said - so) * count for said, so, count in bins) / whole


def roc(score: Floats, outcome: Flags) -> Floats:
    """Return the true positive rate at each false positive rate of GRID."""
    false, true, _ = roc_curve(outcome, score)
    made: Floats = np.interp(GRID, false, true)
    return made


def precision_recall(score: Floats, outcome: Flags) -> Floats:
    """Return the precision at each recall of GRID."""
    precision, recall, _ = precision_recall_curve(outcome, score)
    made: Floats = np.interp(GRID, recall[::-1], precision[::-1])
    return made


def band(curve: Curve, score: Floats, outcome: Flags, group: Whole) -> dict[str, list[float]]:
    """Return a curve at each place of GRID, with the ends of its 95 % band over people."""
    groups, rng, drawn = np.unique(group), np.random.default_rng(SEED), []
    rows = {each: np.flatnonzero(group == each) for each in groups}
    for _ in range(BANDS):
        chosen = np.concatenate([rows[each] for each in rng.choice(groups, len(groups))])
        if 0 < outcome[chosen].sum() < len(chosen):
            drawn.append(curve(score[chosen], outcome[chosen]))
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    return {"middle": _round(curve(score, outcome)), "low": _round(low), "high": _round(high)}


def _round(values: Floats) -> list[float]:
    return [round(float(value), 4) for value in values]

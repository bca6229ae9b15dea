"""How well something tells moments apart, on labels that it never saw, with intervals.

A label counts once, however long it speaks; intervals are bootstrapped over days, as the labels of
a day are not independent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from pulsedev.training.estimators import SEED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pulsedev.training.dataset import Dataset, Flags, Floats, Target, Whole

RESAMPLES = 300
"""Of the bootstrap: the ends of a 95 % interval are then steady to a hundredth or two."""

LIKELY = 0.5
"""From here on a probability says yes."""

DAY = 86_400.0
FIGURES = ("auc", "average_precision", "brier", "accuracy", "precision", "recall", "f1")


@dataclass(frozen=True, slots=True)
class Episodes:
    """Labels that may count, one entry each: rows, answer, day."""

    rows: tuple[Whole, ...]
    outcome: Flags
    day: Whole

    def __len__(self) -> int:
        return len(self.outcome)

    def mean(self, values: Floats) -> Floats:
        """Return the mean of some values over the rows of each label."""
        return np.array([values[rows].mean() for rows in self.rows])


def episodes(dataset: Dataset, target: Target, which: Whole) -> Episodes:
    """Return the labels among some rows that may count in recall and precision."""
    said = dataset.said[target]
    rows = which[said.evaluates[which]]
    numbers, first = np.unique(said.episode[rows], return_index=True)
    parts = tuple(rows[said.episode[rows] == number] for number in numbers)
    begin = rows[first] if len(rows) else rows
    return Episodes(parts, said.y[begin] >= LIKELY, (dataset.at[begin] // DAY).astype(np.int64))


def figures(probability: Floats, outcome: Flags) -> dict[str, float | None]:
    """Return FIGURES for probabilities; None where a figure has no meaning."""
    said = probability >= LIKELY
    right, called, there = (said & outcome).sum(), said.sum(), outcome.sum()
    precision = right / called if called else None
    recall = right / there if there else None
    both = 0 < there < len(outcome)
    return {
        "auc": float(roc_auc_score(outcome, probability)) if both else None,
        "average_precision": float(average_precision_score(outcome, probability))
        if there
        else None,
        "brier": float(np.mean((probability - outcome) ** 2)) if len(outcome) else None,
        "accuracy": float(np.mean(said == outcome)) if len(outcome) else None,
        "precision": None if precision is None else float(precision),
        "recall": None if recall is None else float(recall),
        "f1": float(2 * right / (called + there)) if called + there else None,
    }


Interval = list[float | None]
"""A figure with the ends of its interval; None where it has none."""


def measured(found: Episodes, probability: Floats) -> dict[str, Interval]:
    """Return each figure for the labels' probabilities, with its 95 % interval."""

    def measure(chosen: Whole) -> Mapping[str, float | None]:
        return figures(probability[chosen], found.outcome[chosen])

    return bootstrapped(measure, found.day)


def bootstrapped(
    measure: Callable[[Whole], Mapping[str, float | None]], day: Whole
) -> dict[str, Interval]:
    """Measure everything, and then days drawn with replacement; ``day`` is of each entry."""
    days, rng = np.unique(day), np.random.default_rng(SEED)
    whole = measure(np.arange(len(day)))
    by_day = [np.flatnonzero(day == each) for each in days]
    drawn: dict[str, list[float]] = {name: [] for name in whole}
    for _ in range(RESAMPLES if len(days) > 1 else 0):
        chosen = np.concatenate([by_day[each] for each in rng.integers(0, len(days), len(days))])
        for name, value in measure(chosen).items():
            if value is not None:
                drawn[name].append(value)
    return {name: [value, *_ends(drawn[name])] for name, value in whole.items()}


def _ends(values: list[float]) -> Interval:
    if not values:
        return [None, None]
    low, high = np.percentile(values, [2.5, 97.5])
    return [float(low), float(high)]

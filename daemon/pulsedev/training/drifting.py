"""How far the moments of the last days differ from those that a model was trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pulsedev.core.drift import stability

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulsedev.training.dataset import Dataset, Floats, Whole

BINS = 10
"""Deciles, as is usual for the population stability index."""

LAST_DAYS = 7
"""Days that are held against the training: a week has all kinds of days."""

FEWEST_ROWS = 240
"""Rows, two hours, below which a week says nothing."""

DIGITS = 5
DAY = 86_400.0


def reference(rows: Floats, columns: Whole, names: tuple[str, ...]) -> dict[str, Any]:
    """Return for each column the inner edges of its deciles and the shares between them."""
    found: dict[str, Any] = {}
    for column in columns:
        values = rows[:, column]
        known = values[~np.isnan(values)]
        edges = np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1]))
        rounded = [float(f"{edge:.{DIGITS}g}") for edge in edges]
        found[names[column]] = {"edges": rounded, "shares": _shares(known, np.array(rounded))}
    return found


def psi(dataset: Dataset, before: Mapping[str, Any]) -> float | None:
    """Return the mean population stability index of the last days, None where they are too few."""
    recent = dataset.at >= dataset.until - LAST_DAYS * DAY
    if recent.sum() < FEWEST_ROWS:
        return None
    found = []
    for name, told in before.items():
        if name in dataset.columns:
            values = dataset.column(name)[recent]
            known = values[~np.isnan(values)]
            if len(known):
                found.append(stability(told["shares"], _shares(known, np.array(told["edges"]))))
    return float(np.mean(found)) if found else None


def _shares(values: Floats, edges: Floats) -> list[float]:
    counts = np.bincount(np.searchsorted(edges, values, side="left"), minlength=len(edges) + 1)
    return [round(float(count), DIGITS) for count in counts / len(values)]

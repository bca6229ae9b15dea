"""A linear model beside the trees: few labels teach it more (see ``daemon/EVALUATION.md``).

On people that taught nothing the mean of both told better than the trees alone on four data sets of
four, and better than either on three. Its columns are set by hand, as with few labels a choice
would learn them by heart.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from pulsedev.core.features import COLUMN
from pulsedev.core.terms import STUCK

if TYPE_CHECKING:
    from pulsedev.training.dataset import Flags, Floats, Whole

PACE = (
    *("red_time", "red_runs"),
    *("present_gap", "last_gap", "longest_gap", "mean_gap", "longest_pause.15m"),
    *("event_rate.5m", "event_rate.15m", "net_chars_rate.5m", "net_chars_rate.15m"),
    *("insert_ratio.15m", "edit_ratio.15m", "deletion_share.15m", "debug_ratio.15m"),
    *("idle_share.5m", "idle_share.15m", "away_share.5m"),
)
"""Of how long runs have failed, and how somebody goes on; beside what the evidence looks at."""

COMPACT = tuple(dict.fromkeys((*(term.column for term in STUCK), *PACE)))

CAUTION = 0.01
"""The inverse strength of its penalty: people and days differ more than their moments."""

KNOWN = 0.5
"""Share of the rows in which a column must be known: of less, what stands in would decide."""


def spread(values: Floats) -> Floats:
    """Return values by ratio, the negative ones mirrored, as ``core.line`` does."""
    made: Floats = np.sign(values) * np.log1p(np.abs(values))
    return made


def usable(rows: Floats) -> Flags:
    """Return which columns are known often enough, and not the same everywhere."""
    known = ~np.isnan(rows)
    low = np.where(known, rows, np.inf).min(axis=0)
    high = np.where(known, rows, -np.inf).max(axis=0)
    found: Flags = (known.mean(axis=0) >= KNOWN) & (low < high)
    return found


@dataclass(frozen=True, slots=True)
class Linear:
    """A fitted linear model; ``columns`` are indexes into all columns."""

    columns: Whole
    steps: Pipeline

    @classmethod
    def fit(cls, rows: Floats, outcome: Flags, weight: Floats) -> Linear | None:
        """Fit on rows of all columns; None where none of its columns is known."""
        compact = np.array([COLUMN[name] for name in COMPACT])
        columns = compact[usable(rows[:, compact])]
        if not len(columns):
            return None
        steps = Pipeline(
            [
                ("imputer", SimpleImputer(strategy="median")),
                ("spread", FunctionTransformer(spread)),
                ("scaler", StandardScaler()),
                ("model", LogisticRegression(C=CAUTION, max_iter=500)),
            ]
        )
        steps.fit(rows[:, columns], outcome, model__sample_weight=weight)
        return cls(columns, steps)

    def log_odds(self, rows: Floats) -> Floats:
        """Return what it says of rows of all columns."""
        found: Floats = self.steps.decision_function(rows[:, self.columns])
        return found

    def arrays(self, factor: float) -> tuple[dict[str, array[Any]], float]:
        """Return ``core.line``'s columns, fill and weights, all times a factor, and its start."""
        scaler, model = self.steps["scaler"], self.steps["model"]
        weights = factor * model.coef_[0] / scaler.scale_
        start = factor * model.intercept_[0] - (weights * scaler.mean_).sum()
        made = {
            "line_column": array("i", self.columns.tolist()),
            "line_fill": array("d", self.steps["imputer"].statistics_.tolist()),
            "line_weight": array("d", weights.tolist()),
        }
        return made, float(start)

"""What is learned from other people: the models of ``training`` and a linear one.

Everything is fitted on those that teach alone: which columns are known, what stands in for the
unknown, scale, selection, weights of both answers, the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from pulsedev.core.features import COLUMN
from pulsedev.core.terms import STUCK
from pulsedev.training import pipeline
from pulsedev.training.calibrating import logit
from pulsedev.training.dataset import Labelling, Target
from pulsedev.training.pipeline import spread, usable

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulsedev.evaluation.moments import Moments
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
"""The inverse strength of the linear model's penalty: people differ more than their moments."""


class Learner(Protocol):
    """Learns from rows of all columns, shape (n, columns), and judges others."""

    def fit(self, rows: Floats, outcome: Flags) -> Learner:
        """Learn; both answers must be there."""

    def log_odds(self, rows: Floats) -> Floats:
        """Return what it says of each row."""


class Linear:
    """Logistic regression on the columns of the evidence and of the pace, spread by ratio."""

    def fit(self, rows: Floats, outcome: Flags) -> Linear:
        """Learn the weights."""
        compact = np.array([COLUMN[name] for name in COMPACT])
        self._columns = compact[usable(rows[:, compact])]
        self._model = make_pipeline(
            SimpleImputer(strategy="median"),
            FunctionTransformer(spread),
            StandardScaler(),
            LogisticRegression(C=CAUTION, class_weight="balanced", max_iter=500),
        ).fit(rows[:, self._columns], outcome)
        return self

    def log_odds(self, rows: Floats) -> Floats:
        """Return what it says of each row."""
        found: Floats = self._model.decision_function(rows[:, self._columns])
        return found


@dataclass(slots=True)
class Shipped:
    """A model as ``pulsedev train`` makes it for its user, here from other people's labels."""

    target: Target
    fitted: pipeline.Fitted | None = None

    def fit(self, rows: Floats, outcome: Flags) -> Shipped:
        """Fit the whole pipeline."""
        n = len(outcome)
        said = Labelling(
            outcome.astype(float), np.ones(n), np.zeros(n, np.int64), np.arange(n, dtype=np.int64)
        )
        self.fitted = pipeline.fit(rows, said, self.target)
        return self

    def log_odds(self, rows: Floats) -> Floats:
        """Return what it says of each row."""
        assert self.fitted is not None  # noqa: S101 - fit comes first
        return logit(self.fitted.probability(rows))


def linear() -> Learner:
    """Return an unfitted linear model."""
    return Linear()


def forest() -> Learner:
    """Return an unfitted random forest, the model of being stuck."""
    return Shipped(Target.STUCK)


def boosting() -> Learner:
    """Return an unfitted gradient boosting, the model of flow."""
    return Shipped(Target.FLOW)


@dataclass(slots=True)
class Both:
    """The mean of the linear model and the forest, in spreads of what each says of its teachers."""

    parts: tuple[Learner, ...] = ()
    scales: tuple[tuple[float, float], ...] = ()

    def fit(self, rows: Floats, outcome: Flags) -> Both:
        """Fit both."""
        self.parts = (Linear().fit(rows, outcome), Shipped(Target.STUCK).fit(rows, outcome))
        said = [part.log_odds(rows) for part in self.parts]
        self.scales = tuple((float(each.mean()), float(each.std()) or 1.0) for each in said)
        return self

    def log_odds(self, rows: Floats) -> Floats:
        """Return what both say of each row on average."""
        pairs = zip(self.parts, self.scales, strict=True)
        said = [(part.log_odds(rows) - mean) / spread for part, (mean, spread) in pairs]
        found: Floats = np.mean(said, axis=0)
        return found


def both() -> Learner:
    """Return an unfitted mean of both."""
    return Both()


def judge(make: Callable[[], Learner], moments: Moments, train: Whole, test: Whole) -> Floats:
    """Learn from some and judge the others; one answer for all where only one was given."""
    outcome = moments.outcome[train]
    if not outcome.any() or outcome.all():
        return np.zeros(len(test))
    learner = make().fit(moments.rows[train], outcome)
    return learner.log_odds(moments.rows[test])

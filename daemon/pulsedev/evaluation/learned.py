"""What is learned from other people: the models of ``training`` and a linear one.

Everything is fitted on those that teach alone: which columns are known, what stands in for the
unknown, scale, selection, weights of both answers, the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from pulsedev.training import pipeline
from pulsedev.training.calibrating import logit
from pulsedev.training.dataset import Labelling, Target
from pulsedev.training.linear import Linear

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulsedev.evaluation.moments import Moments
    from pulsedev.training.dataset import Flags, Floats, Whole


class Learner(Protocol):
    """Learns from rows of all columns, shape (n, columns), and judges others."""

    def fit(self, rows: Floats, outcome: Flags) -> Learner:
        """Learn; both answers must be there."""

    def log_odds(self, rows: Floats) -> Floats:
        """Return what it says of each row."""


@dataclass(slots=True)
class LinearAlone:
    """The linear model without the trees."""

    linear: Linear | None = None

    def fit(self, rows: Floats, outcome: Flags) -> LinearAlone:
        """Learn the weights; both answers weigh the same."""
        self.linear = Linear.fit(rows, outcome, pipeline.balanced(outcome, np.ones(len(outcome))))
        return self

    def log_odds(self, rows: Floats) -> Floats:
        """Return what it says of each row."""
        return np.zeros(len(rows)) if self.linear is None else self.linear.log_odds(rows)


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
        return self.fitted.log_odds(rows)


@dataclass(slots=True)
class TreesAlone(Shipped):
    """The same without the linear model beside the trees."""

    def log_odds(self, rows: Floats) -> Floats:
        """Return what the trees say of each row."""
        assert self.fitted is not None  # noqa: S101 - fit comes first
        return logit(self.fitted.probability(rows))


def linear() -> Learner:
    """Return an unfitted linear model."""
    return LinearAlone()


def forest() -> Learner:
    """Return an unfitted random forest."""
    return TreesAlone(Target.STUCK)


def trained() -> Learner:
    """Return the unfitted model of being stuck: the forest with the linear model beside it."""
    return Shipped(Target.STUCK)


def boosting() -> Learner:
    """Return an unfitted gradient boosting, the model of flow."""
    return Shipped(Target.FLOW)


def judge(make: Callable[[], Learner], moments: Moments, train: Whole, test: Whole) -> Floats:
    """Learn from some and judge the others; one answer for all where only one was given."""
    outcome = moments.outcome[train]
    if not outcome.any() or outcome.all():
        return np.zeros(len(test))
    learner = make().fit(moments.rows[train], outcome)
    return learner.log_odds(moments.rows[test])

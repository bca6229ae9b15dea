"""Models made of trees, with an account of each score that is exact.

The path contributions are those of Saabas (treeinterpreter): each question's effect is the change
of what the tree would say. They sum to the score.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pulsedev.core.forest import Contributions
from pulsedev.core.log_odds import logit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.core.forest import FlatForest
    from pulsedev.core.line import Line

SAME = 1e-9
"""Probability; below this difference a forest's score is where it started."""


class Unit(StrEnum):
    """What the sum of the trees is."""

    PROBABILITY = "probability"
    LOG_ODDS = "log-odds"


@dataclass(frozen=True, slots=True)
class Beside:
    """A linear model beside the trees, whose log-odds are multiplied by ``share`` and added."""

    share: float
    line: Line


@dataclass(frozen=True, slots=True)
class TreeClassifier:
    """A random forest or gradient boosting for one target, calibrated.

    The trees' score as log-odds, with what is beside them, times ``slope``, plus ``intercept``, is
    what is said (Platt 1999).
    """

    forest: FlatForest
    unit: Unit
    slope: float
    intercept: float
    beside: Beside | None = None

    @property
    def usual(self) -> dict[int, float]:
        """What stands in for the unknown, by column."""
        inputs = self.forest.inputs
        found = dict(zip(inputs.columns, inputs.fill, strict=True))
        if self.beside is not None:
            line = self.beside.line
            found |= dict(zip(line.columns, line.fill, strict=True))
        return found

    def log_odds(self, row: Sequence[float]) -> float:
        """Return the calibrated log-odds for a row with all columns; NaN is unknown."""
        score = self.forest.score(row)
        own = score if self.unit is Unit.LOG_ODDS else logit(score)
        if self.beside is not None:
            own = self.beside.share * own + self.beside.line.log_odds(row)
        return self.slope * own + self.intercept

    def contributions(self, row: Sequence[float]) -> Contributions:
        """Tell how the calibrated log-odds came about.

        A forest's contributions are probabilities; one common factor, the ratio of the change in
        log-odds to that in probability, takes them to log-odds, so that they still sum up.
        """
        found = self._of_trees(row)
        if self.beside is not None:
            found = _added(self.beside, found, self.beside.line.contributions(row))
        effects = {column: self.slope * effect for column, effect in found.effects.items()}
        return Contributions(self.slope * found.start + self.intercept, effects)

    def _of_trees(self, row: Sequence[float]) -> Contributions:
        found = self.forest.contributions(row)
        if self.unit is Unit.LOG_ODDS:
            return found
        first, moved = logit(found.start), sum(found.effects.values())
        if abs(moved) < SAME:
            return Contributions(logit(found.start + moved), {})
        factor = (logit(found.start + moved) - first) / moved
        return Contributions(first, {name: factor * each for name, each in found.effects.items()})


def _added(beside: Beside, trees: Contributions, line: Contributions) -> Contributions:
    effects = {column: beside.share * effect for column, effect in trees.effects.items()}
    for column, effect in line.effects.items():
        effects[column] = effects.get(column, 0.0) + effect
    return Contributions(beside.share * trees.start + line.start, effects)


@dataclass(frozen=True, slots=True)
class AnomalyDetector:
    """An isolation forest (Liu et al. 2008); the trees sum to the mean depth in usual depths.

    ``limit`` is the score above which a moment is unusual for this person.
    """

    forest: FlatForest
    limit: float

    def score(self, row: Sequence[float]) -> float:
        """Return how unusual a moment is, 0 to 1: scikit-learn's ``-score_samples``."""
        return float(2.0 ** -self.forest.score(row))

    def is_anomaly(self, row: Sequence[float]) -> bool:
        """Tell whether a moment is unusual for this person."""
        return self.score(row) > self.limit

    def marks(self, row: Sequence[float]) -> list[int]:
        """Return the columns that made it unusual, the strongest first, by their shorter paths."""
        effects = self.forest.contributions(row).effects
        shorter = [column for column in effects if effects[column] < 0]
        return sorted(shorter, key=effects.__getitem__)

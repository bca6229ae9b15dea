"""From the votes of the labelling functions to labels: each is believed as often as it was right.

A naive Bayes label model (Ratner et al. 2016), whose accuracies come from the person's own labels
of the earlier part, and from what is assumed of any rule before there are some.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pulsedev.core.labels import Source
from pulsedev.training.calibrating import USUAL, logistic
from pulsedev.training.dataset import SOURCES, Labelling
from pulsedev.training.examples import USUAL_ROWS
from pulsedev.training.weak import votes

if TYPE_CHECKING:
    from pulsedev.training.dataset import Dataset, Floats, Target, Whole
    from pulsedev.training.weak import Votes

ASSUMED, STRENGTH = 0.65, 10.0
"""A rule's accuracy before anything is known, and how many labels that is worth."""

LOWEST, HIGHEST = 0.5, 0.9
"""Of an accuracy: a rule that is wrong more often than right is not believed the other way."""

SURE = 0.2
"""A guess between this and one less this is none."""

WEAK_WEIGHT = 0.25
"""What a guess weighs at most in training, of a label: rules agree with each other too easily."""

MOST_GUESSES = 2.0
"""Rows guessed at most for each that a human spoke of: guesses may fill in, not outvote."""


@dataclass(frozen=True, slots=True)
class Voting:
    """How often each rule is right, shape (rules,), and the log-odds where none votes."""

    accuracy: Floats
    usual: float

    @classmethod
    def fit(cls, votes: Votes, y: Floats, weight: Floats, usual: float) -> Voting:
        """Count on rows that a human spoke of, ``y`` not NaN, how often each vote agrees.

        ``weight`` is in labels, so the rows of one share its weight. ``usual`` are the log-odds of
        a usual moment.
        """
        truth = np.where(np.isnan(y), 0, np.where(y > 0, 1, -1))[:, None]
        counted = weight[:, None] * ((votes != 0) & (truth != 0))
        right = (counted * (votes == truth)).sum(axis=0)
        accuracy = (right + STRENGTH * ASSUMED) / (counted.sum(axis=0) + STRENGTH)
        return cls(np.clip(accuracy, LOWEST, HIGHEST), usual)

    def probability(self, votes: Votes) -> Floats:
        """Return the probability of each row, NaN where none votes that is believed."""
        trust: Floats = np.log(self.accuracy / (1.0 - self.accuracy))
        log_odds: Floats = self.usual + votes @ trust
        heard = ((votes != 0) & (trust > 0)).any(axis=1)
        said: Floats = np.where(heard, logistic(log_odds), np.nan)
        return said


def label(dataset: Dataset, target: Target, fitted_on: Whole) -> Labelling:
    """Return what humans said, with guesses where they said nothing.

    Accuracies, and how much is guessed, come from the rows ``fitted_on``; only those get guesses.
    """
    human, cast = dataset.said[target], votes(dataset, target)[fitted_on]
    there = human.take(fitted_on)
    voting = Voting.fit(cast, there.y, there.weight / USUAL_ROWS, USUAL[target])
    guess = voting.probability(cast)
    sure = (guess <= SURE) | (guess >= 1.0 - SURE)
    places = _thinned(np.flatnonzero(sure & ~there.known), int(MOST_GUESSES * there.known.sum()))
    weak = fitted_on[places]
    y, weight, source = human.y.copy(), human.weight.copy(), human.source.copy()
    y[weak] = np.round(guess[places])
    typical = float(np.median(there.weight[there.known])) if len(places) else 1.0
    weight[weak] = WEAK_WEIGHT * min(typical, 1.0)
    source[weak] = SOURCES.index(Source.WEAK)
    return Labelling(y, weight, source, human.episode)


def _thinned(rows: Whole, most: int) -> Whole:
    """Leave out rows evenly over time where there are too many."""
    if len(rows) <= most:
        return rows
    return rows[np.linspace(0, len(rows) - 1, most).astype(np.int64)] if most else rows[:0]

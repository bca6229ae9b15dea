"""What is fitted inside each fold: which columns, what stands in, scale, selection, and the model.

Nothing of it ever sees a row of the part that it is judged on.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import StandardScaler

from pulsedev.training.calibrating import logit
from pulsedev.training.dataset import Target
from pulsedev.training.estimators import ESTIMATORS, SEED
from pulsedev.training.linear import Linear, spread, usable

if TYPE_CHECKING:
    from pulsedev.training.dataset import Flags, Floats, Labelling, Whole

MOST_COLUMNS = 40
"""Columns that are selected: a month has a few hundred labels, and ten a column are few."""

MOST_ROWS = 4_000
"""Rows that a model is fitted on; more only cost time, as neighbours say nearly the same."""

SURE = 0.5
"""What a weak label says from here on is taken for true."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The steps before a model; ``columns`` are indexes into all columns, those known enough."""

    columns: Whole
    imputer: SimpleImputer
    scaler: StandardScaler

    @classmethod
    def fit(cls, rows: Floats) -> Prepared:
        """Fit the steps on rows of all columns."""
        columns = np.flatnonzero(usable(rows))
        imputer = SimpleImputer(strategy="median")
        filled = imputer.fit_transform(rows[:, columns])
        return cls(columns, imputer, StandardScaler().fit(filled))

    def __call__(self, rows: Floats) -> Floats:
        """Prepare rows of all columns."""
        made: Floats = self.scaler.transform(self.filled(rows))
        return made

    def filled(self, rows: Floats) -> Floats:
        """Let what is usual stand in for what is unknown, in the columns' units."""
        made: Floats = self.imputer.transform(rows[:, self.columns])
        return made


@dataclass(frozen=True, slots=True)
class Beside:
    """A linear model that speaks beside the trees, each as much as the other.

    Both are taken in spreads of what they say of the rows that they were fitted on. ``own`` and
    ``other`` are the mean and the spread of the trees' and of the linear model's log-odds.
    """

    linear: Linear
    own: tuple[float, float]
    other: tuple[float, float]

    @classmethod
    def fit(cls, linear: Linear, own: Floats, rows: Floats) -> Beside:
        """Take the measure of both on the rows that they were fitted on."""
        return cls(linear, _measure(own), _measure(linear.log_odds(rows)))

    def mixed(self, own: Floats, rows: Floats) -> Floats:
        """Return the mean of both, for the trees' log-odds of some rows."""
        other = self.linear.log_odds(rows)
        made: Floats = (_spreads(own, self.own) + _spreads(other, self.other)) / 2.0
        return made


def _spreads(said: Floats, measure: tuple[float, float]) -> Floats:
    mean, width = measure
    return (said - mean) / width


def _measure(said: Floats) -> tuple[float, float]:
    return float(said.mean()), float(said.std()) or 1.0


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model for one target with all that comes before it."""

    prepared: Prepared
    selector: SelectKBest
    model: Any
    beside: Beside | None = None

    @property
    def columns(self) -> Whole:
        """Indexes of the columns that the model looks at, in its order."""
        chosen: Whole = self.prepared.columns[self.selector.get_support()]
        return chosen

    def log_odds(self, rows: Floats) -> Floats:
        """Return what is said of each row, before it is calibrated."""
        own = logit(self.probability(rows))
        return own if self.beside is None or not len(rows) else self.beside.mixed(own, rows)

    def probability(self, rows: Floats) -> Floats:
        """Return what the model itself says of each row, 0 to 1."""
        if not len(rows):
            return np.empty(0)
        said: Floats = self.model.predict_proba(self.selector.transform(self.prepared(rows)))[:, 1]
        return said


def fit(rows: Floats, said: Labelling, target: Target) -> Fitted:
    """Fit on the rows of which something is said; both answers must be among them."""
    chosen = _chosen(said)
    rows, outcome = rows[chosen], said.y[chosen] >= SURE
    prepared = Prepared.fit(rows)
    ready = prepared(rows)
    # Of times and counts the ratio tells; raw, a single long one would decide what is selected.
    told = spread(prepared.filled(rows))
    selector = SelectKBest(f_classif, k=min(MOST_COLUMNS, told.shape[1]))
    with warnings.catch_warnings():
        # A column that is the same within each answer tells them apart for sure: F is endless.
        warnings.simplefilter("ignore")
        selector.fit(told, outcome)
    model = ESTIMATORS[target]()
    weight = balanced(outcome, said.weight[chosen])
    model.fit(selector.transform(ready), outcome, sample_weight=weight)
    fitted = Fitted(prepared, selector, model)
    linear = Linear.fit(rows, outcome, weight) if target is Target.STUCK else None
    if linear is None:
        return fitted
    return replace(fitted, beside=Beside.fit(linear, logit(fitted.probability(rows)), rows))


def balanced(outcome: Flags, weight: Floats) -> Floats:
    """Return the weights at which both answers weigh the same, and one a row on average."""
    share = np.where(outcome, weight[outcome].sum(), weight[~outcome].sum())
    made: Floats = weight / share * len(weight) / 2.0
    return made


def has_both(said: Labelling) -> bool:
    """Return whether both answers are given."""
    outcome = said.y[said.known & (said.weight > 0)] >= SURE
    return bool(outcome.any() and not outcome.all())


def _chosen(said: Labelling) -> Whole:
    known = np.flatnonzero(said.known & (said.weight > 0))
    if len(known) <= MOST_ROWS:
        return known
    return np.sort(np.random.default_rng(SEED).choice(known, MOST_ROWS, replace=False))

"""The classifier of the first days: a documented logistic score over what is unusual for this user.

Each term compares a feature with this user's usual value, in units of its usual spread, and adds
``weight`` times that to the log-odds.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from pulsedev.core.baseline import Baseline, Habit, position, value_at
from pulsedev.core.classifier import Account, Share, Verdict
from pulsedev.core.features import COLUMN, scale_of
from pulsedev.core.hysteresis import FLOW_THRESHOLDS, STUCK_THRESHOLDS
from pulsedev.core.log_odds import logistic
from pulsedev.core.terms import FLOW, FLOW_BIAS, STUCK, STUCK_BIAS, Term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.core.remarks import Remark

CAP = 2.5
"""Spreads; beyond, a value is just very unusual, and no single term may decide alone."""

FIRST_HOUR = 120
"""Moments, half a minute apart, after which the user's own past weighs as much as the prior."""

OWN_AT_MOST = 0.75
"""Weight of the user's own past: somebody who is stuck every day is still stuck."""

LEAST_SPREAD = 0.5
"""Of the prior spread: someone very regular is not unusual at the first difference."""


class _Scale:
    """One side's terms, with what can be computed once: the prior's places on the habits' scale."""

    def __init__(self, bias: float, terms: Sequence[Term]) -> None:
        self.bias = bias
        self.weight = sum(abs(term.weight) for term in terms)
        self._terms = [(COLUMN[term.column], term, *_places(term)) for term in terms]

    def weigh(self, row: Sequence[float], baseline: Baseline) -> tuple[float, float]:
        """Return the log-odds and the weight of the terms that had a value."""
        total, known = self.bias, 0.0
        for column, term, middle, spread in self._terms:
            value = row[column]
            if isnan(value):
                continue
            known += abs(term.weight)
            total += term.weight * _distance(term, value, baseline.habit(column), middle, spread)[0]
        return total, known

    def account(self, row: Sequence[float], baseline: Baseline) -> Account:
        """Return what each term that had a value did, and the usual value that it was held to."""
        shares = {}
        for column, term, middle, spread in self._terms:
            value = row[column]
            if not isnan(value):
                habit = baseline.habit(column)
                distance, usual = _distance(term, value, habit, middle, spread)
                shares[column] = Share(term.weight * distance, value_at(usual, habit.scale))
        return Account(self.bias, shares)

    def distances(self, row: Sequence[float], baseline: Baseline) -> list[float]:
        """Return what each term's weight is multiplied by; 0 where it has no value."""
        return [
            0.0
            if isnan(row[column])
            else _distance(term, row[column], baseline.habit(column), middle, spread)[0]
            for column, term, middle, spread in self._terms
        ]


def _places(term: Term) -> tuple[float, float]:
    """Return where the prior's usual value lies, and its spread, in bins."""
    if term.prior is None:
        return 0.0, 0.0
    scale = scale_of(term.column)
    middle = position(term.prior.usual, scale)
    return middle, position(term.prior.high, scale) - middle


def _distance(
    term: Term, value: float, habit: Habit, middle: float, spread: float
) -> tuple[float, float]:
    """Return the spreads, up to CAP, and the place of the usual value that they begin at."""
    seen, trusted = habit.seen, 1.0
    if seen:
        own = seen / (seen + FIRST_HOUR)
        habitual, half = habit.usual()
        if term.prior is None:
            trusted = min(2.0 * own, 1.0)
            middle, spread = habitual, max(half, 1.0)
        else:
            own = min(own, OWN_AT_MOST)
            middle += own * (habitual - middle)
            spread = max(spread + own * (half - spread), LEAST_SPREAD * spread)
    elif term.prior is None:
        return 0.0, 0.0
    distance = (position(value, habit.scale) - middle) / spread
    return trusted * min(max(distance, -CAP), CAP), middle


_STUCK = _Scale(STUCK_BIAS, STUCK)
_FLOW = _Scale(FLOW_BIAS, FLOW)


class EvidenceClassifier:
    """Judges by the two tables of terms."""

    name = "evidence-1"
    thresholds = STUCK_THRESHOLDS, FLOW_THRESHOLDS

    def judge(self, row: Sequence[float], baseline: Baseline) -> Verdict:
        """Turn a row into probabilities; a bias and the effects of the terms are their log-odds."""
        stuck, known = _STUCK.weigh(row, baseline)
        flow, _ = _FLOW.weigh(row, baseline)
        return Verdict(logistic(stuck), logistic(flow), known / _STUCK.weight)

    def account(self, row: Sequence[float], baseline: Baseline) -> tuple[Account, Account]:
        """Tell how the log-odds of being stuck, and of flow, came about."""
        return _STUCK.account(row, baseline), _FLOW.account(row, baseline)

    def remarks(self, _row: Sequence[float], _lasted: float) -> tuple[Remark, ...]:
        """Say nothing else: what is usual for somebody has to be learned."""
        return ()


def stuck_distances(row: Sequence[float], baseline: Baseline) -> list[float]:
    """Return what the weight of each of ``terms.STUCK`` is multiplied by for this row, in spreads.

    At most CAP either way; 0 where the row knows no value.
    """
    return _STUCK.distances(row, baseline)

"""The classifier of the first days: a documented logistic score over what is unusual for this user.

Each term compares a feature with this user's usual value, in units of its usual spread, and adds
``weight`` times that to the log-odds. The weights are set by hand from the literature named beside
them; nothing is fitted, so nothing is claimed of them but their direction. The prior usual values
stand in until the user has a past; ``daemon/FEATURES.md`` lists them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, isnan
from typing import TYPE_CHECKING

from pulsedev.core.baseline import Baseline, Habit, position, value_at
from pulsedev.core.classifier import Explanation, Reason, Verdict
from pulsedev.core.features import COLUMN, scale_of, unit_of
from pulsedev.core.words import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

CAP = 2.5
"""Spreads; beyond, a value is just very unusual, and no single term may decide alone."""

FIRST_HOUR = 120
"""Moments, half a minute apart, after which the user's own past weighs as much as the prior."""

OWN_AT_MOST = 0.75
"""Weight of the user's own past: somebody who is stuck every day is still stuck."""

LEAST_SPREAD = 0.5
"""Of the prior spread: someone very regular is not unusual at the first difference."""

WORTH_SAYING = 0.1
"""Log-odds; a smaller effect is no reason."""


@dataclass(frozen=True, slots=True)
class Prior:
    """A usual value, and one that is a spread above it, in the column's unit."""

    usual: float
    high: float


@dataclass(frozen=True, slots=True)
class Term:
    """One piece of evidence: a column, its weight in log-odds a spread, its words and its source.

    Without a prior only the user's own past says what is usual, and until then nothing is said.
    """

    column: str
    weight: float
    prior: Prior | None
    words: str
    source: str

    @property
    def unit(self) -> str:
        """The unit of the column."""
        return unit_of(self.column)


STUCK_BIAS = -1.9
"""Log-odds of a usual moment: 13 %, near the share of stuck minutes in the Hermes recordings."""

STUCK = (
    Term(
        "since_green", 0.9, Prior(240, 900), "no passing run for {}", "Dong 2021: progress clocks"
    ),
    Term(
        "failed_run_streak",
        0.8,
        Prior(0.5, 2.5),
        "{} failed run{s} in a row",
        "Carter & Dewan 2010; Lee 2011",
    ),
    Term("green_share.15m", -0.5, Prior(0.6, 0.9), "{} of the last runs passed", "Lee 2011"),
    Term("error_age", 0.5, Prior(20, 180), "an error has stood for {}", "Jadud 2006"),
    Term(
        "repeated_error_density.15m",
        0.4,
        Prior(0.2, 0.5),
        "{} of checks show the same errors again",
        "Becker 2016",
    ),
    Term("edit_between_runs.15m", -0.3, Prior(120, 400), "{} changed from run to run", "Lee 2011"),
    Term(
        "focus_ratio.5m",
        0.4,
        Prior(0.05, 0.15),
        "{} of your actions change windows",
        "Carter & Dewan 2010",
    ),
    Term(
        "away_return_count.15m",
        0.4,
        Prior(1, 4),
        "{} quick look-up{s} outside the editor",
        "Hermes web accesses",
    ),
    Term(
        "edit_ratio.5m",
        -0.3,
        Prior(0.45, 0.7),
        "{} of your actions are edits",
        "Carter & Dewan 2010",
    ),
    Term(
        "deletion_share.5m",
        0.3,
        Prior(0.2, 0.4),
        "{} of the changed characters were deleted",
        "TrackIt 2026",
    ),
    Term(
        "rework_share.15m",
        0.3,
        Prior(0.1, 0.3),
        "{} of your edits return to a place changed before",
        "own",
    ),
    Term("undo_rate.15m", 0.3, Prior(0.2, 1.0), "{} undo{s} a minute", "own"),
    Term(
        "ping_pong_count.15m", 0.3, Prior(1, 4), "{} return{s} to the file before the last", "own"
    ),
    Term("step_rate.15m", 0.2, Prior(0.2, 2.0), "{} debugger step{s} a minute", "Hermes code"),
    Term("exceptions_per_run.15m", 0.3, Prior(0.05, 0.4), "{} exception{s} a run", "Hermes code"),
    Term(
        "caret_only_share.5m",
        0.2,
        Prior(0.5, 0.8),
        "{} of caret moves and edits are moves",
        "Minelli 2015",
    ),
    Term("pause_short.15m", 0.2, Prior(6, 14), "{} pause{s} of 15 s to 3 min", "Shrestha 2022"),
    Term("search_count.15m", 0.2, Prior(0.5, 3), "{} search{es}", "own"),
    Term("ai_dismiss_streak", 0.15, Prior(1, 5), "{} suggestion{s} rejected in a row", "Kuo 2026"),
)

FLOW_BIAS = -1.6
"""Log-odds of a usual moment: 17 %; FlowLight showed its red light 13 % of the day at most."""

FLOW = (
    Term("event_rate.5m", 0.9, None, "{} actions a minute", "FlowLight, Züger 2017"),
    Term("net_chars_rate.5m", 0.3, None, "the text grows by {} characters a minute", "Dong 2021"),
    Term(
        "switch_rate.5m",
        -0.7,
        Prior(1.0, 3.0),
        "{} switch{es} of file or window a minute",
        "Züger 2018",
    ),
    Term("away_share.5m", -0.6, Prior(0.1, 0.4), "{} of the time outside the editor", "Züger 2018"),
    Term("idle_share.5m", -0.6, Prior(0.4, 0.7), "{} of the time without input", "Brown 2023"),
    Term("green_share.15m", 0.6, Prior(0.6, 0.9), "{} of the last runs passed", "own"),
    Term("failed_run_streak", -0.5, Prior(0.5, 2.5), "{} failed run{s} in a row", "own"),
    Term("edit_run_cycle.15m", -0.4, Prior(240, 600), "{} from run to run", "Lee 2011"),
    Term("error_age", -0.3, Prior(20, 180), "an error has stood for {}", "own"),
    Term("longest_pause.15m", -0.3, Prior(90, 240), "the longest pause was {}", "Shrestha 2022"),
    Term(
        "edit_ratio.5m",
        0.3,
        Prior(0.45, 0.7),
        "{} of your actions are edits",
        "Carter & Dewan 2010",
    ),
    Term(
        "distinct_files", -0.2, Prior(4, 8), "{} file{s} among the last opened", "Parnin & Rugaber"
    ),
)


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
            total += _effect(term, value, baseline.habit(column), middle, spread)[0]
        return total, known

    def reasons(self, row: Sequence[float], baseline: Baseline) -> tuple[Reason, ...]:
        """Return the terms whose effect is worth saying, the strongest first."""
        found = []
        for column, term, middle, spread in self._terms:
            value = row[column]
            if isnan(value):
                continue
            habit = baseline.habit(column)
            effect, usual = _effect(term, value, habit, middle, spread)
            if abs(effect) >= WORTH_SAYING:
                found.append(_reason(term, value, value_at(usual, habit.scale), effect))
        return tuple(sorted(found, key=_strength))


def _places(term: Term) -> tuple[float, float]:
    """Return where the prior's usual value lies, and its spread, in bins."""
    if term.prior is None:
        return 0.0, 0.0
    scale = scale_of(term.column)
    middle = position(term.prior.usual, scale)
    return middle, position(term.prior.high, scale) - middle


def _effect(
    term: Term, value: float, habit: Habit, middle: float, spread: float
) -> tuple[float, float]:
    """Return the change in log-odds, and the place of the usual value that it is measured from."""
    weight, seen = term.weight, habit.seen
    if seen:
        own = seen / (seen + FIRST_HOUR)
        habitual, half = habit.usual()
        if term.prior is None:
            weight *= min(2.0 * own, 1.0)
            middle, spread = habitual, max(half, 1.0)
        else:
            own = min(own, OWN_AT_MOST)
            middle += own * (habitual - middle)
            spread = max(spread + own * (half - spread), LEAST_SPREAD * spread)
    elif term.prior is None:
        return 0.0, 0.0
    distance = (position(value, habit.scale) - middle) / spread
    return weight * min(max(distance, -CAP), CAP), middle


def _strength(reason: Reason) -> float:
    return -abs(reason.effect)


def _reason(term: Term, value: float, usual: float, effect: float) -> Reason:
    label = sentence(term.words, value, usual, term.unit)
    return Reason(term.column, label, value, usual, effect)


def _logistic(log_odds: float) -> float:
    return 1.0 / (1.0 + exp(-log_odds))


_STUCK = _Scale(STUCK_BIAS, STUCK)
_FLOW = _Scale(FLOW_BIAS, FLOW)


class EvidenceClassifier:
    """Judges by the two tables of terms."""

    name = "evidence-1"

    def judge(self, row: Sequence[float], baseline: Baseline) -> Verdict:
        """Turn a row into probabilities; a bias and the effects of the terms are their log-odds."""
        stuck, known = _STUCK.weigh(row, baseline)
        flow, _ = _FLOW.weigh(row, baseline)
        return Verdict(_logistic(stuck), _logistic(flow), known / _STUCK.weight)

    def explain(self, row: Sequence[float], baseline: Baseline) -> Explanation:
        """Return the terms that pulled, for both sides."""
        return Explanation(_STUCK.reasons(row, baseline), _FLOW.reasons(row, baseline))

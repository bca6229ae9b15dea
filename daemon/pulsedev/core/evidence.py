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
from pulsedev.core.classifier import Reason, Verdict
from pulsedev.core.features import COLUMN, unit_of
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
    Term("search_count.15m", 0.2, Prior(0.5, 3), "{} search{s}", "own"),
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
        "{} switch{s} of file or window a minute",
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


def _usual(term: Term, habit: Habit) -> tuple[float, float, float]:
    """Return the usual place and spread in bins, and how much of the term counts, 0 to 1."""
    seen = habit.seen
    own = seen / (seen + FIRST_HOUR)
    if term.prior is None:
        if not seen:
            return 0.0, 1.0, 0.0
        middle, spread = habit.usual()
        return middle, max(spread, 1.0), min(2.0 * own, 1.0)
    low, high = position(term.prior.usual, habit.scale), position(term.prior.high, habit.scale)
    middle, spread = low, high - low
    if seen:
        own = min(own, OWN_AT_MOST)
        habitual, half = habit.usual()
        middle += own * (habitual - middle)
        spread = max(spread + own * (half - spread), LEAST_SPREAD * spread)
    return middle, spread, 1.0


@dataclass(frozen=True, slots=True)
class _Score:
    """A sum of terms with its reasons; ``known`` is the weight of the terms that had a value."""

    log_odds: float
    known: float
    reasons: tuple[Reason, ...]


def _score(
    bias: float, terms: Sequence[tuple[int, Term]], row: Sequence[float], baseline: Baseline
) -> _Score:
    total, known, reasons = bias, 0.0, []
    for column, term in terms:
        value = row[column]
        if isnan(value):
            continue
        habit = baseline.habit(column)
        middle, spread, counts = _usual(term, habit)
        known += abs(term.weight)
        distance = (position(value, habit.scale) - middle) / spread
        effect = term.weight * counts * min(max(distance, -CAP), CAP)
        total += effect
        if abs(effect) >= WORTH_SAYING:
            reasons.append(_reason(term, value, value_at(middle, habit.scale), effect))
    reasons.sort(key=_strength)
    return _Score(total, known, tuple(reasons))


def _strength(reason: Reason) -> float:
    return -abs(reason.effect)


def _reason(term: Term, value: float, usual: float, effect: float) -> Reason:
    label = sentence(term.words, value, usual, term.unit)
    return Reason(term.column, label, value, usual, effect)


def _logistic(log_odds: float) -> float:
    return 1.0 / (1.0 + exp(-log_odds))


_STUCK_TERMS = tuple((COLUMN[term.column], term) for term in STUCK)
_FLOW_TERMS = tuple((COLUMN[term.column], term) for term in FLOW)
_STUCK_WEIGHT = sum(abs(term.weight) for term in STUCK)


class EvidenceClassifier:
    """Judges by the two tables of terms."""

    name = "evidence-1"

    def judge(self, row: Sequence[float], baseline: Baseline) -> Verdict:
        """Turn a row into probabilities; the terms' effects and the bias sum to their log-odds."""
        stuck = _score(STUCK_BIAS, _STUCK_TERMS, row, baseline)
        flow = _score(FLOW_BIAS, _FLOW_TERMS, row, baseline)
        return Verdict(
            p_stuck=_logistic(stuck.log_odds),
            p_flow=_logistic(flow.log_odds),
            evidence=stuck.known / _STUCK_WEIGHT,
            reasons=stuck.reasons,
            flow_reasons=flow.reasons,
        )

"""Reasons in words, made from their numbers alone: what is kept of a reason is never a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev.core.classifier import Reason
from pulsedev.core.features import COLUMN, FEATURES, unit_of
from pulsedev.core.terms import FLOW, STUCK
from pulsedev.core.words import amount, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

_TERMS = {term.column: term for term in (*FLOW, *STUCK)}
"""Where a column speaks for both sides, it does so in the same words."""

_SPANS = {
    "2m": "2 min",
    "5m": "5 min",
    "15m": "15 min",
    "session": "this session",
    "25e": "25 events",
    "50e": "50 events",
}

RANK = ".rank"
"""What the name of a percentile among this person's earlier moments ends with."""

MIDDLE = 0.5

_FAILED = COLUMN["failed_run_streak"]


def is_calm(row: Sequence[float]) -> bool:
    """Return whether no run has failed since one passed: some things are then said otherwise."""
    return row[_FAILED] == 0.0


def reason(feature: str, value: float, usual: float, effect: float, *, calm: bool) -> Reason:
    """Say a column's share in a verdict; KeyError where this version has no such column.

    >>> reason("failed_run_streak", 3.0, 0.0, 0.9, calm=False).label
    '3 failed runs in a row (usually 0)'
    >>> reason("undo_rate.15m.rank", 0.9, 0.5, 0.3, calm=False).label
    'higher than in 90 % of your earlier moments: undos and redos per active minute'
    >>> reason("longest_insert.15m", 90.0, 30.0, 0.3, calm=False).label
    'largest single insertion: 90 characters over 15 min (usually 30 characters)'
    """
    if feature in _TERMS:
        term = _TERMS[feature]
        words, none = term.unfailed if calm and term.unfailed else (term.words, term.none)
        label = sentence(words, value, usual, term.unit, none=none, less=term.less)
    elif feature.endswith(RANK):
        label = _ranked(FEATURES[feature.removesuffix(RANK)].meaning, value)
    else:
        label = _measured(feature, value, usual)
    return Reason(feature, label, value, usual, effect)


def _ranked(meaning: str, rank: float) -> str:
    if rank >= MIDDLE:
        return f"higher than in {100 * rank:.0f} % of your earlier moments: {meaning}"
    return f"lower than in {100 * (1 - rank):.0f} % of your earlier moments: {meaning}"


def _measured(column: str, value: float, usual: float) -> str:
    feature, unit = FEATURES[column], unit_of(column)
    span = column.partition(".")[2]
    over = f" over {_SPANS[span]}" if span else ""
    return f"{feature.meaning}: {_amount(value, unit)}{over} (usually {_amount(usual, unit)})"


def _amount(value: float, unit: str) -> str:
    return f"-{amount(-value, unit)}" if value < 0 else amount(value, unit)

"""Reasons in words, made from their numbers alone: what is kept of a reason is never a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev.core.classifier import Reason
from pulsedev.core.features import COLUMN
from pulsedev.core.terms import FLOW, STUCK
from pulsedev.core.words import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

_TERMS = {term.column: term for term in (*FLOW, *STUCK)}
"""Where a column speaks for both sides, it does so in the same words."""

_FAILED = COLUMN["failed_run_streak"]


def is_calm(row: Sequence[float]) -> bool:
    """Return whether no run has failed since one passed: some things are then said otherwise."""
    return row[_FAILED] == 0.0


def reason(feature: str, value: float, usual: float, effect: float, *, calm: bool) -> Reason:
    """Say a column's share in a verdict; KeyError where this version has no words for it.

    >>> reason("failed_run_streak", 3.0, 0.0, 0.9, calm=False).label
    '3 failed runs in a row (usually 0)'
    """
    term = _TERMS[feature]
    words, none = term.unfailed if calm and term.unfailed else (term.words, term.none)
    label = sentence(words, value, usual, term.unit, none=none, less=term.less)
    return Reason(feature, label, value, usual, effect)

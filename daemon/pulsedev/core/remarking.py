"""Remarks said again from their numbers: what is kept of one is never a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev.core.commits import say_uncommitted
from pulsedev.core.features import FEATURES
from pulsedev.core.patterns import say_pattern
from pulsedev.core.remarks import Remark, RemarkKind
from pulsedev.core.wording import RANK

if TYPE_CHECKING:
    from collections.abc import Sequence


def said_again(
    kind: RemarkKind, code: int, value: float, usual: float, names: Sequence[str]
) -> Remark | None:
    """Say a remark by its numbers; ``names`` are the columns that a code may stand for.

    None where this version has no words for it.
    """
    if kind is RemarkKind.ANOMALY:
        meaning = _meaning(names[code]) if code < len(names) else None
        return None if meaning is None else say_unusual(meaning, code, value, usual)
    try:
        if kind is RemarkKind.PATTERN:
            return Remark(kind, say_pattern(code, value, usual), value, usual, code)
        return Remark(kind, say_uncommitted(kind, value, usual), value, usual, code)
    except (KeyError, ValueError):
        return None


def say_unusual(meaning: str, column: int, score: float, limit: float) -> Remark:
    """Say that a moment is unusual for this person, and what marks it most."""
    return Remark(RemarkKind.ANOMALY, f"unusual for you: {meaning}", score, limit, column)


def meaning_of(column: str) -> str:
    """Return what a column means; KeyError where this version has none such."""
    return FEATURES[column.removesuffix(RANK)].meaning


def _meaning(column: str) -> str | None:
    try:
        return meaning_of(column)
    except KeyError:
        return None

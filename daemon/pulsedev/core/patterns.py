"""Kinds of stretches that keep coming back in one person's work, each around a centre.

What a stretch is called, and what is said of it, is made from numbers and the tables here alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from math import isfinite, isnan
from typing import TYPE_CHECKING

from pulsedev.core.features import SCHEMA
from pulsedev.core.remarks import Remark, RemarkKind
from pulsedev.core.words import MINUTE, duration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.core.preparation import Preparation

FEWEST_KNOWN = 0.5
"""Share of a model's columns: of a moment of which less is known, nothing is said."""


class PatternsError(ValueError):
    """What is given are no kinds of stretches; one line without its content."""


class StretchKind(IntEnum):
    """What the person mostly does; the codes are those of files."""

    OTHER = 0
    WRITING = 1
    DEBUGGING = 2
    TESTING = 3
    READING = 4
    SEARCHING = 5
    FIXING_ERRORS = 6
    REWORKING = 7
    SWITCHING = 8


class Ending(IntEnum):
    """What mostly came when the person was no longer stuck; the codes are those of files."""

    UNKNOWN = 0
    PASSED_RUN = 1
    COMMIT = 2
    BREAK = 3


_DOING = {
    StretchKind.WRITING: "writing",
    StretchKind.DEBUGGING: "debugging",
    StretchKind.TESTING: "testing",
    StretchKind.READING: "reading",
    StretchKind.SEARCHING: "searching",
    StretchKind.FIXING_ERRORS: "fixing errors",
    StretchKind.REWORKING: "reworking",
    StretchKind.SWITCHING: "switching back and forth",
}

_ENDED = {
    Ending.PASSED_RUN: "a run that passed",
    Ending.COMMIT: "a commit",
    Ending.BREAK: "a break",
}


@dataclass(frozen=True, slots=True)
class Patterns:
    """The centres in prepared numbers, and of each what is known of such stretches.

    ``kinds`` are codes of StretchKind, ``counts`` the segments around each centre, ``minutes`` the
    median length of a run of the kind, ``stuck`` the share of it that the person called stuck, NaN
    where they said nothing, ``ended`` codes of Ending. Raises PatternsError for what does not fit.
    """

    preparation: Preparation
    centers: tuple[tuple[float, ...], ...]
    kinds: tuple[int, ...]
    counts: tuple[int, ...]
    minutes: tuple[float, ...]
    stuck: tuple[float, ...]
    ended: tuple[int, ...]

    def __post_init__(self) -> None:
        told = (self.kinds, self.counts, self.minutes, self.stuck, self.ended)
        if not self.centers or any(len(each) != len(self.centers) for each in told):
            raise PatternsError("its centres are none, or don't fit what is told of them")
        columns = self.preparation.columns
        if max(columns) >= len(SCHEMA):
            raise PatternsError("it asks for a feature that there is not")
        if any(len(center) != len(columns) for center in self.centers):
            raise PatternsError("a centre doesn't fit the columns")
        if not all(isfinite(value) for center in self.centers for value in center):
            raise PatternsError("a centre has a number that is none")
        if not {*self.kinds} <= {*StretchKind} or not {*self.ended} <= {*Ending}:
            raise PatternsError("it has a code that there is not")
        if min(self.counts) < 1 or not all(isfinite(each) and each > 0.0 for each in self.minutes):
            raise PatternsError("it has a kind of stretch that never was")
        if not all(isnan(share) or 0.0 <= share <= 1.0 for share in self.stuck):
            raise PatternsError("it has a share that is none")

    def nearest(self, row: Sequence[float]) -> int:
        """Return the index of the centre next to a row of all columns; the first of equal ones."""
        prepared = self.preparation(row)
        distances = [
            sum((value - at) * (value - at) for value, at in zip(prepared, center, strict=True))
            for center in self.centers
        ]
        return distances.index(min(distances))

    def remark(self, row: Sequence[float], lasted: float) -> Remark | None:
        """Say what a moment looks like, after ``lasted`` seconds of work.

        None where too little is known of it, or where it looks like nothing that has a name.
        """
        if not self._tells(row):
            return None
        index = self.nearest(row)
        code, usual = self.kinds[index], self.minutes[index] * MINUTE
        if code == StretchKind.OTHER:
            return None
        return Remark(RemarkKind.PATTERN, say_pattern(code, lasted, usual), lasted, usual, code)

    def suggestion(self, row: Sequence[float]) -> str | None:
        """Say what mostly ended stretches like this one when they were stuck; None if unknown.

        That is a sentence such as ``Such stretches of yours mostly ended with a break.``
        """
        ending = Ending(self.ended[self.nearest(row)]) if self._tells(row) else Ending.UNKNOWN
        if ending is Ending.UNKNOWN:
            return None
        return f"Such stretches of yours mostly ended with {_ENDED[ending]}."

    def _tells(self, row: Sequence[float]) -> bool:
        columns = self.preparation.columns
        known = sum(not isnan(row[column]) for column in columns)
        return known >= FEWEST_KNOWN * len(columns)


def say_pattern(code: int, value: float, usual: float) -> str:
    """Say what a moment looks like, from a remark's numbers alone.

    ``value``, the seconds that the person has worked, is not said: they need not all have been
    spent on this. ValueError where this version has no such kind.

    >>> say_pattern(StretchKind.DEBUGGING, 600.0, 1_500.0)
    'Looks like debugging; such stretches of yours usually last 25 min'
    >>> say_pattern(StretchKind.OTHER, 600.0, 900.0)
    'Looks like a stretch without a name; such stretches of yours usually last 15 min'
    """
    del value
    doing = _DOING.get(StretchKind(code), "a stretch without a name")
    return f"Looks like {doing}; such stretches of yours usually last {duration(usual)}"

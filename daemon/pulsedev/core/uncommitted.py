"""How much was changed, and worked, since the last commit, over breaks and nights."""

from __future__ import annotations

from math import isnan, nan
from typing import TYPE_CHECKING

from pulsedev.core import counters as n

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.core.activity import Activity

MOST = 2.0**53
"""Characters or seconds; above, counting one more changes nothing, and nobody's work is so long."""


class Uncommitted:
    """Characters changed by hand and active seconds, carried over from stretch to stretch."""

    __slots__ = ("_chars", "_seconds")

    def __init__(self) -> None:
        self._chars, self._seconds = 0.0, 0.0
        """Of earlier stretches, less what was committed in this one before the commit."""

    def commit(self, activity: Activity, active: float) -> None:
        """Begin anew at a commit, at so many active seconds of the present stretch."""
        self._chars, self._seconds = -_changed(activity), -active

    def end_stretch(self, activity: Activity, active: float) -> None:
        """Carry over what a stretch leaves behind, at its end."""
        self._chars = min(self.chars(activity), MOST)
        self._seconds = min(self.seconds(active), MOST)

    def chars(self, activity: Activity) -> float:
        """Return the characters inserted and deleted by hand since the last commit."""
        return self._chars + _changed(activity)

    def seconds(self, active: float) -> float:
        """Return the active seconds since the last commit."""
        return self._seconds + active

    def dump(self) -> list[float]:
        """Return all of it as numbers, for ``load``; none where it is unknown."""
        return [] if isnan(self._chars) else [self._chars, self._seconds]

    def load(self, dumped: Sequence[float]) -> None:
        """Be as the one that was dumped; ValueError, and nothing changed, where that was none.

        No numbers: nobody knows what is uncommitted until the next commit.
        """
        try:
            chars, seconds = dumped or (nan, nan)
            sound = not dumped or (0.0 <= chars <= MOST and 0.0 <= seconds <= MOST)
        except (TypeError, ValueError):
            sound = False
        if not sound:
            raise ValueError("nothing uncommitted")
        self._chars, self._seconds = float(chars), float(seconds)


def _changed(activity: Activity) -> float:
    counts = activity.ledger.now
    return float(counts[n.INSERTED] + counts[n.DELETED])

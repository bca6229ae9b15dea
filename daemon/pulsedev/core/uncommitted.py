"""How much was changed, and worked, since the last commit, over breaks and nights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev.core import counters as n

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.core.activity import Activity


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
        self._chars, self._seconds = self.chars(activity), self.seconds(active)

    def chars(self, activity: Activity) -> float:
        """Return the characters inserted and deleted by hand since the last commit."""
        return self._chars + _changed(activity)

    def seconds(self, active: float) -> float:
        """Return the active seconds since the last commit."""
        return self._seconds + active

    def dump(self) -> list[float]:
        """Return all of it as numbers, for ``load``."""
        return [self._chars, self._seconds]

    def load(self, dumped: Sequence[float]) -> None:
        """Be as the one that was dumped; TypeError or ValueError where that was none."""
        self._chars, self._seconds = map(float, dumped)


def _changed(activity: Activity) -> float:
    counts = activity.ledger.now
    return float(counts[n.INSERTED] + counts[n.DELETED])

"""What outlasts a stretch of work: the local day's activity, and how long this person stays."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

from pulsedev.core.activity import HOUR
from pulsedev.core.unknown import share

if TYPE_CHECKING:
    from collections.abc import Sequence

HOURS = 24
MINUTE = 60.0

LONGEST_STAY = 60
"""Minutes; longer stays in one file and window are counted as this long."""

FEWEST_STAYS = 20
"""Stays before their shares mean something."""


class Day:
    """Counts the events of each local hour, and the active time, of the current local day."""

    __slots__ = ("_hours", "active", "number")

    def __init__(self) -> None:
        self.number = -1
        """Local days since the epoch."""
        self.active = 0.0
        self._hours = [0] * HOURS

    def count(self, local: float, active: float) -> None:
        """Count an event at local epoch seconds, and the active seconds that it added."""
        number, second = divmod(local, HOURS * HOUR)
        if number != self.number:
            self.number, self.active, self._hours = int(number), 0.0, [0] * HOURS
        self.active += active
        self._hours[int(second // HOUR)] += 1

    def dump(self) -> list[float]:
        """Return all of it as numbers, for ``load``."""
        return [self.number, self.active, *self._hours]

    def load(self, dumped: Sequence[float]) -> None:
        """Be as the one that was dumped; ValueError where that was none."""
        number, active, *hours = dumped
        if len(hours) != HOURS:
            raise ValueError("not the hours of a day")
        self.number, self.active, self._hours = int(number), active, [int(n) for n in hours]

    def peak_share(self) -> float:
        """Return the share of the day's events that fell into its busiest hour."""
        return share(max(self._hours), sum(self._hours))


class Stays:
    """How many of this person's stays in one file and window lasted how many minutes.

    >>> stays = Stays()
    >>> for minutes in [0.5] * 15 + [3.5] * 5:
    ...     stays.add(60 * minutes)
    >>> stays.hazard(0.0), stays.hazard(130.0), stays.hazard(200.0)
    (0.75, 0.0, 1.0)
    """

    __slots__ = ("_lasted",)

    def __init__(self) -> None:
        self._lasted = [0] * (LONGEST_STAY + 1)

    def add(self, seconds: float) -> None:
        """Take in a stay that ended."""
        self._lasted[min(int(seconds // MINUTE), LONGEST_STAY)] += 1

    def dump(self) -> list[int]:
        """Return all of it as numbers, for ``load``."""
        return list(self._lasted)

    def load(self, dumped: Sequence[float]) -> None:
        """Be as the one that was dumped; ValueError where that was none."""
        if len(dumped) != LONGEST_STAY + 1:
            raise ValueError("not the minutes of stays")
        self._lasted = [int(n) for n in dumped]

    def hazard(self, seconds: float) -> float:
        """Return the share of the stays of so many minutes that ended within that minute."""
        if sum(self._lasted) < FEWEST_STAYS:
            return nan
        minute = min(int(seconds // MINUTE), LONGEST_STAY)
        return share(self._lasted[minute], sum(self._lasted[minute:]))

"""When this person works: hours, weekdays and seasons, each against their own habit.

Counted at each score, from the past alone, and slowly forgotten, so that a new job is a new rhythm.
"""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

from pulsedev.core.unknown import share

if TYPE_CHECKING:
    from collections.abc import Sequence

HOURS, WEEKDAYS, SEASONS = 24, 7, 12
HOUR = 3_600.0
DAY = HOURS * HOUR

DAY_BEGINS = 4
"""Hour in which a working day begins: who works past midnight is still at the same one."""

THURSDAY = 3
"""Weekday of the first day of the epoch, where Monday is 0."""

YEAR = 365.2425
"""Days."""

HALF_LIFE = 60.0
"""Days after which activity counts half: two months of another rhythm outweigh all before."""

ENOUGH_ACTIVE = 10 * HOUR
"""Active seconds without which no hour is usual: two working days."""

ENOUGH_DAYS = 14.0
"""Days, two of each weekday, without which no weekday is usual."""

ENOUGH_SEASON = 60.0
"""Days without which there is no other season to compare with."""

ENOUGH_OF_SEASON = 7.0
"""Days, one of each weekday, without which the first morning of a month would be all of it."""

ENOUGH_RUNS = 20
"""Judged runs without which their share says nothing, and a quarter of that in an hour."""

LONGEST_GAP = 30
"""Days without work that pass as such; a longer absence says nothing of a season, and may as well
be a clock that was far off, so it fades no more than a night."""

MOST = 2.0**53
"""Seconds, days or runs, above which counting one more changes nothing."""


class Rhythm:
    """Active seconds by local hour, weekday and twelfth of the year, and runs by hour."""

    __slots__ = ("_day", "_days", "_hours", "_passed", "_runs", "_seasons", "_weekdays")

    def __init__(self) -> None:
        self._day = -1
        """Local days since the epoch, of the day counted last."""
        self._hours, self._weekdays = [0.0] * HOURS, [0.0] * WEEKDAYS
        self._seasons, self._days = [0.0] * SEASONS, [0.0] * SEASONS
        """Active seconds, and days that passed, in each twelfth of the year."""
        self._runs, self._passed = [0.0] * HOURS, [0.0] * HOURS

    def count(self, local: float, active: float, runs: int, passed: int) -> None:
        """Count active seconds, judged runs, and those that passed, up to local epoch seconds."""
        number = max(int(local // DAY), 0)  # no clock is right before the epoch
        if number > self._day:
            self._begin_day(number)
        elif number < self._day - 1:  # more than another time zone: the clock had been ahead
            self._day = number
        hour = _hour(local)
        self._hours[hour] += active
        self._weekdays[_weekday(number)] += active
        self._seasons[_season(number)] += active
        self._runs[hour] += runs
        self._passed[hour] += passed

    def _begin_day(self, number: int) -> None:
        passed = number - self._day
        if self._day < 0 or passed > LONGEST_GAP:
            passed = 1
        kept = 0.5 ** (passed / HALF_LIFE)
        for counts in (self._hours, self._weekdays, self._runs, self._passed):
            counts[:] = [kept * value for value in counts]
        for day in range(number - passed + 1, number + 1):
            self._days[_season(day)] += 1.0
        self._day = number

    def hour_activity(self, local: float) -> float:
        """Return this hour's share of the activity, against an even spread; 1 is even."""
        if sum(self._hours) < ENOUGH_ACTIVE:
            return nan
        return HOURS * self._hours[_hour(local)] / sum(self._hours)

    def weekday_activity(self, local: float) -> float:
        """Return this weekday's share of the activity, against an even spread; 1 is even."""
        if sum(self._days) <= ENOUGH_DAYS or sum(self._weekdays) < ENOUGH_ACTIVE:
            return nan
        return WEEKDAYS * self._weekdays[_weekday(int(local // DAY))] / sum(self._weekdays)

    def season_activity(self, local: float) -> float:
        """Return the activity a day in this twelfth of the year, against that of all days."""
        season = _season(int(local // DAY))
        if sum(self._days) <= ENOUGH_SEASON or self._days[season] <= ENOUGH_OF_SEASON:
            return nan
        usual = share(sum(self._seasons), sum(self._days))
        return share(share(self._seasons[season], self._days[season]), usual)

    def cycle_position(self, local: float) -> float:
        """Return the share of this person's usual working day that has passed, 0 to 1."""
        if sum(self._hours) < ENOUGH_ACTIVE:
            return nan
        ordered = self._hours[DAY_BEGINS:] + self._hours[:DAY_BEGINS]
        whole = (_hour(local) - DAY_BEGINS) % HOURS
        part = local % HOUR / HOUR
        return (sum(ordered[:whole]) + part * ordered[whole]) / sum(ordered)

    def hour_green(self, local: float) -> float:
        """Return the share of runs that passed in this hour of the day, against that of all."""
        hour = _hour(local)
        if sum(self._runs) < ENOUGH_RUNS or self._runs[hour] < ENOUGH_RUNS / 4:
            return nan
        return share(
            share(self._passed[hour], self._runs[hour]), share(sum(self._passed), sum(self._runs))
        )

    def dump(self) -> list[list[float]]:
        """Return all of it as numbers, for ``load``."""
        return [[self._day], *(list(counts) for counts in self._counts())]

    def load(self, dumped: Sequence[Sequence[float]]) -> None:
        """Be as the one that was dumped; ValueError, and nothing changed, where that was none."""
        lengths = [len(counts) for counts in self._counts()]
        try:
            (*_, day), *counts = dumped  # once the first day was kept before the last
            sound = [len(each) for each in counts] == lengths and -1 <= day <= MOST
            sound = sound and all(0.0 <= value <= MOST for each in counts for value in each)
        except (TypeError, ValueError):
            sound = False
        if not sound:
            raise ValueError("no rhythm")
        self._day = int(day)
        for mine, each in zip(self._counts(), counts, strict=True):
            mine[:] = map(float, each)

    def _counts(self) -> tuple[list[float], ...]:
        return (
            self._hours,
            self._weekdays,
            self._seasons,
            self._days,
            self._runs,
            self._passed,
        )


def _hour(local: float) -> int:
    return int(local // HOUR) % HOURS


def _weekday(day: int) -> int:
    return (day + THURSDAY) % WEEKDAYS


def _season(day: int) -> int:
    return int(day % YEAR / YEAR * SEASONS)

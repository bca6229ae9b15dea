"""What the features over a span of time read: counts, peaks and times, each cheap at any length.

The rule: writing costs the same whatever the length of the spans, and reading a span takes a
binary search. Times are active seconds and never fall.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from itertools import islice
from operator import sub
from typing import Final

from pulsedev.core.counters import SIZE

HORIZON: Final = 900.0
"""Active seconds that the longest span looks back."""

LONGEST_EVENTS: Final = 50
"""Events that the longest event span looks back: two segments of Carter's."""

MAX_PEAKS: Final = 512
"""Kept candidates; only a falling run of that many values loses its oldest."""

Counts = list[int]


class Ledger:
    """Running counts, remembered a second at a time and for the last events.

    >>> ledger = Ledger()
    >>> for second in (0.2, 0.9, 61.0):
    ...     ledger.mark(second)
    ...     ledger.now[0] += 1
    >>> ledger.since(61.5, 60.0)[0], ledger.since(61.5, 120.0)[0]
    (1, 3)
    """

    __slots__ = ("_before", "_events", "_second", "_seconds", "now")

    def __init__(self) -> None:
        self.now: Counts = [0] * SIZE
        self._second = -1
        self._seconds: list[int] = []
        self._before: list[Counts] = []
        self._events: deque[tuple[float, Counts]] = deque(maxlen=LONGEST_EVENTS)

    def mark(self, time: float) -> None:
        """Say that what is counted from here on happened at this time."""
        second = int(time)
        if second != self._second:
            self._second = second
            self._seconds.append(second)
            self._before.append(self.now.copy())
            if second - self._seconds[0] > 2 * HORIZON:
                self._prune(second)

    def mark_event(self, time: float) -> None:
        """Say the same of an event that the event spans count."""
        self.mark(time)
        self._events.append((time, self.now.copy()))

    def _prune(self, second: int) -> None:
        # Half of the list goes at once, so that the cost an event stays constant.
        old = bisect_left(self._seconds, second - int(HORIZON) - 1)
        del self._seconds[:old], self._before[:old]

    def since(self, time: float, length: float) -> Counts:
        """Return what was counted in the whole seconds of the last ``length`` seconds."""
        index = bisect_right(self._seconds, int(time) - length)
        if index == len(self._seconds):
            return [0] * SIZE
        return list(map(sub, self.now, self._before[index]))

    def last(self, events: int) -> tuple[float, Counts] | None:
        """Return the time of the event that many back, and what was counted from it on."""
        if len(self._events) < events:
            return None
        time, before = next(islice(reversed(self._events), events - 1, None))
        return time, list(map(sub, self.now, before))


class Peaks:
    """The largest value of a span.

    >>> peaks = Peaks()
    >>> for time, value in ((0.0, 9), (10.0, 3), (20.0, 5)):
    ...     peaks.add(time, value)
    >>> peaks.since(5.0), peaks.since(0.0), peaks.since(21.0)
    (5, 9, 0)
    """

    __slots__ = ("_times", "_values", "highest")

    def __init__(self) -> None:
        self.highest: float = 0
        self._times: list[float] = []
        self._values: list[float] = []

    def add(self, time: float, value: float) -> None:
        """Take in a value; those before it that are not larger can never be a peak again."""
        values = self._values
        while values and values[-1] <= value:
            values.pop()
            self._times.pop()
        values.append(value)
        self._times.append(time)
        self.highest = max(self.highest, value)
        if len(values) > MAX_PEAKS:
            del values[0], self._times[0]

    def since(self, time: float) -> float:
        """Return the largest value at or after a time, or 0."""
        index = bisect_left(self._times, time)
        return self._values[index] if index < len(self._values) else 0


class Elapsed:
    """How long something was so, over any span, to the instant.

    >>> away = Elapsed()
    >>> away.begin(10.0); away.end(30.0); away.begin(50.0)
    >>> away.between(20.0, 60.0)
    20.0
    """

    __slots__ = ("_begun", "_ends", "_starts", "_total", "_totals")

    def __init__(self) -> None:
        self._starts: list[float] = []
        self._ends: list[float] = []
        self._totals: list[float] = []
        self._total = 0.0
        self._begun: float | None = None

    def begin(self, time: float) -> None:
        """Say that it is so from here on."""
        if self._begun is None:
            self._begun = time

    def end(self, time: float) -> None:
        """Say that it is so no longer."""
        if self._begun is None:
            return
        self._totals.append(self._total)
        self._starts.append(self._begun)
        self._ends.append(time)
        self._total += time - self._begun
        self._begun = None
        if len(self._ends) > MAX_PEAKS:
            del self._starts[0], self._ends[0], self._totals[0]

    def _until(self, time: float) -> float:
        index = bisect_right(self._starts, time) - 1
        if index < 0:
            # What lies before the kept intervals is known as a whole only.
            return self._totals[0] if self._totals and time > 0.0 else 0.0
        return self._totals[index] + min(time, self._ends[index]) - self._starts[index]

    def between(self, start: float, stop: float) -> float:
        """Seconds of the span in which it was so."""
        still = 0.0 if self._begun is None else max(0.0, stop - max(start, self._begun))
        return self._until(stop) - self._until(start) + still

"""Active time: the seconds in which somebody was at work, which all spans and clocks count.

The rule: only what a person does moves it on, and a gap counts five minutes at the most
(the convention of the evaluation protocol for active hours). So neither sleep nor a night
counts as work, and how often the clock ticks makes no difference.

>>> clock = ActiveClock(100.0)
>>> clock.advance(110.0), clock.advance(110.0 + 7200.0)
(10.0, 310.0)
>>> clock.at(10_000_000.0)
610.0
"""

from __future__ import annotations

GAP_CAP = 300.0
"""Seconds; reading and thinking for five minutes without a key is work, an hour is not."""


class ActiveClock:
    """Maps epoch seconds to active seconds since its start."""

    __slots__ = ("_base", "_last")

    def __init__(self, start: float) -> None:
        self._base = 0.0
        self._last = start

    def at(self, time: float) -> float:
        """Active seconds at a time that is not before the last advance."""
        gap = time - self._last
        return self._base + (min(GAP_CAP, gap))

    def advance(self, time: float) -> float:
        """Count the time up to here: somebody did something; return the active seconds."""
        self._base = self.at(time)
        self._last = time
        return self._base

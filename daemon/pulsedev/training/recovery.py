"""Slow recovery: after failed runs in a row none passes for ten active minutes.

It is not being stuck itself, which nobody reported where only runs were recorded, but what open
recordings of test runs can tell (detection protocol, label of ``cyberdojo_tdd``).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from math import nan

from pulsedev.core.active import GAP_CAP

FAILED = 2
"""Runs in a row; after a single one nobody is in trouble."""

HORIZON = 600.0
"""Active seconds in which a run has to pass."""

UNKNOWN = nan
"""The answer where the recording ends sooner."""


@dataclass(slots=True)
class Runs:
    """The runs of one recording in epoch seconds, and the same on its active clock."""

    at: list[float] = field(default_factory=list)
    active: list[float] = field(default_factory=list)
    passed: list[bool] = field(default_factory=list)
    green: list[float] = field(default_factory=list)
    """Active seconds of the runs that passed."""

    def add(self, at: float, *, passed: bool) -> None:
        """Take in a run."""
        gap = min(at - self.at[-1], GAP_CAP) if self.at else 0.0
        self.at.append(at)
        self.active.append(gap + (self.active[-1] if self.active else 0.0))
        self.passed.append(passed)
        if passed:
            self.green.append(self.active[-1])

    def active_at(self, at: float) -> float:
        """Return the active second of a moment that is not before the first run."""
        last = bisect_right(self.at, at) - 1
        return self.active[last] + min(at - self.at[last], GAP_CAP)

    def answer(self, active: float) -> float:
        """Return 1 where none passes for HORIZON after an active second, 0, or UNKNOWN."""
        green = bisect_right(self.green, active)
        if green < len(self.green) and self.green[green] <= active + HORIZON:
            return 0.0
        return 1.0 if self.active[-1] >= active + HORIZON else UNKNOWN

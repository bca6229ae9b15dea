"""How long and how often runs have failed since the last that succeeded, over breaks and nights.

Who comes back from lunch to a failing test is where they were before; a clock that begins anew
tells nothing of that.
"""

from __future__ import annotations

from math import isnan, nan
from typing import TYPE_CHECKING

from pulsedev.core.active import GAP_CAP
from pulsedev.core.unknown import known, since

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.core.runs import Runs

MOST = 2.0**53
"""Runs or seconds; above, counting one more changes nothing, and nobody's work is so long."""


class Reds:
    """Failed runs and active seconds since the last green run, carried from stretch to stretch."""

    __slots__ = ("_runs", "_seconds")

    def __init__(self) -> None:
        self._runs = self._seconds = nan
        """Of earlier stretches; unknown as long as there was no run with a verdict."""

    def end_stretch(self, runs: Runs, active: float) -> None:
        """Carry over what a stretch of so many active seconds leaves behind, at its end.

        The break after it counts as any gap does, however long it is.
        """
        self._runs, self._seconds = (
            min(self.runs(runs), MOST),
            min(self.seconds(runs, active) + GAP_CAP, MOST),
        )

    def runs(self, runs: Runs) -> float:
        """Return the failed runs since the last that succeeded."""
        if runs.passed or isnan(self._runs):
            return known(runs.failed_streak)
        return self._runs + max(runs.failed_streak or 0, 0)

    def seconds(self, runs: Runs, active: float) -> float:
        """Return the active seconds since a build or test succeeded, or since the first one."""
        if runs.passed or isnan(self._seconds):
            return since(active, runs.green)
        return self._seconds + active

    def dump(self) -> list[float]:
        """Return all of it as numbers, for ``load``; none where it is unknown."""
        return [] if isnan(self._seconds) else [known(self._runs), self._seconds]

    def load(self, dumped: Sequence[float]) -> None:
        """Be as the one that was dumped; ValueError, and nothing changed, where that was none."""
        try:
            runs, seconds = dumped or (nan, nan)
            sound = not dumped or (0.0 <= runs <= MOST and 0.0 <= seconds <= MOST)
        except (TypeError, ValueError):
            sound = False
        if not sound:
            raise ValueError("no reds")
        self._runs, self._seconds = float(runs), float(seconds)

"""Runs of programs, builds and tests: their outcomes, and the work between them.

A run of tests counts once, though an editor may tell of it twice, as a command that ended and as a
report, in either order. The first of the two that has a verdict gives it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pulsedev.core import counters as n
from pulsedev.core.events import CommandClass

if TYPE_CHECKING:
    from pulsedev.core.spans import Ledger

SAME_RUN = 5.0
"""Active seconds within which a test command and a test report are one run."""

STOPPED = frozenset({130, 143, 3_221_225_786, -1_073_741_510})
"""Exit codes of a program that its user stopped: SIGINT, SIGTERM, and Ctrl-C on Windows, whose code
some tell without a sign. They say nothing of the program."""

RUN_CLASSES = (CommandClass.BUILD, CommandClass.TEST, CommandClass.RUN)


def test_outcome(passed: int, failed: int, verdict: int) -> bool | None:
    """Return whether a test run was green; None where it ran no test.

    >>> test_outcome(3, 0, 900), test_outcome(-1, -1, 0), test_outcome(0, 0, 900)
    (True, False, None)
    """
    if passed < 0:
        return verdict == 1
    return failed <= 0 if passed or failed else None


class _Told(NamedTuple):
    """What was last told of a run of tests, and may be told once more in the other way."""

    time: float
    as_report: bool
    judged: bool


class Runs:
    """Follows the runs; times are active seconds."""

    __slots__ = (
        "_crashes",
        "_edited_at_run",
        "_last",
        "_ledger",
        "_told",
        "failed_streak",
        "green",
        "passed",
    )

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._last: float | None = None
        self._told: _Told | None = None
        self._edited_at_run = 0
        self._crashes = 0
        self.failed_streak: int | None = None
        self.green: float | None = None
        """When a build or a test last succeeded; before the first one, when the first was run."""
        self.passed = False
        """Whether a build or a test ever succeeded."""

    def test(self, time: float, passed: int, failed: int, verdict: int) -> bool:
        """Take in a report of tests; return whether it is progress."""
        green = test_outcome(passed, failed, verdict)
        return self._tested(_Told(time, as_report=True, judged=green is not None), green=green)

    def command(self, time: float, kind: int, exit_code: int) -> bool:
        """Take in a command that ended, if it was a run; return whether it is progress."""
        if kind not in RUN_CLASSES:
            return False
        stopped = exit_code in STOPPED
        green = None if stopped or exit_code < 0 else exit_code == 0
        if kind == CommandClass.TEST:
            return self._tested(_Told(time, as_report=False, judged=green is not None), green=green)
        if kind == CommandClass.BUILD:
            return self._run(time, green=green)
        if not stopped:
            self._crash(crashed=exit_code > 0)
        return self._run(time, green=None)

    def _tested(self, told: _Told, *, green: bool | None) -> bool:
        first, self._told = self._told, None
        if first and first.as_report is not told.as_report and told.time - first.time <= SAME_RUN:
            return not first.judged and green is not None and self._judge(told.time, green=green)
        self._told = told
        self._ledger.now[n.TESTS] += 1
        return self._run(told.time, green=green)

    def _crash(self, *, crashed: bool) -> None:
        # A program that ends without a crash may still be wrong: it ends a row of crashes, but
        # it clears no red, and only builds and tests start the clock of the last green one.
        if crashed:
            self.failed_streak = (self.failed_streak or 0) + 1
            self._crashes += 1
        elif self._crashes:
            self.failed_streak = (self.failed_streak or 0) - self._crashes
            self._crashes = 0

    def notebook(self, time: float, *, ok: bool) -> bool:
        """Take in a notebook cell that ran; return whether it is progress."""
        return self._run(time, green=ok)

    def _run(self, time: float, *, green: bool | None) -> bool:
        now = self._ledger.now
        now[n.RUNS] += 1
        edited = now[n.INSERTED] + now[n.DELETED]
        if self._last is not None:
            now[n.CYCLES] += 1
            now[n.CYCLE_MS] += round((time - self._last) * 1000)
            now[n.CYCLE_CHARS] += edited - self._edited_at_run
        self._last, self._edited_at_run = time, edited
        return green is not None and self._judge(time, green=green)

    def _judge(self, time: float, *, green: bool) -> bool:
        was_red = bool(self.failed_streak)
        self._ledger.now[n.JUDGED_RUNS] += 1
        self._ledger.now[n.GREEN_RUNS] += green
        self.passed = self.passed or green
        self.failed_streak = 0 if green else (self.failed_streak or 0) + 1
        self._crashes = 0 if green else self._crashes
        if green or self.green is None:
            self.green = time
        return green and was_red

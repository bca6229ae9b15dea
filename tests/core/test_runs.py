"""Runs: which outcome each has, what makes a row of failures, and what counts once."""

from __future__ import annotations

import pytest

from pulsedev.core import counters as n
from pulsedev.core.activity import Activity, Event
from pulsedev.core.events import CommandClass, Kind
from pulsedev.core.runs import SAME_RUN, STOPPED, Runs
from pulsedev.core.spans import Ledger

NOW = (n.RUNS, n.TESTS, n.JUDGED_RUNS, n.GREEN_RUNS)

PASSED, FAILED, EMPTY = (3, 0), (2, 1), (0, 0)
"""Tests passed and failed."""


def told(*halves: tuple[int, int] | int, gap: float = 2.0) -> tuple[Runs, list[int]]:
    """Tell of runs that far apart: an exit code as a command of tests, counts as a report."""
    ledger = Ledger()
    runs = Runs(ledger)
    for index, half in enumerate(halves):
        time = 10.0 + gap * index
        if isinstance(half, int):
            runs.command(time, CommandClass.TEST, half)
        else:
            runs.test(time, *half, 900)
    return runs, [ledger.now[counter] for counter in NOW]


@pytest.mark.parametrize(
    ("report", "exit_code", "streak"),
    [
        (PASSED, 0, 0),
        (FAILED, 1, 1),
        (EMPTY, 1, 1),
        (EMPTY, 0, 0),
        (PASSED, -1, 0),
        (FAILED, 130, 1),
    ],
)
def test_a_run_that_is_told_twice_counts_once(
    report: tuple[int, int], exit_code: int, streak: int
) -> None:
    """A command and a report are one run in either order, with the one verdict that there is."""
    for halves in ((report, exit_code), (exit_code, report)):
        runs, counted = told(*halves)
        assert runs.failed_streak == streak
        assert counted == [1, 1, 1, int(streak == 0)]


@pytest.mark.parametrize(
    ("halves", "gap"),
    [
        ((FAILED, FAILED), 1.0),
        ((1, 1), 1.0),
        ((1, FAILED), SAME_RUN + 0.1),
        ((FAILED, 1), SAME_RUN + 0.1),
        ((1, FAILED, 1), 1.0),
        ((1, FAILED, FAILED, 1), 1.0),
    ],
)
def test_two_runs_stay_two(halves: tuple[tuple[int, int] | int, ...], gap: float) -> None:
    """Told twice in one way, too far apart, or once more after the pair: another run."""
    runs, counted = told(*halves, gap=gap)
    assert runs.failed_streak == 2
    assert counted == [2, 2, 2, 0]


def test_progress_may_come_with_the_second_half() -> None:
    """A report without a test that follows red leaves it to the exit code to turn green."""
    runs, _ = told(1)
    assert not runs.test(60.0, *EMPTY, 900)
    assert runs.command(61.0, CommandClass.TEST, 0)


def test_a_run_that_is_told_twice_is_one_action_of_the_debug_kind() -> None:
    """Both halves are events, but one run among what the person did."""
    activity = Activity(0.0)
    for place, (kind, a, b) in enumerate(
        [(Kind.COMMAND_EXECUTED, CommandClass.TEST, 1), (Kind.TEST_RUN, *FAILED)]
    ):
        activity.apply(Event(float(place), 0, 1, place, kind, 0, a, b, 900))
    assert (activity.ledger.now[n.DEBUGS], activity.ledger.now[n.COMMANDS]) == (1, 1)


@pytest.mark.parametrize("exit_code", sorted(STOPPED))
@pytest.mark.parametrize("kind", [CommandClass.BUILD, CommandClass.TEST, CommandClass.RUN])
def test_what_its_user_stopped_neither_failed_nor_passed(kind: int, exit_code: int) -> None:
    """Ctrl-C says nothing of the program: no crash, red or green, no end of a row of crashes."""
    ledger = Ledger()
    runs = Runs(ledger)
    runs.command(0.0, CommandClass.RUN, 1)
    runs.command(60.0, kind, exit_code)
    assert (runs.failed_streak, runs.green, ledger.now[n.JUDGED_RUNS]) == (1, None, 0)
    runs.command(120.0, CommandClass.RUN, 1)
    assert (runs.failed_streak, ledger.now[n.RUNS]) == (2, 3)


@pytest.mark.parametrize(
    ("kind", "exit_code", "streak"),
    [
        (CommandClass.BUILD, 0, 0),
        (CommandClass.BUILD, 2, 2),
        (CommandClass.RUN, 0, 1),
        (CommandClass.RUN, 1, 2),
        (CommandClass.RUN, -1, 1),
        (CommandClass.BUILD, -1, 1),
        (CommandClass.VERSION_CONTROL, 1, 1),
    ],
)
def test_what_a_command_says_of_the_runs(kind: int, exit_code: int, streak: int) -> None:
    """Builds and tests judge; a program that merely ends, or an unknown exit code, does not."""
    runs = Runs(Ledger())
    runs.test(0.0, -1, -1, 0)
    runs.command(60.0, kind, exit_code)
    assert runs.failed_streak == streak


def test_crashes_make_a_row_but_start_no_clock() -> None:
    """Programs that crash fail in a row until one ends; they say nothing of a last green test."""
    ledger = Ledger()
    runs = Runs(ledger)
    for exit_code in (1, 1, 1):
        runs.command(0.0, CommandClass.RUN, exit_code)
    assert (runs.failed_streak, runs.green, ledger.now[n.JUDGED_RUNS]) == (3, None, 0)
    runs.test(60.0, -1, -1, 0)
    runs.command(70.0, CommandClass.RUN, 0)
    assert runs.failed_streak == 1
    runs.test(80.0, -1, -1, 1)
    assert runs.failed_streak == 0


def test_green_after_red_is_progress_and_green_after_green_is_not() -> None:
    """Only a run that turns green is progress; the clock restarts at every green."""
    runs = Runs(Ledger())
    assert not runs.test(0.0, 1, 0, 0)
    assert not runs.test(10.0, 0, 1, 0)
    assert runs.test(20.0, 1, 0, 0)
    assert not runs.test(30.0, 1, 0, 0)
    assert runs.green == 30.0

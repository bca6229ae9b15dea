"""What a display shows at one moment, gathered from what a session says and what it was told.

Nothing here knows a terminal; times are epoch seconds.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import Enum, auto

from pulsedev.core.events import CommandClass, EventBatch, Kind
from pulsedev.core.instructions import Alert, Instruction, StateChanged
from pulsedev.core.runs import SAME_RUN, STOPPED
from pulsedev.core.states import State

SPAN = 1800.0
"""Seconds that the course shows: the half hour in which being stuck builds up."""

CELL = 30.0
"""Seconds in one character of the course, so that 60 of them fit beside their label."""

CELLS = int(SPAN / CELL)

TEST_COMMAND = (Kind.COMMAND_EXECUTED, CommandClass.TEST)

JUDGED = frozenset({State.NEUTRAL, State.STUCK, State.FLOW})
"""The states that are said of the work; the others are said of its absence."""


class Run(Enum):
    """How a test run ended."""

    PASSED = auto()
    FAILED = auto()
    BROKEN = auto()


UNCOUNTED = (-1, -1)
"""Passed and failed tests of a run whose output nobody could read."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A run that ended at epoch seconds, with the numbers of tests that passed and failed."""

    at: float
    how: Run
    counts: tuple[int, int] = UNCOUNTED


@dataclass(frozen=True, slots=True)
class View:
    """One picture: where it comes from, what is believed and why, and the last half hour.

    ``course`` and ``runs`` have one entry a cell, the newest last. None is nothing known.
    """

    title: str
    speed: str
    elapsed: float
    state: State
    state_for: float
    p_stuck: float | None
    p_flow: float | None
    reasons: tuple[str, ...]
    course: tuple[float | None, ...]
    runs: tuple[Run | None, ...]
    last_run: Ran | None
    last_run_ago: float
    alert: Alert | None


@dataclass(slots=True)
class Gathering:
    """Takes in batches and instructions as they come, and gives the view of any moment."""

    title: str
    start: float
    speed: str = ""
    _state: StateChanged | None = None
    _alert: Alert | None = None
    _course: deque[tuple[float, float | None]] = field(default_factory=deque)
    _runs: deque[Ran] = field(default_factory=deque)
    _last: Ran | None = None
    _errors: dict[int, int] = field(default_factory=dict)

    def see_batch(self, batch: EventBatch) -> None:
        """Remember the test runs of a batch; one with errors in the code is broken."""
        for t, kind, doc, a, b, c in zip(
            batch.t, batch.kind, batch.doc, batch.a, batch.b, batch.c, strict=True
        ):
            if kind == Kind.ERROR_OCCURRED:
                self._errors[doc] = a
            elif kind == Kind.TEST_RUN:
                green = c == 1 if (a, b) == UNCOUNTED else b == 0
                self._ran((batch.t0 + t) / 1000, (a, b), green=green)
            elif (kind, a) == TEST_COMMAND and b >= 0 and b not in STOPPED:
                self._ran((batch.t0 + t) / 1000, UNCOUNTED, green=b == 0)

    def _ran(self, at: float, counts: tuple[int, int], *, green: bool) -> None:
        if counts == UNCOUNTED and self._last and abs(at - self._last.at) <= SAME_RUN:
            counts = self._last.counts  # of the command whose report this follows
        failed = Run.BROKEN if any(self._errors.values()) else Run.FAILED
        self._last = Ran(at, Run.PASSED if green else failed, counts)
        self._runs.append(self._last)

    def see(self, instruction: Instruction) -> None:
        """Remember what the session wants shown."""
        if isinstance(instruction, StateChanged):
            self._state = instruction
            judged = instruction.state in JUDGED
            self._course.append((instruction.at, instruction.p_stuck if judged else None))
            if instruction.state is not State.STUCK:
                self._alert = None
        elif isinstance(instruction, Alert):
            self._alert = instruction

    def view(self, now: float) -> View:
        """Give the picture of a moment, which must not be before what was seen."""
        self._forget(now - SPAN)
        shown = self._state
        judged = shown if shown and shown.state in JUDGED else None
        return View(
            title=self.title,
            speed=self.speed,
            elapsed=now - self.start,
            state=shown.state if shown else State.UNKNOWN,
            state_for=now - shown.since if shown else now - self.start,
            p_stuck=judged.p_stuck if judged else None,
            p_flow=judged.p_flow if judged else None,
            reasons=why(shown) if shown else (),
            course=self._cells(now),
            runs=self._run_cells(now),
            last_run=self._last,
            last_run_ago=now - self._last.at if self._last else 0.0,
            alert=self._alert,
        )

    def _forget(self, before: float) -> None:
        # The newest value from before the span still holds in its first cells.
        while len(self._course) > 1 and self._course[1][0] <= before:
            self._course.popleft()
        while self._runs and self._runs[0].at <= before:
            self._runs.popleft()

    def _cells(self, now: float) -> tuple[float | None, ...]:
        ends = [now - CELL * (CELLS - 1 - i) for i in range(CELLS)]
        cells: list[float | None] = []
        value: float | None = None
        points = iter(self._course)
        point = next(points, None)
        for end in ends:
            while point and point[0] <= end:
                value, point = point[1], next(points, None)
            cells.append(value)
        return tuple(cells)

    def _run_cells(self, now: float) -> tuple[Run | None, ...]:
        cells: list[Run | None] = [None] * CELLS
        for run in self._runs:
            back = int((now - run.at) / CELL)
            if 0 <= back < CELLS:
                cells[CELLS - 1 - back] = run.how
        return tuple(cells)


def why(shown: StateChanged) -> tuple[str, ...]:
    """Return in words what speaks for being stuck, or in flow; nothing where nothing is judged."""
    if shown.state not in JUDGED:
        return ()
    return tuple(reason.label for reason in shown.reasons if reason.effect > 0)

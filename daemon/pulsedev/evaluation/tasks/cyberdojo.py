"""Katas: after two failed runs, whether none passes within ten active minutes.

That is slow recovery, and not being stuck itself, which nobody reported there. Asked at each run
that is the second failed one in a row or a later one; where the recording ends sooner nobody knows.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from pulsedev.core.active import GAP_CAP
from pulsedev.core.events import Kind
from pulsedev.evaluation.task import UNSAID, Question, Trial, onsets, whole
from pulsedev.importers import cyberdojo
from pulsedev.importers.detect import Format
from pulsedev.importers.recording import Recording
from pulsedev.importers.tables import groups, rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOJO = "dojo"

FAILED = 2
"""Runs in a row; after a single one nobody is in trouble."""

HORIZON = 600.0
"""Active seconds in which a run has to pass."""


class Cyberdojo:
    """The task of ``cyberdojo_tdd``."""

    name = "cyberdojo_tdd"
    form = Format.CYBERDOJO
    asks = "no run passes within 10 active min, asked at each failed run from the second on"
    group = "dojo"
    undated = True
    reference = "AUC .680, which the time since the last green run alone reaches"

    def trials(self, path: Path) -> Iterator[Trial]:
        """Read the sessions with the dojo that each belongs to."""
        columns = (*cyberdojo.COLUMNS, DOJO)
        found = rows(path, cyberdojo.NAME, columns, whole(path))
        for session, logged in groups(found, lambda row: row.text("session")):
            made = partial(cyberdojo.arrivals, logged)
            recording = Recording(f"{cyberdojo.NAME}/{session}", made)
            questions = tuple(asked(recording))
            if questions:
                yield Trial(logged[0].text(DOJO), recording, questions, onsets(questions))


CYBERDOJO = Cyberdojo()


@dataclass(slots=True)
class Runs:
    """The runs of one recording, and when those that passed were on its active clock."""

    at: list[float] = field(default_factory=list)
    active: list[float] = field(default_factory=list)
    passed: list[bool] = field(default_factory=list)
    green: list[float] = field(default_factory=list)

    def add(self, at: float, *, passed: bool) -> None:
        """Take in a run."""
        gap = min(at - self.at[-1], GAP_CAP) if self.at else 0.0
        self.at.append(at)
        self.active.append(gap + (self.active[-1] if self.active else 0.0))
        self.passed.append(passed)
        if passed:
            self.green.append(self.active[-1])

    def answer(self, active: float) -> float:
        """Return what came after an active second."""
        green = bisect_right(self.green, active)
        if green < len(self.green) and self.green[green] <= active + HORIZON:
            return 0.0
        return 1.0 if self.active[-1] >= active + HORIZON else UNSAID


def runs_of(recording: Recording) -> Runs:
    """Return the runs of a recording."""
    runs = Runs()
    for arrived in recording.arrivals:
        batch = arrived.batch
        for t, kind, passed in zip(batch.t, batch.kind, batch.c, strict=True):
            if kind == Kind.TEST_RUN:
                runs.add((batch.t0 + t) / 1000, passed=passed > 0)
    return runs


def asked(recording: Recording) -> Iterator[Question]:
    """Ask at each failed run after another one."""
    runs, streak = runs_of(recording), 0
    for at, active, passed in zip(runs.at, runs.active, runs.passed, strict=True):
        streak = 0 if passed else streak + 1
        if streak >= FAILED:
            yield Question(at, runs.answer(active))

"""Katas: after two failed runs, whether none passes within ten active minutes.

That is slow recovery, and not being stuck itself, which nobody reported there. Asked at each run
that is the second failed one in a row or a later one; where the recording ends sooner nobody knows.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pulsedev.core.events import Kind
from pulsedev.evaluation.task import Question, Trial, onsets, whole
from pulsedev.importers import cyberdojo
from pulsedev.importers.detect import Format
from pulsedev.importers.recording import Recording
from pulsedev.importers.tables import groups, rows
from pulsedev.training.recovery import FAILED, Runs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOJO = "dojo"


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

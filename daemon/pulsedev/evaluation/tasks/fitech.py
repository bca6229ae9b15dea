"""First exercises: where experts would step in.

Asked at each step of a student from the sixth on. Two experts marked the steps; here it is enough
that one would step in, for a reason that is trouble and not praise.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pulsedev.evaluation.task import Question, Trial, onsets, whole
from pulsedev.importers import fitech
from pulsedev.importers.cyberdojo import START
from pulsedev.importers.detect import Format
from pulsedev.importers.recording import Recording
from pulsedev.importers.tables import groups, rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pulsedev.importers.tables import Row

MARK, WHY = "X-Intervene", "X-Why"

FIRST = 5
"""Steps of an assignment that nobody judges yet."""

AGREED, ONE = "Y", "D"
TROUBLE = frozenset(
    {"compiler", "logical", "semantic", "backward", "trial", "deviation", "hint", "request"}
)


class Fitech:
    """The task of ``fitech_interventions``."""

    name = "fitech_interventions"
    form = Format.FITECH
    asks = "an expert would step in, asked at each step from the sixth on"
    group = "person"
    undated = True
    reference = "AUC .71, the pause before the step alone .72"

    def trials(self, path: Path) -> Iterator[Trial]:
        """Read each student's work on each assignment with the experts' marks."""
        columns = (*fitech.COLUMNS, MARK, WHY)
        found = rows(path, fitech.NAME, columns, whole(path))
        for (student, assignment), steps in groups_of(found):
            name = f"{fitech.NAME}/{student}-{assignment}"
            recording = Recording(name, partial(fitech.arrivals, steps))
            questions = tuple(asked(steps))
            if questions:
                yield Trial(student, recording, questions, onsets(questions))


FITECH = Fitech()


def groups_of(found: Iterator[Row]) -> Iterator[tuple[tuple[str, str], list[Row]]]:
    """Yield the steps of each student on each assignment."""
    for _, steps in groups(found, lambda row: "\0".join(_work(row))):
        yield _work(steps[0]), steps


def _work(row: Row) -> tuple[str, str]:
    return row.text("SubjectID"), row.text("AssignmentID")


def asked(steps: list[Row]) -> Iterator[Question]:
    """Ask at each step, right after it."""
    now = START
    for number, step in enumerate(steps):
        now = max(now, START + round(step.number("X-ElapsedTime") * 1000))
        if number >= FIRST:
            yield Question(now / 1000.0, float(is_trouble(step)))


def is_trouble(step: Row) -> bool:
    """Return whether an expert would step in because of trouble."""
    why = {word.strip().lower() for word in step.text(WHY).replace(";", ",").split(",")}
    return step.text(MARK) in (AGREED, ONE) and not why.isdisjoint(TROUBLE)

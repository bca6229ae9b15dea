"""Copilot in VS Code: stretches of effort against those of writing new code.

Asked as each stretch begins, so of what came before it alone. The programmers named the stretches
afterwards, watching their recordings; debugging, reading documentation and thinking are effort,
which is not being stuck. Other stretches say nothing.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pulsedev.evaluation.task import UNSAID, Question, Trial, onsets, whole
from pulsedev.importers import cups
from pulsedev.importers.detect import Format
from pulsedev.importers.recording import Recording
from pulsedev.importers.tables import groups, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pulsedev.importers.tables import Row

LABEL = "label"

EFFORT = ("Debugging", "Looking up Documentation", "Thinking About New Code")
WRITING = "Writing New Functionality"
"""How the names of the stretches begin."""


class Cups:
    """The task of ``cups_copilot``."""

    name = "cups_copilot"
    form = Format.CUPS
    asks = "debugging, reading or thinking comes next rather than writing, asked between the two"
    group = "person"
    undated = False
    reference = "AUC .56, the longest of the last stretches alone .58"

    def trials(self, path: Path) -> Iterator[Trial]:
        """Read the programmers' sessions with what they said of them."""
        found = rows(path, cups.NAME, (*cups.COLUMNS, LABEL), whole(path))
        for user, logged in groups(found, lambda row: row.text("user")):
            recording = Recording(f"{cups.NAME}/{user}", partial(cups.arrivals, logged))
            questions = tuple(asked(logged))
            yield Trial(user, recording, questions, onsets(questions))


CUPS = Cups()


def asked(logged: Iterable[Row]) -> Iterator[Question]:
    """Ask as each stretch begins."""
    now, before = 0, None
    for row in logged:
        now = max(now, cups.moment(row))
        label = row.text(LABEL)
        if label != before:
            before = label
            yield Question(now / 1000.0, answer(label))


def answer(label: str) -> float:
    """Return what the name of a stretch says."""
    if label.startswith(EFFORT):
        return 1.0
    return 0.0 if label.startswith(WRITING) else UNSAID

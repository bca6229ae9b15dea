"""Eclipse, students at an assignment who said, or were seen, to be stuck.

Asked at the end of each minute in which something happened: will they say so within five minutes?
Stuck is what people said by button, or what
coders of the recordings wrote down; what the study's own tool detected is no label, as it would be
held against itself. The three minutes after a report are left out: somebody who has just said it
behaves otherwise (they are easier, and predict nothing).
"""

from __future__ import annotations

from collections import defaultdict
from math import ceil
from typing import TYPE_CHECKING

from pulsedev.evaluation.task import UNSAID, Question, Trial, whole
from pulsedev.importers import hermes
from pulsedev.importers.detect import Format
from pulsedev.importers.recording import RecordingError
from pulsedev.importers.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pulsedev.importers.recording import Recording
    from pulsedev.importers.tables import Row

LABELS = "labels.csv"
COLUMNS = ("participant", "t_ms", "source", "value")

MINUTE = 60.0
AHEAD = 300.0
"""Seconds in which somebody says it."""

AFTER = 180.0
"""Seconds after a report that say nothing."""

PILOTS = frozenset({"33", "pd2"})
"""The study's own trials of its set-up."""

BUTTON, CODED = "self_report_button", "stuck_point"
SAID = frozenset({"Surmountable", "Insurmountable"})
CIRCULAR = "Tool Detected Difficulty"


class Hermes:
    """The task of ``hermes_stuck``."""

    name = "hermes_stuck"
    form = Format.HERMES
    asks = "reports being stuck within 5 min, asked each active minute"
    group = "person"
    undated = False
    reference = "AUC .59 to .61, by the minute"

    def trials(self, path: Path) -> Iterator[Trial]:
        """Read the participants; the labels lie beside the events."""
        marks = reports(path.parent / LABELS)
        for recording in hermes.read(path, whole(path)):
            person = recording.name.partition("/")[2]
            if person not in PILOTS:
                said = tuple(sorted(marks[person]))
                yield Trial(person, recording, tuple(asked(recording, said)), said)


HERMES = Hermes()


def reports(path: Path) -> defaultdict[str, list[float]]:
    """Return each participant's moments of being stuck, in epoch seconds."""
    if not path.is_file():
        raise RecordingError(f"{path.name}: not beside the events, so there are no labels")
    found = defaultdict(list)
    for row in rows(path, "label", COLUMNS, whole(path)):
        if is_report(row):
            found[row.text("participant")].append(row.whole("t_ms") / 1000.0)
    return found


def is_report(row: Row) -> bool:
    """Return whether a label says that somebody was stuck, and a person said so."""
    source, value = row.text("source"), row.text("value")
    return (source == BUTTON and value in SAID) or (source == CODED and value != CIRCULAR)


def asked(recording: Recording, marks: tuple[float, ...]) -> Iterator[Question]:
    """Ask at the end of each minute in which something happened."""
    minutes = sorted({ceil(arrived.at / MINUTE) * MINUTE for arrived in recording.arrivals})
    for at in minutes:
        soon = any(at < mark <= at + AHEAD for mark in marks)
        just_said = any(mark <= at < mark + AFTER for mark in marks)
        yield Question(at, 1.0 if soon else UNSAID if just_said else 0.0)

"""First exercises in a browser (FITech): students' edits, runs, submissions and cries for help.

| row | event | what is approximated, and why |
|---|---|---|
| `X-ElapsedTime` | the times | whole seconds since the student began the assignment; no clock \
time, so each begins at `START` |
| `File.Edit` | `file_modified` | the length's difference; of what the `EditType` names (insert, \
paste, delete, edit: both) at least one character, as the length alone may hide it |
| `EditType` paste | cause 3 | |
| `EditType` format | typed | spaces and line breaks, a few characters each and two seconds apart: \
by hand, though the data set has a name of its own for them |
| `File.Init` | `file_opened`, `file_modified` by another program if the length changed | it loads \
or resets the exercise |
| `File.Run` | `command_executed` run, exit code unknown | the output is not in the data |
| `File.Submit` | `command_executed` test, exit code unknown | the graders' tests; verdict unknown |
| `File.RequestHelp` | `search` 3 | its code length is empty, so it is not compared |

A second row of the same event with the code unchanged is its formatted twin, and says nothing. What
a run or a submission finds changed is an edit just before it. `X-Intervene`, `X-Why` and `X-How`
are the experts' labels.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pulsedev.core.events import Cause, CommandClass, Kind
from pulsedev.importers.cyberdojo import START
from pulsedev.importers.recording import Recording, in_batches
from pulsedev.importers.tables import groups, rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pulsedev.core.stimuli import Arrived
    from pulsedev.importers.recording import Event, Warn
    from pulsedev.importers.tables import Row

NAME = "fitech"
COLUMNS = (
    *("EventID", "AssignmentID", "SubjectID", "EventType", "EditType"),
    *("X-ElapsedTime", "X-CodeLength", "X-CodeLines"),
)
TYPES = ("File.Edit", "File.Run", "File.Init", "File.Submit", "File.RequestHelp")
DOCUMENT = 1
"""An assignment is one file."""

CAUSES = {"paste": Cause.PASTE}
RUNS = {"File.Run": CommandClass.RUN, "File.Submit": CommandClass.TEST}
HELP = 3
"""Column ``a`` of ``search``: help."""


def read(path: Path, warn: Warn) -> Iterator[Recording]:
    """Yield one recording for each student and assignment."""
    found = rows(path, NAME, COLUMNS, warn)
    for name, steps in groups(
        found, lambda row: f"{row.text('SubjectID')}-{row.text('AssignmentID')}"
    ):
        yield Recording(f"{NAME}/{name}", partial(arrivals, steps))


def arrivals(steps: list[Row], _warn: Warn) -> Iterator[Arrived]:
    """Make the batches of one student's work on one assignment."""
    return in_batches(events(steps))


def events(steps: list[Row]) -> Iterator[Event]:
    """Make the events of one student's work on one assignment."""
    now, length, last = START, None, ""
    for step in steps:
        kind = step.choice("EventType", TYPES)
        now = max(now, START + round(step.number("X-ElapsedTime") * 1000))
        if kind == "File.RequestHelp":
            yield now, Kind.SEARCH, 0, HELP, 0, 0
            continue
        size, lines = step.whole("X-CodeLength"), step.whole("X-CodeLines")
        twin = step.text("EventID") == last and size == length
        grown = 0 if length is None else size - length
        length, last = size, step.text("EventID")
        if not twin:
            yield from told(step, kind, now, grown, lines)


def told(step: Row, kind: str, now: int, grown: int, lines: int) -> Iterator[Event]:
    """Make the events of one step."""
    if kind == "File.Edit":
        inserted, deleted = lengths(step.text("EditType"), grown)
        if inserted or deleted:
            cause = CAUSES.get(step.text("EditType"), Cause.TYPED)
            yield now, Kind.FILE_MODIFIED, DOCUMENT, inserted, deleted, cause
        return
    cause = Cause.OTHER_PROGRAM if kind == "File.Init" else Cause.TYPED
    if grown:
        yield now, Kind.FILE_MODIFIED, DOCUMENT, max(grown, 0), max(-grown, 0), cause
    if kind in RUNS:
        yield now, Kind.COMMAND_EXECUTED, 0, RUNS[kind], -1, 0
    else:
        yield now, Kind.FILE_OPENED, DOCUMENT, lines, 0, 0


def lengths(edit: str, grown: int) -> tuple[int, int]:
    """Return how many characters an edit inserted and deleted, at the least.

    >>> lengths("insert", -1), lengths("delete", -4), lengths("edit", 0), lengths("init", 0)
    ((1, 2), (0, 4), (1, 1), (0, 0))
    """
    if edit in ("insert", "paste"):
        inserted = max(grown, 1)
        return inserted, inserted - grown
    if edit == "delete":
        deleted = max(-grown, 1)
        return grown + deleted, deleted
    least = int(edit == "edit" and grown == 0)
    return max(grown, least), max(-grown, least)

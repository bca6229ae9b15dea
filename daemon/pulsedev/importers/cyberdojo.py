"""Katas of cyber-dojo: test runs with their colours, and how much was edited before each.

| column | event | what is approximated, and why |
|---|---|---|
| `colour` green | `test_run`, a = b = -1, c = 1 | only the verdict is known |
| `colour` red | `test_run`, c = 0 | likewise |
| `colour` amber | `test_run`, c = 0, and `error_occurred` with 1 error | it does not compile; how \
many errors and which ones is unknown |
| the first run that compiles again | `error_occurred` with 0 errors | just before its run |
| `lines_edited` | one `file_modified`, typed, a millisecond before the run | when the keys were \
pressed is unknown, and nothing may be told before it happened; lines times `CHARS_PER_LINE`; \
deleted lines can't be told from inserted ones, so all count as inserted |
| `secs_since_prev` | the times | sessions have no clock time: each begins at `START` |

The first run of a session is the starting code, which nobody edited.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pulsedev.core.events import Kind
from pulsedev.importers.recording import Recording, in_batches
from pulsedev.importers.tables import groups, rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pulsedev.core.stimuli import Arrived
    from pulsedev.importers.recording import Event, Warn
    from pulsedev.importers.tables import Row

NAME = "cyberdojo"
COLUMNS = ("session", "colour", "lines_edited", "secs_since_prev")
COLOURS = ("green", "red", "amber")

START = 946_890_000_000
"""Epoch milliseconds at which a recording without clock times begins: Monday 2000-01-03 09:00 UTC,
in working hours, so that neither a night nor quiet hours come in."""

CHARS_PER_LINE = 20
"""A line of a kata in Java or Python: some 35 characters, of which an edit changes a part."""

DOCUMENT = 1
"""All code is one document: which file was edited is unknown."""


def read(path: Path, warn: Warn) -> Iterator[Recording]:
    """Yield the sessions of a file, in its order."""
    found = rows(path, NAME, COLUMNS, warn)
    for session, runs in groups(found, lambda row: row.text("session")):
        yield Recording(f"{NAME}/{session}", partial(arrivals, runs))


def arrivals(runs: list[Row], _warn: Warn) -> Iterator[Arrived]:
    """Make the batches of one session."""
    return in_batches(events(runs))


def events(runs: list[Row]) -> Iterator[Event]:
    """Make the events of one session."""
    now, broken = START, False
    for run in runs:
        colour = run.choice("colour", COLOURS)
        edited = run.whole("lines_edited") * CHARS_PER_LINE
        # Two runs can't share a moment: the edit between them has the millisecond before.
        now += max(round(run.number("secs_since_prev") * 1000), 1)
        if edited:
            yield now - 1, Kind.FILE_MODIFIED, DOCUMENT, edited, 0, 0
        if colour == "amber" or broken:
            broken = colour == "amber"
            yield now, Kind.ERROR_OCCURRED, DOCUMENT, int(broken), 0, 0
        yield now, Kind.TEST_RUN, 0, -1, -1, int(colour == "green")

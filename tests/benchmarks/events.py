"""Made-up work, the same for the same seed: events for the wire, and days of a simulated person."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

from tests.simulator import person

from pulsedev.core.events import COLUMNS, Kind
from pulsedev.importers.recording import in_batches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulsedev.core.stimuli import Arrived
    from pulsedev.importers.recording import Event

MONDAY = 1_699_833_600.0
"""A Monday at midnight, in epoch seconds."""

WEEK, WORKDAYS = 7, 5

TYPICAL = (
    *[Kind.FILE_MODIFIED] * 10,
    *[Kind.CURSOR_MOVED] * 5,
    *[Kind.VIEW_SCROLLED] * 2,
    *(Kind.ERROR_OCCURRED, Kind.FILE_OPENED, Kind.FILE_SAVED),
)
"""What somebody does who types, moves and switches files without a pause."""

FILES = 5
GAP_MS = 40
"""The longest time between two events of a batch."""


def chosen(seed: int) -> Random:
    """Return numbers that are the same for the same seed."""
    return Random(seed)  # noqa: S311 - no secret


def wire_rows(some: Random, count: int) -> list[tuple[int, ...]]:
    """Draw events as a client counts them: milliseconds, kind, document, a, b, c."""
    files = [some.getrandbits(51) for _ in range(FILES)]
    made: list[tuple[int, ...]] = []
    at, file = 0, files[0]
    for _ in range(count):
        kind = some.choice(TYPICAL)
        if kind == Kind.FILE_OPENED:
            file = some.choice(files)
        made.append((at, int(kind), file, some.randrange(60), some.randrange(4), 0))
        at += some.randrange(GAP_MS)
    return made


def notification(rows: list[tuple[int, ...]], seq: int, t0: int) -> dict[str, Any]:
    """Return the message that tells of events in columns."""
    columns = dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True))
    params = {"seq": seq, "t0": t0, **columns}
    return {"jsonrpc": "2.0", "method": "pulsedev/events", "params": params}


def as_rows(rows: list[tuple[int, ...]]) -> dict[str, Any]:
    """Return the message as anybody would write it first: an object for each event."""
    named = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    return {"jsonrpc": "2.0", "method": "pulsedev/events", "params": {"events": named}}


def days(count: int, hours: float, seed: int) -> Iterator[tuple[list[person.Spell], list[Event]]]:
    """Draw working days of a simulated person, weekends left out."""
    some = chosen(seed)
    made = today = 0
    while made < count:
        if today % WEEK < WORKDAYS:
            spells = person.day(person.READER, some, MONDAY + today * person.DAY, hours)
            yield spells, person.events(person.READER, some, spells)
            made += 1
        today += 1


def batched(events: list[Event], before: int = 0, window: int = 1) -> Iterator[Arrived]:
    """Cut events into batches, numbered after those that there were before."""
    for seq, one in enumerate(in_batches(events, window), start=before + 1):
        yield replace(one, batch=replace(one.batch, seq=seq))

"""What is read: news by cursors, the past by times. What comes is in the order of its time."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from pulsedev.core.events import NO_WINDOW
from pulsedev.core.instructions import AskLabel, StoreMemory
from pulsedev.core.stimuli import Labelled
from pulsedev.store.migrations import refuse_newer
from pulsedev.store.records import Cursor, Version
from pulsedev.store.rows import (
    ALERT,
    ANSWER,
    CONTROL,
    LABEL,
    STATE,
    alert_of,
    answer_of,
    arrived_of,
    control_of,
    label_of,
    ms,
    seconds,
    state_of,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from pulsedev.core.instructions import Alert, StateChanged
    from pulsedev.core.stimuli import Answered, Arrived
    from pulsedev.store.rows import Control

MOST_AT_ONCE = 1_024
"""Batches read in one go, a few milliseconds: whoever has fallen behind must beat in between."""

NEWS = ("batch", "label", "answer", "control")
"""Tables that windows write for each other, in the order of a cursor's numbers."""

_BY_ARRIVAL = attrgetter("at", "batch.window", "batch.seq")
_BETWEEN = "WHERE id > ? AND id <= ? ORDER BY id"


def version(connection: sqlite3.Connection) -> Version:
    """Tell whether there can be news, in some microseconds; Newer if a later version is at work."""
    refuse_newer(connection)
    (changes,) = connection.execute("PRAGMA data_version").fetchone()
    (generation,) = connection.execute("SELECT generation FROM about").fetchone()
    return Version(changes, generation)


def cursor(connection: sqlite3.Connection) -> Cursor:
    """Return the end of what is written now."""
    last = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    return Cursor(*(last.get(table, 0) for table in NEWS))


def batches_between(
    connection: sqlite3.Connection, since: Cursor, until: Cursor
) -> tuple[list[Arrived], Cursor]:
    """Return batches and up to where they go, which is before ``until`` if they are many."""
    rows = connection.execute(
        "SELECT window, seq, at, body, id FROM batch WHERE id > ? AND id <= ? ORDER BY id LIMIT ?",
        (since.batch, until.batch, MOST_AT_ONCE),
    ).fetchall()
    if len(rows) == MOST_AT_ONCE:
        until = Cursor(rows[-1][-1], until.label, until.answer, until.control)
    return sorted((arrived_of(row[:-1]) for row in rows), key=_BY_ARRIVAL), until


def labels_between(connection: sqlite3.Connection, since: Cursor, until: Cursor) -> list[Labelled]:
    """Return what users said of themselves."""
    sql = f"{LABEL} {_BETWEEN}"
    found = map(label_of, connection.execute(sql, (since.label, until.label)))
    return sorted((Labelled(one.label, one.given) for one in found), key=attrgetter("at"))


def answers_between(connection: sqlite3.Connection, since: Cursor, until: Cursor) -> list[Answered]:
    """Return what users did with alerts."""
    sql = f"{ANSWER} {_BETWEEN}"
    found = map(answer_of, connection.execute(sql, (since.answer, until.answer)))
    return sorted(found, key=attrgetter("at"))


def controls_between(connection: sqlite3.Connection, since: Cursor, until: Cursor) -> list[Control]:
    """Return what users want of the daemon."""
    sql = f"{CONTROL} {_BETWEEN}"
    found = map(control_of, connection.execute(sql, (since.control, until.control)))
    return sorted(found, key=attrgetter("at"))


def alerts_for(connection: sqlite3.Connection, window: int, since: float) -> list[Alert]:
    """Return the alerts since then that a window has to show; one of no window is anybody's."""
    which = "WHERE window IN (?, ?) AND alert.at >= ? AND shown IS NULL ORDER BY alert.at"
    rows = connection.execute(f"{ALERT} {which}", (window, NO_WINDOW, ms(since)))
    found = map(alert_of, rows)
    return [one.alert for one in found]


def probes_for(connection: sqlite3.Connection, window: int, since: float) -> list[AskLabel]:
    """Return the questions since then that a window has to ask, or anybody."""
    sql = "SELECT id, at, window FROM probe WHERE window IN (?, ?) AND at >= ? AND shown IS NULL"
    rows = connection.execute(sql, (window, NO_WINDOW, ms(since)))
    return [AskLabel(number, seconds(at), where) for number, at, where in rows]


def last_state(connection: sqlite3.Connection) -> StateChanged | None:
    """Return what was judged last."""
    row = connection.execute(f"{STATE} ORDER BY state.id DESC LIMIT 1").fetchone()
    return state_of(row) if row else None


def states_at(connection: sqlite3.Connection, times: Sequence[float]) -> list[StateChanged | None]:
    """Return what was believed at each of these times, None where nothing was."""
    sql = f"{STATE} WHERE at <= ? ORDER BY at DESC, state.id DESC LIMIT 1"
    rows = [connection.execute(sql, (ms(time),)).fetchone() for time in times]
    return [state_of(row) if row else None for row in rows]


def memory(connection: sqlite3.Connection) -> StoreMemory | None:
    """Return what outlasted the last stretch of work."""
    row = connection.execute("SELECT at, body FROM memory").fetchone()
    return StoreMemory(seconds(row[0]), row[1]) if row else None

"""Taking out what happened in a span of time: whole blocks, parts of blocks, and all that was said.

All but ``scrub`` are to be called inside of a transaction. Times are epoch milliseconds.
"""

from __future__ import annotations

import time
from array import array
from dataclasses import replace
from typing import TYPE_CHECKING

from pulsedev.core.events import COLUMNS, WIDTH
from pulsedev.store.blocks import pack_block, unpack_block
from pulsedev.store.database import POLL_S, empty_wal
from pulsedev.store.errors import Busy
from pulsedev.store.rows import arrived_of, batch_row, ms

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from pulsedev.core.stimuli import Arrived
    from pulsedev.store.rows import Row

PATIENCE_S = 6.0
"""Seconds to wait until no other process reads what was there before; each look takes some \
milliseconds."""

_SAID = (
    "DELETE FROM state WHERE at >= :first AND at < :last OR since >= :first AND since < :last",
    "DELETE FROM vector WHERE at >= :first AND at < :last",
    """DELETE FROM answer WHERE at >= :first AND at < :last OR alert IN (
        SELECT id FROM alert
        WHERE at >= :first AND at < :last OR since >= :first AND since < :last)""",
    "DELETE FROM alert WHERE at >= :first AND at < :last OR since >= :first AND since < :last",
    """DELETE FROM label WHERE at >= :first AND at < :last OR given >= :first AND given < :last
        OR since >= :first AND since < :last""",
    "DELETE FROM trial WHERE at >= :first AND at < :last",
    "DELETE FROM probe WHERE at >= :first AND at < :last",
    "DELETE FROM control WHERE at >= :first AND at < :last",
    "DELETE FROM ai_training_logs WHERE timestamp >= :first AND timestamp < :last",
    """DELETE FROM window WHERE ended IS NOT NULL
        AND (began >= :first AND began < :last OR ended >= :first AND ended < :last)""",
    "DELETE FROM memory",
)
"""What was made of the events of that time goes with them; habits are made of all times."""

_BLOCKS = "SELECT id FROM block WHERE last >= :first AND first < :last"

_BATCHES = """
SELECT id, window, seq, at, body FROM batch WHERE last >= :first AND first < :last
"""


def erase(connection: sqlite3.Connection, first: int, last: int) -> None:
    """Take out all that happened from ``first`` up to ``last``, and let everybody know."""
    cut_events(connection, first, last)
    for statement in _SAID:
        connection.execute(statement, {"first": first, "last": last})
    connection.execute("UPDATE about SET generation = generation + 1")


def scrub(connection: sqlite3.Connection) -> None:
    """Leave nothing behind of what was taken out: not in pages, and not in the WAL.

    A page can hold more than its rows: SQLite moves them about in it. So all are written anew.
    """
    connection.execute("VACUUM")
    deadline = time.monotonic() + PATIENCE_S
    while not empty_wal(connection):
        if time.monotonic() > deadline:
            raise Busy(
                "another process is reading: what was erased is out of the database, but will stay"
                " in the file beside it for some minutes after that has ended"
            )
        time.sleep(POLL_S)


def cut_events(connection: sqlite3.Connection, first: int, last: int) -> None:
    """Take out the events from ``first`` up to ``last``."""
    span = {"first": first, "last": last}
    connection.execute("DELETE FROM block WHERE first >= :first AND last < :last", span)
    connection.execute("DELETE FROM batch WHERE first >= :first AND last < :last", span)
    for (number,) in connection.execute(_BLOCKS, span).fetchall():
        _cut_block(connection, number, first, last)
    for number, *row in connection.execute(_BATCHES, span).fetchall():
        _cut_batch(connection, number, tuple(row), first, last)


def _cut_block(connection: sqlite3.Connection, number: int, first: int, last: int) -> None:
    body = connection.execute("SELECT body FROM block WHERE id = ?", (number,)).fetchone()[0]
    found = [cut(arrived, first, last) for arrived in unpack_block(body)]
    put_block(connection, [arrived for arrived in found if arrived], number)


def put_block(
    connection: sqlite3.Connection, arrivals: Sequence[Arrived], number: int | None = None
) -> None:
    """Write a block of these batches, in the place of an earlier one if it has a number."""
    if number is not None:
        connection.execute("DELETE FROM block WHERE id = ?", (number,))
    if not arrivals:
        return
    connection.execute(
        "INSERT INTO block (id, began, ended, first, last, batches, events, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            ms(arrivals[0].at),
            ms(arrivals[-1].at),
            min(arrived.batch.first_ms for arrived in arrivals),
            max(arrived.batch.last_ms for arrived in arrivals),
            len(arrivals),
            sum(len(arrived.batch) for arrived in arrivals),
            pack_block(arrivals),
        ),
    )


def _cut_batch(
    connection: sqlite3.Connection, number: int, row: Row, first: int, last: int
) -> None:
    left = cut(arrived_of(row), first, last)
    if left is None:
        connection.execute("DELETE FROM batch WHERE id = ?", (number,))
        return
    connection.execute(
        "UPDATE batch SET first = ?, last = ?, events = ?, body = ? WHERE id = ?",
        (*batch_row(left)[3:], number),
    )


def cut(arrived: Arrived, first: int, last: int) -> Arrived | None:
    """Return a batch without its events from ``first`` up to ``last``; None if none is left.

    ``t0`` is moved to an event that stays: it would tell of one that went.
    """
    batch = arrived.batch
    stay = [index for index, t in enumerate(batch.t) if not first <= batch.t0 + t < last]
    if len(stay) == len(batch) and not first <= batch.t0 < last:
        return arrived
    if not stay:
        return None
    start = batch.t[stay[0]]
    t = array(WIDTH, (batch.t[index] - start for index in stay))
    kind, doc, a, b, c = (
        array(WIDTH, map(getattr(batch, name).__getitem__, stay)) for name in COLUMNS[1:]
    )
    left = replace(batch, t0=batch.t0 + start, t=t, kind=kind, doc=doc, a=a, b=b, c=c)
    return replace(arrived, batch=left)

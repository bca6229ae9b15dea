"""Keeping the database small: what is too old goes, and old batches go into blocks.

Each call does a limited amount of work, so that a second's batches never wait for long.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from pulsedev.store import database
from pulsedev.store.blocks import FULL_BATCHES, FULL_EVENTS, unpack_block
from pulsedev.store.database import transaction
from pulsedev.store.erasing import cut_events, put_block
from pulsedev.store.rows import FAR, arrived_of

if TYPE_CHECKING:
    import sqlite3

    from pulsedev.core.stimuli import Arrived

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS

LOOSE_MS = 2 * HOUR_MS
"""How long a batch stays by itself: a window that hangs may still read it, one that pauses may \
take it back."""

WORTH_IT = 256
"""Batches that are worth writing a block anew; fewer wait, but not for longer than a day."""

MOST_AT_ONCE = FULL_BATCHES
"""Batches that one call packs: a tenth of a second."""

VECTORS_MS = HOUR_MS
"""How long features are kept: they take a kilobyte each, and are computed again from the events."""

JUDGED_MS = DAY_MS
"""How long each judgement is kept with its reasons: after that, only when the state changed. All of
it can be made again from the events, and takes six times their space."""

EXAMPLE_MS = 60_000
"""Features this long before a label or an alert are kept with it: they are what it speaks of."""

MOST_PAGES = 1_024
"""Pages given back in one call."""

_OLD_VECTORS = """
DELETE FROM vector WHERE at < ?1
AND NOT EXISTS (SELECT 1 FROM label WHERE label.at BETWEEN vector.at AND vector.at + ?2)
AND NOT EXISTS (SELECT 1 FROM alert WHERE alert.at BETWEEN vector.at AND vector.at + ?2)
"""

_IS_WHOLE = "SELECT EXISTS (SELECT 1 FROM state WHERE at < ? AND length(reasons) > 0)"

_THIN_OUT = """
DELETE FROM state WHERE id IN (
    SELECT id FROM (
        SELECT id, reasons, state, lag(state) OVER (ORDER BY at, id) AS before
        FROM state WHERE at < ?
    ) WHERE state = before AND length(reasons) > 0
)
"""

_WITHOUT_REASONS = "UPDATE state SET reasons = x'' WHERE at < ? AND length(reasons) > 0"

_LOOSE = """
SELECT id, events, window, seq, at, body FROM batch WHERE at < ?
ORDER BY at, window, seq LIMIT ?
"""


def tidy(connection: sqlite3.Connection, now: int, keep: int | None) -> None:
    """Do what is due at this time; ``keep`` is how long events are kept, None for ever.

    Epoch milliseconds and milliseconds.
    """
    if keep is not None and _has_old(connection, now - keep):
        with transaction(connection):
            _prune(connection, now - keep)
    _forget_vectors(connection, now)
    _thin_out_states(connection, now - JUDGED_MS)
    if _is_worth_packing(connection, now):
        with transaction(connection):
            _pack(connection, now)
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    if free:
        # Each step gives back a page, and ``execute`` makes one step where there are no columns.
        connection.executescript(f"PRAGMA incremental_vacuum({MOST_PAGES})")
    database.empty_wal(connection)


def _has_old(connection: sqlite3.Connection, before: int) -> bool:
    """Tell whether something is older; a block is cut once a day at most."""
    old = """
    SELECT EXISTS (SELECT 1 FROM block WHERE first < ?2 OR last < ?1)
    OR EXISTS (SELECT 1 FROM batch WHERE first < ?2)
    OR EXISTS (SELECT 1 FROM state WHERE at < ?2)
    """
    return bool(connection.execute(old, (before, before - DAY_MS)).fetchone()[0])


def _prune(connection: sqlite3.Connection, before: int) -> None:
    cut_events(connection, -FAR, before)
    connection.execute("DELETE FROM state WHERE at < ?", (before,))
    connection.execute("DELETE FROM vector WHERE at < ?", (before,))
    connection.execute("DELETE FROM window WHERE ended < ?", (before,))
    connection.execute("DELETE FROM control WHERE at < ? AND until < ?", (before, before))


def _forget_vectors(connection: sqlite3.Connection, now: int) -> None:
    connection.execute(_OLD_VECTORS, (now - VECTORS_MS, EXAMPLE_MS))


def _thin_out_states(connection: sqlite3.Connection, before: int) -> None:
    """Keep of old judgements when the state changed; those were thinned out that lack reasons."""
    if connection.execute(_IS_WHOLE, (before,)).fetchone()[0]:
        with transaction(connection):
            connection.execute(_THIN_OUT, (before,))
            connection.execute(_WITHOUT_REASONS, (before,))


def _is_worth_packing(connection: sqlite3.Connection, now: int) -> bool:
    loose = "SELECT count(*), min(at) FROM batch WHERE at < ?"
    count, oldest = connection.execute(loose, (now - LOOSE_MS,)).fetchone()
    return bool(count >= WORTH_IT or (count and oldest < now - DAY_MS))


def _pack(connection: sqlite3.Connection, now: int) -> None:
    """Put loose batches into the last block, and further ones as it gets full."""
    number, arrivals, events = _last_block(connection)
    for id_, count, *row in connection.execute(_LOOSE, (now - LOOSE_MS, MOST_AT_ONCE)).fetchall():
        if len(arrivals) >= FULL_BATCHES or events >= FULL_EVENTS:
            _put(connection, arrivals, number)
            number, arrivals, events = None, [], 0
        arrivals.append(arrived_of(tuple(row)))
        events += count
        connection.execute("DELETE FROM batch WHERE id = ?", (id_,))
    _put(connection, arrivals, number)


def _put(connection: sqlite3.Connection, arrivals: list[Arrived], number: int | None) -> None:
    arrivals.sort(key=attrgetter("at", "batch.window", "batch.seq"))
    put_block(connection, arrivals, number)


def _last_block(connection: sqlite3.Connection) -> tuple[int | None, list[Arrived], int]:
    row = connection.execute("SELECT id, events, body FROM block ORDER BY id DESC LIMIT 1")
    number, events, body = row.fetchone() or (None, 0, b"")
    return number, unpack_block(body) if body else [], events

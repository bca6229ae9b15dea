"""A damaged database is put aside under a new name, and what can be read of it is copied.

Whoever does this has the turn, so it is done once. The new database is in use from its first
moment; what is copied comes with the numbers that it had.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import time
from collections import deque
from struct import pack
from typing import TYPE_CHECKING

from pulsedev.store.blocks import unpack_block
from pulsedev.store.database import FILE, OURS, PAGE, PRIVATE_FILE, transaction
from pulsedev.store.errors import Damaged
from pulsedev.store.rows import (
    ALERT,
    ANSWER,
    CONTROL,
    LABEL,
    STATE,
    TRAINING,
    VECTOR,
    alert_of,
    answer_of,
    arrived_of,
    control_of,
    label_of,
    state_of,
    training_of,
    vector_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pulsedev.store.rows import Row

ASIDE = f"{FILE}.damaged-"
"""Followed by epoch seconds."""

BESIDE = ("-shm", "-wal", "")
"""A database's files, by what their names end with."""

MOST_LOOKS = 300
"""Attempts to read something between the damaged places of a table, a tenth of a second in all."""

UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError, OverflowError)
"""What comes of reading what is damaged: SQLite's own messages quote it."""

LOWEST, HIGHEST = -(2**63), 2**63 - 1
"""Keys of rows."""

TABLES = {
    "schema": "id, names",
    "model": "id, name",
    "window": "id, began, ended",
    "batch": "id, window, seq, at, first, last, events, body",
    "block": "id, began, ended, first, last, batches, events, body",
    "vector": "at, schema, body",
    "state": "id, at, since, state, p_stuck, p_flow, model, schema, calm, reasons",
    "alert": "id, at, window, since, passed, calm, schema, reasons, shown",
    "answer": "id, alert, action, at",
    "label": "id, number, at, since, said, source, alert, shown, given",
    "control": "id, at, kind, until",
    "memory": "id, at, term, body",
    "lease": "id, owner, term",
    "ai_training_logs": "id, timestamp, models_trained, data_points, success,"
    " training_duration_seconds, events, labels, reason, version",
}
"""What is copied; the first column of each is its key."""

READERS: dict[str, tuple[str, Callable[[Row], object]]] = {
    "batch.id": ("SELECT window, seq, at, body FROM batch", arrived_of),
    "block.id": ("SELECT body FROM block", lambda row: unpack_block(row[0])),
    "vector.at": (VECTOR, vector_of),
    "state.id": (STATE, state_of),
    "answer.id": (ANSWER, answer_of),
    "alert.id": (ALERT, alert_of),
    "label.id": (LABEL, label_of),
    "control.id": (CONTROL, control_of),
    "ai_training_logs.id": (TRAINING, training_of),
}
"""How rows are read, to leave out what would be found damaged again."""

STAND_INS = (
    """INSERT INTO model (id, name) SELECT DISTINCT model, 'lost-' || model FROM state
        WHERE model NOT IN (SELECT id FROM model)""",
    "UPDATE state SET reasons = x'' WHERE schema NOT IN (SELECT id FROM schema)",
    "UPDATE alert SET reasons = x'' WHERE schema NOT IN (SELECT id FROM schema)",
    """INSERT INTO schema (id, names) SELECT DISTINCT schema, 'lost-' || schema
        FROM (SELECT schema FROM state UNION SELECT schema FROM alert)
        WHERE schema NOT IN (SELECT id FROM schema)""",
)
"""Where names are lost, all that needs no names is kept: numbers of reasons say nothing without."""

_COUNTS = """
SELECT (SELECT total(events) FROM batch) + (SELECT total(events) FROM block),
    (SELECT count(*) FROM state), (SELECT count(*) FROM label), (SELECT count(*) FROM alert)
"""


def put_aside(folder: Path) -> Path:
    """Rename the database's files and return the new name; nobody may open them meanwhile."""
    number = int(time.time())
    while (aside := folder / f"{ASIDE}{number}").exists():
        number += 1
    try:
        # The files beside it must go with it: a new database would take them for its own.
        for ending in BESIDE:
            with contextlib.suppress(FileNotFoundError):
                (folder / f"{FILE}{ending}").rename(f"{aside}{ending}")
    except PermissionError:  # Windows renames nothing that is open
        raise Damaged(
            "the database is damaged and open in another window: close all windows, then open one"
        ) from None
    return aside


def remove_aside(folder: Path) -> None:
    """Delete all that was put aside."""
    for path in folder.glob(f"{ASIDE}*"):
        path.unlink(missing_ok=True)


def recover(aside: Path, connection: sqlite3.Connection) -> str:
    """Copy what can be read into an open, new database; return what the user is told."""
    with _opened(aside, connection) as source, transaction(connection):
        for table, names in TABLES.items():
            _copy(source, connection, table, names)
        for statement in STAND_INS:
            connection.execute(statement)
        _sift(connection)
        _skip_numbers(connection)
    events, states, labels, alerts = connection.execute(_COUNTS).fetchone()
    return (
        f"the database was damaged and is now {aside.name}; recovered from it: {events:.0f} events,"
        f" {states} states, {labels} labels, {alerts} alerts"
    )


@contextlib.contextmanager
def _opened(aside: Path, sound: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Open a copy of the damaged file, with the beginning of a sound one if need be."""
    copy = aside.with_name(f"{aside.name}-copy")
    try:
        for ending in BESIDE[1:]:
            _copy_file(
                aside.with_name(f"{aside.name}{ending}"), copy.with_name(f"{copy.name}{ending}")
            )
        if not _is_readable(copy):
            _write_header(copy)
        if not _is_readable(copy):
            _write_schema(copy, sound)
        with contextlib.closing(_connected(copy)) as source:
            yield source
    finally:
        for ending in BESIDE:
            copy.with_name(f"{copy.name}{ending}").unlink(missing_ok=True)


def _copy_file(path: Path, copy: Path) -> None:
    if path.exists():
        copy.touch(PRIVATE_FILE)
        shutil.copyfile(path, copy)


def _connected(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", isolation_level=None, uri=True)


def _is_readable(path: Path) -> bool:
    with contextlib.closing(_connected(path)) as connection:
        try:
            connection.execute("SELECT count(*) FROM batch")
        except UNREADABLE:
            return False
    return True


def _write_schema(copy: Path, sound: sqlite3.Connection) -> None:
    """Say anew what the tables look like, of which only the first pages must be known."""
    known = sound.execute("SELECT sql, type, tbl_name, name FROM sqlite_schema").fetchall()
    with contextlib.closing(_connected(copy)) as connection, contextlib.suppress(*UNREADABLE):
        connection.execute("PRAGMA writable_schema = ON")
        with contextlib.suppress(*UNREADABLE):
            # This fails, and lets what follows have what could be understood.
            connection.execute("SELECT 1 FROM sqlite_schema")
        update = "UPDATE sqlite_schema SET sql = ?, type = ?, tbl_name = ? WHERE name = ?"
        connection.executemany(update, known)


def _write_header(copy: Path) -> None:
    """All databases of ours begin alike but for their length, which SQLite then sees for itself."""
    head = pack(">16sH6B", b"SQLite format 3\0", PAGE, 1, 1, 0, 64, 32, 32)
    # No freelist; schema format 4; auto_vacuum, incremental; UTF-8; nothing of the other numbers.
    numbers = (0, 0, 0, 0, 0, 4, 0, 1, 1, 0, 1, OURS)
    with copy.open("r+b") as file:
        file.write(head + pack(">12I20xII", *numbers, 1, 0))


def _copy(
    source: sqlite3.Connection, connection: sqlite3.Connection, table: str, names: str
) -> None:
    marks = ", ".join("?" * len(names.split(",")))
    insert = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of TABLES
    for row in _readable(source, table, names):
        # What is damaged can be of a wrong type, or text that is none of our names.
        with contextlib.suppress(sqlite3.IntegrityError):
            connection.execute(insert, row)


def _readable(source: sqlite3.Connection, table: str, names: str) -> Iterator[Row]:
    """Read from both ends up to what is damaged, then look into what lies between."""
    key = names.partition(",")[0]
    select = f"SELECT {names} FROM {table} WHERE {key} BETWEEN ? AND ? ORDER BY {key}"  # noqa: S608 - of TABLES
    spans, looks = deque([(LOWEST, HIGHEST)]), 0
    while spans and looks < MOST_LOOKS:
        low, high = spans.popleft()
        looks += 1
        try:
            for row in source.execute(select, (low, high)):
                yield row
                low = row[0] + 1
            continue
        except UNREADABLE:
            pass
        try:
            for row in source.execute(f"{select} DESC", (low, high)):
                yield row
                high = row[0] - 1
        except UNREADABLE:
            pass
        if low < high:
            middle = (low + high) // 2
            spans += [(low, middle), (middle + 1, high)]


def _sift(connection: sqlite3.Connection) -> None:
    """Take out what can be copied but not understood."""
    for key, (select, read) in READERS.items():
        table, _, column = key.partition(".")
        keys = f"SELECT {column} FROM {table}"  # noqa: S608 - of READERS
        delete = f"DELETE FROM {table} WHERE {column} = ?"  # noqa: S608 - of READERS
        for number in connection.execute(keys).fetchall():
            row = connection.execute(f"{select} WHERE {key} = ?", number).fetchone()
            if not _makes_sense(row, read):
                connection.execute(delete, number)


def _makes_sense(row: Row | None, read: Callable[[Row], object]) -> bool:
    """Tell whether a row can be read; there is none where it speaks of something that is lost."""
    try:
        return row is not None and read(row) is not None
    except Damaged:
        return False


def _skip_numbers(connection: sqlite3.Connection) -> None:
    """Begin to count windows and terms where no count has got to yet: seconds are more than that.

    What was lost may have had any number below, and other numbers are made of these.
    """
    now = int(time.time())
    connection.execute("INSERT INTO window (id, began) VALUES (?, 0)", (now,))
    connection.execute("DELETE FROM window WHERE id = ?", (now,))
    connection.execute(
        "INSERT INTO lease (id, owner, term) VALUES (1, 0, ?)"
        " ON CONFLICT (id) DO UPDATE SET term = max(term, excluded.term)",
        (now,),
    )

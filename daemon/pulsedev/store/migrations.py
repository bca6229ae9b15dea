"""How the database came to look as it does: ordered steps, each in a transaction of its own.

``user_version`` counts the steps that were done. A step is never changed once it was released.
Columns hold numbers. Text is in three places, and a CHECK holds it to names of our own.
"""

from __future__ import annotations

import contextlib
import sqlite3

from pulsedev.store.errors import Damaged, Newer

OWN_NAMES = "'*[^a-z0-9_. ,-]*'"
"""What a text must not look like; nothing that a user writes is free of all other characters."""

OBSERVED = (
    """CREATE TABLE window (
        id INTEGER PRIMARY KEY AUTOINCREMENT, began INTEGER NOT NULL, ended INTEGER
    ) STRICT""",
    """CREATE TABLE batch (
        id INTEGER PRIMARY KEY AUTOINCREMENT, window INTEGER NOT NULL, seq INTEGER NOT NULL,
        at INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
        events INTEGER NOT NULL, body BLOB NOT NULL, UNIQUE (window, seq)
    ) STRICT""",
    """CREATE TABLE block (
        id INTEGER PRIMARY KEY, began INTEGER NOT NULL, ended INTEGER NOT NULL,
        first INTEGER NOT NULL, last INTEGER NOT NULL, batches INTEGER NOT NULL,
        events INTEGER NOT NULL, body BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE about (
        id INTEGER PRIMARY KEY CHECK (id = 1), generation INTEGER NOT NULL, created INTEGER NOT NULL
    ) STRICT""",
)
"""Times are epoch milliseconds. A block's batches arrived from ``began`` to ``ended``."""

BELIEVED = (
    f"""CREATE TABLE schema (
        id INTEGER PRIMARY KEY, names TEXT NOT NULL UNIQUE CHECK (names NOT GLOB {OWN_NAMES})
    ) STRICT""",
    f"""CREATE TABLE model (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (name NOT GLOB {OWN_NAMES})
    ) STRICT""",
    """CREATE TABLE vector (
        at INTEGER PRIMARY KEY, schema INTEGER NOT NULL, body BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE state (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, since INTEGER NOT NULL,
        state INTEGER NOT NULL, p_stuck REAL NOT NULL, p_flow REAL NOT NULL,
        model INTEGER NOT NULL, schema INTEGER NOT NULL, calm INTEGER NOT NULL,
        reasons BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX state_at ON state (at)",
    """CREATE TABLE alert (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, window INTEGER NOT NULL,
        since INTEGER NOT NULL, passed INTEGER NOT NULL, calm INTEGER NOT NULL,
        schema INTEGER NOT NULL, reasons BLOB NOT NULL, shown INTEGER
    ) STRICT""",
    """CREATE TABLE answer (
        id INTEGER PRIMARY KEY AUTOINCREMENT, alert INTEGER NOT NULL UNIQUE,
        action INTEGER NOT NULL, at INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE label (
        id INTEGER PRIMARY KEY AUTOINCREMENT, number INTEGER NOT NULL UNIQUE, at INTEGER NOT NULL,
        since INTEGER, said INTEGER NOT NULL, source INTEGER NOT NULL, alert INTEGER,
        shown INTEGER NOT NULL, given INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE control (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind INTEGER NOT NULL,
        until INTEGER
    ) STRICT""",
    """CREATE TABLE memory (
        id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL, term INTEGER NOT NULL,
        body BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE lease (
        id INTEGER PRIMARY KEY CHECK (id = 1), owner INTEGER NOT NULL, term INTEGER NOT NULL
    ) STRICT""",
)
"""Ids are given in the order of writing, so that a reader can ask for what is new."""

LEARNED = (
    f"""CREATE TABLE ai_training_logs (
        id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp INTEGER NOT NULL,
        models_trained TEXT NOT NULL CHECK (models_trained NOT GLOB {OWN_NAMES}),
        data_points INTEGER NOT NULL, success INTEGER NOT NULL,
        training_duration_seconds REAL NOT NULL, events INTEGER NOT NULL,
        labels INTEGER NOT NULL, reason INTEGER NOT NULL, version INTEGER NOT NULL
    ) STRICT""",
)

COMPARED = (
    "ALTER TABLE state ADD COLUMN remarks BLOB NOT NULL DEFAULT x''",
    """CREATE TABLE trial (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, said INTEGER NOT NULL,
        source INTEGER NOT NULL, champion INTEGER NOT NULL, challenger INTEGER,
        p_stuck REAL NOT NULL, p_flow REAL NOT NULL, q_stuck REAL, q_flow REAL,
        false_alarms INTEGER NOT NULL, challenger_false_alarms INTEGER NOT NULL,
        active REAL NOT NULL, drifted INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE probe (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, window INTEGER NOT NULL, shown INTEGER
    ) STRICT""",
)
"""A trial compares what two models had said, ``p`` and ``q``, with what the user then said."""

STEPS = (OBSERVED, BELIEVED, LEARNED, COMPARED)


def migrate(connection: sqlite3.Connection) -> None:
    """Do the steps that are still to be done; Newer where a later version has done more.

    Damaged where the tables are not those that the earlier steps made.
    """
    while (version := _version(connection)) < len(STEPS):
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have been faster.
            if _version(connection) == version:
                for statement in STEPS[version]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
        except BaseException as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_ERROR:
                # Such as a table that is there already.
                raise Damaged("the database's version does not fit its tables") from None
            raise
    refuse_newer(connection)


def refuse_newer(connection: sqlite3.Connection) -> None:
    """Raise Newer where a later version has done steps that this one does not know."""
    if _version(connection) > len(STEPS):
        raise Newer(
            "the data folder was made by a later version of PulseDev: update this one,"
            " or erase it with the later one"
        )


def check(connection: sqlite3.Connection) -> None:
    """See that the tables are those that all steps make; Damaged where they are not."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as new:
        migrate(new)
        if _tables(connection) != _tables(new):
            raise Damaged("the database is damaged")


def _tables(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    found = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name")
    # Written by SQLite itself in one way or another, by its version.
    return [row for row in found if not row[1].startswith("sqlite_")]


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])

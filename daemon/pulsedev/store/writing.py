"""What every window may write: its batches, and what the user said in it.

Each function is to be called inside of a transaction.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pulsedev.core.events import NO_WINDOW
from pulsedev.store.codes import ACTIONS, SAID, SOURCES, STATES
from pulsedev.store.rows import batch_row, control_row, ms, optional, training_row

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from pulsedev.core.labels import Label
    from pulsedev.core.states import State
    from pulsedev.core.stimuli import Answered, Arrived
    from pulsedev.store.records import TrainingRun
    from pulsedev.store.rows import Control

_BATCH = """
INSERT INTO batch (window, seq, at, first, last, events, body) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (window, seq) DO NOTHING
"""

_LABEL = """
INSERT INTO label (number, said, at, source, since, alert, shown, given)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""

_ANSWER = """
INSERT INTO answer (alert, action, at) VALUES (?, ?, ?) ON CONFLICT (alert) DO NOTHING
"""

_TRAINING = """
INSERT INTO ai_training_logs (timestamp, models_trained, data_points, success,
    training_duration_seconds, events, labels, reason, version)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def begin_window(connection: sqlite3.Connection, now: float) -> int:
    """Return a number that no window had."""
    began = connection.execute("INSERT INTO window (began) VALUES (?)", (ms(now),))
    assert began.lastrowid is not None  # noqa: S101 - a row was inserted; this tells mypy
    return began.lastrowid


def end_window(connection: sqlite3.Connection, window: int, now: float) -> None:
    """Know when a window ended, or was found dead."""
    connection.execute(
        "UPDATE window SET ended = ? WHERE id = ? AND ended IS NULL", (ms(now), window)
    )


def add_batches(connection: sqlite3.Connection, arrivals: Sequence[Arrived]) -> None:
    """Add batches; one of the same window and number is there already."""
    connection.executemany(_BATCH, map(batch_row, arrivals))


def add_report(connection: sqlite3.Connection, arrived: Arrived) -> None:
    """Add a batch of no window, as of a command in a terminal, behind all such before it."""
    last = "SELECT ifnull(max(seq), 0) FROM batch WHERE window = ?"
    (seq,) = connection.execute(last, (NO_WINDOW,)).fetchone()
    # Old batches go into blocks and leave no number behind, so the clock's is greater than theirs.
    batch = replace(arrived.batch, window=NO_WINDOW, seq=max(seq + 1, ms(arrived.at)))
    add_batches(connection, [replace(arrived, batch=batch)])


def forget_batches(connection: sqlite3.Connection, window: int, since: float) -> None:
    """Take back a window's batches that arrived then or later."""
    connection.execute("DELETE FROM batch WHERE window = ? AND at >= ?", (window, ms(since)))


def add_label(connection: sqlite3.Connection, label: Label, shown: State, given: float) -> None:
    """Add a label beside the state that was shown."""
    row = (
        label.id,
        SAID.numbers[label.said],
        ms(label.at),
        SOURCES.numbers[label.source],
        optional(ms, label.since),
        label.alert,
        STATES.numbers[shown],
        ms(given),
    )
    connection.execute(_LABEL, row)


def add_answer(connection: sqlite3.Connection, answered: Answered) -> bool:
    """Add an answer; False where the alert has one."""
    row = (answered.alert, ACTIONS.numbers[answered.action], ms(answered.at))
    return connection.execute(_ANSWER, row).rowcount > 0


def add_control(connection: sqlite3.Connection, control: Control) -> None:
    """Add what the user wants of the daemon."""
    connection.execute(
        "INSERT INTO control (at, kind, until) VALUES (?, ?, ?)", control_row(control)
    )


def mark_shown(connection: sqlite3.Connection, alert: int, at: float) -> bool:
    """Claim an alert for showing; False where somebody else has."""
    claimed = connection.execute(
        "UPDATE alert SET shown = ? WHERE id = ? AND shown IS NULL", (ms(at), alert)
    )
    return claimed.rowcount > 0


def mark_asked(connection: sqlite3.Connection, probe: int, at: float) -> bool:
    """Claim a question for asking; False where somebody else has."""
    claimed = connection.execute(
        "UPDATE probe SET shown = ? WHERE id = ? AND shown IS NULL", (ms(at), probe)
    )
    return claimed.rowcount > 0


def log_training(connection: sqlite3.Connection, run: TrainingRun) -> None:
    """Add a training run."""
    connection.execute(_TRAINING, training_row(run))

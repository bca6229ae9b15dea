"""What only the brain may write, in a transaction that finds its window and term in the lease."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev.core.features import SCHEMA
from pulsedev.store import lease
from pulsedev.store.codes import SAID, SOURCES, STATES
from pulsedev.store.rows import ms, pack_reasons, pack_remarks, vector_body

if TYPE_CHECKING:
    import sqlite3

    from pulsedev.core.instructions import Alert, Compared, StateChanged
    from pulsedev.store.records import Judged

NAMES = " ".join(SCHEMA)
"""What this version's vectors and reasons are about."""

_STATE = """
INSERT INTO state (at, since, state, p_stuck, p_flow, model, schema, calm, reasons, remarks)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_ALERT = """
INSERT INTO alert (id, at, window, since, passed, calm, schema, reasons)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""

_TRIAL = """
INSERT INTO trial (at, said, source, champion, challenger, p_stuck, p_flow, q_stuck, q_flow,
    false_alarms, challenger_false_alarms, active, drifted)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_PROBE = "INSERT INTO probe (id, at, window) VALUES (?, ?, ?)"

_MEMORY = "INSERT OR REPLACE INTO memory (id, at, term, body) VALUES (1, ?, ?, ?)"


def judge(connection: sqlite3.Connection, window: int, term: int, found: Judged) -> bool:
    """Write what was found, inside of a transaction; False, and nothing, under a past term."""
    if lease.read(connection) != lease.Lease(window, term):
        return False
    schema = _schema(connection)
    for vector in found.vectors:
        # After the clock was set back, a moment may come twice.
        connection.execute(
            "INSERT OR REPLACE INTO vector (at, schema, body) VALUES (?, ?, ?)",
            (ms(vector.at), schema, vector_body(vector.row)),
        )
    for state in found.states:
        connection.execute(_STATE, _state_row(state, _model(connection, state.model), schema))
    for alert in found.alerts:
        connection.execute(_ALERT, _alert_row(alert, schema))
    for trial in found.trials:
        connection.execute(_TRIAL, _trial_row(connection, trial))
    for probe in found.probes:
        connection.execute(_PROBE, (probe.id, ms(probe.at), probe.window))
    if found.memory:
        connection.execute(_MEMORY, (ms(found.memory.at), term, found.memory.body))
    return True


def _state_row(state: StateChanged, model: int, schema: int) -> tuple[object, ...]:
    return (
        ms(state.at),
        ms(state.since),
        STATES.numbers[state.state],
        state.p_stuck,
        state.p_flow,
        model,
        schema,
        int(state.calm),
        pack_reasons(state.reasons),
        pack_remarks(state.remarks),
    )


def _trial_row(connection: sqlite3.Connection, trial: Compared) -> tuple[object, ...]:
    return (
        ms(trial.at),
        SAID.numbers[trial.said],
        SOURCES.numbers[trial.source],
        _model(connection, trial.model),
        _model(connection, trial.shadow) if trial.shadow else None,
        *trial.champion,
        *(trial.challenger or (None, None)),
        *trial.false_alarms,
        trial.active,
        int(trial.drifted),
    )


def _alert_row(alert: Alert, schema: int) -> tuple[object, ...]:
    return (
        alert.id,
        ms(alert.at),
        alert.window,
        ms(alert.since),
        int(alert.passed),
        int(alert.calm),
        schema,
        pack_reasons(alert.reasons),
    )


def _schema(connection: sqlite3.Connection) -> int:
    connection.execute("INSERT INTO schema (names) VALUES (?) ON CONFLICT DO NOTHING", (NAMES,))
    (number,) = connection.execute("SELECT id FROM schema WHERE names = ?", (NAMES,)).fetchone()
    return int(number)


def _model(connection: sqlite3.Connection, name: str) -> int:
    connection.execute("INSERT INTO model (name) VALUES (?) ON CONFLICT DO NOTHING", (name,))
    (number,) = connection.execute("SELECT id FROM model WHERE name = ?", (name,)).fetchone()
    return int(number)

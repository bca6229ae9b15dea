"""What happened between two times, in order; each look at a snapshot, which nobody changes.

From ``first`` up to, but without, ``last``; epoch seconds. At any time only a little is in memory.
"""

from __future__ import annotations

from heapq import heappop, heappush, merge
from math import inf
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, TypeAlias

from pulsedev.core.stimuli import Labelled
from pulsedev.store.blocks import unpack_block
from pulsedev.store.rows import (
    ALERT,
    ANSWER,
    CONTROL,
    LABEL,
    STATE,
    TRAINING,
    TRIAL,
    VECTOR,
    Row,
    alert_of,
    answer_of,
    arrived_of,
    control_of,
    label_of,
    ms,
    state_of,
    training_of,
    trial_of,
    vector_of,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator

    from pulsedev.core.instructions import Compared, StateChanged
    from pulsedev.core.stimuli import Answered, Arrived, Told
    from pulsedev.store.records import Cursor, PastAlert, PastLabel, PastVector, TrainingRun
    from pulsedev.store.rows import Control

Part: TypeAlias = "tuple[int, Callable[[], Iterable[Arrived]]]"
"""When the first of some batches arrived, in milliseconds, and what reads them."""

_BLOCKS = "SELECT began, body FROM block WHERE ended >= ? AND began < ? ORDER BY began"
_BATCHES = """
SELECT window, seq, at, body FROM batch WHERE at >= ? AND at < ? AND id <= ? ORDER BY at
"""

NEWEST = 2**63 - 1
"""An id that all others are below."""


def told(connection: sqlite3.Connection, first: float, until: Cursor) -> Iterator[Told]:
    """Read all that a session has to be told since then, without what is new behind a cursor."""
    labels = map(label_of, _until(connection, LABEL, "given", first, until.label))
    return merge(
        arrivals(connection, first, inf, until.batch),
        (Labelled(one.label, one.given) for one in labels),
        map(answer_of, _until(connection, ANSWER, "at", first, until.answer)),
        map(control_of, _until(connection, CONTROL, "at", first, until.control)),
        key=attrgetter("at"),
    )


def arrivals(
    connection: sqlite3.Connection, first: float, last: float, newest: int = NEWEST
) -> Iterator[Arrived]:
    """Read the batches that arrived, in the order of arrival."""
    low, high = ms(first), ms(last)
    blocks = connection.execute(_BLOCKS, (low, high))
    batches = connection.execute(_BATCHES, (low, high, newest))
    parts = merge(map(_block_part, blocks), map(_batch_part, batches), key=itemgetter(0))
    for arrived in _in_order(parts):
        if low <= ms(arrived.at) < high:
            yield arrived


def _block_part(row: Row) -> Part:
    began, body = row
    return began, lambda: unpack_block(body)


def _batch_part(row: Row) -> Part:
    return row[2], lambda: (arrived_of(row),)


def _in_order(parts: Iterable[Part]) -> Iterator[Arrived]:
    """Merge parts that overlap: what was written late lies in a later part than its neighbours."""
    waiting: list[tuple[int, int, int, Arrived]] = []
    for began, read in parts:
        while waiting and waiting[0][0] < began:
            yield heappop(waiting)[-1]
        for arrived in read():
            batch = arrived.batch
            heappush(waiting, (ms(arrived.at), batch.window, batch.seq, arrived))
    while waiting:
        yield heappop(waiting)[-1]


def states(connection: sqlite3.Connection, first: float, last: float) -> Iterator[StateChanged]:
    """Read what was believed."""
    return map(state_of, _between(connection, STATE, "at", first, last))


def vectors(connection: sqlite3.Connection, first: float, last: float) -> Iterator[PastVector]:
    """Read the features that are still kept."""
    return map(vector_of, _between(connection, VECTOR, "at", first, last))


def alerts(connection: sqlite3.Connection, first: float, last: float) -> Iterator[PastAlert]:
    """Read alerts with what became of them."""
    return map(alert_of, _between(connection, ALERT, "alert.at", first, last))


def labels(connection: sqlite3.Connection, first: float, last: float) -> Iterator[PastLabel]:
    """Read what the user said, by when they said it."""
    return map(label_of, _between(connection, LABEL, "given", first, last))


def answers(connection: sqlite3.Connection, first: float, last: float) -> Iterator[Answered]:
    """Read what the user did with alerts."""
    return map(answer_of, _between(connection, ANSWER, "at", first, last))


def controls(connection: sqlite3.Connection, first: float, last: float) -> Iterator[Control]:
    """Read what the user wanted of the daemon."""
    return map(control_of, _between(connection, CONTROL, "at", first, last))


def trainings(connection: sqlite3.Connection, first: float, last: float) -> Iterator[TrainingRun]:
    """Read the training runs."""
    return map(training_of, _between(connection, TRAINING, "timestamp", first, last))


def trials(connection: sqlite3.Connection, first: float, last: float) -> Iterator[Compared]:
    """Read what models had said when the user said how it was."""
    return map(trial_of, _between(connection, TRIAL, "at", first, last))


def _between(
    connection: sqlite3.Connection, select: str, column: str, first: float, last: float
) -> Iterator[Row]:
    sql = f"{select} WHERE {column} >= ? AND {column} < ? ORDER BY {column}"
    return connection.execute(sql, (ms(first), ms(last)))


def _until(
    connection: sqlite3.Connection, select: str, column: str, first: float, newest: int
) -> Iterator[Row]:
    sql = f"{select} WHERE {column} >= ? AND id <= ? ORDER BY {column}"
    return connection.execute(sql, (ms(first), newest))

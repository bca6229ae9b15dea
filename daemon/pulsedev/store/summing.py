"""How much is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev.store.memory import Kept
from pulsedev.store.mending import ASIDE
from pulsedev.store.rows import optional, seconds

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

_COUNTS = """
SELECT
    coalesce(sum(batches), 0), coalesce(sum(events), 0),
    (SELECT count(*) FROM vector), (SELECT count(*) FROM label), (SELECT count(*) FROM state),
    (SELECT count(*) FROM alert), (SELECT count(*) FROM ai_training_logs),
    min(first)
FROM (
    SELECT first, 1 AS batches, events FROM batch
    UNION ALL SELECT first, batches, events FROM block
)
"""


def kept(connection: sqlite3.Connection, path: Path) -> Kept:
    """Count all that is in a database, and its bytes with those of what was put aside."""
    batches, events, vectors, labels, states, alerts, trainings, since = connection.execute(
        _COUNTS
    ).fetchone()
    files = [*path.parent.glob(f"{ASIDE}*"), *path.parent.glob(f"{path.name}-*"), path]
    size = sum(file.stat().st_size for file in files)
    return Kept(
        batches,
        events,
        vectors,
        labels,
        states,
        alerts,
        trainings,
        since=optional(seconds, since),
        size=size,
    )


def difference(before: Kept, after: Kept) -> Kept:
    """Return what was there before and is no more."""
    return Kept(
        batches=before.batches - after.batches,
        events=before.events - after.events,
        vectors=before.vectors - after.vectors,
        labels=before.labels - after.labels,
        states=before.states - after.states,
        alerts=before.alerts - after.alerts,
        trainings=before.trainings - after.trainings,
        since=before.since,
        size=before.size - after.size,
    )


def events_since(connection: sqlite3.Connection, first: int) -> int:
    """Count the events of the batches that arrived since then, and of blocks that ended since."""
    (count,) = connection.execute(
        "SELECT (SELECT coalesce(sum(events), 0) FROM batch WHERE at >= :first)"
        " + (SELECT coalesce(sum(events), 0) FROM block WHERE ended >= :first)",
        {"first": first},
    ).fetchone()
    return int(count)

"""Who judges: one row with the owner's window and a term, which no two owners ever share.

Whoever judges writes only in a transaction that finds its own window and term here. So a process
that slept through the loss of its lease can't do harm, however wrong it was about the others.
What SQLite raises goes through: ``store.access`` says its cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from pulsedev.store.presence import Seen

NOBODY = 0
"""The owner of a lease that was released; windows' numbers begin at one."""

STALE_S = 3.0
"""Seconds, three ticks: a daemon that beats later than this hangs.

With a tick until somebody looks and the time that one takes, the lease passes on within five.
"""

_READ = "SELECT owner, term FROM lease WHERE id = 1"

_TAKE = """
INSERT INTO lease (id, owner, term) VALUES (1, :window, :term + 1)
ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, term = excluded.term
WHERE owner = :owner AND term = :term
"""

_RELEASE = "UPDATE lease SET owner = ? WHERE id = 1 AND owner = ? AND term = ?"


@dataclass(frozen=True, slots=True)
class Lease:
    """Who judges (a window's number, or NOBODY), and in which term."""

    owner: int
    term: int


def read(connection: sqlite3.Connection) -> Lease:
    """Return whose the lease is; nobody's, in term zero, where it was never taken."""
    row = connection.execute(_READ).fetchone()
    return Lease(*row) if row else Lease(NOBODY, 0)


def is_vacant(lease: Lease, seen: Sequence[Seen], me: int, now: float) -> bool:
    """Tell whether a lease may be taken at this monotonic second.

    ``seen`` must have been looked up after the lease was read: an owner is there before it takes
    the lease, so in this order no new owner can be missed. A beat may lie in the future, too: as
    far as the owner's and our own slowness make it, but no further.
    """
    if lease.owner == me:
        return False
    return not any(one.window == lease.owner and abs(now - one.beat) <= STALE_S for one in seen)


def take(connection: sqlite3.Connection, seen: Lease, window: int) -> int | None:
    """Make a lease the window's that is still as it was seen; return the term, None if it isn't.

    One statement, which is a transaction of its own: of all who try, one succeeds.
    """
    terms = {"window": window, "owner": seen.owner, "term": seen.term}
    taken = connection.execute(_TAKE, terms).rowcount
    return seen.term + 1 if taken else None


def release(connection: sqlite3.Connection, window: int, term: int) -> None:
    """Let the next one have the lease at once, if it is still this window's in this term."""
    connection.execute(_RELEASE, (NOBODY, window, term))

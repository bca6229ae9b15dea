"""The lease passes from one window to the next, a term each, and never to two at once."""

from __future__ import annotations

import contextlib
import sqlite3
from math import inf, nan
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.store.lease import NOBODY, STALE_S, Lease, is_vacant, read, release, take
from pulsedev.store.presence import NEVER, Seen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WINDOWS = st.integers(1, 5)
SECONDS = st.floats(0.0, 20.0)


@pytest.fixture
def connections(tmp_path: Path) -> Iterator[tuple[sqlite3.Connection, sqlite3.Connection]]:
    """Return two connections to a database in which nobody ever had the lease."""
    one, other = (sqlite3.connect(tmp_path / "pulsedev.db", isolation_level=None) for _ in range(2))
    one.execute("PRAGMA journal_mode=WAL")
    create(one)
    yield one, other
    one.close()
    other.close()


def create(connection: sqlite3.Connection) -> None:
    """Make the table as the store does."""
    connection.execute(
        "CREATE TABLE lease (id INTEGER PRIMARY KEY CHECK (id = 1),"
        " owner INTEGER NOT NULL, term INTEGER NOT NULL) STRICT"
    )


@given(st.builds(Lease, WINDOWS, WINDOWS), st.lists(st.builds(Seen, WINDOWS, SECONDS)), SECONDS)
def test_vacant(lease: Lease, seen: list[Seen], now: float) -> None:
    """A lease is vacant unless its owner was seen with a beat that is near."""
    works = [one for one in seen if one.window == lease.owner and near(one.beat, now)]
    assert is_vacant(lease, seen, 9, now) == (not works)


def near(beat: float, now: float) -> bool:
    """Tell, in other words than the code, whether a beat is close to now."""
    return now - STALE_S <= beat <= now + STALE_S


@given(st.lists(st.builds(Seen, WINDOWS, SECONDS)), SECONDS)
def test_nobodys_and_ones_own(seen: list[Seen], now: float) -> None:
    """Whoever is there, nobody's lease is vacant, and one's own is not."""
    assert is_vacant(Lease(NOBODY, 4), seen, 9, now)
    assert not is_vacant(Lease(9, 4), seen, 9, now)


@pytest.mark.parametrize(
    ("beat", "vacant"),
    [(100.0, False), (97.0, False), (96.9, True), (103.0, False), (103.1, True)]
    + [(beat, True) for beat in (NEVER, inf, nan)],
)
def test_beats(beat: float, *, vacant: bool) -> None:
    """Three seconds are near, and what is no time at all is far."""
    assert is_vacant(Lease(1, 4), [Seen(1, beat)], 9, 100.0) is vacant


def test_first_term(connections: tuple[sqlite3.Connection, sqlite3.Connection]) -> None:
    """Where nobody ever had the lease, the first one has it in term one."""
    one, other = connections
    assert read(one) == Lease(NOBODY, 0)
    assert take(one, Lease(NOBODY, 0), 5) == 1
    assert read(other) == Lease(5, 1)


def test_two_take(connections: tuple[sqlite3.Connection, sqlite3.Connection]) -> None:
    """Of two who saw the same, the second finds that it has changed."""
    one, other = connections
    seen = read(other)
    assert take(one, seen, 5) == 1
    assert take(other, seen, 6) is None
    assert read(other) == Lease(5, 1)
    assert take(other, read(other), 6) == 2
    assert read(one) == Lease(6, 2)


def test_release(connections: tuple[sqlite3.Connection, sqlite3.Connection]) -> None:
    """The owner gives it back in its own term only, and the terms go on."""
    one, other = connections
    take(one, Lease(NOBODY, 0), 5)
    release(other, 6, 1)
    release(other, 5, 0)
    assert read(one) == Lease(5, 1)
    release(one, 5, 1)
    assert read(other) == Lease(NOBODY, 1)
    assert take(other, read(other), 6) == 2


@given(st.lists(st.tuples(st.booleans(), WINDOWS, st.integers(0, 4), st.integers(0, 4))))
def test_any_order(steps: list[tuple[bool, int, int, int]]) -> None:
    """Whatever is tried with whatever was seen, a term rises by one with each owner."""
    owners: dict[int, int] = {}
    now = Lease(NOBODY, 0)
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        create(connection)
        for taking, window, owner, term in steps:
            if not taking:
                release(connection, window, term)
                if now == Lease(window, term):
                    now = Lease(NOBODY, term)
            elif take(connection, Lease(owner, term), window) is not None:
                assert now == Lease(owner, term) or not owners
                now = Lease(window, term + 1)
                owners[now.term] = window
            assert read(connection) == now
    assert not owners or len(owners) == max(owners) - min(owners) + 1

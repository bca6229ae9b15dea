"""Where there can be no store, or not just now, one line says so, and nothing is half done."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pulsedev.store import database, locks
from pulsedev.store.database import FILE, LOCK
from pulsedev.store.disk import DiskStore
from pulsedev.store.errors import Busy, Full, StoreError, Unusable

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.store.conftest import Made

SOURCE = Path(__file__).parents[2] / "daemon"

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither users nor links so")


def refused(folder: Path, cause: type[StoreError], words: str) -> None:
    """See that a store can't be opened, for this cause, said in one line."""
    with pytest.raises(cause, match=words) as caught:
        DiskStore.open(folder, now=0.0)
    assert "\n" not in str(caught.value)


def test_a_disk_that_is_full(store: DiskStore, made: Made) -> None:
    """What does not fit is not written, not even in part; once there is room, all goes on."""
    [[pages]] = store.connection.execute("PRAGMA page_count")
    store.connection.execute(f"PRAGMA max_page_count = {pages + 5}")
    first = made.arrived(1.0, 1)
    store.add_batches([first])
    much = [made.arrived(float(seq), seq, events=90, a=seq**6) for seq in range(2, 99)]
    with pytest.raises(Full, match=r"^[^\n]*full[^\n]*$"):
        store.add_batches(much)
    assert list(store.arrivals()) == [first]
    store.connection.execute("PRAGMA max_page_count = 100000")
    store.add_batches(much)
    assert len(list(store.arrivals())) == 98


LIMITED = """
import resource, sys
from pathlib import Path
from pulsedev.core.events import EventBatch
from pulsedev.core.stimuli import Arrived
from pulsedev.store.disk import DiskStore
from pulsedev.store.errors import Full
store = DiskStore.open(Path(sys.argv[1]), now=0.0)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
seq = 0
def add():
    global seq
    seq += 1
    column = [seq ** 6 + index ** 5 for index in range(500)]
    batch = EventBatch.of(seq, t0=0, t=range(500), kind=range(500), doc=range(500), a=column,
        b=column, c=column)
    store.add_batches([Arrived(batch, float(seq))])
try:
    while seq < 1000:
        add()
except Full as error:
    print(seq - 1, sum(1 for _ in store.arrivals()))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
add()
found = sum(1 for _ in store.arrivals())
print(found, store.connection.execute("PRAGMA integrity_check").fetchone())
store.close()
"""


@posix
def test_a_limit_of_the_system(folder: Path) -> None:
    """Where the system refuses to let a file grow, all that was acknowledged is there."""
    ran = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", LIMITED, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    acknowledged, found, after, integrity = ran.stdout.split(maxsplit=3)
    assert int(acknowledged) == int(found) > 10
    assert int(after) == int(found) + 1
    assert integrity.strip() == "('ok',)"


def test_a_writer_that_does_not_end(
    folder: Path, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where another process holds the database for too long, nothing is written, and it is said."""
    monkeypatch.setattr(database, "BUSY_S", 0.05)
    with (
        closing(DiskStore.open(folder, now=0.0)) as store,
        closing(DiskStore.open(folder, now=0.0)) as other,
    ):
        other.connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy, match=r"^[^\n]*another process[^\n]*$"):
            store.add_batches([made.arrived(1.0, 1)])
        store.cursor()
        other.connection.execute("ROLLBACK")
        store.add_batches([made.arrived(1.0, 1)])


def test_somebody_opens_it_for_too_long(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another process never gets done with opening, waiting ends."""
    monkeypatch.setattr(database, "TURN_S", 0.05)
    folder.mkdir()
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT)
    assert locks.hold(descriptor)
    refused(folder, Busy, "another process")
    os.close(descriptor)
    DiskStore.open(folder, now=0.0).close()


def connecting(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[str], str], **more: object
) -> None:
    """Let databases be opened in another way."""
    connect = partial(sqlite3.connect, **more)
    monkeypatch.setattr(
        sqlite3, "connect", lambda path, **options: connect(change(path), **options)
    )


class Drive(sqlite3.Connection):
    """A connection over a network, where processes can't share memory."""

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:  # noqa: ANN401 - as it is
        """Tell that there is no WAL."""
        return super().execute("SELECT 'delete'" if "journal_mode" in sql else sql, *values)


def test_a_network_drive(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where SQLite can't have a WAL, the user learns why nothing is kept."""
    connecting(monkeypatch, str, factory=Drive)
    refused(folder, Unusable, "network")


def test_a_file_that_can_only_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that can't be written to is refused when it is opened, made or not."""
    with monkeypatch.context() as patched:
        connecting(patched, lambda uri: uri.replace("mode=rw", "mode=ro"))
        refused(folder, Unusable, "SQLITE_READONLY")
    DiskStore.open(folder, now=0.0).close()
    connecting(monkeypatch, lambda uri: uri.replace("mode=rw", "mode=ro"))
    refused(folder, Unusable, "SQLITE_READONLY")


@posix
def test_a_folder_that_can_only_be_read(folder: Path) -> None:
    """A folder that is closed to its owner is refused with its name."""
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    folder.mkdir(0o500)
    refused(folder, Unusable, "data.*denied")


def test_a_file_in_the_place_of_the_folder(folder: Path) -> None:
    """Where there is a file instead of a folder, it is named and stays as it is."""
    folder.write_text("mine")
    refused(folder, Unusable, "data: ")
    assert folder.read_text() == "mine"


def test_a_folder_in_the_place_of_the_file(folder: Path) -> None:
    """Where there is a folder instead of a file, it is named."""
    (folder / FILE).mkdir(parents=True)
    refused(folder, Unusable, r"pulsedev\.db: not a file of ours")


@posix
@pytest.mark.parametrize("name", [FILE, LOCK])
def test_a_link_in_the_place_of_a_file(folder: Path, tmp_path: Path, name: str) -> None:
    """What a link leads to, whoever made it, is neither read nor written."""
    target = tmp_path / "target"
    target.write_text("mine")
    folder.mkdir()
    (folder / name).symlink_to(target)
    refused(folder, Unusable, name)
    assert target.read_text() == "mine"


@posix
def test_somebody_elses_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who runs as another user leaves that user's folder alone."""
    folder.mkdir(0o755)
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    refused(folder, Unusable, "another user")
    assert list(folder.iterdir()) == []


def test_a_database_of_another_program(folder: Path) -> None:
    """A sound database that is none of ours is not touched."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")
    before = (folder / FILE).read_bytes()
    refused(folder, Unusable, "another program")
    assert (folder / FILE).read_bytes() == before


def test_an_old_sqlite(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python with a SQLite that has no strict tables is refused before anything is made."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    refused(folder, Unusable, "SQLite .* too old")
    assert not folder.exists()


def test_our_own_mistakes_are_not_hidden(store: DiskStore, made: Made) -> None:
    """What is wrong with a statement of ours comes out as it is, and puts no database aside."""
    store.add_label(made.label(1.0, 1), made.state(1.0).state, 1.0)
    with pytest.raises(sqlite3.IntegrityError):
        store.add_label(made.label(1.0, 1), made.state(1.0).state, 1.0)
    assert store.notices == []


def test_opening_again_is_quick(folder: Path) -> None:
    """Opening what is there takes no longer than an editor's start can hide."""
    DiskStore.open(folder, now=0.0).close()
    start = time.perf_counter()
    DiskStore.open(folder, now=0.0).close()
    assert time.perf_counter() - start < 2.0

"""The database file: made for its owner alone, opened one process at a time, errors by cause."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import stat
import time
from typing import TYPE_CHECKING, Final

from pulsedev.store import locks
from pulsedev.store.errors import Busy, Damaged, Full, StoreError, Unusable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = "pulsedev.db"
"""Below the data folder."""

LOCK = "pulsedev.lock"
"""Beside it, empty: who opens the database, makes it or puts it aside holds this file's lock."""

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600

OURS: Final = 0x50_55_4C_53
"""``application_id``: "PULS"."""

PAGE = 1024
"""Bytes of a page."""

OLDEST_SQLITE = (3, 37, 0)
"""The first with STRICT tables."""

BUSY_S = 2.0
"""Seconds to wait for a writer; each holds the lock for some milliseconds."""

TURN_S = 20.0
"""Seconds to wait until nobody else opens the database: a damaged one takes a while to mend."""

POLL_S = 0.005
"""Seconds between two looks whether others are done."""

CHECK_S = 0.5
"""Seconds for a check when the last process did not end well; a store of 30 days takes a tenth."""

CHECK_STEPS = 20_000
"""Steps of SQLite's machine between two looks at the clock: less than a millisecond."""

FULL = "the disk is full, or what you may have of it: nothing was written"

_FULL = {
    sqlite3.SQLITE_FULL,
    # What a quota or a limit on file sizes gives, and a full disk when the index of the WAL grows.
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_UNUSABLE = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOLFS,
    sqlite3.SQLITE_PROTOCOL,
}


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Say by cause what SQLite or the system says; what is our own mistake goes through."""
    try:
        yield
    except UnicodeDecodeError:  # in a message of SQLite's that quotes what is damaged
        raise Damaged("the database is damaged") from None
    except sqlite3.Error as error:
        raise _cause(error) or error from None
    except OSError as error:
        raise _system(error) from None


def _system(error: OSError) -> StoreError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Full(FULL)
    return Unusable(f"{error.filename or 'the data folder'}: {error.strerror}")


def _cause(error: sqlite3.Error) -> StoreError | None:
    if isinstance(error, (sqlite3.ProgrammingError, sqlite3.InterfaceError)):
        return None
    # Without a code it is a text that is none.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    kind = code & 0xFF
    if code in _FULL or kind in _FULL:
        return Full(FULL)
    if kind in _BUSY:
        return Busy("another process keeps the database for itself")
    if kind in _DAMAGED:
        return Damaged("the database is damaged")
    if kind in _UNUSABLE:
        return Unusable(
            f"{FILE} can't be read and written ({error.sqlite_errorname}):"
            " look at the disk, and at who may write to the data folder"
        )
    return None


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write all that is done inside, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # After some errors SQLite has rolled back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Be the only one that opens the database, makes it or puts it aside; Busy after a while."""
    with told():
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | locks.OPEN, PRIVATE_FILE)
    try:
        deadline = time.monotonic() + TURN_S
        while not locks.hold(descriptor):
            if time.monotonic() > deadline:
                raise Busy("another process has been opening the database for too long")
            time.sleep(POLL_S)
        yield
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make the folder where it is missing, and close it to others; Unusable where that can't be."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise Unusable(f"SQLite {sqlite3.sqlite_version} is too old: 3.37 or newer is needed")
    with told():
        folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        _own(folder, PRIVATE_FOLDER)


def make_file(folder: Path) -> None:
    """Make an empty file where there is none; Unusable where what is there is not ours."""
    path = folder / FILE
    with told():
        with contextlib.suppress(FileExistsError):
            # SQLite gives the files beside it the same mode.
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
        if not stat.S_ISREG(path.lstat().st_mode):
            raise Unusable(f"{path}: not a file of ours: move it away")
        _own(path, PRIVATE_FILE)


def _own(path: Path, mode: int) -> None:
    """Close a folder or file to others; Unusable where it is somebody else's."""
    status = path.stat()
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        raise Unusable(f"{path}: belongs to another user of this machine")
    if status.st_mode & ~mode & 0o777:
        path.chmod(mode)


def connect(path: Path) -> sqlite3.Connection:
    """Open a file that is there, in autocommit mode; Unusable where SQLite's WAL can't be had."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", timeout=BUSY_S, isolation_level=None, uri=True
    )
    try:
        _set_up(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA temp_store = MEMORY")  # nothing is written outside of the folder
    connection.execute("PRAGMA secure_delete = ON")
    _claim(connection)
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise Unusable("the data folder is on a drive that SQLite can't share, as of a network")
    connection.execute("PRAGMA synchronous = NORMAL")


def _claim(connection: sqlite3.Connection) -> None:
    """Make an empty file a database of ours, and refuse others'."""
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    if owner == OURS:
        return
    if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() != (0,):
        raise Unusable("pulsedev.db is a database of another program: move it away")
    connection.execute(f"PRAGMA page_size = {PAGE}")
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute(f"PRAGMA application_id = {OURS}")


def has_wal(path: Path) -> bool:
    """Tell whether what was written last is not in the database itself."""
    wal = path.with_name(f"{path.name}-wal")
    return wal.exists() and wal.stat().st_size > 0


def empty_wal(connection: sqlite3.Connection) -> bool:
    """Move all into the database itself, if nobody reads or writes just now; tell whether."""
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        (is_busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_S * 1000:.0f}")
    return not is_busy


def check(connection: sqlite3.Connection) -> None:
    """Look for damage, for a limited time; what is not found now is met when it is read."""
    deadline = time.monotonic() + CHECK_S
    connection.set_progress_handler(lambda: time.monotonic() > deadline, CHECK_STEPS)
    try:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        return
    finally:
        connection.set_progress_handler(None, 0)
    if found != "ok":
        raise Damaged("the database is damaged")

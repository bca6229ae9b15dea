"""The way to the database file: what is found damaged is mended, what was replaced is opened anew.

An error that is left is a StoreError, and then nothing of what was asked for was done.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from pulsedev.store import database, mending, migrations
from pulsedev.store.database import FILE, told, transaction
from pulsedev.store.errors import Damaged, StoreError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path

MOST_MENDED = 3
"""How often one process mends: if that does not help, more files put aside won't either."""

NO_FILE = 0
"""No file has this number: whatever is there has to be opened."""

T = TypeVar("T")
P = ParamSpec("P")


class Access:
    """One process's connection to the database in a folder."""

    def __init__(self, folder: Path) -> None:
        """Open the database, or make it; StoreError where that can't be."""
        self.folder = folder
        self.path = folder / FILE
        self.notices: list[str] = []
        """What was done to a damaged database, a line each."""
        self._mended = 0
        self._file: int | None = NO_FILE
        self._open()

    def close(self) -> None:
        """Let go of the files."""
        with told():
            self.connection.close()

    def read(
        self,
        work: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Do this with the connection, once more if something damaged was mended."""
        try:
            return self._try(work, *args, **kwargs)
        except Damaged:
            self.mend()
            return self._try(work, *args, **kwargs)

    def write(
        self,
        work: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Do this in a transaction of its own."""

        def in_transaction(connection: sqlite3.Connection) -> T:
            with transaction(connection):
                return work(connection, *args, **kwargs)

        return self.read(in_transaction)

    def look(
        self,
        work: Callable[Concatenate[sqlite3.Connection, P], Iterator[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Iterator[T]:
        """Read much, bit by bit, from a snapshot; what was damaged has to be asked for again."""
        try:
            with told(), contextlib.closing(database.connect(self.path)) as connection:
                connection.execute("BEGIN")
                yield from work(connection, *args, **kwargs)
        except Damaged:
            self.mend()
            raise

    def mend(self) -> None:
        """Put the database aside, unless somebody else has, and go on with what can be read."""
        before, self._file = self._file, NO_FILE
        self.close()
        with database.turn(self.folder):
            if self._file_now() == before:
                self._replace()
                return
        self._open()

    def _try(
        self,
        work: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        with told():
            if self._file_now() != self._file:
                # Another process has put the database aside, or the user has deleted it.
                self.connection.close()
                self._file = NO_FILE
                self._open()
            return work(self.connection, *args, **kwargs)

    def _file_now(self) -> int | None:
        with contextlib.suppress(FileNotFoundError):
            return self.path.stat().st_ino
        return None

    def _open(self) -> None:
        """Open what is there, mended if need be."""
        database.make_folder(self.folder)
        with database.turn(self.folder), told():
            database.make_file(self.folder)
            try:
                self.connection = self._connected()
            except Damaged:
                self._replace()
            else:
                self._file = self._file_now()

    def _replace(self) -> None:
        """Put what is there aside and copy what can be read of it; to be called in turn."""
        self._mended += 1
        if self._mended > MOST_MENDED:
            raise Damaged("the database is damaged again and again: the disk may be failing")
        with told():
            aside = mending.put_aside(self.folder)
            database.make_file(self.folder)
            self.connection = self._connected()
            self._file = self._file_now()
        try:
            with told():
                self.notices.append(mending.recover(aside, self.connection))
        except StoreError as error:
            self.notices.append(f"the database was damaged and is now {aside.name}: {error}")

    def _connected(self) -> sqlite3.Connection:
        with told():
            # A WAL is left by a process that was killed, or has the database open now.
            is_clean = not database.has_wal(self.path)
            connection = database.connect(self.path)
            try:
                if not is_clean:
                    database.check(connection)
                migrations.migrate(connection)
                migrations.check(connection)
                _begin(connection)
            except BaseException:
                connection.close()
                raise
            return connection


def _begin(connection: sqlite3.Connection) -> None:
    """Give a new database a generation that none before it had; see that it can be written to."""
    now = round(time.time() * 1000)
    with transaction(connection):
        connection.execute("INSERT OR IGNORE INTO about VALUES (1, ?, ?)", (now, now))

"""Which windows are there: a file a live daemon, locked as long as it lives, with its last beat.

A lock tells at once that its holder died; an old beat tells that it hangs. Beats are written in
place, so that a daemon without work writes no page of the database.

A file can't be made and locked in one step, and on Windows an open file can't be renamed, so it
can't be locked under another name first. Instead an empty file that is young is one that is being
made, and is left alone. Whoever made it looks, once it holds the lock, whether the file is still
there, and begins again if not: so the age saves work, and nothing is wrong where a clock is.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import time
from dataclasses import dataclass
from math import inf
from pathlib import Path
from struct import Struct
from typing import TYPE_CHECKING

from pulsedev.store import locks
from pulsedev.store.errors import Busy, Full, Gone, StoreError, Unusable

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "windows"
"""Below the data folder."""

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600

BIRTH_S = 10.0
"""Seconds that an empty file may take to be locked, which is done in some microseconds."""

ATTEMPTS = 3
"""How often a file is made that somebody takes away at that very moment; once is rare."""

NEVER = -inf
"""The beat of a window that is being made."""

_BEAT = Struct("<d")

_KINDS: dict[int, type[StoreError]] = {
    errno.ENOSPC: Full,
    errno.EDQUOT: Full,
    errno.EEXIST: Busy,
    errno.ENOENT: Gone,
}

_NUMBER = re.compile(r"[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Seen:
    """A live window and its last beat, in seconds of the machine's monotonic clock."""

    window: int
    beat: float


@dataclass(frozen=True, slots=True)
class Others:
    """What there is beside one's own window; the files of the dead are gone after this."""

    alive: tuple[Seen, ...] = ()
    dead: tuple[int, ...] = ()


class Presence:
    """The file of this process's window."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor
        self._inode = os.fstat(descriptor).st_ino

    @classmethod
    def begin(cls, folder: Path, window: int, now: float) -> Presence:
        """Be there from now on (monotonic seconds), by a window's number, below the data folder.

        Raises Busy where another live process has this number, StoreError where the file can't be
        made.
        """
        path = folder / FOLDER / str(window)
        with _told(path):
            _make_private(path.parent)
            presence = cls(path, _claimed(path))
        try:
            presence.beat(now)
        except StoreError:
            presence.end()
            raise
        return presence

    def beat(self, now: float) -> None:
        """Say that this process not only lives but works, at this monotonic second.

        Raises Gone where the file was taken away, StoreError where it can't be written.
        """
        with _told(self._path):
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, _BEAT.pack(now))
            # On POSIX a file can be written to after it was deleted, alone or with its folder.
            if self._path.stat().st_ino != self._inode:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

    def end(self) -> None:
        """Be gone; a presence can't begin again."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
            # What can't be removed is open elsewhere: who looks at it now will remove it.
            with contextlib.suppress(OSError):
                self._path.unlink()


def others(folder: Path, me: int) -> Others:
    """Look who is there beside this window; remove what the dead have left.

    Raises StoreError where the data folder can't be looked at.
    """
    alive, dead = [], []
    place = folder / FOLDER
    with _told(place):
        for window, path in _files(place):
            if window == me:
                continue
            # Between list and look its process may end, or somebody else may find it dead. On
            # Windows a dead one's file stays while somebody else looks at it: until the next look.
            with contextlib.suppress(FileNotFoundError, PermissionError):
                beat = _last_beat(path)
                if beat is None:
                    dead.append(window)
                else:
                    alive.append(Seen(window, beat))
    return Others(tuple(alive), tuple(dead))


def _make_private(folder: Path) -> None:
    folder.mkdir(PRIVATE_FOLDER, exist_ok=True)
    if folder.stat().st_mode & ~PRIVATE_FOLDER & 0o777:
        folder.chmod(PRIVATE_FOLDER)


def _claimed(path: Path) -> int:
    """Make the file, or take over a dead one's, and lock it."""
    for _ in range(ATTEMPTS):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | locks.OPEN, PRIVATE_FILE)
        with contextlib.ExitStack() as stack:
            stack.callback(os.close, descriptor)
            if locks.hold(descriptor) and os.fstat(descriptor).st_nlink:
                stack.pop_all()
                return descriptor
    raise FileExistsError(errno.EEXIST, "another process has this window's number")


def _files(place: Path) -> list[tuple[int, str]]:
    """Return the windows' files in the order of their numbers."""
    with os.scandir(place) as entries:
        return sorted(
            (int(entry.name), entry.path)
            for entry in entries
            if _NUMBER.fullmatch(entry.name) and entry.is_file(follow_symlinks=False)
        )


def _last_beat(path: str) -> float | None:
    """Return the last beat of a live one; of a dead one None, and remove its file."""
    descriptor = os.open(path, os.O_RDONLY | locks.OPEN)
    with contextlib.ExitStack() as stack:
        stack.callback(os.close, descriptor)
        written = os.read(descriptor, _BEAT.size)
        # Not even the lock of one that is being made is tried: its maker would not get it.
        if (not written and _is_young(descriptor)) or locks.is_held(descriptor):
            return float(_BEAT.unpack(written)[0]) if len(written) == _BEAT.size else NEVER
        stack.pop_all()
    locks.remove(descriptor, Path(path))
    return None


def _is_young(descriptor: int) -> bool:
    return 0 <= time.time() - os.fstat(descriptor).st_mtime < BIRTH_S


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say in one line what the system says of this path."""
    try:
        yield
    except OSError as error:
        kind = _KINDS.get(error.errno or 0, Unusable)
        raise kind(f"{path}: {error.strerror}") from None

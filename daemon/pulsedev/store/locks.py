"""Locks on open files, which the system lets go of when their holder dies, however it dies.

On POSIX this is ``flock``: unlike a record lock it is not lost when another part of the process
opens and closes the same file. On Windows it is one byte far behind the file's end, because there
nobody else can even read what is locked. Nothing here ever waits.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    OPEN = os.O_BINARY
    """What to open a file with, beside reading or writing."""

    FAR = 2**30
    """Bytes; where the locked byte is: no file of ours gets that long."""

    def hold(descriptor: int) -> bool:
        """Lock an open file until it is closed; False where somebody else has locked it."""
        os.lseek(descriptor, FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

    def is_held(descriptor: int) -> bool:
        """Tell whether anybody holds this file open for reading; close it soon where nobody does.

        There are no shared locks here: of two who ask at the same moment one is told that the
        other holds it, and finds out the next time.
        """
        return not hold(descriptor)

    def remove(descriptor: int, path: Path) -> None:
        """Close a file that nobody holds, and remove it: refused while it is open elsewhere."""
        os.close(descriptor)
        path.unlink()

else:
    import fcntl

    OPEN = os.O_NOFOLLOW
    """What to open a file with, beside reading or writing."""

    def hold(descriptor: int) -> bool:
        """Lock an open file until it is closed; False where somebody else has locked it."""
        return _lock(descriptor, fcntl.LOCK_EX)

    def is_held(descriptor: int) -> bool:
        """Tell whether anybody holds this file open for reading; close it soon where nobody does.

        Until then nobody can begin to hold it; others may ask at the same time.
        """
        return not _lock(descriptor, fcntl.LOCK_SH)

    def remove(descriptor: int, path: Path) -> None:
        """Remove a file that nobody holds, and close it only then: nobody gets to hold it."""
        try:
            path.unlink()
        finally:
            os.close(descriptor)

    def _lock(descriptor: int, kind: int) -> bool:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

"""Passes on what a command prints, byte by byte, remembering the end for a moment. POSIX only."""

from __future__ import annotations

import os
import select
import sys
import threading

assert sys.platform != "win32"  # noqa: S101 - tells the type checker which names there are

TAIL = 65_536
"""Bytes of an output that are remembered: a summary, and the failures printed before it."""

CHUNK = 65_536
"""Bytes that are read at once; as many as a pipe holds."""

MOST_LEFT = 1 << 20
"""Bytes that can be left of a command that has ended: the most that a pipe holds. What comes after
them is from processes that it left behind, which may never be quiet."""


class Copying:
    """A thread that copies one descriptor to another until the end of file.

    Where other processes still hold the output when the command has ended, what is left of it is
    copied by ``go_on``.
    """

    def __init__(self, source: int, target: int) -> None:
        self._source, self._target = source, target
        self._ended, self._end = os.pipe()
        self._pieces: list[bytes] = []
        self._size = 0
        self.is_over = False
        """Whether nothing more can come."""
        self._thread = threading.Thread(target=self._copy, daemon=True)
        self._thread.start()

    def finish(self) -> bytes:
        """Copy what a command printed that has ended; return the end of it, and forget it."""
        os.close(self._end)
        self._thread.join()
        tail = b"".join(self._pieces)[-TAIL:]
        self._pieces.clear()
        return tail

    def go_on(self) -> None:
        """Copy until the end of file."""
        while not self.is_over:
            self._pass_on()

    def _copy(self) -> None:
        poll = select.poll()
        poll.register(self._source, select.POLLIN)
        poll.register(self._ended, select.POLLIN)
        left = MOST_LEFT
        while not self.is_over and left > 0:
            ready = dict(poll.poll())
            if self._source in ready:
                piece = self._pass_on()
                self._remember(piece)
                left -= len(piece) if self._ended in ready else 0
            elif self._ended in ready:
                break

    def _remember(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size > 2 * TAIL:
            self._pieces = [b"".join(self._pieces)[-TAIL:]]
            self._size = len(self._pieces[0])

    def _pass_on(self) -> bytes:
        piece = b""
        try:
            piece = os.read(self._source, CHUNK)
            write_all(self._target, piece)
        except BrokenPipeError:
            os.close(self._source)  # so that the command is told by its next write, as without us
            self.is_over = True
        except OSError:  # how a terminal says that its other end is closed
            self.is_over = True
        self.is_over = self.is_over or not piece
        return piece


def write_all(descriptor: int, piece: bytes) -> None:
    """Write all of it, also where the reader has asked not to be waited for."""
    left = memoryview(piece)
    while left:
        try:
            left = left[os.write(descriptor, left) :]
        except BlockingIOError:
            select.select([], [descriptor], [])

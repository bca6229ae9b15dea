"""A command on a terminal of its own, between the user's and the command. POSIX only.

The user's terminal passes everything on and changes nothing; the command's has all settings that
the user's had, so that Ctrl-C, Ctrl-Z, echo and line ends are made there, once.
"""

from __future__ import annotations

import fcntl
import os
import select
import signal
import sys
import termios
import threading
import tty

from pulsedev.running.copying import CHUNK, write_all

assert sys.platform != "win32"  # noqa: S101 - tells the type checker which names there are

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pulsedev.running.child import Child

_LFLAG, _CC = 3, 6
"""Places in what ``termios`` tells of a terminal."""

_NO_SIZE = bytes(8)

STOPPING_S = 1.0
"""Seconds after which a process that was to stop has not: no shell is there to continue it."""


class Terminal:
    """The user's terminal at ``ours``, while the command is at the other end of ``its``."""

    def __init__(self, ours: int) -> None:
        self.ours = ours
        self.its = -1
        self._before = termios.tcgetattr(ours)
        self._raw = False
        self._here = threading.Event()
        """Whether this process is in the foreground, so that it may read."""
        self._continued = threading.Event()

    def fork(self) -> int:
        """Fork a process that has a terminal like the user's; it is to be used by ``start``."""
        size = self._size()
        # Neither line ends nor echo may be made before the settings are the user's.
        pid, self.its = os.forkpty()
        if pid == 0:
            termios.tcsetattr(0, termios.TCSANOW, self._before)
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
        return pid

    def begin(self, child: Child, *, reads: bool) -> None:
        """Pass on what is typed, where somebody types, from now on."""
        self._enter()
        if reads:
            threading.Thread(target=self._read, args=(child,), daemon=True).start()

    def end(self) -> None:
        """Give the user's terminal back."""
        if self._raw and is_foreground(self.ours):
            termios.tcsetattr(self.ours, termios.TCSADRAIN, self._before)
            self._raw = False

    def take(self, number: int) -> bool:
        """Deal with a signal that is about the terminal; return whether it was one."""
        if number == signal.SIGWINCH:
            fcntl.ioctl(self.its, termios.TIOCSWINSZ, self._size())
            return True
        if number == signal.SIGCONT:
            self._enter()
            self._continued.set()
        return number == signal.SIGCONT

    def _enter(self) -> None:
        if is_foreground(self.ours):
            tty.setraw(self.ours, termios.TCSANOW)
            self._raw = True
            self._here.set()

    def _read(self, child: Child) -> None:
        poll = select.poll()
        poll.register(0, select.POLLIN)
        while True:
            self._here.wait()
            poll.poll()
            if not is_foreground(self.ours):
                self._here.clear()  # what is typed now is the shell's
                continue
            try:
                typed = os.read(0, CHUNK)
                if not typed:
                    return
                self._pass_on(typed, child)
            except OSError:
                return

    def _pass_on(self, typed: bytes, child: Child) -> None:
        """Pass on what was typed; a command that leads its session stops by our hand alone."""
        suspend = self._suspend()
        before, key, after = typed.partition(suspend) if suspend else (typed, b"", b"")
        write_all(self.its, before)
        if key:
            self._stop(child)
            self._pass_on(after, child)

    def _suspend(self) -> bytes:
        """Return the key that stops a command, where it has not taken that key for its own use."""
        settings = termios.tcgetattr(self.its)
        key = settings[_CC][termios.VSUSP]
        return key if settings[_LFLAG] & termios.ISIG and key != b"\0" else b""

    def _stop(self, child: Child) -> None:
        os.killpg(os.tcgetpgrp(self.its), signal.SIGSTOP)
        self._here.clear()
        self._continued.clear()
        self.end()
        os.kill(0, signal.SIGTSTP)  # now or in a moment this process stops, all of its threads
        self._continued.wait(STOPPING_S)
        self._enter()
        os.killpg(os.tcgetpgrp(self.its), signal.SIGCONT)
        child.send(signal.SIGWINCH)

    def _size(self) -> bytes:
        return fcntl.ioctl(self.ours, termios.TIOCGWINSZ, _NO_SIZE)


def is_foreground(descriptor: int) -> bool:
    """Tell whether a descriptor is this process's terminal, and the process may use it."""
    try:
        return os.tcgetpgrp(descriptor) == os.getpgrp()
    except OSError:
        return False

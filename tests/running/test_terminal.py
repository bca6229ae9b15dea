"""`pulsedev run` on a terminal: the command sees one, and its user sees nothing of us."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo terminals of this kind", allow_module_level=True)

import fcntl
import struct
import termios

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 20.0
"""Seconds until a test gives up."""

RUN = (sys.executable, "-m", "pulsedev", "run", "--")


class Screen:
    """A program at the other end of a terminal; it leads its session."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.printed = b""
        self.pid, self.end = os.forkpty()
        if self.pid == 0:
            try:
                os.execvpe(command[0], command, environment)  # noqa: S606 - our own
            finally:
                os._exit(126)
        self.resize(24, 80)
        self._code: int | None = None

    def resize(self, rows: int, columns: int) -> None:
        """Change the size of the terminal."""
        fcntl.ioctl(self.end, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def until(self, wanted: bytes) -> None:
        """Read until this was printed."""
        deadline = time.monotonic() + PATIENCE
        while wanted not in self.printed:
            assert time.monotonic() < deadline, self.printed
            self._read()

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self.end, keys)

    def finish(self) -> int:
        """Read to the end; return the exit code, negative for a signal."""
        deadline = time.monotonic() + PATIENCE
        while self._read():
            assert time.monotonic() < deadline, self.printed
        _, status = os.waitpid(self.pid, 0)
        self._code = os.waitstatus_to_exitcode(status)
        return self._code

    def _read(self) -> bool:
        ready, _, _ = select.select([self.end], [], [], PATIENCE)
        assert ready, self.printed
        try:
            piece = os.read(self.end, 65_536)
        except OSError:  # how Linux says that the other end is closed
            return False
        self.printed += piece
        return bool(piece)

    def close(self) -> None:
        """End the program, whatever its state."""
        if self._code is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.end)


class Screens:
    """Begins programs on terminals."""

    def __init__(self, environment: dict[str, str], file: Path) -> None:
        self._environment, self._file = environment, file
        self.all: list[Screen] = []

    def begin(self, code: str, *how: str) -> Screen:
        """Run Python's code as a test's file, by a command in front of it."""
        self._file.write_text(code, "utf-8")
        command = [*how, sys.executable, str(self._file)]
        self.all.append(Screen(command, self._environment))
        return self.all[-1]

    def run(self, code: str) -> Screen:
        """Run it by ``pulsedev run``."""
        return self.begin(code, *RUN)


@pytest.fixture
def screens(environment: dict[str, str], tmp_path: Path) -> Iterator[Screens]:
    """Return what begins programs on terminals; each is ended after the test."""
    made = Screens(environment, tmp_path / "run_tests.py")
    yield made
    for screen in made.all:
        screen.close()


COLOURFUL = """
import os, sys
for stream in (sys.stdin, sys.stdout, sys.stderr):
    print(stream.isatty(), os.get_terminal_size(stream.fileno()), file=sys.stderr)
print("\\x1b[31mred\\x1b[0m\\ttab\\r\\nlines\\n\\n" * 400)
print("=== 1 failed, 3 passed in 0.10s ===")
sys.exit(7)
"""


def test_the_same_bytes(screens: Screens) -> None:
    """The screen shows the same bytes, colours and line ends, and the exit code is the same."""
    alone, within = screens.begin(COLOURFUL), screens.run(COLOURFUL)
    assert (within.finish(), alone.finish()) == (7, 7)
    assert within.printed == alone.printed
    assert b"True os.terminal_size(columns=80, lines=24)" in within.printed


def test_typing(screens: Screens) -> None:
    """What is typed reaches the command, is shown once, and its end is the command's."""
    code = "import sys\nprint('ready', flush=True)\nprint([line for line in sys.stdin])"
    shown = []
    for screen in (screens.begin(code), screens.run(code)):
        screen.until(b"ready\r\n")
        screen.type(b"one\r")
        screen.until(b"one\r\n")
        screen.type(b"\x04")
        assert screen.finish() == 0
        shown.append(screen.printed)
    assert shown[0] == shown[1]


def test_a_key_without_enter(screens: Screens) -> None:
    """A program that reads single keys gets each at once."""
    code = (
        "import os, sys, tty\n"
        "tty.setraw(0)\n"
        "os.write(1, b'ready\\r\\n')\n"
        "os.write(1, repr(os.read(0, 9)).encode())"
    )
    screen = screens.run(code)
    screen.until(b"ready\r\n")
    screen.type(b"\x03")
    assert screen.finish() == 0
    assert screen.printed.endswith(b"b'\\x03'")


def test_interrupting(screens: Screens) -> None:
    """Ctrl-C interrupts the command, once, and whoever waits sees that."""
    code = (
        "import signal\n"
        "try:\n"
        "    print('ready', flush=True)\n"
        "    signal.pause()\n"
        "except KeyboardInterrupt:\n"
        "    print('cleaned up', flush=True)\n"
        "    signal.signal(2, signal.SIG_DFL); signal.raise_signal(2)"
    )
    screen = screens.run(code)
    screen.until(b"ready\r\n")
    screen.type(b"\x03")
    assert screen.finish() == -signal.SIGINT
    assert screen.printed.count(b"cleaned up") == 1


def test_interrupting_what_is_not_looked_at(screens: Screens) -> None:
    """Ctrl-C reaches a command of another class once, as it shares our group."""
    code = (
        "import signal\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, [2])\n"
        "print('ready', flush=True)\n"
        "first = signal.sigtimedwait([2], 20)\n"
        "print('times', bool(first) + bool(signal.sigtimedwait([2], 0.2)), flush=True)"
    )
    screen = screens.begin(code, *RUN[:-1], "--as", "run", "--")
    screen.until(b"ready\r\n")
    screen.type(b"\x03")
    assert screen.finish() == 0
    assert b"times 1" in screen.printed


def test_resizing(screens: Screens) -> None:
    """The command is told that the window has another size."""
    code = (
        "import os, signal\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGWINCH])\n"
        "print('ready', flush=True)\n"
        "while os.get_terminal_size().columns != 132:\n"
        "    signal.sigwait([signal.SIGWINCH])\n"
        "print('wide')"
    )
    screen = screens.run(code)
    screen.until(b"ready\r\n")
    screen.resize(50, 132)
    assert screen.finish() == 0
    assert b"wide" in screen.printed


def test_other_ends(screens: Screens, tmp_path: Path) -> None:
    """What is no terminal stays what it is: here stdin, and where errors go."""
    (tmp_path / "in").write_bytes(b"given")
    code = "import sys\nprint(sys.stdin.read())\nsys.stderr.write('errors')"
    shell = f"exec \"$@\" < '{tmp_path}/in' 2> '{tmp_path}/errors'"
    alone = screens.begin(code, "sh", "-c", shell, "-")
    within = screens.begin(code, "sh", "-c", shell, "-", *RUN)
    assert (alone.finish(), within.finish()) == (0, 0)
    assert within.printed == alone.printed == b"given\r\n"
    assert (tmp_path / "errors").read_bytes() == b"errors"


STOPPING = """
import contextlib, os, signal, sys, termios, time
command = sys.argv[1:]
pid = os.fork()
if pid == 0:
    os.setpgid(0, 0)
    os.execvp(command[0], command)
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
with contextlib.suppress(PermissionError):  # the child has done it and is a program by now
    os.setpgid(pid, pid)
before = termios.tcgetattr(0)
os.tcsetpgrp(0, pid)
_, status = os.waitpid(pid, os.WUNTRACED)
assert os.WIFSTOPPED(status), status
os.tcsetpgrp(0, os.getpgrp())
print("stopped", termios.tcgetattr(0) == before, flush=True)
sys.stdin.readline()
os.tcsetpgrp(0, pid)
os.killpg(pid, signal.SIGCONT)
_, status = os.waitpid(pid, 0)
os.tcsetpgrp(0, os.getpgrp())
print("ended", os.waitstatus_to_exitcode(status), termios.tcgetattr(0) == before, flush=True)
"""
"""What a shell does with a job."""


def test_stopping(screens: Screens, tmp_path: Path) -> None:
    """Ctrl-Z stops the command and gives the terminal back; the shell continues it."""
    shell = tmp_path / "shell.py"
    shell.write_text(STOPPING, "utf-8")
    code = (
        "import sys\nprint('ready', flush=True)\nprint('read', sys.stdin.readline())\nsys.exit(4)"
    )
    screen = screens.begin(code, sys.executable, str(shell), *RUN)
    screen.until(b"ready\r\n")
    screen.type(b"\x1a")
    screen.until(b"stopped True")
    screen.type(b"fg\r")
    screen.until(b"fg\r\n")
    screen.type(b"word\r")
    screen.until(b"read word")
    assert screen.finish() == 0
    assert b"ended 4 True" in screen.printed

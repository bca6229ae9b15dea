"""`pulsedev watch` as a job of a shell: stopped, continued, and left without a terminal."""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("Windows has no jobs and no pseudo terminals", allow_module_level=True)

import select
import termios

import pulsedev

PATIENCE = 30.0
"""Seconds until a test gives up."""

DRAWN = b"q quit"
"""The end of a picture."""

EMPTIED = b"\x1b[2J\x1b[H"
"""Empties the screen, and goes to its first line."""


class Terminal:
    """A program at the other end of a terminal."""

    def __init__(self, command: list[str], home: Path, **environ: str) -> None:
        source = str(Path(pulsedev.__file__).parents[1])
        size = {"TERM": "xterm", "COLUMNS": "100", "LINES": "40", "PS1": "$ ", "ENV": ""}
        environment = os.environ | size | {"PYTHONPATH": source, "PULSEDEV_HOME": str(home)}
        environment |= environ
        self.pid, self.end = os.forkpty()
        if self.pid == 0:
            os.execvpe(command[0], command, environment)  # noqa: S606 - our own
        self.shown = b""

    def type(self, keys: bytes) -> None:
        """Press keys; what was shown before them is looked at no more."""
        self.shown = b""
        os.write(self.end, keys)

    def resize(self, *, rows: int, columns: int) -> None:
        """Change the size of the window."""
        termios.tcsetwinsize(self.end, (rows, columns))

    def until(self, wanted: bytes) -> None:
        """Read until this was shown."""
        deadline = time.monotonic() + PATIENCE
        while wanted not in self.shown:
            assert time.monotonic() < deadline, self.shown
            if select.select([self.end], [], [], 0.1)[0]:
                self.shown += os.read(self.end, 65_536)

    def finish(self, *, hung_up: bool = False) -> int:
        """Return how the program ended, by itself or because the window was closed."""
        if hung_up:
            os.close(self.end)
        _, status = os.waitpid(self.pid, 0)
        if not hung_up:
            os.close(self.end)
        return os.waitstatus_to_exitcode(status)


@pytest.fixture
def watch(tmp_path: Path) -> list[str]:
    """Return a command that watches a folder."""
    (tmp_path / "work").mkdir()
    return [sys.executable, "-m", "pulsedev", "watch", str(tmp_path / "work")]


def windows(home: Path) -> list[str]:
    """Return the files of the windows that are there."""
    return [path.name for path in (home / "data" / "windows").iterdir()]


def test_a_job(watch: list[str], tmp_path: Path) -> None:
    """Ctrl-Z gives the terminal back, and the shell's `fg` has picture and keys again."""
    shell = Terminal(["sh", "-i"], tmp_path)
    shell.until(b"$ ")
    shell.type(" ".join(watch).encode() + b"\r")
    shell.until(DRAWN)
    shell.type(b"\x1a")
    shell.until(b"\x1b[?25h")  # the cursor is to be seen
    shell.until(b"$ ")
    shell.type(b"fg\r")
    shell.until(DRAWN)
    shell.type(b"p")
    shell.until(b"noted: making progress")
    shell.type(b"q")
    shell.until(b"$ ")
    shell.type(b"echo it ended with $?\r")
    shell.until(b"it ended with 0")
    shell.type(b"exit\r")
    assert shell.finish() == 0
    assert windows(tmp_path) == []


def test_ctrl_z_where_there_is_no_shell(watch: list[str], tmp_path: Path) -> None:
    """Whom nobody would continue goes on."""
    terminal = Terminal(watch, tmp_path)
    terminal.until(DRAWN)
    terminal.type(b"\x1a")
    terminal.until(DRAWN)
    terminal.type(b"q")
    terminal.until(b"\x1b[?25h")
    assert terminal.finish() == 0


def test_another_size(watch: list[str], tmp_path: Path) -> None:
    """In a terminal that was made narrower the picture begins anew, and no line is too long."""
    terminal = Terminal(watch, tmp_path, COLUMNS="", LINES="")
    terminal.resize(rows=40, columns=90)
    terminal.until(DRAWN)
    terminal.shown = b""
    terminal.resize(rows=24, columns=60)
    terminal.until(EMPTIED)
    _, _, terminal.shown = terminal.shown.rpartition(EMPTIED)
    terminal.until(DRAWN)
    plain = re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", terminal.shown).decode()
    lines = plain.splitlines()
    assert any(line.startswith("test runs") for line in lines)
    assert any(line.startswith("z snooze") for line in lines)
    assert max(map(len, lines)) <= 60
    terminal.type(b"q")
    terminal.until(b"\x1b[?25h")
    assert terminal.finish() == 0


def test_a_window_that_is_closed(watch: list[str], tmp_path: Path) -> None:
    """Where the terminal is gone it ends, and leaves nothing behind."""
    terminal = Terminal(watch, tmp_path)
    terminal.until(DRAWN)
    terminal.type(b"p")
    terminal.until(b"noted")
    assert len(windows(tmp_path)) == 1
    assert terminal.finish(hung_up=True) > 0
    assert windows(tmp_path) == []

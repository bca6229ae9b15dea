"""Somebody works in a terminal: `pulsedev watch` on one, `pulsedev run` in it, git, and saves.

The programs, the repository and its tests are real; only the waiting between two things is not:
the clock is put forward instead, as no machine can tell from working slowly.
"""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.e2e import conftest

from pulsedev.core.events import Kind
from pulsedev.store.disk import DiskStore
from pulsedev.store.listing import Choice, page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulsedev.store.listing import Record

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo terminals of this kind", allow_module_level=True)

PATIENCE_S = 60.0
"""Seconds until a test gives up."""

CLOCK = Path(__file__).with_name("clock")

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")

SUITE = """
import unittest, code_of_mine
class Tests(unittest.TestCase):
    def test_answer(self): self.assertEqual(code_of_mine.answer(), 42)
    def test_other(self): self.assertTrue(True)
unittest.main()
"""


class Desk:
    """A repository, a terminal on which it is watched, and a clock that can be put forward."""

    def __init__(self, folder: Path) -> None:
        self.work, self.home = folder / "kata", folder / "home"
        self._clock = folder / "clock"
        self._added = 0.0
        self._clock.write_text(f"{0:<32}")
        source = conftest.environment(self.home)
        path = os.pathsep.join((str(CLOCK), source["PYTHONPATH"]))
        told = {"PULSEDEV_TEST_CLOCK": str(self._clock), "PYTHONPATH": path}
        self.environment = source | told | {"TERM": "xterm", "COLUMNS": "80", "LINES": "40"}
        self._shown = ""
        self._prepare()
        command = [sys.executable, "-m", "pulsedev", "watch", str(self.work)]
        self._pid, self._end = os.forkpty()
        if self._pid == 0:
            os.execvpe(command[0], command, self.environment)  # noqa: S606 - our own

    def _prepare(self) -> None:
        self.work.mkdir()
        (self.work / "test_code.py").write_text(SUITE, "utf-8")
        (self.work / "code_of_mine.py").write_text("def answer():\n    return 42\n", "utf-8")
        (self.work / ".gitignore").write_text("__pycache__/\n", "utf-8")
        self.git("init", "--quiet")
        self.commit("a")

    def git(self, *words: str) -> None:
        """Run git, which goes by the same clock."""
        me = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
        moment = {"GIT_COMMITTER_DATE": f"{int(self.now)} +0000"}
        command = ["git", *me, *words]
        subprocess.run(command, cwd=self.work, env=os.environ | moment, check=True)  # noqa: S603 - our own

    def commit(self, message: str) -> None:
        """Commit all there is."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "-m", message)

    @property
    def now(self) -> float:
        """The time that all programs see."""
        return time.time() + self._added

    def pass_by(self, seconds: float) -> None:
        """Let time pass, and the display take note of it."""
        before = self.elapsed
        self._added += seconds
        self._clock.write_text(f"{self._added:<32}")
        self.until(lambda: self.elapsed >= before + int(seconds))

    @property
    def picture(self) -> str:
        """The last whole picture that was drawn."""
        while select.select([self._end], [], [], 0.05)[0]:
            self._shown += os.read(self._end, 65_536).decode()
        pictures = ESCAPES.sub("", self._shown).split("kata  ")
        self._shown = self._shown[-65_536:]
        return next((one for one in reversed(pictures) if "q quit" in one), "")

    @property
    def elapsed(self) -> int:
        """The seconds since the start that are shown."""
        found = re.search(r"(\d+):(\d\d):(\d\d) ", self.picture)
        hours, minutes, seconds = map(int, found.groups()) if found else (0, 0, -1)
        return 3600 * hours + 60 * minutes + seconds

    def until(self, holds: object) -> str:
        """Wait until something holds, or until a text is on the picture; return that."""
        deadline = time.monotonic() + PATIENCE_S
        while not (holds() if callable(holds) else str(holds) in self.picture):
            assert time.monotonic() < deadline, (holds, self.picture)
        return self.picture

    def press(self, key: bytes) -> None:
        """Press a key at the display."""
        os.write(self._end, key)

    def save(self, answer: str) -> None:
        """Change the code, and wait until that was seen."""
        before = len(self.kept(Kind.FILE_SAVED))
        code = f"def answer():\n    return {answer}\n"
        (self.work / "code_of_mine.py").write_text(code, "utf-8")
        self.until(lambda: len(self.kept(Kind.FILE_SAVED)) > before)

    def test(self) -> bool:
        """Run the tests; return whether they pass."""
        command = [sys.executable, "-m", "pulsedev", "run", "--", sys.executable, "test_code.py"]
        done = subprocess.run(  # noqa: S603 - our own
            command, cwd=self.work, env=self.environment, capture_output=True, check=False
        )
        return done.returncode == 0

    def kept(self, *kinds: Kind) -> list[Record]:
        """Return the events of some kinds that are kept."""
        with closing(DiskStore.open(self.home / "data", now=self.now)) as store:
            return page(store, Choice(kinds=kinds), 1_000)

    def ask(self, command: str) -> dict[str, object]:
        """Ask the command line for something, as JSON."""
        words = [sys.executable, "-m", "pulsedev", command, "--json"]
        told = subprocess.run(words, env=self.environment, capture_output=True, check=True)  # noqa: S603 - our own
        answer: dict[str, object] = json.loads(told.stdout)
        return answer

    def leave(self) -> int:
        """End the display; return its exit code."""
        self.press(b"q")
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        return os.waitstatus_to_exitcode(status)

    def close(self) -> None:
        """End it, whatever its state."""
        if self._pid:
            os.kill(self._pid, 9)
            os.waitpid(self._pid, 0)
        os.close(self._end)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return a desk at which nothing has happened yet."""
    made = Desk(tmp_path)
    made.until("too early to say")
    yield made
    made.close()


MOST_CYCLES = 30
"""Of more than a minute each; whoever fails for so long is stuck."""


def test_stuck_and_out_of_it(desk: Desk) -> None:
    """Small edits and failing runs are called stuck, with reasons; green and a commit end it."""
    assert desk.test()
    for cycle in range(MOST_CYCLES):
        desk.save(f"40 + {cycle % 2}")
        assert not desk.test()
        desk.pass_by(75)
        if "You may have been stuck" in desk.picture:
            break
    stuck = desk.until("1 right")
    assert re.search(r"● stuck +for \d+ min", stuck), stuck
    assert re.search(r"why +\d+ failed runs in a row", stuck), stuck
    assert "✗ failed, 1 of 2 tests passed" in stuck
    told = desk.ask("status")
    assert told["state"] == "stuck"
    desk.press(b"1")
    desk.until("answered: Right")
    desk.save("6 * 7")
    assert desk.test()
    desk.commit("b")
    desk.until(lambda: desk.kept(Kind.COMMIT_CREATED))
    desk.pass_by(60)
    after = desk.picture
    assert "● neutral" in after, after
    assert "● passed, 2 of 2 tests passed" in after
    (commit,) = desk.kept(Kind.COMMIT_CREATED)
    assert (commit.a, commit.b, commit.c) == (1, 1, 1)
    assert desk.leave() == 0

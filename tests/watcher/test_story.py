"""A real repository with a real test suite, worked on by a script as a person would.

The files, the runs and the commits are real; only the clock is set by the test.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from pulsedev.cli.view import why
from pulsedev.core.events import EventBatch
from pulsedev.core.instructions import Alert, StateChanged
from pulsedev.core.session import Session
from pulsedev.core.states import State
from pulsedev.core.stimuli import Arrived, Tick
from pulsedev.running.noting import batch_of, rows
from pulsedev.running.outcome import Outcome
from pulsedev.running.telling import numbers_of
from pulsedev.watcher import commits
from pulsedev.watcher.ignoring import Ignoring
from pulsedev.watcher.seeing import Seeing

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from tests.watcher.conftest import Git

    from pulsedev.core.instructions import Instruction

START = 1_700_000_000.0
WINDOW = 7

SUITE = """
import unittest, code
class T(unittest.TestCase):
    def test_answer(self): self.assertEqual(code.answer(), 42)
    def test_other(self): self.assertTrue(True)
unittest.main()
"""


class Day:
    """Somebody's work, seen by ``watch`` and ``run``, judged by a session."""

    def __init__(self, work: Path) -> None:
        self.work, self.now = work, START
        self.session = Session()
        self.made: list[Instruction] = []
        self._seq = 0
        self._seeing = Seeing(work, Ignoring(work), bytes(32))
        self._seeing.begin()

    def wait(self, seconds: int) -> None:
        """Let time pass, second by second, as the program does."""
        for _ in range(seconds):
            self.now += 1.0
            if found := self._seeing.tick(self.now):
                self._seq += 1
                t, kind, doc, a, b, c = zip(*found, strict=True)
                after = [at - t[0] for at in t]
                batch = EventBatch.of(
                    self._seq, t0=t[0], t=after, kind=list(map(int, kind)), doc=doc, a=a, b=b, c=c
                )
                self._tell(replace(batch, window=WINDOW))
            self.made += self.session.handle(Tick(self.now))

    def write(self, answer: str) -> None:
        """Change the code and save it."""
        file = self.work / "code.py"
        file.write_text(f"def answer():\n    return {answer}\n", "utf-8")
        self._seeing.written(file, self.now)

    def test(self) -> bool:
        """Run the tests as `pulsedev run` does; return whether they pass."""
        command = [sys.executable, "test_code.py"]
        done = subprocess.run(  # noqa: S603 - our own
            command, cwd=self.work, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        numbers = numbers_of(2, Outcome(done.returncode, 0.9, done.stdout))
        assert (numbers[3], numbers[4]) == ((2, 0) if done.returncode == 0 else (1, 1))
        self._tell(batch_of(rows(*numbers), self.now))
        return done.returncode == 0

    def _tell(self, batch: EventBatch) -> None:
        self.made += self.session.handle(Arrived(batch, self.now))

    @property
    def state(self) -> State:
        """What is believed now."""
        return self.session.current.state


def test_stuck_and_out_of_it(work: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    """Failing runs and small edits are stuck, for reasons; a green run and a commit are not."""
    monkeypatch.setattr(commits, "FRESH_S", float("inf"))  # git has a clock of its own
    git("status")
    (work / "test_code.py").write_text(SUITE, "utf-8")
    (work / "code.py").write_text("def answer():\n    return 6 * 7\n", "utf-8")
    git("add", "-A")
    git("commit", "-m", "a")
    day = Day(work)
    assert day.test()
    day.wait(60)
    for minute in range(35):
        day.write(f"40 + {minute % 2}")
        day.wait(20)
        assert not day.test()
        day.wait(60)
        if day.state is State.STUCK and any(isinstance(one, Alert) for one in day.made):
            break
    assert day.state is State.STUCK
    reasons = why(day.session.current)
    assert any("failed runs in a row" in reason for reason in reasons), reasons
    likely = day.session.current.p_stuck
    (alert,) = [one for one in day.made if isinstance(one, Alert)]
    assert alert.window == WINDOW
    day.write("42")
    day.wait(20)
    assert day.test()
    git("commit", "-a", "-m", "b")
    day.wait(30)
    last = [one for one in day.made if isinstance(one, StateChanged)][-1]
    assert last.state is not State.STUCK
    assert last.p_stuck < likely

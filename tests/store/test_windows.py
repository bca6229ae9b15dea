"""Presence and lease among real processes that are killed, that hang, and that quit."""

from __future__ import annotations

import os
import queue
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from pulsedev.store import lease
from pulsedev.store.presence import FOLDER, others

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = Path(__file__).with_name("window.py")
SOURCE = Path(__file__).parents[2] / "daemon"

ROUNDS = int(os.environ.get("PULSEDEV_TEST_ROUNDS", "20"))
"""How often many begin at the same moment."""

HANDED_OVER_S = 5.0
"""What is promised."""

HANDOVERS = 20
"""From one to the next, of those who hang at random."""

ANSWER_S = 60.0
"""Far longer than a busy machine takes; only a failure takes as long."""


class Child:
    """A window's process, as the test sees it."""

    def __init__(self, folder: Path, number: int, speed: float) -> None:
        self.number = number
        self.process = subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, str(SCRIPT), str(folder), str(number), str(speed)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
        )
        self.lines: queue.Queue[str] = queue.Queue()
        self.heard: list[tuple[str, ...]] = []
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def tell(self, *commands: str) -> None:
        """Say what to do next."""
        assert self.process.stdin
        self.process.stdin.write("".join(f"{command}\n" for command in commands))
        self.process.stdin.flush()

    def hear(self, word: str, within: float = ANSWER_S) -> tuple[str, ...]:
        """Wait for the answer that begins with this word; return what else it says."""
        deadline = time.monotonic() + within
        while True:
            line = self.lines.get(timeout=max(0.0, deadline - time.monotonic()))
            self.heard.append(tuple(line.split()))
            if self.heard[-1][0] == word:
                return self.heard[-1][1:]

    def ask(self, command: str, word: str) -> tuple[str, ...]:
        """Say what to do, and wait for the answer that begins with this word."""
        self.tell(command)
        return self.hear(word)

    def numbers(self, word: str) -> list[int]:
        """Return what was said with this word, up to the last answer that was waited for."""
        return [int(rest[0]) for first, *rest in self.heard if first == word]

    def close(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        self.process.wait()
        self.reader.join()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe
            pipe.close()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.put(line)


Start = Callable[..., list[Child]]
"""What starts so many processes, all of them ready, with clocks that fast."""


@pytest.fixture(autouse=True)
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Make a database with what windows share, and a table of what brains write."""
    database = sqlite3.connect(tmp_path / "pulsedev.db", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE lease (id INTEGER PRIMARY KEY, owner INTEGER, term INTEGER)")
    database.execute("CREATE TABLE judged (term INTEGER, window INTEGER)")
    yield database
    database.close()


@pytest.fixture
def windows(tmp_path: Path) -> Iterator[Start]:
    """Return what starts processes; they end with the test."""
    started: list[Child] = []

    def start(count: int, speed: float = 1.0) -> list[Child]:
        first = len(started) * 10 + 1
        new = [Child(tmp_path, first + 10 * index, speed) for index in range(count)]
        started.extend(new)
        for child in new:
            child.hear("ready")
        return new

    yield start
    for child in started:
        child.close()


def terms(children: list[Child]) -> dict[int, int]:
    """Return who took the lease in each term, of which each has one."""
    taken = [(term, child.number) for child in children for term in child.numbers("took")]
    assert max(Counter(term for term, _ in taken).values(), default=0) <= 1
    return dict(taken)


def first_to_take(children: list[Child], within: float) -> Child:
    """Wait until one of those who run takes the lease."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        for child in children:
            try:
                child.hear("took", 0.01)
            except queue.Empty:
                continue
            return child
    raise AssertionError(f"nobody took the lease within {within} s")


def test_many_begin_at_once(windows: Start) -> None:
    """Of sixteen that begin at the same moment one judges, each time, and all agree on which."""
    children = windows(16)
    for term in range(1, ROUNDS + 1):
        for child in children:
            child.tell("begin", "look")
        believed = {child.hear("lease") for child in children}
        assert believed == {(str(terms(children)[term]), str(term))}
        for child in children:
            child.ask("leave", "left")
    assert len(terms(children)) == ROUNDS


def test_killed(windows: Start, connection: sqlite3.Connection) -> None:
    """Once the one that judges was killed, whoever looks next judges."""
    first, second, third = windows(3)
    for child in (first, second, third):
        child.ask("begin", "begun")
        child.ask("look", "lease")
    first.close()
    second.ask("look", "lease")
    third.ask("look", "lease")
    assert terms([first, second, third]) == {1: first.number, 2: second.number}
    assert (second.numbers("dead"), third.numbers("dead")) == ([first.number], [])
    assert lease.read(connection) == lease.Lease(second.number, 2)


def test_killed_at_work(windows: Start) -> None:
    """Among those who tick, too, a killed one is followed in time."""
    children = windows(3)
    for child in children:
        child.ask("begin", "begun")
        child.tell("run 1.0")
    brain = first_to_take(children, ANSWER_S)
    while len(children) > 1:
        children.remove(brain)
        brain.close()
        brain = first_to_take(children, HANDED_OVER_S)


def test_stopped(windows: Start, connection: sqlite3.Connection) -> None:
    """One that hangs is followed in time; awake again it can't write, and follows."""
    first, second = windows(2)
    for child in (first, second):
        child.ask("begin", "begun")
    first.ask("look", "lease")
    first.ask("write", "wrote")
    psutil.Process(first.process.pid).suspend()
    second.tell("run 1.0")
    first_to_take([second], HANDED_OVER_S)
    second.ask("stop", "ran")
    psutil.Process(first.process.pid).resume()
    first.ask("write", "refused")
    assert first.ask("look", "lease") == (str(second.number), "2")
    rows = connection.execute("SELECT DISTINCT term, window FROM judged").fetchall()
    assert sorted(rows) == [(1, first.number), (2, second.number)]
    assert second.numbers("dead") == []


def test_left(windows: Start, tmp_path: Path) -> None:
    """Who quits hands over at the next look, and is nobody's dead."""
    first, second = windows(2)
    first.tell("begin", "look", "leave")
    first.hear("left")
    assert list((tmp_path / FOLDER).iterdir()) == []
    second.tell("begin", "look")
    assert second.hear("lease") == (str(second.number), "2")
    assert second.numbers("dead") == []


def test_all_stall_at_random(windows: Start, connection: sqlite3.Connection) -> None:
    """However they hang, each term has one owner, and nobody else writes in it."""
    children = windows(5, 20.0)
    for child in children:
        child.tell("begin", f"run 0.02 {child.number}")
    for _ in range(HANDOVERS):
        first_to_take(children, ANSWER_S)
    for child in children:
        child.tell("stop")
    refused = sum(int(child.hear("ran")[0]) for child in children)
    assert refused
    rows = connection.execute("SELECT DISTINCT term, window FROM judged").fetchall()
    assert len(rows) >= HANDOVERS // 2
    owners = terms(children)
    assert len(owners) == lease.read(connection).term
    assert all(owners[term] == window for term, window in rows)


def test_nothing_is_left(windows: Start, tmp_path: Path) -> None:
    """Of a hundred, a third killed, nothing is left as soon as somebody has looked."""
    children = windows(20)
    for child in children:
        child.ask("begin 5", "begun")
    assert len(others(tmp_path, 0).alive) == 100
    killed, quitting = children[:7], children[7:]
    for child in killed:
        child.close()
    for child in quitting:
        child.ask("leave", "left")
    dead = {child.number + index for child in killed for index in range(5)}
    found = others(tmp_path, 0)
    assert (found.alive, set(found.dead)) == ((), dead)
    assert list((tmp_path / FOLDER).iterdir()) == []
    assert others(tmp_path, 0).dead == ()

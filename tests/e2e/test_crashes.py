"""A daemon that is killed at any moment under load has lost nothing that it said was on disk."""

from __future__ import annotations

import os
import queue
import shutil
import sqlite3
import statistics
import sys
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

from pulsedev.store.disk import DiskStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from tests.e2e.conftest import Client

FEW = 5
ROUNDS = int(os.environ.get("PULSEDEV_TEST_KILLS", FEW))
"""How often a daemon is killed; of more than a few, the figures are said."""

AT_ONCE = 10
"""Kills of daemons that share a store; more than a day's work is in it by then."""

LONGEST_LIFE = 0.5
"""Seconds that a daemon is fed before it is killed, at most."""

BURST = 8
"""Batches between two questions; an editor sends one a second."""

MORE_S = 2.0
"""Seconds that the first answer may take longer than after a good end."""


@dataclass
class Figures:
    """What came of some kills: events and seconds."""

    said: int = 0
    kept: int = 0
    after_kill: list[float] = field(default_factory=list)
    after_end: list[float] = field(default_factory=list)


def begin(start: Callable[..., Client], home: str) -> tuple[Client, float]:
    """Start a daemon; return it with the seconds until it has answered for the first time."""
    began = time.perf_counter()
    client = start(home=home)
    client.initialize()
    client.status()
    return client, time.perf_counter() - began


def killed(client: Client, some: Random) -> tuple[int, int]:
    """Feed a daemon and kill it; return how many events it took and how many it said to have."""
    deadline = time.perf_counter() + some.random() * LONGEST_LIFE
    while time.perf_counter() < deadline:
        sent = feed(client, some)
        assert client.status()["stored"] <= sent
    # In the middle of what it does next, with a question that it may still answer.
    sent = feed(client, some)
    client.send("pulsedev/status", id="last")
    deadline = time.perf_counter() + some.random() * 0.05
    while time.perf_counter() < deadline:
        pass
    client.process.kill()
    client.wait()
    with suppress(AssertionError, queue.Empty):  # the end of its output
        client.until(lambda message: message.get("id") == "last")
    answers: list[Any] = [frame.message() for frame in client.received]
    said = [answer["result"]["stored"] for answer in answers if "stored" in str(answer)]
    return client.typed, max(said)


def feed(client: Client, some: Random) -> int:
    """Send some batches as fast as they are taken; return how many events there were in all."""
    for _ in range(some.randrange(1, BURST)):
        client.type(some.randrange(1, 12))
    return client.typed


def sound(data: Path, copy: Path) -> int:
    """Look into a copy of what is left, as a look would mend it; return how many events it has."""
    copy.mkdir()
    for name in ("pulsedev.db", "pulsedev.db-wal"):
        with suppress(FileNotFoundError):
            shutil.copy(data / name, copy / name)
    with closing(sqlite3.connect(copy / "pulsedev.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with closing(DiskStore.open(copy, now=0.0, keep_days=0)) as store:
        assert store.notices == []
        events = store.kept().events
    shutil.rmtree(copy)
    return events


def kill_some(start: Callable[..., Client], home: str, kills: int, some: Random) -> Figures:
    """Kill daemons that share a store one after the other; see what is left of each."""
    figures = Figures()
    client, _ = begin(start, home)
    for _ in range(kills):
        taken, said = killed(client, some)
        client.close()
        kept = sound(client.home / "data", client.home / "copy")
        assert said <= kept - figures.kept <= taken
        figures.said, figures.kept = figures.said + said, kept
        client, took = begin(start, home)
        figures.after_kill.append(took)
    client.hang_up()
    assert client.wait() == 0
    client.close()
    client, took = begin(start, home)
    client.close()
    figures.after_end.append(took)
    # Mending that took long would take long each time; other work on the machine does not.
    assert min(figures.after_kill) < took + MORE_S
    return figures


def test_killed_at_random_moments_under_load(
    start: Callable[..., Client], capsys: pytest.CaptureFixture[str]
) -> None:
    """What was told to be stored is there, the database is sound, and the next start is quick."""
    some = Random(int(os.environ.get("PULSEDEV_TEST_SEED", "4")))  # noqa: S311 - no secret
    parts = [
        kill_some(start, f"home-{first}", min(AT_ONCE, ROUNDS - first), some)
        for first in range(0, ROUNDS, AT_ONCE)
    ]
    said = sum(part.said for part in parts)
    assert said > ROUNDS
    if ROUNDS > FEW:
        with capsys.disabled():
            sys.stdout.write(
                f"\n{ROUNDS} kills; {said} events were said to be stored, and"
                f" {sum(part.kept for part in parts)} were; the first answer comes after"
                f" {spread([took for part in parts for took in part.after_kill])}, after a good"
                f" end {spread([took for part in parts for took in part.after_end])}\n"
            )


def spread(times: list[float]) -> str:
    """Say how long something took."""
    return f"{statistics.median(times):.2f} s (longest {max(times):.2f} s)"

"""A process that is killed at any moment loses nothing that was acknowledged."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from pulsedev.store.disk import DiskStore

if TYPE_CHECKING:
    import pytest

SCRIPT = Path(__file__).with_name("writer.py")
SOURCE = Path(__file__).parents[2] / "daemon"

FEW = 25
ROUNDS = int(os.environ.get("PULSEDEV_TEST_KILLS", FEW))
"""How often a process is killed; of more than a few, the figures are said."""

LONGEST_LIFE = 120
"""Lines that a process says before it is killed, at most."""

MORE_S = 2.0
"""Seconds that opening may take longer than after a good end."""


def killed(folder: Path, some: Random) -> tuple[int, int]:
    """Let a process write and kill it at a random moment; return its window and what it kept."""
    child = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, str(SCRIPT), str(folder), str(some.randrange(10**6))],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    with child:
        assert child.stdout
        said = [child.stdout.readline() for _ in range(some.randrange(1, LONGEST_LIFE))]
        # Somewhere in what it does next, which takes up to some milliseconds.
        deadline = time.perf_counter() + some.random() * 0.02
        while time.perf_counter() < deadline:
            pass
        child.kill()
        said += child.stdout.readlines()
    words = [line.split() for line in said if line.endswith("\n")]
    assert words, "it never began"
    assert words[0][0] == "opened"
    return int(words[0][1]), max((int(seq) for word, seq in words if word == "kept"), default=0)


def opening(folder: Path) -> float:
    """Open and close; return the seconds that opening takes."""
    start = time.perf_counter()
    with closing(DiskStore.open(folder, now=0.0)) as store:
        took = time.perf_counter() - start
        assert store.notices == []
    return took


def test_killed_at_random_moments(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was acknowledged is there, the database is sound, and opens as quickly as ever."""
    some = Random(int(os.environ.get("PULSEDEV_TEST_SEED", "4")))  # noqa: S311 - no secret
    DiskStore.open(folder, now=0.0).close()
    after_kill, after_end, acknowledged = [], [], 0
    for _ in range(ROUNDS):
        window, kept = killed(folder, some)
        after_kill.append(opening(folder))
        after_end.append(opening(folder))
        with closing(DiskStore.open(folder, now=0.0, keep_days=0)) as store:
            found = [one.batch.seq for one in store.arrivals() if one.batch.window == window]
            assert sorted(found) == list(range(1, len(found) + 1))
            assert len(found) >= kept
            check = store.connection.execute("PRAGMA integrity_check").fetchall()
            assert check == [("ok",)]
        acknowledged += kept
    assert acknowledged > ROUNDS
    assert max(after_kill) < max(after_end) + MORE_S
    if ROUNDS > FEW:
        with capsys.disabled():
            sys.stdout.write(
                f"\n{ROUNDS} kills, {acknowledged} batches acknowledged, none lost; opening takes"
                f" {spread(after_kill)}, after a good end {spread(after_end)}\n"
            )


def spread(times: list[float]) -> str:
    """Say how long something took."""
    return f"{statistics.median(times) * 1000:.1f} ms (longest {max(times) * 1000:.1f} ms)"

"""Small made-up data sets with labels, in the formats of the real ones."""

from __future__ import annotations

import csv
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pulsedev.core.features import COLUMN, SCHEMA
from pulsedev.evaluation.moments import Moments
from pulsedev.evaluation.segments import RATIOS
from pulsedev.evaluation.watching import Watched

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pulsedev.training.dataset import Flags, Floats

RUNS = ("session", "dojo", "colour", "lines_edited", "secs_since_prev")


def write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    """Write a table and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return path


def katas(path: Path, dojos: range, seed: int = 7) -> Path:
    """Write two sessions a dojo, in some of which nothing passes for long; return the file."""
    random, rows = Random(seed), list[tuple[object, ...]]()  # noqa: S311 - made-up runs, no secret
    for session in range(2 * dojos.start, 2 * dojos.stop):
        trouble = random.random() < 0.5
        for _ in range(30):
            passes = random.random() < (0.05 if trouble else 0.4)
            colour = "green" if passes else random.choice(["red", "amber"])
            lines = random.randrange(10)
            rows.append((session, f"D{session // 2}", colour, lines, random.randrange(20, 200)))
    return write(path, RUNS, rows)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the recordings of eight dojos."""
    path = tmp_path_factory.mktemp("evaluation") / "data"
    katas(path / "runs.csv", range(8))
    return path


def people(rows: Floats, outcome: Flags, each: int) -> Moments:
    """Return moments of people with so many each, a minute apart, in one recording a person."""
    count = len(outcome) // each
    at = np.tile(60.0 * np.arange(each), count)
    group = np.repeat(np.arange(count), each)
    watched = []
    for person in range(count):
        mine = group == person
        watched.append(
            Watched(
                group=f"p{person}",
                name=f"r{person}",
                rows=rows[mine],
                at=at[mine],
                answer=outcome[mine].astype(float),
                prior=np.zeros(each),
                smoothed=np.zeros(each),
                shown=np.zeros(each, bool),
                segments=np.empty((0, 1 + len(RATIOS))),
                marks=at[mine & outcome],
                alerts=np.empty(0),
                line=np.empty((0, 3)),
                active_hours=each / 60.0,
                unseen=0,
            )
        )
    none = np.zeros(len(outcome))
    return Moments(rows, outcome, group, group, at, none, none, tuple(watched))


def noise(count: int, seed: int) -> Floats:
    """Return rows of all columns without any meaning."""
    return np.random.default_rng(seed).random((count, len(SCHEMA)))


def told_by(column: str, rows: Floats, seed: int) -> Flags:
    """Return answers that a column tells, though not for sure."""
    values = rows[:, COLUMN[column]]
    scatter = np.random.default_rng(seed).normal(0.0, 0.25, len(values))
    answers: Flags = values + scatter > 0.6
    return answers

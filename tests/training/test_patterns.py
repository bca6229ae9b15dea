"""Kinds of stretches are found in made-up work, and are the same in the daemon as in training."""

from __future__ import annotations

from math import isnan, nan
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.training.moments import moments, say

from pulsedev.core.labels import Source
from pulsedev.core.patterns import Ending, StretchKind
from pulsedev.training.clusters import MARKERS, ROWS, clusters, kind_of, means, segments
from pulsedev.training.endings import endings
from pulsedev.training.patterns import FEWEST, fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.core.patterns import Patterns
    from pulsedev.training.dataset import Dataset

WRITING, DEBUGGING, SEARCHING = (
    StretchKind.WRITING,
    StretchKind.DEBUGGING,
    StretchKind.SEARCHING,
)

MONTH = [WRITING, WRITING, DEBUGGING, SEARCHING] * 8
"""Quarters of an hour; every four of them are a stretch."""


def work(kinds: Sequence[StretchKind], *, odd: float = 0.0, seed: int = 5) -> Dataset:
    """Return a stretch of work for each four quarters, each with its kind's columns high.

    The first row of all steps ``odd`` times a minute; a tenth of all is unknown.
    """
    random = np.random.default_rng(seed)
    of_row = np.repeat(np.array(kinds), ROWS)
    columns = {}
    for name, kind in MARKERS.items():
        values = np.where(of_row == kind, 3.0, 1.0) + random.normal(0.0, 0.3, len(of_row))
        columns[name] = np.where(random.random(len(of_row)) < 0.1, nan, values)
    columns["step_rate.15m"][0] += odd
    columns |= {name: np.full(len(of_row), nan) for name in ("since_green", "since_commit")}
    columns["failed_run_streak"] = np.zeros(len(of_row))
    return moments(columns, [row // (4 * ROWS) for row in range(len(of_row))])


def fitted(dataset: Dataset) -> Patterns:
    """Return the kinds of a dataset that has some."""
    found = fit(dataset)
    assert found is not None
    return found


def told(patterns: Patterns, kind: StretchKind) -> tuple[int, float, float, int]:
    """Return what is known of a kind: its count, minutes, share of stuck, and ending."""
    index = patterns.kinds.index(kind)
    columns = (patterns.counts, patterns.minutes, patterns.stuck, patterns.ended)
    count, minutes, stuck, ended = (column[index] for column in columns)
    return int(count), minutes, stuck, int(ended)


def test_kinds_are_found_with_their_length() -> None:
    """Three ways of working make three kinds, each with its name, number and median length."""
    patterns = fitted(work(MONTH))
    assert sorted(patterns.kinds) == sorted([WRITING, DEBUGGING, SEARCHING])
    assert told(patterns, WRITING)[:2] == (16, 30.0)
    assert told(patterns, DEBUGGING)[:2] == (8, 15.0)
    assert all(map(isnan, patterns.stuck))
    assert set(patterns.ended) == {Ending.UNKNOWN}


def test_the_daemon_finds_the_centre_that_scikit_learn_finds() -> None:
    """For each row and each segment's mean, the nearest centre is the one that predict tells."""
    dataset = work(MONTH, odd=1e6)
    patterns, starts = fitted(dataset), segments(dataset.stretch)
    found = clusters(dataset, starts)
    assert found is not None
    told_of_rows = found.nearest(dataset, range(len(dataset)))
    assert [patterns.nearest(row) for row in dataset.rows.tolist()] == told_of_rows
    points = means(dataset, starts, dataset.columns)
    at = [dataset.columns.index(name) for name in found.columns]
    told_of_segments = found.pipeline.predict(points[:, at]).tolist()
    assert [patterns.nearest(row) for row in points.tolist()] == told_of_segments


def test_the_same_work_gives_the_same_kinds() -> None:
    """Nothing in it is left to chance."""
    assert repr(fit(work(MONTH))) == repr(fit(work(MONTH)))


def test_one_odd_quarter_is_no_kind() -> None:
    """A number beyond all others doesn't take a kind for itself."""
    patterns = fitted(work(MONTH, odd=1e6))
    assert sorted(patterns.kinds) == sorted([WRITING, DEBUGGING, SEARCHING])
    assert min(patterns.counts) >= 7


def test_too_little_work_has_no_kinds() -> None:
    """With fewer segments than are needed there is nothing."""
    assert fit(work(MONTH[: FEWEST - 1])) is None
    assert fit(work(MONTH[:FEWEST])) is not None


def test_work_that_is_always_the_same_has_no_kinds() -> None:
    """Where all segments are alike, or nothing of them is known, there is nothing."""
    rows = FEWEST * ROWS
    stretch = [0] * rows
    alike = moments({name: np.ones(rows) for name in MARKERS}, stretch)
    assert fit(alike) is None
    assert fit(moments({}, stretch)) is None
    assert fit(moments({}, [])) is None


def test_a_column_that_is_mostly_unknown_tells_nothing_apart() -> None:
    """A column that less than half of the segments have is left out, and makes no warning."""
    dataset = work(MONTH)
    dataset.column("error_age")[ROWS:] = nan
    found = clusters(dataset, segments(dataset.stretch))
    assert found is not None
    assert "error_age" not in found.columns


def test_a_centre_that_nothing_marks_has_no_name() -> None:
    """What lies near this person's mean is something else."""
    assert kind_of(np.full(len(MARKERS), 0.1), tuple(MARKERS)) is StretchKind.OTHER


def test_every_kind_but_other_has_a_column() -> None:
    """No name waits for a mark that there is not."""
    assert set(MARKERS.values()) == set(StretchKind) - {StretchKind.OTHER}


def test_the_share_of_stuck_is_of_what_the_person_said() -> None:
    """Rows without a word, and those of weak labels, count for nothing."""
    dataset = work(MONTH)
    say(dataset, slice(60, 70), 1.0)
    say(dataset, slice(70, 90), 0.0)
    say(dataset, slice(180, 210), 1.0, Source.WEAK)
    patterns = fitted(dataset)
    assert told(patterns, DEBUGGING)[2] == pytest.approx(1 / 3)
    assert isnan(told(patterns, WRITING)[2])


def test_what_mostly_ended_stuck_stretches_is_learned() -> None:
    """Three stuck stretches of searching that breaks ended tell of searching, and of it alone."""
    dataset = work(MONTH)
    for stretch in range(3):
        end = 4 * ROWS * (stretch + 1)
        say(dataset, slice(end - 20, end - 5), 1.0)
    patterns = fitted(dataset)
    assert told(patterns, SEARCHING)[3] == Ending.BREAK
    assert told(patterns, WRITING)[3] == Ending.UNKNOWN


def clocks(**events: tuple[str, list[float]]) -> Dataset:
    """Return two stretches of 50 rows, stuck from row 5 to 9, with some columns' values there."""
    columns: dict[str, list[float]] = {
        "since_green": [600.0 + 30.0 * row for row in range(100)],
        "since_commit": [nan] * 100,
        "failed_run_streak": [0.0] * 100,
    }
    dataset = moments(columns | dict(events.values()), [0] * 50 + [1] * 50)
    say(dataset, slice(5, 10), 1.0)
    return dataset


def falls(row: int, before: float = 900.0) -> list[float]:
    """Return a clock that is set to zero at a row."""
    return [before + 30.0 * at if at < row else 30.0 * (at - row) for at in range(100)]


@pytest.mark.parametrize(
    ("events", "ending"),
    [
        ({}, Ending.UNKNOWN),
        ({"run": ("since_green", falls(12))}, Ending.PASSED_RUN),
        ({"commit": ("since_commit", falls(12))}, Ending.COMMIT),
        ({"commit": ("since_commit", falls(12, nan))}, Ending.COMMIT),
        (
            {"run": ("since_green", falls(14)), "commit": ("since_commit", falls(12))},
            Ending.COMMIT,
        ),
        ({"run": ("since_green", falls(8))}, Ending.UNKNOWN),
        ({"run": ("since_green", falls(31))}, Ending.UNKNOWN),
        (
            {"run": ("since_green", falls(12, nan)), "failed": ("failed_run_streak", [1.0] * 100)},
            Ending.UNKNOWN,
        ),
    ],
)
def test_what_came_first_within_ten_minutes_ended_it(
    events: dict[str, tuple[str, list[float]]], ending: Ending
) -> None:
    """A run that passed or a commit, whichever came first, and nothing that was before or later."""
    assert endings(clocks(**events)) == [(9, ending)]


def test_a_break_is_an_end_and_the_end_of_all_is_unknown() -> None:
    """The end of a stretch is a break where another one followed."""
    dataset = clocks()
    say(dataset, slice(40, 45), 1.0)
    say(dataset, slice(95, 100), 1.0)
    assert endings(dataset) == [(9, Ending.UNKNOWN), (44, Ending.BREAK), (99, Ending.UNKNOWN)]


def test_stuck_again_is_no_end() -> None:
    """Where the next stuck stretch begins before anything came, nothing ended the first."""
    dataset = clocks(run=("since_green", falls(20)))
    say(dataset, slice(12, 16), 1.0)
    assert endings(dataset) == [(9, Ending.UNKNOWN), (15, Ending.PASSED_RUN)]

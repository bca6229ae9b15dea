"""Habits of committing are learned from the clocks of made-up work."""

from __future__ import annotations

from dataclasses import replace
from math import isnan, nan
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.training.moments import moments

from pulsedev.core.commits import LARGE, MIDDLE
from pulsedev.training.commits import CHARS, FEWEST, TIME, commits, fit

if TYPE_CHECKING:
    from pulsedev.core.commits import CommitHabits
    from pulsedev.training.dataset import Dataset, Floats

EVERY = 40
"""Rows from commit to commit: twenty minutes."""

COUNT = 10


def work(count: int = COUNT, *, after: float = 0.0) -> Dataset:
    """Return a stretch with a commit every twenty minutes, the n-th after n hundred characters.

    What is uncommitted is ``after`` right after a commit.
    """
    rows = count * EVERY + EVERY // 2
    number, since = np.divmod(np.arange(rows), EVERY)
    fresh = (since == 0) & (number > 0)
    last = (since + 1) / EVERY
    return moments(
        {
            CHARS: np.where(fresh, after, np.round(100.0 * (number + 1) * last)),
            TIME: np.where(fresh, after, 30.0 * since),
            "since_commit": np.where(number > 0, 30.0 * since, nan),
            "failed_run_streak": np.zeros(rows),
        },
        [0] * rows,
    )


def fitted(dataset: Dataset) -> CommitHabits:
    """Return the habits of a dataset that has some."""
    found = fit(dataset)
    assert found is not None
    return found


def streak(dataset: Dataset) -> Floats:
    """Return the column of failed runs, to write in."""
    return dataset.column("failed_run_streak")


@pytest.mark.parametrize("after", [0.0, nan])
def test_size_and_age_are_those_before_each_commit(after: float) -> None:
    """A commit puts what is uncommitted back; what it was before is the habit."""
    dataset = work(after=after)
    assert commits(dataset).tolist() == [EVERY * n for n in range(1, COUNT + 1)]
    habits = fitted(dataset)
    assert habits.count == COUNT
    assert [habits.sizes[MIDDLE], habits.sizes[LARGE]] == pytest.approx([550.0, 910.0], rel=0.05)
    assert set(habits.intervals) == {1_170.0}
    assert (habits.followed, habits.failed) == (0.0, 0.0)


def test_a_break_is_no_commit() -> None:
    """What begins anew with a stretch of work was not committed."""
    dataset = work()
    dataset.stretch[EVERY:] = 1
    assert len(commits(dataset)) == COUNT - 1


def test_too_few_commits_are_no_habit() -> None:
    """With fewer commits than are needed there is nothing, nor where their size is unknown."""
    assert fit(work(FEWEST - 1)) is None
    assert fit(work(FEWEST)) is not None
    unsized = work()
    unsized.column(CHARS)[:] = nan
    assert fit(unsized) is None
    assert fit(moments({CHARS: [], TIME: []}, [])) is None


def test_without_the_columns_there_is_no_habit() -> None:
    """A dataset of a schema that doesn't tell what is uncommitted gives nothing."""
    dataset = work()
    kept = [name for name in dataset.columns if name not in {CHARS, TIME}]
    places = [dataset.columns.index(name) for name in kept]
    bare = replace(dataset, columns=tuple(kept), rows=dataset.rows[:, places])
    assert fit(bare) is None


def test_a_commit_soon_after_a_commit_follows_it() -> None:
    """Another commit within ten minutes counts, also one of nothing that was seen."""
    dataset = work()
    since = dataset.column("since_commit")
    for commit, waited in ((2 * EVERY, 10), (4 * EVERY, 30)):
        since[commit + waited : commit + EVERY] -= 30.0 * waited
        dataset.column(TIME)[commit : commit + waited + 1] = 0.0
    assert fitted(dataset).followed == 0.1


def test_a_run_that_fails_soon_after_a_commit_counts() -> None:
    """A failing run within a quarter of an hour counts, once for each commit."""
    dataset = work()
    streak(dataset)[EVERY + 10 : EVERY + 12] = 1.0
    streak(dataset)[EVERY + 12 : EVERY + 20] = 2.0
    streak(dataset)[3 * EVERY + 35 : 4 * EVERY] = 1.0
    assert fitted(dataset).failed == 0.1


def test_where_no_run_is_known_nothing_is_claimed_of_failures() -> None:
    """Without any run the share of failures is unknown."""
    dataset = work()
    streak(dataset)[:] = nan
    assert isnan(fitted(dataset).failed)

"""Learns how one person commits, from the clocks of their moments alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pulsedev.core.commits import SHARES, CommitHabits
from pulsedev.training.clocks import renewed

if TYPE_CHECKING:
    from pulsedev.training.dataset import Dataset, Flags, Floats, Whole

FEWEST = 8
"""Commits; of fewer, one in ten is none."""

SOON = 600.0
"""Seconds after a commit in which another one adds to it, as people do who take small steps."""

LATER_FAILED = 900.0
"""Seconds after a commit in which a run that fails may be due to it."""

CHARS, TIME = "uncommitted_chars", "uncommitted_time"
"""The columns that a commit puts back: characters, and active seconds."""


def fit(dataset: Dataset) -> CommitHabits | None:
    """Learn the habits; None with fewer than FEWEST commits, or without the columns for it."""
    if not {CHARS, TIME} <= set(dataset.columns):
        return None
    rows = commits(dataset)
    chars, seconds = dataset.column(CHARS)[rows - 1], dataset.column(TIME)[rows - 1]
    if np.count_nonzero(~np.isnan(chars)) < FEWEST:
        return None
    return CommitHabits(
        _quantiles(chars),
        _quantiles(seconds),
        _share_followed(dataset, rows, renewed(dataset, "since_commit"), SOON),
        _failed(dataset, rows),
        len(rows),
    )


def commits(dataset: Dataset) -> Whole:
    """Return the first row after each commit of changes that were seen, by index.

    Before it, something was uncommitted; with it, the age of that falls or is none.
    """
    before, now = dataset.column(TIME)[:-1], dataset.column(TIME)[1:]
    fell = (now < before) & (dataset.stretch[1:] == dataset.stretch[:-1])
    return 1 + np.flatnonzero((before > 0.0) & (fell | renewed(dataset, "since_commit")[1:]))


def _quantiles(values: Floats) -> tuple[float, ...]:
    found: list[float] = np.quantile(values[~np.isnan(values)], SHARES).tolist()
    return tuple(found)


def _failed(dataset: Dataset, rows: Whole) -> float:
    """Return the share of commits after which a run failed; NaN where no run was ever judged."""
    streak = dataset.column("failed_run_streak")
    if np.isnan(streak).all():
        return np.nan
    rose = np.zeros(len(dataset), np.bool_)
    before = np.nan_to_num(streak[:-1], nan=0.0)
    rose[1:] = (streak[1:] > before) & (dataset.stretch[1:] == dataset.stretch[:-1])
    return _share_followed(dataset, rows, rose, LATER_FAILED)


def _share_followed(dataset: Dataset, rows: Whole, happened: Flags, within: float) -> float:
    """Return the share of rows after which something happened, within seconds of the clock."""
    times = dataset.at[happened]
    following = np.searchsorted(times, dataset.at[rows], side="right")
    found = following < len(times)
    waited = times[following[found]] - dataset.at[rows[found]]
    return float(np.count_nonzero(waited <= within) / len(rows))

"""What came when the person, by their own word, was no longer stuck."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from pulsedev.core.patterns import Ending
from pulsedev.training.clocks import renewed
from pulsedev.training.dataset import Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pulsedev.training.dataset import Dataset, Flags

WITHIN = 600.0
"""Seconds after the last stuck row; what comes later has little to do with it."""

FEWEST_ENDINGS = 3
"""Stuck stretches of a kind; what happened once or twice is no habit."""

STUCK = 0.5
"""From here on a label rather says stuck than not."""


def endings(dataset: Dataset) -> list[tuple[int, Ending]]:
    """Return the last row of each stuck stretch, by index, and what came within WITHIN of it."""
    said = dataset.said[Target.STUCK]
    stuck = said.evaluates & (said.y > STUCK)
    calm = dataset.column("failed_run_streak") == 0.0
    passed = renewed(dataset, "since_green") & calm
    committed = renewed(dataset, "since_commit")
    return [
        (last, _came(dataset, last, stuck, passed, committed)) for last in _last(dataset, stuck)
    ]


def _last(dataset: Dataset, stuck: Flags) -> Iterator[int]:
    for row in np.flatnonzero(stuck).tolist():
        after = row + 1
        goes_on = after < len(dataset) and stuck[after]
        if not goes_on or dataset.stretch[after] != dataset.stretch[row]:
            yield row


def _came(dataset: Dataset, last: int, stuck: Flags, passed: Flags, committed: Flags) -> Ending:
    for row in range(last + 1, len(dataset)):
        if dataset.stretch[row] != dataset.stretch[last]:
            return Ending.BREAK
        if stuck[row] or dataset.at[row] - dataset.at[last] > WITHIN:
            break
        if passed[row]:
            return Ending.PASSED_RUN
        if committed[row]:
            return Ending.COMMIT
    return Ending.UNKNOWN


def usual_ending(found: Sequence[Ending]) -> Ending:
    """Return what came in more than half of the cases; UNKNOWN where it was nothing known.

    >>> usual_ending([Ending.BREAK, Ending.COMMIT, Ending.BREAK])
    <Ending.BREAK: 3>
    >>> usual_ending([Ending.BREAK, Ending.BREAK])
    <Ending.UNKNOWN: 0>
    """
    if len(found) < FEWEST_ENDINGS:
        return Ending.UNKNOWN
    ending, times = Counter(found).most_common(1)[0]
    return ending if 2 * times > len(found) else Ending.UNKNOWN

"""A recording as it is drawn: from its begin, without the long stretches in which nothing was."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from pulsedev.evaluation.timelines import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pulsedev.evaluation.watching import Watched

LONGEST_BREAK = 1200.0
"""Seconds without anything of which all is still drawn: who left a work for days spreads what is
to be seen over a few specks."""

KEPT = 60.0
"""Seconds that stay of a stretch that is cut out, so that what is around does not touch."""


@dataclass(frozen=True, slots=True)
class Folded:
    """Time of which long stretches are cut out; seconds, those of the epoch as they came.

    ``cuts`` are where each cut begins, ``lost`` what all up to it take away.
    """

    first: float
    end: float
    cuts: tuple[float, ...]
    lost: tuple[float, ...]

    def __call__(self, at: float) -> float:
        """Return the seconds from the begin; a moment within a cut lies where the cut ends."""
        place = bisect_right(self.cuts, at) - 1
        if place < 0:
            return at - self.first
        least = self.cuts[place] - self.first - (self.lost[place - 1] if place else 0.0)
        return max(at - self.first - self.lost[place], least)


def folded(times: Iterable[float]) -> Folded:
    """Cut what is longer than LONGEST_BREAK between two of those times.

    >>> fold = folded([100.0, 200.0, 9000.0, 9010.0])
    >>> fold(200.0), fold(9000.0), fold.end
    (100.0, 160.0, 170.0)
    """
    there = sorted(times)
    cuts, lost, whole = list[float](), list[float](), 0.0
    for before, after in pairwise(there):
        if after - before > LONGEST_BREAK:
            whole += after - before - KEPT
            cuts.append(before + KEPT)
            lost.append(whole)
    return Folded(there[0], there[-1] - there[0] - whole, tuple(cuts), tuple(lost))


def stretches(line: Iterable[Sequence[float]], last: float) -> list[tuple[float, float]]:
    """Return from when to when the state was stuck; what never ends does so at ``last``.

    >>> stretches([(1.0, 0.7, 1.0), (2.0, 0.8, 1.0), (3.0, 0.2, 0.0), (4.0, 0.9, 1.0)], 5.0)
    [(1.0, 3.0), (4.0, 5.0)]
    """
    found, since = list[tuple[float, float]](), None
    for at, _, stuck in (*line, (last, 0.0, 0.0)):
        if stuck and since is None:
            since = at
        elif not stuck and since is not None:
            found.append((since, at))
            since = None
    return found


def told(watched: Watched) -> Timeline:
    """Return what is drawn of a recording that has a line."""
    times = np.concatenate([watched.at, watched.line[:, 0], watched.marks, watched.alerts])
    fold, line = folded(times.tolist()), watched.line.tolist()
    counts = ((len(watched.marks), "mark"), (len(watched.alerts), "alert"))
    many = [f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts]
    return Timeline(
        name=watched.name,
        about=" · ".join([f"{watched.active_hours:.1f} active h", *many]),
        end=fold.end,
        line=[(fold(at), probability) for at, probability, _ in line],
        stuck=[(fold(begin), fold(end)) for begin, end in stretches(line, times.max())],
        marks=[fold(at) for at in watched.marks.tolist()],
        alerts=[fold(at) for at in watched.alerts.tolist()],
        breaks=[fold(at) - KEPT / 2 for at in fold.cuts],
    )

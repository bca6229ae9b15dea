"""Events: when would something alarm, was it right, and how late.

An alarm comes where the probability reaches a threshold, at most one in COOL_DOWN. Moments of being
stuck that lie close together are one episode; alarms and episodes are matched one to one within
NEAR of each other, the earliest first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pulsedev.evaluation.moments import Moments
    from pulsedev.training.dataset import Flags, Floats, Whole

NEAR = 300.0
"""Seconds between an alarm and an episode, and between two moments of one episode."""

COOL_DOWN = 600.0
"""Seconds from one alarm to the next: twice NEAR, so that two are never about the same moment."""

BUDGET = 1.0
"""False alarms in an active hour that a threshold may make among those that teach."""

THRESHOLDS = 40
"""Of a curve."""

DAY = 8.0
"""Active hours of a day."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Alarms and episodes of some recordings, ``delays`` in seconds from an episode's begin."""

    alarms: int = 0
    right: int = 0
    episodes: int = 0
    hours: float = 0.0
    delays: tuple[float, ...] = ()

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.alarms + other.alarms,
            self.right + other.right,
            self.episodes + other.episodes,
            self.hours + other.hours,
            self.delays + other.delays,
        )

    @property
    def false_per_hour(self) -> float:
        """False alarms in an active hour."""
        return (self.alarms - self.right) / self.hours if self.hours else 0.0

    def as_dict(self) -> dict[str, float | None]:
        """Return the figures; None where one has no meaning."""
        return {
            "recall": self.right / self.episodes if self.episodes else None,
            "precision": self.right / self.alarms if self.alarms else None,
            "false_per_hour": self.false_per_hour,
            "alarms_per_day": DAY * self.alarms / self.hours if self.hours else None,
            "delay_s": float(np.median(self.delays)) if self.delays else None,
        }


def episodes(marks: Floats) -> list[tuple[float, float]]:
    """Return the begin and end of each episode, in the order of time.

    >>> episodes(np.array([0.0, 200.0, 900.0]))
    [(0.0, 200.0), (900.0, 900.0)]
    """
    found: list[tuple[float, float]] = []
    for mark in np.sort(marks).tolist():
        if found and mark - found[-1][1] <= NEAR:
            found[-1] = (found[-1][0], mark)
        else:
            found.append((mark, mark))
    return found


def sounded(at: Floats, above: Flags) -> list[float]:
    """Return when it alarms; ``above`` tells of moments in the order of time.

    >>> sounded(np.array([0.0, 60.0, 700.0]), np.array([True, True, True]))
    [0.0, 700.0]
    """
    found: list[float] = []
    for moment in at[above].tolist():
        if not found or moment - found[-1] >= COOL_DOWN:
            found.append(moment)
    return found


def matched(alarms: Iterable[float], there: list[tuple[float, float]]) -> tuple[int, list[float]]:
    """Return how many alarms meet an episode of their own, and each one's delay in seconds."""
    left, delays = list(there), []
    for alarm in alarms:
        for place, (begin, end) in enumerate(left):
            if begin - NEAR <= alarm <= end + NEAR:
                delays.append(alarm - begin)
                del left[place]
                break
    return len(delays), delays


@dataclass(frozen=True, slots=True)
class Timeline:
    """One recording's moments in the order of time, as places among those judged."""

    session: int
    places: Whole
    at: Floats


def timelines(moments: Moments, which: Whole) -> list[Timeline]:
    """Return the recordings of some moments."""
    found = []
    for session in np.unique(moments.session[which]):
        places = np.flatnonzero(moments.session[which] == session)
        places = places[np.argsort(moments.at[which[places]], kind="stable")]
        found.append(Timeline(int(session), places, moments.at[which[places]]))
    return found


def count(moments: Moments, lines: list[Timeline], above: Flags) -> Counts:
    """Count what comes of alarms where ``above`` is true; an entry a moment that is judged."""
    total = Counts()
    for line in lines:
        total += tally(moments, line.session, sounded(line.at, above[line.places]))
    return total


def tally(moments: Moments, session: int, alarms: list[float]) -> Counts:
    """Count what comes of alarms in one recording."""
    watched = moments.watched[session]
    there = episodes(watched.marks)
    right, delays = matched(alarms, there)
    return Counts(len(alarms), right, len(there), watched.active_hours, tuple(delays))


def levels(probability: Floats) -> Floats:
    """Return thresholds from never to often, so that a curve has points all along."""
    kept = np.quantile(probability, np.linspace(1.0, 0.0, THRESHOLDS))
    return np.unique(kept)[::-1]


def threshold(moments: Moments, which: Whole, probability: Floats) -> float:
    """Return the lowest threshold within the budget of false alarms, for these moments."""
    lines, best = timelines(moments, which), float("inf")
    for level in levels(probability):
        if count(moments, lines, probability >= level).false_per_hour > BUDGET:
            break
        best = float(level)
    return best


def curve(moments: Moments, which: Whole, probability: Floats) -> list[tuple[float, float]]:
    """Return false alarms an hour and recall, threshold after threshold."""
    lines, found = timelines(moments, which), []
    for level in levels(probability):
        counts = count(moments, lines, probability >= level)
        found.append((counts.false_per_hour, counts.right / max(counts.episodes, 1)))
    return found

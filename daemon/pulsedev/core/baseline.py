"""What is usual for this person: a histogram of each ranked column over their own past.

Causal: a moment is ranked against the moments before it, then counted. Old habits fade, because
all counts are halved once they reach two working weeks.
"""

from __future__ import annotations

from enum import Enum
from math import expm1, isnan, log1p, nan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BINS = 32

LARGEST = 14_400.0
"""The last bin of a ratio scale holds this and more: four hours in seconds."""

MEMORY = 9_600
"""Moments, half a minute apart: eighty active hours, two working weeks."""

FRESH = 16
"""Moments for which a median is kept; it hardly moves in eight minutes."""

_LAST = BINS - 1e-9
_RATIO = (BINS - 1) / log1p(LARGEST)


class Scale(Enum):
    """How the values of a column are spread over the bins."""

    LINEAR = "0 to 1"
    SIGNED = "-1 to 1"
    RATIO = "0 and more, by ratio"


def position(value: float, scale: Scale) -> float:
    """Return where a value lies on its scale, in bins; what lies outside goes to the end.

    >>> position(0.5, Scale.LINEAR), position(0.0, Scale.RATIO), position(0.0, Scale.SIGNED)
    (16.0, 0.0, 16.0)
    """
    if scale is Scale.RATIO:
        place = log1p(value) * _RATIO if value > 0.0 else 0.0
    elif scale is Scale.LINEAR:
        place = value * BINS
    else:
        place = (value + 1.0) * (BINS / 2)
    if place < 0.0:
        return 0.0
    return place if place < BINS else _LAST


def value_at(place: float, scale: Scale) -> float:
    """Return the value at a place, the inverse of ``position``."""
    if scale is Scale.RATIO:
        return expm1(place / _RATIO)
    if scale is Scale.LINEAR:
        return place / BINS
    return place / (BINS / 2) - 1.0


class Habit:
    """One column's past values."""

    __slots__ = ("_bins", "_kept", "_kept_at", "scale", "seen")

    def __init__(self, scale: Scale) -> None:
        self.scale = scale
        self.seen = 0
        """Moments counted, after fading."""
        self._bins = [0] * BINS
        self._kept = (nan, nan)
        self._kept_at = -FRESH

    def add(self, value: float) -> float:
        """Return the rank of a value, 0 to 1, among those before it (ties count half); count it."""
        bins, index, seen = self._bins, int(position(value, self.scale)), self.seen
        rank = (sum(bins[:index]) + 0.5 * bins[index]) / seen if seen else nan
        bins[index] += 1
        self.seen = seen + 1
        if seen >= MEMORY:
            self._fade()
        return rank

    def rank(self, value: float) -> float:
        """Return the rank that ``add`` would, and count nothing."""
        bins, index, seen = self._bins, int(position(value, self.scale)), self.seen
        return (sum(bins[:index]) + 0.5 * bins[index]) / seen if seen else nan

    def dump(self) -> list[float]:
        """Return all of it as numbers, for ``load``."""
        return [*self._kept, self._kept_at, *self._bins]

    def load(self, dumped: Sequence[float]) -> None:
        """Be as the one that was dumped; ValueError where that was none."""
        middle, half, kept_at, *bins = dumped
        if len(bins) != BINS or min(bins) < 0:
            raise ValueError("not the bins of a habit")
        self._kept, self._kept_at = (middle, half), int(kept_at)
        self._bins = [int(count) for count in bins]
        self.seen = sum(self._bins)

    def _fade(self) -> None:
        self._bins = [count // 2 for count in self._bins]
        self.seen = sum(self._bins)
        self._kept_at = -FRESH

    def usual(self) -> tuple[float, float]:
        """Return the median and half the distance of the quartiles, both in bins of the scale."""
        if self.seen - self._kept_at >= FRESH:
            low, middle, high = (self._quantile(q) for q in (0.25, 0.5, 0.75))
            self._kept, self._kept_at = (middle, (high - low) / 2), self.seen
        return self._kept

    def _quantile(self, q: float) -> float:
        rank, below = q * self.seen, 0
        for index, count in enumerate(self._bins):
            if count and below + count >= rank:
                # A zero is a zero, not the middle of the first bin.
                return index + (rank - below) / count if index else 0.0
            below += count
        return 0.0


class Baseline:
    """The habits of one person, by the index of the column."""

    def __init__(self, scales: Mapping[int, Scale]) -> None:
        self._habits = {index: Habit(scale) for index, scale in scales.items()}

    def rank(self, row: Sequence[float]) -> list[float]:
        """Rank each known value of a row among those before it, and count it; NaN stays NaN."""
        ranks = []
        for index, habit in self._habits.items():
            value = row[index]
            ranks.append(habit.add(value) if value == value else nan)  # noqa: PLR0124 - false for NaN alone, and fast
        return ranks

    def place(self, row: Sequence[float]) -> list[float]:
        """Rank each known value of a row as ``rank`` would, and count nothing."""
        known = ((row[index], habit) for index, habit in self._habits.items())
        return [nan if isnan(value) else habit.rank(value) for value, habit in known]

    def habits(self) -> Mapping[int, Habit]:
        """Return all habits by the index of the column."""
        return self._habits

    def habit(self, index: int) -> Habit:
        """Return the habit of a ranked column."""
        return self._habits[index]

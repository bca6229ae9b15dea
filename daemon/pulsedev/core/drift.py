"""Whether what was learned still holds: by the answers one by one, and by the features' shares."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SLACK = 0.1
"""Log loss by which answers may be worse than usual without counting: half of a coin's spread."""

LIMIT = 4.0
"""Log loss beyond the slack that adds up to a drift: some eight answers that contradict."""

FEWEST = 10
"""Answers without which nothing is usual."""

LEAST_SHARE = 0.001
"""In place of a share of nothing, whose logarithm there is not (usual for the index)."""


class PageHinkley:
    """Tells that losses have risen for good (Page 1954; Hinkley 1971; Gama et al. 2014).

    >>> test = PageHinkley()
    >>> any(test.add(0.3) for _ in range(20)), any(test.add(1.5) for _ in range(8))
    (False, True)
    """

    __slots__ = ("_count", "_least", "_mean", "_sum")

    def __init__(self) -> None:
        self._count = 0
        self._mean = self._sum = self._least = 0.0

    def add(self, loss: float) -> bool:
        """Take in a loss, 0 or more; return whether they have drifted, and if so begin anew."""
        self._count += 1
        self._mean += (loss - self._mean) / self._count
        self._sum += loss - self._mean - SLACK
        self._least = min(self._least, self._sum)
        drifted = self._count >= FEWEST and self._sum - self._least > LIMIT
        if drifted:
            self._count = 0
            self._mean = self._sum = self._least = 0.0
        return drifted

    def dump(self) -> list[float]:
        """Return all of it as numbers, for ``load``."""
        return [self._count, self._mean, self._sum, self._least]

    def load(self, dumped: Sequence[float]) -> None:
        """Be as the one that was dumped; ValueError or TypeError where that was none."""
        count, self._mean, self._sum, self._least = map(float, dumped)
        self._count = int(count)


def stability(reference: Sequence[float], now: Sequence[float]) -> float:
    """Return the population stability index of shares in the same bins (Siddiqi 2006).

    0 is no change; ValueError where there are not as many.

    >>> stability([0.5, 0.5], [0.5, 0.5]), round(stability([0.5, 0.5], [0.8, 0.2]), 3)
    (0.0, 0.416)
    """
    found = 0.0
    for before, after in zip(reference, now, strict=True):
        one, other = max(before, LEAST_SHARE), max(after, LEAST_SHARE)
        found += (other - one) * log(other / one)
    return found

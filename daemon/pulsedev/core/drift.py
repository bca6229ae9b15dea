"""Whether what was learned still holds: by the answers one by one, and by the features' shares."""

from __future__ import annotations

from math import isfinite, log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DELTA = 0.2
"""Log loss by which answers may be worse than usual without counting, about half their spread."""

LIMIT = 5.0
"""Log loss beyond that which adds up to a drift. Of models that hold, up to six of a hundred are \
suspected within 200 answers; one whose answers turn around is found out after some ten."""

FEWEST = 10
"""Answers without which nothing is usual."""

MOST_LOSS = 3.0
"""What one answer counts at most, that of being 95 % sure of the opposite: one is never a drift."""

LEAST_SHARE = 0.001
"""In place of a smaller share: the index has the logarithm of each, and none has no logarithm. An \
empty bin that had a tenth then counts 0.46 by itself, well over what is called a change."""


class PageHinkley:
    """Tells that losses have risen for good (Page 1954; Hinkley 1971; Gama et al. 2014).

    >>> test = PageHinkley()
    >>> any(test.add(0.3) for _ in range(20)), any(test.add(1.5) for _ in range(8))
    (False, True)
    """

    __slots__ = ("_count", "_delta", "_least", "_limit", "_mean", "_sum")

    def __init__(self, delta: float = DELTA, limit: float = LIMIT) -> None:
        self._delta, self._limit = delta, limit
        self.reset()

    def reset(self) -> None:
        """Begin anew: what is usual is found out again."""
        self._count = 0
        self._mean = self._sum = self._least = 0.0

    def add(self, loss: float) -> bool:
        """Take in a log loss, 0 or more; return whether they have drifted, and if so begin anew.

        ValueError for what is no loss; then nothing was taken in.
        """
        if not loss >= 0.0:
            raise ValueError("no loss")
        loss = min(loss, MOST_LOSS)
        self._count += 1
        self._mean += (loss - self._mean) / self._count
        self._sum += loss - self._mean - self._delta
        self._least = min(self._least, self._sum)
        drifted = self._count >= FEWEST and self._sum - self._least > self._limit
        if drifted:
            self.reset()
        return drifted

    def dump(self) -> list[float]:
        """Return all of it as numbers, for ``load``."""
        return [self._count, self._mean, self._sum, self._least]

    def load(self, dumped: Sequence[float]) -> None:
        """Be as the one that was dumped; ValueError or TypeError where that was none."""
        count, mean, total, least = map(float, dumped)
        sound = all(map(isfinite, (count, mean, total, least)))
        if not sound or count < 0.0 or not 0.0 <= mean <= MOST_LOSS or least > min(total, 0.0):
            raise ValueError("no test of losses")
        self._count, self._mean, self._sum, self._least = int(count), mean, total, least


def stability(reference: Sequence[float], now: Sequence[float]) -> float:
    """Return the population stability index of shares in the same bins (Siddiqi 2006).

    0 is no change, under 0.1 little, over 0.25 much. A share below LEAST_SHARE counts as that.
    ValueError where there are not as many.

    >>> stability([0.5, 0.5], [0.5, 0.5]), round(stability([0.5, 0.5], [0.8, 0.2]), 3)
    (0.0, 0.416)
    """
    found = 0.0
    for before, after in zip(reference, now, strict=True):
        one, other = max(before, LEAST_SHARE), max(after, LEAST_SHARE)
        found += (other - one) * log(other / one)
    return found

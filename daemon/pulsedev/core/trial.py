"""Whether a challenger is better than the champion on the same labels, by more than chance.

Both bet on each label, and what the challenger wins by the difference of the two Brier scores makes
its wealth: an e-process (Waudby-Smith & Ramdas 2023). If it is no better, the wealth ever reaches
20 with a probability of 5 % at most, however often and whenever somebody looks.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ENOUGH = 20.0
"""Wealth that shows a difference at the level of 5 %."""

STAKES = (0.1, 0.25, 0.5, 0.75, 0.95)
"""Shares of the wealth that are staked, a fifth of it on each way to bet: small ones find small \
differences."""

MOST = 1e3
"""Wealth at which a bet stays: to own less than was won is safe, and lets a change show soon."""

HOUR = 3_600.0


class Trial:
    """The labels so far, and what would have been alarms.

    >>> trial = Trial()
    >>> for _ in range(12):
    ...     trial.add(champion=0.2, challenger=0.9, outcome=True)
    >>> trial.better, trial.may_promote
    (True, True)
    """

    __slots__ = ("_alarms", "_bets", "_seconds", "count")

    def __init__(self) -> None:
        self.count = 0
        self._bets = [1.0] * len(STAKES)
        self._seconds = 0.0
        self._alarms = [0, 0]

    def add(
        self, champion: float, challenger: float, *, outcome: bool, weight: float = 1.0
    ) -> None:
        """Take in a label, with the probabilities that both had given before it was known.

        ``weight``, up to 1, is how far the label is trusted, and must not depend on what it says.
        ValueError for what is no probability or no weight; then nothing was taken in.
        """
        if not all(0.0 <= share <= 1.0 for share in (champion, challenger, weight)):
            raise ValueError("no probability")
        won = weight * ((champion - outcome) ** 2 - (challenger - outcome) ** 2)
        self._bets = [
            min(bet * (1.0 + stake * won), MOST)
            for bet, stake in zip(self._bets, STAKES, strict=True)
        ]
        self.count += 1

    def observe(self, active_seconds: float, champion: int, challenger: int) -> None:
        """Take in how many alarms nobody confirmed each would have given in so much active time."""
        self._seconds += active_seconds
        self._alarms = [self._alarms[0] + champion, self._alarms[1] + challenger]

    @property
    def wealth(self) -> float:
        """What the challenger has won, of 1."""
        return sum(self._bets) / len(self._bets)

    @property
    def better(self) -> bool:
        """Whether the challenger is better by more than chance."""
        return self.wealth >= ENOUGH

    @property
    def per_hour(self) -> tuple[float, float] | None:
        """The champion's and the challenger's false alarms per active hour, once there was any."""
        if self._seconds <= 0.0:
            return None
        champion, challenger = (HOUR * alarms / self._seconds for alarms in self._alarms)
        return champion, challenger

    @property
    def quieter(self) -> bool:
        """Whether the challenger gives no more false alarms in the same time."""
        return self._alarms[1] <= self._alarms[0]

    @property
    def may_promote(self) -> bool:
        """Whether the challenger may take the champion's place."""
        return self.better and self.quieter

    def dump(self) -> list[float]:
        """Return all of it as numbers, for ``load``."""
        return [self.count, self._seconds, *self._alarms, *self._bets]

    def load(self, dumped: Sequence[float]) -> None:
        """Be as the one that was dumped; ValueError or TypeError where that was none."""
        count, seconds, champion, challenger, *bets = map(float, dumped)
        numbers = (count, seconds, champion, challenger, *bets)
        sound = all(isfinite(number) and number >= 0.0 for number in numbers)
        if not sound or len(bets) != len(STAKES) or max(bets) > MOST:
            raise ValueError("no trial")
        self.count, self._seconds = int(count), seconds
        self._alarms, self._bets = [int(champion), int(challenger)], bets

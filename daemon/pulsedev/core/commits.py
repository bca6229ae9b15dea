"""How one person commits: how much was changed by then, and how long it had waited."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import isfinite, isnan

from pulsedev.core.remarks import Remark, RemarkKind
from pulsedev.core.words import amount, duration

SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Of the commits: each quantile is what this share of them did not exceed."""

MIDDLE = SHARES.index(0.5)
"""Where the usual commit lies."""

LARGE = SHARES.index(0.9)
"""Where the unusual begins: one commit in ten is larger, or came later."""


class CommitsError(ValueError):
    """What is given are no habits; one line without its content."""


@dataclass(frozen=True, slots=True)
class CommitHabits:
    """Quantiles at SHARES over ``count`` commits, and what came after them.

    ``sizes`` are the uncommitted characters, ``intervals`` the active seconds that they had waited.
    ``followed`` is the share of commits with another one soon after, ``failed`` of those with a
    failing run soon after; NaN where nothing is known of it. Raises CommitsError for what is none.
    """

    sizes: tuple[float, ...]
    intervals: tuple[float, ...]
    followed: float
    failed: float
    count: int

    def __post_init__(self) -> None:
        for quantiles in (self.sizes, self.intervals):
            if len(quantiles) != len(SHARES):
                raise CommitsError("its quantiles are too few or too many")
            if not all(isfinite(each) and each >= 0.0 for each in quantiles):
                raise CommitsError("it has a number that is none")
            if any(lower > upper for lower, upper in pairwise(quantiles)):
                raise CommitsError("its quantiles fall")
        if not all(isnan(share) or 0.0 <= share <= 1.0 for share in (self.followed, self.failed)):
            raise CommitsError("it has a share that is none")
        if self.count < 1:
            raise CommitsError("it knows no commit")

    def remarks(self, chars: float, seconds: float) -> tuple[Remark, ...]:
        """Say of how much is uncommitted, and for how long, what is more than this person's habit.

        NaN is unknown, and nothing is said of it.
        """
        asked = (
            (RemarkKind.UNCOMMITTED_SIZE, chars, self.sizes),
            (RemarkKind.UNCOMMITTED_AGE, seconds, self.intervals),
        )
        return tuple(
            Remark(kind, say_uncommitted(kind, value, usual[MIDDLE]), value, usual[MIDDLE])
            for kind, value, usual in asked
            if value > usual[LARGE]
        )


def say_uncommitted(kind: RemarkKind, value: float, usual: float) -> str:
    """Say how much waits for a commit, or how long it has waited, from a remark's numbers alone.

    ValueError for a remark of another kind.

    >>> say_uncommitted(RemarkKind.UNCOMMITTED_SIZE, 2_400.0, 600.0)
    '2,400 characters are not committed yet; you usually commit after 600'
    >>> say_uncommitted(RemarkKind.UNCOMMITTED_AGE, 5_400.0, 1_200.0)
    'Your changes have waited 90 min for a commit; you usually commit after 20 min'
    """
    if kind is RemarkKind.UNCOMMITTED_SIZE:
        said, short = amount(value, "chars"), amount(usual, "chars").partition(" char")[0]
        verb = "is" if said == "1 character" else "are"
        words = f"{said[0].upper()}{said[1:]} {verb} not committed yet"
        same = said.partition(" char")[0] == short
    elif kind is RemarkKind.UNCOMMITTED_AGE:
        said, short = duration(value), duration(usual)
        words, same = f"Your changes have waited {said} for a commit", said == short
    else:
        raise ValueError("this remark is not of what is uncommitted")
    nothing = short in ("0", "0 s")
    return f"{words}; you usually commit {'sooner' if same or nothing else f'after {short}'}"

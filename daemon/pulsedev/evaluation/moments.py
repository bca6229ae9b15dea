"""All moments of a data set that were asked about, with how they looked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pulsedev.core.features import COLUMN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.evaluation.watching import Watched
    from pulsedev.training.dataset import Flags, Floats, Whole


@dataclass(frozen=True, slots=True)
class Moments:
    """Moments that were answered, recording after recording; arrays have one entry a moment.

    ``group`` and ``session`` number who is held out and which recording it is. ``watched`` are the
    recordings, whose moments without an answer are not here.
    """

    rows: Floats
    outcome: Flags
    group: Whole
    session: Whole
    at: Floats
    prior: Floats
    smoothed: Floats
    watched: tuple[Watched, ...]

    def __len__(self) -> int:
        return len(self.outcome)

    @property
    def groups(self) -> int:
        """How many people or groups there are."""
        return len(np.unique(self.group))

    def column(self, name: str) -> Floats:
        """Return the values of a column."""
        return self.rows[:, COLUMN[name]]


def gathered(watched: Sequence[Watched]) -> Moments:
    """Put the answered moments of recordings together."""
    number: dict[str, int] = {}
    for one in watched:
        number.setdefault(one.group, len(number))
    said = [~np.isnan(one.answer) for one in watched]
    counts = [int(each.sum()) for each in said]

    def joined(name: str) -> Floats:
        parts = [getattr(one, name)[each] for one, each in zip(watched, said, strict=True)]
        return np.concatenate(parts)

    return Moments(
        rows=joined("rows"),
        outcome=joined("answer") == 1.0,
        group=np.repeat([number[one.group] for one in watched], counts),
        session=np.repeat(np.arange(len(watched)), counts),
        at=joined("at"),
        prior=joined("prior"),
        smoothed=joined("smoothed"),
        watched=tuple(watched),
    )

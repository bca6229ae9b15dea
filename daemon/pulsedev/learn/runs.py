"""A training as a row of the log: why it was run, and what came of it."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from pulsedev.learn.supervisor import End
from pulsedev.store.records import TrainingRun

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulsedev.learn.supervisor import Ended, Order

TRAINER = 1
"""Version of what is fitted and how; it rises when models of before can't be compared."""


class Reason(IntEnum):
    """Why a training was run; the numbers are kept."""

    ASKED = 1
    SCHEDULE = 2
    DRIFT = 3


NOT_LOGGED = frozenset({End.GIVEN_UP, End.BUSY})
"""Ends of what goes on later, or never began."""


def logged(ended: Ended, order: Order, reason: Reason) -> TrainingRun | None:
    """Return the row of a training that has ended, None where it goes on later."""
    if ended.end in NOT_LOGGED:
        return None
    result = ended.result
    return TrainingRun(
        at=order.now + ended.seconds,
        models=tuple(name.value for name in order.models),
        data_points=_count(result, "data_points"),
        success=ended.end is End.DONE,
        seconds=ended.seconds,
        events=_count(result, "events"),
        labels=_count(result, "labels"),
        reason=reason.value,
        version=TRAINER,
    )


def _count(result: Mapping[str, object], name: str) -> int:
    found = result.get(name)
    return found if type(found) is int and found >= 0 else 0

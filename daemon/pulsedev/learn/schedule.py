"""When models are trained: the specification's conditions and its schedule, and why not now.

Pure: everything it must know is handed in. Times are epoch seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from pulsedev.core.models import ModelName
from pulsedev.core.words import duration

if TYPE_CHECKING:
    from collections.abc import Mapping

HOUR, DAY = 3_600.0, 86_400.0

QUIET_EVENTS = 10
"""Events of the last hour from which on somebody is at work."""

REST = 12 * HOUR
"""Since the last training of any model."""

NEW_EVENTS = 100
"""That must have come since; more are needed to learn anything new."""

FEWEST_EVENTS = 1_000
"""That there must be at all."""

SLACK = 2 * HOUR
"""By which a training may come early, or else it would come a little later every day."""

EVERY: Mapping[ModelName, float] = {
    ModelName.STUCK: DAY,
    ModelName.FLOW: DAY,
    ModelName.ANOMALY: 7 * DAY,
    ModelName.PATTERN: 7 * DAY,
    ModelName.COMMIT: 30 * DAY,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a training depends on; ``last`` is when each model was trained, if ever.

    ``tried`` is when the last training ended, even if it failed, and None without any.
    ``on_mains`` is None where nobody knows, as on a desktop. ``drifted`` tells that the user's
    answers contradict what is said.
    """

    events: int
    events_since: int
    events_last_hour: int
    last: Mapping[ModelName, float]
    tried: float | None = None
    on_mains: bool | None = None
    running: bool = False
    drifted: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be trained now, or why nothing is, in words."""

    models: tuple[ModelName, ...] = ()
    why_not: str = ""


def due(now: float, standing: Standing) -> Due:
    """Return which models are due, all conditions met.

    >>> due(0.0, Standing(events=900, events_since=900, events_last_hour=0, last={})).why_not
    '100 more events are needed'
    """
    why_not = _why_not(now, standing)
    if why_not:
        return Due(why_not=why_not)
    models = tuple(name for name in ModelName if _is_due(now, name, standing))
    if models:
        return Due(models)
    soonest = min(standing.last[name] + EVERY[name] - SLACK for name in ModelName)
    return Due(why_not=f"the next is due in {duration(soonest - now)}")


def _is_due(now: float, name: ModelName, standing: Standing) -> bool:
    if standing.drifted and name in {ModelName.STUCK, ModelName.FLOW}:
        return True
    return _since(now, standing.last.get(name)) >= EVERY[name] - SLACK


def _since(now: float, then: float | None) -> float:
    """Return the seconds since then; endless without one, or where the clock was set back."""
    return inf if then is None or then > now else now - then


def _why_not(now: float, standing: Standing) -> str:
    """Return the first condition that is not met, in words."""
    ago = _since(now, standing.tried)
    missing = FEWEST_EVENTS - standing.events
    too_few = NEW_EVENTS + 1 - standing.events_since
    conditions = (
        (standing.running, "a training runs"),
        (missing > 0, f"{missing} more events are needed"),
        (standing.on_mains is False, "the machine runs on its battery"),
        (ago < REST, f"the last was {duration(min(ago, REST))} ago; the next is 12 h after it"),
        (too_few > 0, f"{too_few} more new events are needed"),
        (standing.events_last_hour >= QUIET_EVENTS, "it waits for an hour without work"),
    )
    return next((why for is_so, why in conditions if is_so), "")

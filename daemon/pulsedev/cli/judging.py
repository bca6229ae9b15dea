"""Runs one recording through a session of its own and says what came of it.

The rule: a recording's outcome depends on nothing but the recording, so several can be judged at
once, in any process.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from pulsedev.core.instructions import Alert, StateChanged
from pulsedev.core.replay import replay
from pulsedev.core.session import Session
from pulsedev.core.states import State
from pulsedev.core.work import BREAK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pulsedev.core.classifier import Reason
    from pulsedev.core.stimuli import Arrived
    from pulsedev.importers.recording import Recording

HOUR = 3600.0
DIGITS = 4
"""Decimals of numbers that are told; what lies behind is noise."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One recording's or several recordings' numbers.

    ``states`` are seconds in each state on the clock of the recording; ``seconds`` is how long
    judging took. ``damage`` says what of the file was lost.
    """

    name: str
    events: int
    active_hours: float
    alerts: int
    states: dict[str, float]
    seconds: float
    damage: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return the numbers as they go into JSON."""
        return {
            "events": self.events,
            "active_hours": round(self.active_hours, DIGITS),
            "alerts": self.alerts,
            "states": {state: round(seconds, 1) for state, seconds in self.states.items()},
            "seconds": round(self.seconds, DIGITS),
        }


Outcome = StateChanged | Alert | Summary


class StateTimes:
    """Adds up how long each state held; a break is time away, whatever was shown meanwhile."""

    def __init__(self) -> None:
        self.seconds = {state.value: 0.0 for state in State if state is not State.PAUSED}
        self._state = State.UNKNOWN.value
        self._since: float | None = None
        self._breaks: list[tuple[float, float]] = []
        self.last: float | None = None
        """When the last batch arrived."""

    def follow(self, arrivals: Iterable[Arrived], speed: float | None) -> Iterator[Arrived]:
        """Pass the batches on, at a multiple of real time where one is given."""
        for arrived in arrivals:
            if self.last is None:
                self._since = arrived.batch.first_ms / 1000
            elif arrived.at - self.last >= BREAK:
                self._breaks.append((self.last + BREAK, arrived.at))
            elif speed is not None:
                time.sleep(max(arrived.at - self.last, 0.0) / speed)
            self.last = arrived.at
            yield arrived

    def change(self, state: State, at: float) -> None:
        """Begin another state."""
        self._add(at)
        self._state = state.value

    def end(self) -> dict[str, float]:
        """Return the seconds of each state up to the last batch."""
        if self.last is not None:
            self._add(self.last)
        return self.seconds

    def _add(self, until: float) -> None:
        since = self._since
        if since is None or until <= since:
            return
        away = sum(max(0.0, min(until, end) - max(since, begin)) for begin, end in self._breaks)
        self._breaks = [(begin, end) for begin, end in self._breaks if end > until]
        self.seconds[State.AWAY] += away
        self.seconds[self._state] += until - since - away
        self._since = until


def judge(recording: Recording, speed: float | None = None) -> Iterator[Outcome]:
    """Yield what a session shows and says during a recording, and last its summary."""
    began = time.perf_counter()
    session, times, alerts = Session(), StateTimes(), 0
    for made in replay(session, times.follow(recording.arrivals, speed)):
        if isinstance(made, StateChanged):
            times.change(made.state, made.at)
            yield made
        elif isinstance(made, Alert):
            alerts += 1
            yield made
    yield Summary(
        name=recording.name,
        events=session.events,
        active_hours=session.active_seconds / HOUR,
        alerts=alerts,
        states=times.end(),
        seconds=time.perf_counter() - began,
        damage=tuple(recording.damage),
    )


def total(summaries: list[Summary], seconds: float) -> Summary:
    """Add up several recordings."""
    states: dict[str, float] = {}
    for summary in summaries:
        for state, held in summary.states.items():
            states[state] = states.get(state, 0.0) + held
    return Summary(
        name="total",
        events=sum(summary.events for summary in summaries),
        active_hours=sum(summary.active_hours for summary in summaries),
        alerts=sum(summary.alerts for summary in summaries),
        states=states,
        seconds=seconds,
    )


def reason_dict(reason: Reason) -> dict[str, object]:
    """Return a reason as it goes into JSON, where unknown is null."""
    return {
        "feature": reason.feature,
        "label": reason.label,
        "value": number(reason.value),
        "usual": number(reason.usual),
        "effect": number(reason.effect),
    }


def number(value: float) -> float | None:
    """Return a number as JSON has it; what is unknown or endless is null.

    >>> number(0.123456), number(float("nan"))
    (0.1235, None)
    """
    return round(value, DIGITS) if isfinite(value) else None

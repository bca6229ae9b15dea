"""Batches that wait for their turn: merged by time, then window, sequence number and position.

One order for all: whoever hands in the same batches gets the same events, however they were split.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from pulsedev.core.activity import Event, is_typing

if TYPE_CHECKING:
    from pulsedev.core.stimuli import Arrived

LATE = 60.0
"""Seconds; an event so late is counted when it comes, a later one is noise from a broken clock."""


class Inbox:
    """Events that are not yet due. The next one is the last of the list, so taking it is cheap."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._sorted = True
        self.late = 0
        """Events that came too late to count."""

    def add(self, arrived: Arrived, earliest: float, awoke: float) -> None:
        """Take in a batch; nothing may happen before ``earliest`` nor after its arrival.

        What lies before ``awoke``, the last wake of the machine, is of a work that has ended.
        """
        batch, latest = arrived.batch, arrived.at
        base, window, seq = batch.t0, batch.window, batch.seq
        columns = zip(batch.t, batch.kind, batch.doc, batch.a, batch.b, batch.c, strict=True)
        for place, (t, kind, doc, a, b, c) in enumerate(columns):
            time = min((base + t) / 1000.0, latest)
            if time < earliest:
                if earliest - time > LATE or time < awoke:
                    self.late += 1
                    continue
                time = earliest
            self._events.append(Event(time, window, seq, place, kind, doc, a, b, c))
        self._sorted = False

    @property
    def empty(self) -> bool:
        """Whether nothing waits."""
        return not self._events

    def first(self, until: float) -> float | None:
        """Return the time of the next event up to a time."""
        if not self._sorted:
            # Once for all batches of a tick: a flood of them must not cost its square.
            self._events.sort(reverse=True)
            self._sorted = True
        if not self._events or self._events[-1].time > until:
            return None
        return self._events[-1].time

    def shows_typing(self, until: float) -> bool:
        """Return whether somebody types up to a time."""
        return self.first(until) is not None and any(
            is_typing(event)
            for event in takewhile(lambda event: event.time <= until, reversed(self._events))
        )

    def take(self, until: float) -> list[Event]:
        """Remove and return the events up to a time, in order."""
        taken = []
        while self.first(until) is not None:
            taken.append(self._events.pop())
        return taken

    def clear(self) -> None:
        """Forget what waits."""
        self._events.clear()

"""What is kept while the daemon runs and nowhere else: counts, and the last day's judgements.

Event columns are counted and let go: nothing in memory is worth more than the features that
were made of them.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.core.events import EventBatch
    from pulsedev.core.instructions import StateChanged
    from pulsedev.core.labels import Label
    from pulsedev.core.states import State

KEPT_S = 24 * 3600.0
"""Seconds; a day's timeline is what a user asks for."""

MOST_VECTORS = 4_096
"""A day has 2,880 half minutes, on which sessions score."""

MOST_STATES = 8_192
"""Each score can move the probabilities, and each event can change the state."""

MOST_LABELS = 8_192
"""More than anybody gives in a day, weak ones included."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How much of each is kept; in memory, of batches and events, how many went by.

    ``since`` is when the oldest event that is kept happened, ``size`` bytes on disk.
    """

    batches: int
    events: int
    vectors: int
    labels: int
    states: int
    alerts: int = 0
    trainings: int = 0
    since: float | None = None
    size: int = 0


class MemoryStore:
    """The store of a process that keeps nothing on disk."""

    name = "memory"

    def __init__(self) -> None:
        self._last_label = 0
        self._batches = 0
        self._events = 0
        self._vectors: deque[tuple[float, array[float]]] = deque(maxlen=MOST_VECTORS)
        self._labels: deque[tuple[Label, State]] = deque(maxlen=MOST_LABELS)
        self._states: deque[StateChanged] = deque(maxlen=MOST_STATES)
        self._answered: set[int] = set()

    def add_batch(self, batch: EventBatch) -> None:
        """Count a batch."""
        self._batches += 1
        self._events += len(batch)

    def add_vector(self, at: float, row: Sequence[float]) -> None:
        """Keep a row of features, and let go of what is older than a day."""
        self._vectors.append((at, array("d", row)))
        while self._vectors[0][0] < at - KEPT_S:
            self._vectors.popleft()

    def add_label(self, label: Label, shown: State) -> None:
        """Keep a label beside the state that was shown."""
        self._labels.append((label, shown))

    def add_answer(self, alert: int) -> bool:
        """Know that an alert was answered; return whether it had no answer yet."""
        if alert in self._answered:
            return False
        self._answered.add(alert)
        return True

    def add_state(self, changed: StateChanged) -> None:
        """Keep a judgement, and let go of what is older than a day."""
        # After the clock was set back, what is "later" would make the order a lie.
        while self._states and self._states[-1].at > changed.at:
            self._states.pop()
        self._states.append(changed)
        while self._states[0].at < changed.at - KEPT_S:
            self._states.popleft()

    def states_at(self, times: Sequence[float]) -> list[StateChanged | None]:
        """Return what was believed at each of these epoch seconds, None where nothing was."""
        states = list(self._states)
        places = [bisect_right(states, time, key=attrgetter("at")) for time in times]
        return [states[place - 1] if place else None for place in places]

    def next_label_id(self) -> int:
        """Return a number that no label had."""
        self._last_label += 1
        return self._last_label

    def kept(self) -> Kept:
        """Return how much is kept."""
        return Kept(
            batches=self._batches,
            events=self._events,
            vectors=len(self._vectors),
            labels=len(self._labels),
            states=len(self._states),
        )

    def erase(self) -> Kept:
        """Forget all of it; return how much it was."""
        gone = self.kept()
        last_label = self._last_label
        MemoryStore.__init__(self)
        self._last_label = last_label
        return gone

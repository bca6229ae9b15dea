"""From probabilities to a state that does not flicker: smoothing, two thresholds and a dwell.

Carter & Dewan 2010 wait for a majority of five segments. Here a state is entered when the
smoothed probability stays above ``high`` for a while, and left when it stays below ``low``; being
stuck also ends at once with progress. All times are active seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from pulsedev.core.states import State

SMOOTHING = 180.0
"""Seconds of the exponential mean; single minutes mean little (Carter: verdicts are aggregated)."""

WARM_UP_EVENTS = 50
WARM_UP_TIME = 300.0
"""Whichever comes first, but then FEWEST_EVENTS: Carter ignores the first 50 events."""

FEWEST_EVENTS = 5
"""Events without which five minutes say nothing."""

LEAST_EVIDENCE = 0.25
"""Share of the classifier's weight that must be known at all."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a state is entered and left: probabilities, and active seconds that they must hold."""

    high: float
    low: float
    enter_after: float
    leave_after: float


STUCK_THRESHOLDS = Thresholds(high=0.6, low=0.4, enter_after=180.0, leave_after=120.0)
FLOW_THRESHOLDS = Thresholds(high=0.55, low=0.4, enter_after=600.0, leave_after=300.0)
"""Flow comes slowly and survives some distraction (Brown et al. 2023)."""


class Latch:
    """One state's probability and whether it holds.

    >>> latch = Latch(Thresholds(high=0.6, low=0.4, enter_after=60, leave_after=60))
    >>> [latch.update(time, 0.9) for time in (0, 30, 60)]
    [False, False, True]
    >>> latch.release(90); latch.on
    False
    """

    __slots__ = ("_above", "_below", "_last", "on", "smoothed", "thresholds")

    def __init__(self, thresholds: Thresholds) -> None:
        self.thresholds = thresholds
        self.smoothed: float | None = None
        self.on = False
        self._last = 0.0
        self._above: float | None = None
        self._below: float | None = None

    def update(self, time: float, probability: float) -> bool:
        """Take in a probability; return whether the state holds."""
        if self.smoothed is None:
            self.smoothed = probability
        else:
            kept = exp((self._last - time) / SMOOTHING)
            self.smoothed = kept * self.smoothed + (1.0 - kept) * probability
        self._last = time
        self._switch(time, self.smoothed)
        return self.on

    def _switch(self, time: float, smoothed: float) -> None:
        limits = self.thresholds
        if smoothed < limits.high:
            self._above = None
        elif self._above is None:
            self._above = time
        if smoothed >= limits.low:
            self._below = None
        elif self._below is None:
            self._below = time
        if self._above is not None and time - self._above >= limits.enter_after:
            self.on = True
        elif self._below is not None and time - self._below >= limits.leave_after:
            self.on = False

    def interrupt(self) -> None:
        """Know nothing for now: what comes next begins its dwell anew."""
        self._above = self._below = None

    def hold(self, time: float) -> None:
        """Let the state hold, whatever was computed: somebody said so."""
        self.on, self.smoothed, self._last = (
            True,
            max(self.smoothed or 0.0, self.thresholds.high),
            time,
        )
        self._above, self._below = time, None

    def release(self, time: float) -> None:
        """Let the state end: there was progress, or somebody said so."""
        self.on, self._last = False, time
        if self.smoothed is not None:
            self.smoothed = min(self.smoothed, self.thresholds.low)
        self._above = None


class Hysteresis:
    """Both latches, and the state that they make."""

    def __init__(
        self, stuck: Thresholds = STUCK_THRESHOLDS, flow: Thresholds = FLOW_THRESHOLDS
    ) -> None:
        self.stuck = Latch(stuck)
        self.flow = Latch(flow)

    def use(self, stuck: Thresholds, flow: Thresholds) -> None:
        """Hold what comes to other thresholds; the state stays until they end it."""
        self.stuck.thresholds, self.flow.thresholds = stuck, flow

    def update(self, time: float, p_stuck: float, p_flow: float) -> None:
        """Take in both probabilities."""
        self.stuck.update(time, p_stuck)
        self.flow.update(time, p_flow)

    def interrupt(self) -> None:
        """Know nothing for now."""
        self.stuck.interrupt()
        self.flow.interrupt()

    def state(self) -> State:
        """Return the state; where both would hold, nobody knows."""
        if self.stuck.on and self.flow.on:
            return State.UNKNOWN
        if self.stuck.on:
            return State.STUCK
        return State.FLOW if self.flow.on else State.NEUTRAL


def warm(events: int, active: float) -> bool:
    """Return whether enough happened for a first verdict.

    >>> warm(50, 60.0), warm(20, 300.0), warm(3, 300.0)
    (True, True, False)
    """
    return events >= WARM_UP_EVENTS or (active >= WARM_UP_TIME and events >= FEWEST_EVENTS)

"""When to ask how it goes: rarely, at random, and only for who wants to be asked.

Random moments are the one way to learn how often somebody is stuck at all: labels that people give
by themselves, and answers to alerts, come from the moments that stood out. Each hour of local time
draws whether it has a question and when; the same hour always draws the same. The question waits
for the next breakpoint with quiet hands, or is dropped.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import floor, inf
from random import Random
from typing import TYPE_CHECKING

from pulsedev.core.policy import DAY, FRESH_BREAKPOINT, QUIET_HANDS
from pulsedev.core.states import State

if TYPE_CHECKING:
    from collections.abc import Mapping

HOUR = 3600.0

MOST_A_DAY = 3
"""The most that a user may choose: with more, answers become careless."""

WAIT = 600.0
"""Seconds after the drawn moment in which a breakpoint must come; later it is another moment."""

GAP = 3600.0
"""Seconds between two questions, and after an alert: one interruption an hour is enough."""

WORKING_HOURS = 8.0
"""Hours over which the questions of a day are spread: those in which somebody is at work."""

NEVER_IN = frozenset({State.FLOW, State.AWAY, State.PAUSED})
"""States in which nobody is asked: it would end the flow, or reach nobody who wants it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What must be known to ask now; ``now`` and ``alerted`` in epoch seconds, ``local`` in local.

    ``silent`` is true in quiet hours and while snoozed, ``quiet`` false where somebody began to
    type right after, and ``fresh`` false where the moment is judged long after it has passed.
    """

    now: float
    local: float
    state: State
    focused: bool
    quiet: bool
    fresh: bool
    silent: bool
    alerted: float = -inf


@dataclass(slots=True)
class Past:
    """What is remembered of questions; epoch seconds, and local days since the epoch."""

    last: float = -inf
    today: int | None = None
    asked: int = 0
    """Questions on ``today``."""
    breakpoint: float = -inf
    typed: float = -inf
    considered: float = -inf


class Probes:
    """Decides about questions; knows the last ones."""

    def __init__(self, per_day: int = 0) -> None:
        self.per_day = per_day
        """Questions a day, up to MOST_A_DAY; 0 asks nothing."""
        self.past = Past()

    def breakpoint(self, now: float) -> None:
        """Learn that the work has come to a natural stop."""
        self.past.breakpoint = now

    def typed(self, now: float) -> None:
        """Learn that somebody typed."""
        self.past.typed = now

    def due(self, now: float, local: float) -> float:
        """Return when to ``ask``, if nothing happens before; inf where only a breakpoint helps.

        Both are this moment, in epoch seconds and in those of local time.
        """
        past = self.past
        moment = max(past.breakpoint, past.typed + QUIET_HANDS)
        if not past.considered < moment <= past.breakpoint + FRESH_BREAKPOINT:
            return inf
        drawn = self._drawn(past.breakpoint + (local - now)) - (local - now)
        return moment if moment <= drawn + WAIT else inf

    def ask(self, at: Moment) -> bool:
        """Return whether to ask now; who does says so with ``asked``."""
        past, today = self.past, floor(at.local / DAY)
        past.considered = at.now
        if past.today is None or today > past.today:
            # Who travels west, or sets the clock back over midnight, is not asked more often.
            past.today, past.asked = today, 0
        if past.asked >= self._most or at.now < max(past.last, at.alerted) + GAP:
            return False
        return at.focused and at.quiet and at.fresh and not at.silent and at.state not in NEVER_IN

    def asked(self, now: float) -> None:
        """Count a question."""
        self.past.last = now
        self.past.asked += 1

    def shift(self, by: float) -> None:
        """Move all that is remembered with the clock, which was set."""
        past = self.past
        past.last += by
        past.breakpoint += by
        past.typed += by
        past.considered += by
        past.today = None if past.today is None else past.today + int(by / DAY)

    def dump(self) -> dict[str, object]:
        """Return what outlasts a stretch of work, for ``load``."""
        return asdict(self.past)

    def load(self, dumped: Mapping[str, float]) -> None:
        """Go on from what was dumped; TypeError or ValueError where that was none."""
        past = Past(**dumped)  # type: ignore[arg-type]  # checked below
        today = None if past.today is None else int(past.today)
        times = (past.last, past.breakpoint, past.typed, past.considered)
        self.past = Past(float(times[0]), today, int(past.asked), *map(float, times[1:]))

    @property
    def _most(self) -> int:
        return max(0, min(self.per_day, MOST_A_DAY))

    def _drawn(self, local: float) -> float:
        """Return the last drawn moment up to a local time, -inf where none is near."""
        hour = floor(local / HOUR)
        drawn = (moment for moment in map(self._draw, (hour, hour - 1)) if moment <= local)
        return max(drawn, default=-inf)

    def _draw(self, hour: int) -> float:
        """Draw an hour's moment, in local seconds; inf where it has none."""
        random = Random(hour)  # noqa: S311 - nothing to guess, and the same in each replay
        chance, place = random.random(), random.random()
        return (hour + place) * HOUR if chance < self._most / WORKING_HOURS else inf

"""When to speak: rarely, at a breakpoint of the work, with a reason, and less after each "no".

The rules and their numbers follow the notification policy that research supports: breakpoints
(Iqbal & Bailey, CHI 2008; Kuo et al. 2026: 62 % dismissed in mid-task), few and far between
(Sadowski et al., ICSE 2015: under 10 % unwanted). Being in flow is never announced.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf

DAY = 86_400.0
MINUTE = 60.0

STUCK_FOR = 300.0
"""Seconds in the state before anything is said: productive struggle is none of our business."""

QUIET_HANDS = 10.0
"""Seconds without typing."""

FRESH_BREAKPOINT = 60.0
"""Seconds after which a breakpoint has passed: the next task has begun."""

PATIENCE = 300.0
"""Seconds to wait for a breakpoint; then the status bar alone says it."""

DISMISSALS = 2
"""In a row; then silence until tomorrow."""

SNOOZE = 3600.0
"""Seconds that the alert's own button is good for."""

MOST_PER_DAY = 3
"""The most that a user may choose."""


class Action(StrEnum):
    """What a user can do with an alert; IGNORED is offered by no button."""

    RIGHT = "right"
    WRONG = "wrong"
    SNOOZE = "snooze"
    NEVER = "never"
    IGNORED = "ignored"


OFFERED = (Action.RIGHT, Action.WRONG, Action.SNOOZE, Action.NEVER)

TITLES = {
    Action.RIGHT: "Right",
    Action.WRONG: "Wrong",
    Action.SNOOZE: "Snooze",
    Action.NEVER: "Don't show again",
}
"""What the buttons of an alert say where the client has no words of its own."""


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """What the user may choose; ``quiet`` is a span of minutes of the local day."""

    alerts_per_day: int = 2
    min_gap_s: float = 1800.0
    quiet: tuple[int, int] | None = None
    probes_per_day: int = 0

    def is_quiet(self, local: float) -> bool:
        """Return whether a time, in local epoch seconds, is in the quiet hours.

        >>> night = PolicySettings(quiet=(22 * 60, 7 * 60))
        >>> night.is_quiet(23 * 3600), night.is_quiet(12 * 3600)
        (True, False)
        """
        if self.quiet is None:
            return False
        start, stop = self.quiet
        minute = local % DAY / MINUTE
        return start <= minute < stop if start <= stop else minute >= start or minute < stop


@dataclass(frozen=True, slots=True)
class Situation:
    """What the policy must know at one moment; times in epoch seconds.

    ``quiet`` is false where somebody began to type right after it. ``fresh`` is false where the
    moment is judged long after it has passed, because a client handed in what it had seen before.
    """

    now: float
    local: float
    stuck_since: float | None
    p_stuck_high: bool
    p_flow_low: bool
    focused: bool
    quiet: bool
    fresh: bool


@dataclass(slots=True)
class Past:
    """What is remembered of alerts and answers; epoch seconds, and local days since the epoch."""

    silenced: bool = False
    snoozed_until: float = -inf
    alerts: int = 0
    """Made on ``today``."""
    breakpoint: float = -inf
    considered: float = -inf
    dismissals: int = 0
    """In a row."""
    episode: float | None = None
    """Since when they were stuck at the last alert."""
    last: float = -inf
    silent_day: int | None = None
    today: int | None = None
    typed: float = -inf


class Policy:
    """Decides about alerts; knows the last ones and what became of them."""

    def __init__(self, settings: PolicySettings) -> None:
        self.settings = settings
        self.past = Past()

    def configure(self, settings: PolicySettings) -> None:
        """Use other settings; who allows alerts again has taken a "never" back."""
        if settings.alerts_per_day > 0 == self.settings.alerts_per_day:
            self.past.silenced = False
        self.settings = settings

    def shift(self, by: float) -> None:
        """Move all that is remembered with the clock, which was set."""
        past, days = self.past, int(by / DAY)
        past.breakpoint += by
        past.considered += by
        past.last += by
        past.typed += by
        past.snoozed_until += by
        past.episode = None
        past.today = None if past.today is None else past.today + days
        past.silent_day = None if past.silent_day is None else past.silent_day + days

    def breakpoint(self, now: float) -> None:
        """Learn that the work has come to a natural stop."""
        self.past.breakpoint = now

    def typed(self, now: float) -> None:
        """Learn that somebody typed."""
        self.past.typed = now

    def due(self, stuck_since: float | None) -> float | None:
        """Return when an alert should be considered, if nothing happens before."""
        past = self.past
        if stuck_since is None or stuck_since == past.episode or past.silenced:
            return None
        ready = stuck_since + STUCK_FOR
        moment = max(ready, past.breakpoint, past.typed + QUIET_HANDS)
        fresh = past.considered < moment <= past.breakpoint + FRESH_BREAKPOINT
        return moment if fresh and moment <= ready + PATIENCE else None

    def allows(self, at: Situation) -> bool:
        """Return whether to alert now, and if so, count it."""
        self.past.considered = at.now
        if at.stuck_since is None or not self._has_budget(at):
            return False
        if not (at.p_stuck_high and at.p_flow_low and at.focused and at.quiet and at.fresh):
            return False
        self.past.episode, self.past.last = at.stuck_since, at.now
        self.past.alerts += 1
        return True

    def _has_budget(self, at: Situation) -> bool:
        past, today = self.past, int(at.local // DAY)
        if past.today is None or today > past.today:
            # Who travels west, or sets the clock back over midnight, has no second budget.
            past.today, past.alerts = today, 0
        gap = self.settings.min_gap_s * 2**past.dismissals
        return not (
            past.silenced
            or (past.silent_day is not None and today <= past.silent_day)
            or past.alerts >= self.settings.alerts_per_day
            or at.now < max(past.snoozed_until, past.last + gap)
            or self.settings.is_quiet(at.local)
        )

    def answer(self, action: Action, now: float, local: float) -> None:
        """Learn from what the user did with an alert."""
        if action is Action.RIGHT:
            self.past.dismissals = 0
        elif action is Action.SNOOZE:
            self.past.snoozed_until = max(self.past.snoozed_until, now + SNOOZE)
        elif action is Action.NEVER:
            self.past.silenced = True
        else:
            self._dismiss(int(local // DAY))

    def _dismiss(self, today: int) -> None:
        self.past.dismissals += 1
        if self.past.dismissals >= DISMISSALS:
            self.past.silent_day, self.past.dismissals = today, 0

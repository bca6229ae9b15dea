"""When to speak: rarely, at a breakpoint of the work, with a reason, and less after each "no".

The rules and their numbers follow the notification policy that research supports: breakpoints
(Iqbal & Bailey, CHI 2008; Kuo et al. 2026: 62 % dismissed in mid-task), few and far between
(Sadowski et al., ICSE 2015: under 10 % unwanted). Being in flow is never announced.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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


class Policy:
    """Decides about alerts; knows the last ones and what became of them."""

    def __init__(self, settings: PolicySettings) -> None:
        self.settings = settings
        self.snoozed_until = float("-inf")
        self.silenced = False
        self._alerts = 0
        self._breakpoint = float("-inf")
        self._considered = float("-inf")
        self._dismissals = 0
        self._episode: float | None = None
        self._last = float("-inf")
        self._silent_day: int | None = None
        self._today: int | None = None
        self._typed = float("-inf")

    def configure(self, settings: PolicySettings) -> None:
        """Use other settings; who allows alerts again has taken a "never" back."""
        if settings.alerts_per_day > 0 == self.settings.alerts_per_day:
            self.silenced = False
        self.settings = settings

    def shift(self, by: float) -> None:
        """Move all that is remembered with the clock, which was set."""
        self._breakpoint += by
        self._considered += by
        self._last += by
        self._typed += by
        self.snoozed_until += by
        self._episode = None
        days = int(by / DAY)
        self._today = None if self._today is None else self._today + days
        self._silent_day = None if self._silent_day is None else self._silent_day + days

    def breakpoint(self, now: float) -> None:
        """Learn that the work has come to a natural stop."""
        self._breakpoint = now

    def typed(self, now: float) -> None:
        """Learn that somebody typed."""
        self._typed = now

    def due(self, stuck_since: float | None) -> float | None:
        """Return when an alert should be considered, if nothing happens before."""
        if stuck_since is None or stuck_since == self._episode or self.silenced:
            return None
        ready = stuck_since + STUCK_FOR
        moment = max(ready, self._breakpoint, self._typed + QUIET_HANDS)
        fresh = self._considered < moment <= self._breakpoint + FRESH_BREAKPOINT
        return moment if fresh and moment <= ready + PATIENCE else None

    def allows(self, at: Situation) -> bool:
        """Return whether to alert now, and if so, count it."""
        self._considered = at.now
        if at.stuck_since is None or not self._has_budget(at):
            return False
        if not (at.p_stuck_high and at.p_flow_low and at.focused and at.quiet and at.fresh):
            return False
        self._episode = at.stuck_since
        self._last = at.now
        self._alerts += 1
        return True

    def _has_budget(self, at: Situation) -> bool:
        today = int(at.local // DAY)
        if self._today is None or today > self._today:
            # Who travels west, or sets the clock back over midnight, has no second budget.
            self._today, self._alerts = today, 0
        gap = self.settings.min_gap_s * 2**self._dismissals
        return not (
            self.silenced
            or (self._silent_day is not None and today <= self._silent_day)
            or self._alerts >= self.settings.alerts_per_day
            or at.now < max(self.snoozed_until, self._last + gap)
            or self.settings.is_quiet(at.local)
        )

    def answer(self, action: Action, now: float, local: float) -> None:
        """Learn from what the user did with an alert."""
        if action is Action.RIGHT:
            self._dismissals = 0
        elif action is Action.SNOOZE:
            self.snoozed_until = max(self.snoozed_until, now + SNOOZE)
        elif action is Action.NEVER:
            self.silenced = True
        else:
            self._dismiss(int(local // DAY))

    def _dismiss(self, today: int) -> None:
        self._dismissals += 1
        if self._dismissals >= DISMISSALS:
            self._silent_day, self._dismissals = today, 0

"""An alert in words, made from its numbers alone: whoever shows it need not have decided it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev.core.instructions import Alert
from pulsedev.core.policy import OFFERED, Situation
from pulsedev.core.probes import Moment
from pulsedev.core.suggestions import suggestions
from pulsedev.core.words import duration

if TYPE_CHECKING:
    from pulsedev.core.classifier import Reason
    from pulsedev.core.instructions import StateChanged
    from pulsedev.core.policy import Policy
    from pulsedev.core.states import State
    from pulsedev.core.work import Work

STUCK = "stuck"
"""The one kind of alert; being in flow is never announced."""


def alert(  # noqa: PLR0913 - the columns that are kept of it
    id: int,  # noqa: A002 - what the wire calls it
    at: float,
    *,
    window: int,
    since: float,
    reasons: tuple[Reason, ...],
    passed: bool,
    calm: bool,
) -> Alert:
    """Say it: ``at`` and ``since`` are epoch seconds, ``passed`` whether a run ever did.

    >>> alert(1, 1200.0, window=3, since=0.0, reasons=(), passed=True, calm=True).title
    'You may have been stuck for 20 min'
    """
    title = f"You may have been stuck for {duration(at - since)}"
    helping = suggestions(reasons, passed=passed)
    return Alert(
        id, at, STUCK, title, reasons, helping, OFFERED, window, since, passed=passed, calm=calm
    )


def situation(  # noqa: PLR0913 - what only the session knows
    work: Work, *, now: float, local: float, since: float, quiet: bool, fresh: bool
) -> Situation:
    """Return all that the policy asks about, at a moment when being stuck was seen ``since``."""
    stuck, flow, activity = work.hysteresis.stuck, work.hysteresis.flow, work.activity
    return Situation(
        now=now,
        local=local,
        stuck_since=since,
        p_stuck_high=(stuck.smoothed or 0.0) >= stuck.thresholds.high,
        p_flow_low=(flow.smoothed or 0.0) < flow.thresholds.low,
        focused=activity is not None and activity.left is None,
        quiet=quiet,
        fresh=fresh,
    )


def probe_moment(  # noqa: PLR0913 - what only the session knows
    work: Work,
    policy: Policy,
    *,
    now: float,
    local: float,
    state: State,
    quiet: bool,
    fresh: bool,
) -> Moment:
    """Return all that a question depends on."""
    activity = work.activity
    return Moment(
        now=now,
        local=local,
        state=state,
        focused=activity is not None and activity.left is None,
        quiet=quiet,
        fresh=fresh,
        silent=policy.settings.is_quiet(local) or now < policy.past.snoozed_until,
        alerted=policy.past.last,
    )


def alert_of(number: int, window: int, shown: StateChanged, work: Work) -> Alert:
    """Say what is shown, in the window where the person is."""
    return alert(
        number,
        shown.at,
        window=window,
        since=shown.since,
        reasons=shown.reasons,
        passed=work.activity is not None and work.activity.runs.passed,
        calm=shown.calm,
    )

"""The notification policy: every rule that keeps it quiet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulsedev.core.policy import (
    DAY,
    FRESH_BREAKPOINT,
    PATIENCE,
    QUIET_HANDS,
    SNOOZE,
    STUCK_FOR,
    Action,
    Policy,
    PolicySettings,
    Situation,
)

CONDITIONS = ("p_stuck_high", "p_flow_low", "focused", "quiet", "fresh")

NOON = 20_000 * DAY + DAY / 2


def at(now: float, *, stuck_since: float | None = None) -> Situation:
    """Return a moment at which nothing speaks against an alert."""
    since = now - 600.0 if stuck_since is None else stuck_since
    fine = dict.fromkeys(CONDITIONS, True)
    return Situation(now, now, since, **fine)


def test_an_alert_waits_for_a_breakpoint_and_for_quiet_hands() -> None:
    """The moment is the breakpoint, or ten seconds after the last key if that is later."""
    policy = Policy(PolicySettings())
    assert policy.due(NOON) is None
    policy.breakpoint(NOON + 400.0)
    assert policy.due(NOON) == NOON + 400.0
    policy.typed(NOON + 405.0)
    assert policy.due(NOON) == NOON + 405.0 + QUIET_HANDS


def test_struggling_is_left_alone_for_five_minutes() -> None:
    """A breakpoint before the five minutes are over counts only while it is fresh."""
    policy = Policy(PolicySettings())
    policy.breakpoint(NOON + STUCK_FOR - FRESH_BREAKPOINT + 1)
    assert policy.due(NOON) == NOON + STUCK_FOR
    policy.breakpoint(NOON + STUCK_FOR - FRESH_BREAKPOINT - 1)
    assert policy.due(NOON) is None


def test_a_breakpoint_passes() -> None:
    """Typing for a minute after a breakpoint makes it one of the past."""
    policy = Policy(PolicySettings())
    policy.breakpoint(NOON + 400.0)
    policy.typed(NOON + 400.0 + FRESH_BREAKPOINT)
    assert policy.due(NOON) is None


def test_patience_ends() -> None:
    """Without a breakpoint in five minutes nothing is said of this episode any more."""
    policy = Policy(PolicySettings())
    policy.breakpoint(NOON + STUCK_FOR + PATIENCE)
    assert policy.due(NOON) == NOON + STUCK_FOR + PATIENCE
    policy.breakpoint(NOON + STUCK_FOR + PATIENCE + 1)
    assert policy.due(NOON) is None


@pytest.mark.parametrize("missing", CONDITIONS)
def test_every_condition_is_needed(missing: str) -> None:
    """In flow, no longer sure, outside of the window, typing again, or long after: no alert."""
    policy = Policy(PolicySettings())
    assert not policy.allows(replace(at(NOON), **{missing: False}))
    assert policy.allows(at(NOON))


def test_one_episode_has_one_alert() -> None:
    """The same stretch of being stuck is never announced twice."""
    policy = Policy(PolicySettings(alerts_per_day=3, min_gap_s=0))
    assert policy.allows(at(NOON, stuck_since=NOON - 600))
    policy.breakpoint(NOON + 5)
    assert policy.due(NOON - 600) is None


def test_half_an_hour_lies_between_two_alerts() -> None:
    """The gap is kept to the second."""
    policy = Policy(PolicySettings(alerts_per_day=3))
    assert policy.allows(at(NOON))
    assert not policy.allows(at(NOON + 1799))
    assert policy.allows(at(NOON + 1800))


@pytest.mark.parametrize("limit", [0, 1, 2, 3])
def test_the_day_has_a_budget(limit: int) -> None:
    """No more alerts a local day than chosen; the next day has its own."""
    policy = Policy(PolicySettings(alerts_per_day=limit, min_gap_s=60))
    given = sum(policy.allows(at(NOON + 100.0 * index)) for index in range(10))
    assert given == limit
    assert policy.allows(at(NOON + DAY)) is (limit > 0)


def test_the_day_before_has_no_second_budget() -> None:
    """Flying west over midnight, or setting the clock back, gives no further alerts."""
    policy = Policy(PolicySettings(alerts_per_day=1, min_gap_s=60))
    assert policy.allows(at(NOON))
    west = replace(at(NOON + 3600), local=NOON - DAY / 2 - 60)
    assert not policy.allows(west)
    assert policy.allows(at(NOON + DAY))


def test_a_clock_that_was_a_year_ahead_costs_no_year() -> None:
    """When it is set right the budget is that of the day, and the silence ends the day after."""
    for noes in (0, 2):
        policy = Policy(PolicySettings(alerts_per_day=1, min_gap_s=60))
        assert policy.allows(at(NOON + 365 * DAY))
        for _ in range(noes):
            policy.answer(Action.WRONG, NOON + 365 * DAY, NOON + 365 * DAY)
        policy.shift(-365 * DAY)
        assert not policy.allows(at(NOON + 3600))
        assert policy.allows(at(NOON + DAY))


def test_each_no_doubles_the_gap_and_two_end_the_day() -> None:
    """After one dismissal an hour passes; after two in a row it is silent until tomorrow."""
    policy = Policy(PolicySettings(alerts_per_day=3))
    assert policy.allows(at(NOON))
    policy.answer(Action.WRONG, NOON, NOON)
    assert not policy.allows(at(NOON + 3599))
    assert policy.allows(at(NOON + 3600))
    policy.answer(Action.IGNORED, NOON, NOON + 3600)
    assert not policy.allows(at(NOON + 4 * 3600))
    assert policy.allows(at(NOON + DAY))


def test_a_yes_ends_the_row_of_noes() -> None:
    """A right alert between two wrong ones keeps the day open."""
    policy = Policy(PolicySettings(alerts_per_day=3))
    for action in (Action.WRONG, Action.RIGHT, Action.WRONG):
        policy.answer(action, NOON, NOON)
    assert policy.allows(at(NOON + 1))


def test_snoozing_is_no_verdict() -> None:
    """Snooze silences for an hour and counts against nobody."""
    policy = Policy(PolicySettings(alerts_per_day=3))
    policy.answer(Action.SNOOZE, NOON, NOON)
    assert not policy.allows(at(NOON + SNOOZE - 1))
    assert policy.allows(at(NOON + SNOOZE))


def test_never_means_never() -> None:
    """After "don't show again" nothing is due or allowed, tomorrow neither."""
    policy = Policy(PolicySettings())
    policy.answer(Action.NEVER, NOON, NOON)
    policy.breakpoint(NOON + 400)
    assert policy.due(NOON) is None
    assert not policy.allows(at(NOON + 2 * DAY))


def test_quiet_hours_are_quiet_over_midnight() -> None:
    """Quiet from ten to seven: no alert at eleven in the evening, one at eight."""
    policy = Policy(PolicySettings(quiet=(22 * 60, 7 * 60)))
    midnight = 20_000 * DAY
    assert not policy.allows(at(midnight + 23 * 3600))
    assert not policy.allows(at(midnight + 3600))
    assert policy.allows(at(midnight + 8 * 3600))


def test_a_refused_moment_is_not_tried_again() -> None:
    """Once considered, a moment does not become due a second time."""
    policy = Policy(PolicySettings(alerts_per_day=0))
    policy.breakpoint(NOON + 400.0)
    moment = policy.due(NOON)
    assert moment is not None
    assert not policy.allows(at(moment))
    assert policy.due(NOON) is None


def test_allowing_alerts_again_takes_a_never_back() -> None:
    """A client that knows "never" as no alerts a day ends it by a setting; other settings don't."""
    policy = Policy(PolicySettings())
    policy.answer(Action.NEVER, NOON, NOON)
    policy.configure(PolicySettings(alerts_per_day=1))
    assert not policy.allows(at(NOON))
    policy.configure(PolicySettings(alerts_per_day=0))
    policy.configure(PolicySettings(alerts_per_day=1))
    assert policy.allows(at(NOON))

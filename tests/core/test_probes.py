"""Questions are rare, come at random moments, and disturb nobody."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.policy import DAY, FRESH_BREAKPOINT, QUIET_HANDS
from pulsedev.core.probes import GAP, HOUR, MOST_A_DAY, WAIT, WORKING_HOURS, Moment, Probes
from pulsedev.core.states import State

NOON = 20_000 * DAY + 12 * HOUR
OFFSET = 7_200.0
"""Seconds that local time is ahead."""


def moment(now: float, state: State = State.NEUTRAL) -> Moment:
    """Return a moment at which nothing speaks against asking."""
    return Moment(now, now + OFFSET, state, focused=True, quiet=True, fresh=True, silent=False)


def drawn(probes: Probes, since: float = NOON) -> float:
    """Return the first moment after a time that was drawn at random, to ten seconds."""
    at = since
    while True:
        at += 10.0
        probes.breakpoint(at)
        if probes.due(at, at + OFFSET) == at:
            return at


@pytest.fixture
def probes() -> Probes:
    """Return probes of which nothing is remembered but a breakpoint at a drawn moment."""
    made = Probes(3)
    drawn(made)
    return made


def test_nobody_is_asked_unasked() -> None:
    """Without the user's wish nothing is ever due, and nothing allowed."""
    probes = Probes()
    for at in range(0, int(DAY), 300):
        probes.breakpoint(NOON + at)
        assert probes.due(NOON + at, NOON + at + OFFSET) == inf
    assert not probes.ask(moment(NOON))


def test_nothing_is_due_before_a_breakpoint() -> None:
    """Before anything has happened there is nothing to look at."""
    assert Probes(3).due(NOON, NOON + OFFSET) == inf


def test_asked_at_the_next_breakpoint(probes: Probes) -> None:
    """Within ten minutes after the drawn moment each breakpoint will do, and none after."""
    at = probes.past.breakpoint
    for later in (60.0, WAIT - 10.0):
        probes.breakpoint(at + later)
        assert probes.due(at + later, at + later + OFFSET) == at + later
    probes.breakpoint(at + WAIT + 1.0)
    assert probes.due(at + WAIT + 1.0, at + WAIT + 1.0 + OFFSET) == inf


def test_hands_must_be_quiet(probes: Probes) -> None:
    """Who types is waited for, until the breakpoint has passed."""
    at = probes.past.breakpoint
    probes.typed(at + 5.0)
    assert probes.due(at + 5.0, at + 5.0 + OFFSET) == at + 5.0 + QUIET_HANDS
    probes.typed(at + FRESH_BREAKPOINT)
    assert probes.due(at + FRESH_BREAKPOINT, at + FRESH_BREAKPOINT + OFFSET) == inf


def test_each_moment_is_considered_once(probes: Probes) -> None:
    """What was refused is not looked at again before something happens."""
    at = probes.past.breakpoint
    assert not probes.ask(moment(at, State.FLOW))
    assert probes.due(at, at + OFFSET) == inf
    probes.breakpoint(at + 30.0)
    assert probes.due(at + 30.0, at + 30.0 + OFFSET) == at + 30.0


@pytest.mark.parametrize("state", State)
def test_states(probes: Probes, state: State) -> None:
    """Nobody is asked who is in flow, away, or does not want to be observed."""
    at = moment(probes.past.breakpoint, state)
    assert probes.ask(at) == (state not in {State.FLOW, State.AWAY, State.PAUSED})


@pytest.mark.parametrize(
    "change",
    [{"focused": False}, {"quiet": False}, {"fresh": False}, {"silent": True}],
    ids=lambda change: next(iter(change)),
)
def test_what_speaks_against_it(probes: Probes, change: dict[str, bool]) -> None:
    """No question comes elsewhere, into typing, late, in quiet hours or while snoozed."""
    assert not probes.ask(replace(moment(probes.past.breakpoint), **change))  # type: ignore[arg-type]  # all of them are truths


def test_an_alert_is_enough_for_an_hour(probes: Probes) -> None:
    """Within an hour after an alert nobody is asked."""
    at = moment(probes.past.breakpoint)
    assert not probes.ask(replace(at, alerted=at.now - GAP + 1.0))
    assert probes.ask(replace(at, alerted=at.now - GAP))


def test_the_same_hour_draws_the_same() -> None:
    """A replay asks at the same moments, and who wants more is asked at those as well."""
    often, rarely = Probes(3), Probes(1)
    assert drawn(rarely) == drawn(Probes(1))
    at = drawn(rarely)
    often.breakpoint(at)
    assert often.due(at, at + OFFSET) == at


@pytest.mark.parametrize("per_day", range(1, MOST_A_DAY + 1))
def test_how_often(per_day: int) -> None:
    """Of the hours at work as many have a moment as are wanted, at all minutes alike."""
    probes, hours = Probes(per_day), 20_000
    found = [
        at % HOUR
        for at in (probes._draw(hour) for hour in range(480_000, 480_000 + hours))  # noqa: SLF001 - a draw has no other witness
        if at < inf
    ]
    assert len(found) / hours == pytest.approx(per_day / WORKING_HOURS, rel=0.1)
    quarters = Counter(int(at // (HOUR / 4)) for at in found)
    assert set(quarters) == {0, 1, 2, 3}
    assert min(quarters.values()) > len(found) / 4 * 0.85


def test_it_goes_on_from_what_was_dumped(probes: Probes) -> None:
    """Another process asks no more often than one that was there all along."""
    at = probes.past.breakpoint
    assert probes.ask(moment(at))
    probes.asked(at)
    other = Probes(3)
    other.load(json.loads(json.dumps(probes.dump())))
    assert other.past == probes.past
    assert not other.ask(moment(at + GAP - 1.0))
    assert other.ask(moment(at + GAP))


@pytest.mark.parametrize("dumped", [{"first": 1.0}, {"last": "soon"}, {"asked": None}])
def test_what_was_never_dumped(dumped: dict[str, float]) -> None:
    """What makes no sense is refused, and what was known stays."""
    probes = Probes(3)
    with pytest.raises((TypeError, ValueError)):
        probes.load(dumped)
    assert probes.past == Probes().past


def test_a_clock_that_was_set(probes: Probes) -> None:
    """After the clock was set the hour's rest goes on."""
    at = probes.past.breakpoint
    assert probes.ask(moment(at))
    probes.asked(at)
    probes.shift(3 * DAY)
    assert not probes.ask(moment(at + 3 * DAY + GAP - 1.0))
    assert probes.past.asked == 1


def test_they_do_come() -> None:
    """Over weeks of eight hours a day almost as many are asked as are wanted."""
    probes, asked = Probes(3), 0
    for day in range(40):
        for minute in range(0, 480, 3):
            at = NOON + day * DAY + minute * 60.0
            probes.breakpoint(at)
            if probes.due(at, at + OFFSET) <= at and probes.ask(moment(at)):
                probes.asked(at)
                asked += 1
    assert 1.5 * 40 < asked < 3 * 40


WAITS = st.lists(
    st.tuples(
        st.floats(0.0, 2 * HOUR),
        st.sampled_from(["breakpoint", "typed", "alert", "another process"]),
        st.sampled_from([State.NEUTRAL, State.STUCK, State.UNKNOWN, State.FLOW]),
    ),
    max_size=200,
)


@given(st.integers(0, MOST_A_DAY), st.integers(0, 1_000), WAITS)
def test_never_too_often(per_day: int, day: int, happened: list[tuple[float, str, State]]) -> None:
    """Whatever happens: at most so many a local day, never two in an hour, none in flow."""
    probes, now, asked, alerted = Probes(per_day), day * DAY, list[float](), -inf
    for wait, what, state in happened:
        now += wait
        if what == "alert":
            alerted = now
        elif what == "typed":
            probes.typed(now)
        elif what == "breakpoint":
            probes.breakpoint(now)
        else:
            probes.load(json.loads(json.dumps(probes.dump())))
        due = probes.due(now, now + OFFSET)
        if due < inf:
            now = max(now, due)
            if probes.ask(replace(moment(now, state), alerted=alerted)):
                probes.asked(now)
                asked.append(now)
                assert state is not State.FLOW
                assert now >= alerted + GAP
    days = Counter((at + OFFSET) // DAY for at in asked)
    assert all(count <= per_day for count in days.values())
    assert all(after - before >= HOUR for before, after in pairwise(asked))


@given(st.integers(0, MOST_A_DAY), st.integers(0, 20_000), st.floats(10.0, 900.0))
def test_days_full_of_chances(per_day: int, day: int, every: float) -> None:
    """Who gives a chance every few minutes for two days is not asked more often either."""
    probes, now, asked = Probes(per_day), day * DAY, list[float]()
    while now < (day + 2) * DAY:
        now += max(every, 60.0)
        probes.breakpoint(now)
        if probes.due(now, now + OFFSET) <= now and probes.ask(moment(now)):
            probes.asked(now)
            asked.append(now)
    days = Counter((at + OFFSET) // DAY for at in asked)
    assert all(count <= per_day for count in days.values())
    assert all(after - before >= HOUR for before, after in pairwise(asked))

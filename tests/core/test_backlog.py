"""What a client saw before the daemon ran: judged like live work, however it is handed in."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulsedev.core.instructions import Alert, Instruction, StateChanged, StoreVector
from pulsedev.core.pace import BACKLOG
from pulsedev.core.session import Session
from pulsedev.core.states import State
from pulsedev.core.stimuli import Arrived, Tick

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.conftest import Story


def decisions(made: Iterable[Instruction]) -> list[object]:
    """Return vectors as their bytes, and states and alerts as they are."""
    return [
        (one.at, struct.pack(f"{len(one.row)}d", *one.row)) if isinstance(one, StoreVector) else one
        for one in made
        if isinstance(one, (StoreVector, StateChanged, Alert))
    ]


def is_stuck(made: Iterable[object]) -> bool:
    """Return whether the state was ever stuck."""
    return any(isinstance(one, StateChanged) and one.state is State.STUCK for one in made)


def test_what_a_client_saw_before_it_connected_is_judged(story: Story, start: float) -> None:
    """Twenty minutes handed in at once give the states of live work, but no alert of the past."""
    story.struggle(0.0, 20)
    session = Session()
    session.handle(Tick(start + 1_200.0))
    for arrived in story.arrivals():
        session.handle(Arrived(arrived.batch, start + 1_200.5))
    made = session.handle(Tick(start + 1_205.0))
    assert is_stuck(made)
    assert not any(isinstance(one, Alert) for one in made)


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # the fixtures hold no state
)
@given(
    waits=st.lists(st.floats(0.0, BACKLOG), min_size=1, max_size=20),
    steps=st.lists(st.floats(0.2, 80.0), min_size=1, max_size=12),
)
def test_a_backlog_may_come_in_pieces(
    new_story: type[Story], start: float, waits: list[float], steps: list[float]
) -> None:
    """Spread over five seconds, in any order and with any ticks, it is judged like at once."""
    story = new_story()
    story.struggle(0.0, 20)
    arrivals, seen, late = story.arrivals(), list[list[object]](), 0
    for spread in (False, True):
        session, made, now = Session(), list[Instruction](), start + 1_199.0
        moments = [waits[index % len(waits)] if spread else 0.0 for index in range(len(arrivals))]
        for index, wait in sorted(enumerate(moments), key=lambda pair: pair[1]):
            # The wait is counted from the whole second of the first batch.
            at = start + 1_200.0 + min(max(wait - min(moments), 0.0), BACKLOG - 0.001)
            while now + steps[index % len(steps)] < at:
                now += steps[index % len(steps)]
                made += session.handle(Tick(now))
            made += session.handle(Arrived(arrivals[index].batch, at))
        made += session.handle(Tick(start + 1_280.0))
        late += session.late
        seen.append(decisions(made))
    assert (seen[0], late) == (seen[1], 0)
    assert is_stuck(seen[1])


def test_what_comes_after_the_backlog_is_late(story: Story, start: float) -> None:
    """Once time has gone on, what is older than a minute is stored and not judged."""
    story.struggle(0.0, 20)
    *arrivals, last = story.arrivals()
    session = Session()
    for arrived in arrivals:
        session.handle(Arrived(arrived.batch, start + 1_300.0))
    for second in range(6):
        session.handle(Tick(start + 1_300.0 + second))
    session.handle(Arrived(last.batch, start + 1_306.0))
    session.handle(Tick(start + 1_307.0))
    assert session.late == len(last.batch)

"""Events that wait: one order for all, whatever they came in, and no more cost for a flood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.events import EventBatch
from pulsedev.core.inbox import LATE, Inbox
from pulsedev.core.stimuli import Arrived

if TYPE_CHECKING:
    from random import Random

NEVER = float("-inf")

TIMES = st.lists(st.integers(0, 5_000), min_size=1, max_size=20).map(sorted)


def arrived(window: int, times: list[int], at: float = 10.0) -> Arrived:
    """Return a batch of events at these milliseconds."""
    zeros = [0] * len(times)
    batch = EventBatch.of(
        1, t0=0, t=times, kind=zeros, doc=zeros, a=zeros, b=zeros, c=zeros, window=window
    )
    return Arrived(batch, at)


@given(st.lists(TIMES, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_arrival_makes_no_difference(windows: list[list[int]], some: Random) -> None:
    """Batches of several windows give the same events in whatever order they came."""
    batches = [arrived(window, times) for window, times in enumerate(windows)]
    shuffled = batches.copy()
    some.shuffle(shuffled)
    one, other = Inbox(), Inbox()
    for batch in batches:
        one.add(batch, 0.0, NEVER)
    for batch in shuffled:
        other.add(batch, 0.0, NEVER)
    events = one.take(99.0)
    assert events == other.take(99.0) == sorted(events)
    assert len(events) == sum(map(len, windows))


def test_events_are_taken_up_to_a_time() -> None:
    """What is due is taken, the rest waits."""
    inbox = Inbox()
    inbox.add(arrived(0, [1_000, 2_000, 3_000]), 0.0, NEVER)
    assert [event.time for event in inbox.take(2.0)] == [1.0, 2.0]
    assert (inbox.first(2.9), inbox.first(3.0), inbox.empty) == (None, 3.0, False)


def test_nothing_happens_after_its_arrival_nor_long_before_the_present() -> None:
    """A clock ahead is held at the arrival, a little late counts now, much too late not at all."""
    inbox = Inbox()
    inbox.add(arrived(0, [60_000], at=10.0), 0.0, NEVER)
    inbox.add(arrived(1, [5_000], at=LATE), LATE, NEVER)
    inbox.add(arrived(2, [5_000], at=LATE + 6.0), LATE + 6.0, NEVER)
    assert [(event.time, event.window) for event in inbox.take(99.0)] == [(10.0, 0), (LATE, 1)]
    assert inbox.late == 1

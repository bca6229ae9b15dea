"""One mind over several windows and processes: who judges and who tells makes no difference."""

from __future__ import annotations

import itertools
from dataclasses import replace as changed
from typing import TYPE_CHECKING

import pytest

from pulsedev.core.events import EventBatch
from pulsedev.core.instructions import Alert, StateChanged, StoreMemory, StoreVector
from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.policy import Action
from pulsedev.core.replay import replay
from pulsedev.core.session import Session
from pulsedev.core.states import State
from pulsedev.core.stimuli import Answered, Arrived, Labelled, Paused, Resumed, Tick

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.conftest import Story

    from pulsedev.core.instructions import Instruction
    from pulsedev.core.stimuli import Told


def judged(made: Iterable[Instruction]) -> list[str]:
    """Return vectors, states and alerts in a form in which NaN equals NaN."""
    return [
        repr(changed(one, id=0, window=0) if isinstance(one, Alert) else one)
        for one in made
        if isinstance(one, (StoreVector, StateChanged, Alert))
    ]


def days(story: Story) -> None:
    """Write a story of stretches with breaks between them, one just long enough for a break."""
    end = story.steady(0.0, 20)
    end = story.steady(end + 930.0, 20)
    end = story.struggle(end + 1_100.0, 25)
    story.run(end, green=True)
    story.struggle(end + 3_000.0, 25)


def spread(arrivals: Iterable[Arrived], windows: int) -> list[Arrived]:
    """Hand each event to the next window in turn; each window numbers its own batches."""
    turn, seqs = itertools.cycle(range(1, windows + 1)), [0] * (windows + 1)
    out = []
    for arrived in arrivals:
        batch = arrived.batch
        rows: dict[int, list[int]] = {}
        for index in range(len(batch)):
            rows.setdefault(next(turn), []).append(index)
        for window, mine in rows.items():
            seqs[window] += 1
            names = ("t", "kind", "doc", "a", "b", "c")
            columns = {name: [getattr(batch, name)[i] for i in mine] for name in names}
            made = EventBatch.of(seqs[window], t0=batch.t0, window=window, **columns)
            out.append(Arrived(made, arrived.at))
    return out


def test_the_same_events_through_eight_windows_give_the_same_states(story: Story) -> None:
    """Each event comes through another window than the one before, and nothing changes."""
    days(story)
    whole = judged(replay(Session(), story.arrivals(window=1)))
    parts = judged(replay(Session(), spread(story.arrivals(), 8)))
    assert any("Alert" in one for one in whole)
    assert parts == whole


def test_an_alert_names_the_window_in_which_the_person_is(story: Story) -> None:
    """The window that told the last event is where an alert belongs."""
    story.struggle(0.0, 25)
    (alert,) = (m for m in replay(Session(), story.arrivals(window=7)) if isinstance(m, Alert))
    assert alert.window == 7


def test_alerts_are_numbered_from_where_it_was_said(story: Story) -> None:
    """So that two processes that judge one after the other never give the same number."""
    story.struggle(0.0, 25)
    session = Session(first_alert=3 << 20)
    (alert,) = (m for m in replay(session, story.arrivals()) if isinstance(m, Alert))
    assert alert.id == (3 << 20) + 1


def told(story: Story, start: float) -> list[Told]:
    """Return the story's batches with what the user said meanwhile."""
    said: list[Told] = [
        *story.arrivals(),
        Labelled(Label(1, Said.STUCK, start + 300.0, Source.BUTTON)),
        Answered(1, Action.WRONG, start + 5_800.0),
        Paused(start + 6_000.0),
        Resumed(start + 6_100.0),
    ]
    return sorted(said, key=lambda one: one.at)


def test_another_process_goes_on_as_if_it_had_judged_all_along(story: Story, start: float) -> None:
    """From each memory and what was told since, the same vectors, states and alerts come."""
    days(story)
    everything = told(story, start)
    made = list(replay(Session(remember=True), everything))
    memories = [one for one in made if isinstance(one, StoreMemory)]
    assert len(memories) >= 3
    for memory in memories:
        session = Session()
        session.recall(memory)
        since = [one for one in everything if _last(one) >= memory.at]
        again = judged(replay(session, since))
        assert len(again) > 10
        assert again == judged(made[made.index(memory) :])


def test_time_goes_on_for_who_takes_over_in_a_pause(story: Story, start: float) -> None:
    """Minutes after the last event the next process believes what the last one believed then."""
    now = start + story.struggle(0.0, 25) + 330.0
    live, later = Session(), Session()
    list(replay(live, story.arrivals(), until=now - 300.0))
    for second in range(300):
        live.handle(Tick(now - 300.0 + second))
    list(replay(later, story.arrivals(), until=now))
    for session in (live, later):
        session.handle(Tick(now + 1.0))
    assert live.current.state is State.STUCK
    assert later.current == live.current


def _last(one: Told) -> float:
    return one.batch.last_ms / 1000.0 if isinstance(one, Arrived) else one.at


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"\xff", b'{"state": [], "work": {}}', b'{"state": [0,"x",0,0,0,"m"]}'],
)
def test_a_memory_that_is_none_is_refused(body: bytes) -> None:
    """Whatever the bytes are, the answer is one line, and the session is as new."""
    session = Session()
    with pytest.raises(ValueError, match="no memory of this version"):
        session.recall(StoreMemory(5.0, body))


def test_nothing_is_remembered_unasked(story: Story) -> None:
    """A replay has no use for it."""
    days(story)
    assert not any(isinstance(one, StoreMemory) for one in replay(Session(), story.arrivals()))

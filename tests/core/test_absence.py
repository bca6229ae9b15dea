"""Nobody there, paused, asleep, or the clock set: what then must not count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pulsedev.core.events import Cause, Kind
from pulsedev.core.instructions import (
    Alert,
    Instruction,
    StateChanged,
    StoreBatch,
    StoreVector,
)
from pulsedev.core.replay import replay
from pulsedev.core.session import Session
from pulsedev.core.states import State
from pulsedev.core.stimuli import Arrived, Paused, Resumed, Tick

if TYPE_CHECKING:
    from tests.conftest import Story


def test_runs_in_the_background_are_nobodys_work(story: Story) -> None:
    """Tests that fail all night after the focus was lost neither count nor alarm."""
    story.keys(0.0, 60)
    story.event(120.0, Kind.FOCUS_CHANGED, a=0)
    for minute in range(20, 480, 4):
        story.run(60.0 * minute, green=False)
    session = Session()
    made = list(replay(session, story.arrivals()))
    assert session.active_seconds < 600.0
    assert session.current.state is not State.STUCK
    assert not any(isinstance(one, Alert) for one in made)


@pytest.mark.parametrize(
    ("after", "what", "here"),
    [
        (0.1, (Kind.CURSOR_MOVED, 1), False),
        (9.0, (Kind.CURSOR_MOVED, 1), True),
        (9.0, (Kind.CURSOR_MOVED, 2), True),
        (9.0, (Kind.CURSOR_MOVED, 3), False),
        (9.0, (Kind.CURSOR_MOVED, 0), False),
        (0.1, (Kind.FILE_MODIFIED, Cause.TYPED), True),
        (9.0, (Kind.FILE_MODIFIED, Cause.AI_EDIT), False),
    ],
)
def test_only_hands_show_that_the_focus_is_back(
    story: Story, start: float, after: float, what: tuple[Kind, int], *, here: bool
) -> None:
    """Typing, or a caret moved well after the loss, stands in for a lost report; no echo does."""
    story.keys(0.0, 60)
    story.event(60.0, Kind.FOCUS_CHANGED, a=0)
    story.event(60.0 + after, what[0], a=1, c=what[1])
    session = Session()
    for arrived in story.arrivals():
        session.handle(arrived)
    for second in range(70, 420):
        session.handle(Tick(start + second))
    assert (session.current.state is State.AWAY) is not here


def test_a_watching_test_runner_holds_nobody_in_their_chair(story: Story, start: float) -> None:
    """Runs that go on in a focused window without a touch keep nobody there and alarm nobody."""
    end = story.struggle(0.0, 12)
    for run in range(120):
        story.run(end + 30.0 * run, green=False)
    session = Session()
    made = list(replay(session, story.arrivals()))
    (away,) = [one for one in made if isinstance(one, StateChanged) and one.state is State.AWAY]
    assert away.at == start + end - 22.0 + 600.0  # the caret moved last, 22 s before the minute
    assert session.current is away
    assert session.active_seconds <= end + 600.0
    assert not any(isinstance(one, Alert) and one.at > start + end + 300.0 for one in made)


def test_runs_alone_begin_no_work(story: Story, start: float) -> None:
    """After a break the runs of a watching test runner are still nobody's."""
    story.steady(0.0, 6)
    for run in range(60):
        story.run(3_600.0 + 30.0 * run, green=False)
    made = list(replay(Session(), story.arrivals()))
    assert not any(isinstance(one, StoreVector) and one.at > start + 3_600.0 for one in made)


def test_where_nothing_tells_of_hands_runs_are_work(story: Story) -> None:
    """A recording of edits and runs alone counts each run as a person's, edited or not."""
    for run in range(40):
        story.event(240.0 * run, Kind.FILE_MODIFIED, a=40 if run % 4 == 0 else 0)
        story.run(240.0 * run + 1.0, green=False)
    story.rows = [row for row in story.rows if row[1] == Kind.TEST_RUN or row[3]]
    made = list(replay(Session(), story.arrivals()))
    assert not any(isinstance(one, StateChanged) and one.state is State.AWAY for one in made)


def test_what_happened_during_a_pause_stays_unseen(story: Story, start: float) -> None:
    """A batch from within a pause is neither kept nor judged, though it comes afterwards."""
    story.keys(100.0, 5)
    session = Session()
    session.handle(Tick(start))
    session.handle(Paused(start + 60.0))
    session.handle(Resumed(start + 300.0))
    (arrived,) = story.arrivals()
    assert session.handle(Arrived(arrived.batch, start + 301.0)) == []
    assert session.handle(Tick(start + 400.0)) == []
    assert session.events == 0


@pytest.mark.parametrize("minutes", [12, 20, 90])
def test_whoever_is_back_is_no_longer_away(story: Story, start: float, minutes: int) -> None:
    """The first key after an absence ends it at once, after a break of work too."""
    back = story.steady(0.0, 10) + 60.0 * minutes
    story.keys(back, 60)
    session, now, made = Session(), start, list[Instruction]()
    for arrived in story.arrivals():
        while now < arrived.at:  # nobody is there, but the machine is awake
            made += session.handle(Tick(now))
            now += 1.0
        made += session.handle(arrived)
    made += session.handle(Tick(now + 5.0))
    changes = [one for one in made if isinstance(one, StateChanged)]
    (away,) = [index for index, one in enumerate(changes) if one.state is State.AWAY]
    assert changes[away + 1].at == start + back


def test_a_night_adds_no_active_time(story: Story) -> None:
    """A minute of work before a night and one after it are two."""
    for morning in (0.0, 43_200.0):
        story.keys(morning, 61, every=1.0)
    session = Session()
    list(replay(session, story.arrivals()))
    assert session.active_seconds == 120.0


def test_a_pause_is_over_at_its_end_and_not_at_the_next_tick(story: Story, start: float) -> None:
    """A batch of after the pause is taken in, though no tick has ended the pause yet."""
    story.keys(59.0, 3)
    story.keys(60.1, 3)
    during, after = story.arrivals()
    session = Session()
    session.handle(Tick(start))
    session.handle(Paused(start, start + 60.0))
    assert session.handle(during) == []
    assert [type(one) for one in session.handle(after)] == [StoreBatch]
    for second in range(60, 200):
        session.handle(Tick(start + second))
    assert session.current.state is State.UNKNOWN
    assert (session.events, session.late) == (3, 0)
    assert session.active_seconds > 0.0


def test_an_event_from_before_a_sleep_does_not_undo_it(story: Story, start: float) -> None:
    """What was flushed on waking is of the work that ended; nothing is scored inside the sleep."""
    story.keys(59.5, 1)
    session = Session()
    for second in range(60):
        session.handle(Tick(start + second))
    (arrived,) = story.arrivals()
    session.handle(Arrived(arrived.batch, start + 860.0))
    made = session.handle(Tick(start + 860.5))
    assert not any(isinstance(one, StoreVector) for one in made)
    assert session.late == 1


def test_a_clock_set_back_takes_its_waits_along(start: float) -> None:
    """A pause of a minute ends a minute later, though the clock was set back by a day."""
    session = Session()
    session.handle(Tick(start))
    session.handle(Paused(start, start + 60.0))
    for second in range(70):
        session.handle(Tick(start - 86_400.0 + second))
    assert session.current.state is State.UNKNOWN

"""What is not committed yet: by hand, over breaks and processes, unknown before a commit."""

from __future__ import annotations

import json
import zlib
from math import inf, isnan, nan
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.activity import Activity, Event
from pulsedev.core.events import Cause, Kind
from pulsedev.core.features import COLUMN
from pulsedev.core.instructions import StoreMemory, StoreVector
from pulsedev.core.replay import replay
from pulsedev.core.session import Session
from pulsedev.core.uncommitted import Uncommitted

if TYPE_CHECKING:
    from tests.conftest import Story

    from pulsedev.core.instructions import Instruction

HOUR = 3_600.0
CHARS, TIME = COLUMN["uncommitted_chars"], COLUMN["uncommitted_time"]
RHYTHM = COLUMN["hour_activity"]


def vectors(made: list[Instruction], start: float = 0.0) -> list[tuple[float, float, float]]:
    """Return when, and how many characters and seconds were not committed."""
    return [
        (one.at - start, one.row[CHARS], one.row[TIME])
        for one in made
        if isinstance(one, StoreVector)
    ]


def test_nothing_is_known_before_the_first_commit(story: Story, start: float) -> None:
    """Whoever was never seen to commit may have no repository; the first commit is the zero."""
    story.steady(0.0, 10)
    story.event(610.0, Kind.COMMIT_CREATED)
    story.keys(620.0, 7)
    rows = vectors(list(replay(Session(), story.arrivals())), start)
    assert all(isnan(chars) and isnan(time) for at, chars, time in rows if at < 610.0)
    at, chars, time = rows[-1]
    assert (chars, time) == pytest.approx((7.0, at - 610.0))


def test_what_is_deleted_counts_and_what_programs_change_does_not(story: Story) -> None:
    """Ten typed and four deleted are fourteen, beside any number of a formatter's and an AI's."""
    story.event(0.0, Kind.COMMIT_CREATED)
    story.keys(10.0, 10)
    story.event(20.0, Kind.FILE_MODIFIED, b=4)
    story.event(21.0, Kind.FILE_MODIFIED, a=500, b=300, c=Cause.AI_EDIT)
    assert vectors(list(replay(Session(), story.arrivals())))[-1][1] == 14.0


def test_a_commit_sets_both_to_zero(story: Story, start: float) -> None:
    """Each commit begins anew, within a stretch and after a break."""
    story.event(0.0, Kind.COMMIT_CREATED)
    story.keys(10.0, 50)
    story.event(89.0, Kind.COMMIT_CREATED)
    story.keys(95.0, 3)
    story.keys(2 * HOUR, 9)
    story.event(2 * HOUR + 59.0, Kind.COMMIT_CREATED)
    rows = vectors(list(replay(Session(), story.arrivals())), start)
    first = [row for row in rows if row[0] < HOUR]
    assert max(chars for at, chars, _ in first if at < 89.0) == 50.0
    assert {chars for at, chars, _ in first if at > 100.0} == {3.0}
    (zero, *_) = [row for row in rows if row[0] >= 2 * HOUR + 59.0]
    assert zero[1:] == pytest.approx((0.0, zero[0] - 2 * HOUR - 59.0))


def test_breaks_and_nights_add_no_time(story: Story, start: float) -> None:
    """Characters of three stretches add up, and of their time only what was worked."""
    story.event(0.0, Kind.COMMIT_CREATED)
    for stretch in range(3):
        for minute in range(10):
            story.keys(12 * HOUR * stretch + 60.0 * minute + 1.0, 10)
    rows = vectors(list(replay(Session(), story.arrivals())), start)
    last = max(at for at, *_ in rows if at < 24 * HOUR + 600.0)
    (found,) = ([chars, time] for at, chars, time in rows if at == last)
    assert found[0] == 300.0
    assert found[1] == pytest.approx(3 * 600.0, rel=0.1)


def remembered(story: Story) -> tuple[list[Instruction], StoreMemory, list[Any]]:
    """Return all that was made, the memory before the last stretch, and what came from it on."""
    arrivals = story.arrivals()
    made = list(replay(Session(remember=True), arrivals))
    memory = [one for one in made if isinstance(one, StoreMemory)][-1]
    since = [one for one in arrivals if one.batch.last_ms / 1000.0 >= memory.at]
    return made, memory, since


def two_days(story: Story) -> None:
    """Write work after a commit, a night, more work, and a commit at its end."""
    story.event(0.0, Kind.COMMIT_CREATED)
    story.keys(60.0, 40)
    story.keys(14 * HOUR, 30)
    story.event(14 * HOUR + 300.0, Kind.COMMIT_CREATED)
    story.keys(14 * HOUR + 310.0, 6)


def test_another_process_knows_what_is_not_committed(story: Story) -> None:
    """From a memory on, both columns are what they would have been, bit for bit."""
    two_days(story)
    made, memory, since = remembered(story)
    session = Session()
    session.recall(memory)
    again = vectors(list(replay(session, since)))
    assert again[0][1] > 40.0
    assert again == vectors(made[made.index(memory) :])


def test_a_memory_that_kept_neither_is_taken_and_unknown(story: Story, start: float) -> None:
    """Of an earlier version's memory the rest holds; what is uncommitted waits for a commit."""
    two_days(story)
    _, memory, since = remembered(story)
    known = json.loads(zlib.decompress(memory.body))
    del known["work"]["rhythm"], known["work"]["uncommitted"]
    session = Session(remember=True)
    session.recall(StoreMemory(memory.at, zlib.compress(json.dumps(known).encode())))
    made = list(replay(session, since))
    rows = vectors(made, start)
    before = [row for row in rows if row[0] < 14 * HOUR + 300.0]
    assert before
    assert all(isnan(chars) and isnan(time) for _, chars, time in before)
    assert rows[-1][1] == 6.0
    assert all(isnan(one.row[RHYTHM]) for one in made if isinstance(one, StoreVector))


def edit(activity: Activity, at: float, chars: int) -> None:
    """Type so many characters at once."""
    activity.apply(Event(at, 0, 1, 0, Kind.FILE_MODIFIED, 1, chars, 0, Cause.TYPED))


STEP = st.tuples(
    st.sampled_from(("edit", "commit", "break", "dump")),
    st.integers(0, 2**40) | st.integers(0, 50),  # a double counts such sums exactly
)


@given(st.lists(STEP, max_size=30))
def test_any_work_is_counted_and_carried_over(steps: list[tuple[str, int]]) -> None:
    """Whatever comes between, both are what was done since the last commit, and never negative."""
    uncommitted, activity, now, expected, since = Uncommitted(), Activity(0.0), 0.0, 0.0, 0.0
    for what, chars in steps:
        now += 10.0
        if what == "edit":
            edit(activity, now, chars)
            expected, since = expected + chars, since + 10.0
        elif what == "commit":
            activity.apply(Event(now, 0, 1, 0, Kind.COMMIT_CREATED, 0, 0, 0, 0))
            uncommitted.commit(activity, activity.clock.at(now))
            expected = since = 0.0
        else:
            now -= 10.0
            uncommitted.end_stretch(activity, activity.clock.at(now))
            activity, expected = Activity(now), min(expected, 2.0**53)
            if what == "dump":
                kept, uncommitted = json.dumps(uncommitted.dump()), Uncommitted()
                uncommitted.load(json.loads(kept))
        found = uncommitted.chars(activity), uncommitted.seconds(activity.clock.at(now))
        assert found == pytest.approx((expected, since))
        assert min(found) >= 0.0


def test_what_is_unknown_stays_so_from_memory_to_memory() -> None:
    """No number is made of it but by a commit, whatever is typed."""
    uncommitted = Uncommitted()
    for _ in range(3):
        activity = Activity(0.0)
        uncommitted.load([])
        edit(activity, 5.0, 9)
        uncommitted.end_stretch(activity, 5.0)
        assert uncommitted.dump() == []
    uncommitted.commit(activity, 5.0)
    assert uncommitted.chars(activity) == uncommitted.seconds(5.0) == 0.0


@pytest.mark.parametrize(
    "dumped",
    [
        [1.0],
        [1.0, 2.0, 3.0],
        [-1.0, 0.0],
        [0.0, inf],
        [nan, 0.0],
        [10**400, 0],
        ["1", "2"],
        5,
        "ab",
    ],
)
def test_what_is_nothing_uncommitted_is_refused(dumped: list[float]) -> None:
    """A ValueError, and all is as it was."""
    uncommitted = Uncommitted()
    with pytest.raises(ValueError, match="nothing uncommitted"):
        uncommitted.load(dumped)
    assert uncommitted.dump() == [0.0, 0.0]

"""A day is cut into stretches that somebody can say something of, told in plain numbers."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import START, Story

from pulsedev.core.events import Kind
from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.review import LEAST_ACTIVE, LONGEST, SHORTEST, Stretch, stretches
from pulsedev.core.work import BREAK

if TYPE_CHECKING:
    from collections.abc import Sequence

MINUTE = 60.0


def minutes(found: Sequence[Stretch]) -> list[tuple[float, float]]:
    """Return from when to when each stretch was, in whole minutes from the start."""
    return [
        (round((one.since - START) / MINUTE), round((one.until - START) / MINUTE)) for one in found
    ]


def test_nothing_was_done() -> None:
    """A day without anything has no stretches."""
    assert stretches([]) == ()


def test_what_is_told(story: Story) -> None:
    """Of a stretch its edits, runs, failed runs, commits and files are counted."""
    story.keys(0.0, 100, every=2.0)
    story.keys(210.0, 50, every=1.0, doc=2)
    story.run(300.0, green=False)
    story.event(310.0, Kind.COMMAND_EXECUTED, doc=0, a=3, b=1, c=900)
    story.event(320.0, Kind.COMMAND_EXECUTED, doc=0, a=3, b=1, c=900)
    story.run(400.0, green=True)
    story.event(410.0, Kind.COMMIT_CREATED, doc=0, a=5, b=1, c=2)
    (one,) = stretches(story.arrivals())
    assert one == Stretch(START, START + 410.0, 410.0, 150, 4, 3, 1, 2)


def test_no_verdict_is_told() -> None:
    """What was believed is no part of a stretch: a label must not repeat it."""
    told = {"since", "until", "active", "edits", "runs", "failed", "commits", "files", "said"}
    assert {field.name for field in fields(Stretch)} == told


def test_breaks_cut(story: Story) -> None:
    """Work begins anew after a quarter of an hour without anybody, and not before."""
    story.steady(0.0, 10)
    story.steady(20 * MINUTE, 5)
    story.steady(25 * MINUTE + BREAK, 5)
    assert minutes(stretches(story.arrivals())) == [(0, 25), (40, 45)]


def test_what_runs_by_itself_begins_nothing(story: Story) -> None:
    """A runner of tests that watches the files makes no stretch while nobody is there."""
    story.steady(0.0, 5)
    for minute in range(60):
        story.run(BREAK + 30 * MINUTE + minute * MINUTE, green=True)
    assert minutes(stretches(story.arrivals())) == [(0, 5)]


def test_a_look_is_no_stretch(story: Story) -> None:
    """Who was there for a moment has nothing to say of it."""
    story.keys(0.0, 10)
    story.keys(2 * BREAK, 61, every=1.0)
    assert len(stretches(story.arrivals())) == 1


def test_long_work_is_cut_where_something_was_done(story: Story) -> None:
    """A commit or a run that passed ends a piece, the one nearest to equal parts."""
    story.keys(0.0, 130, every=30.0)
    story.run(6 * MINUTE, green=True)
    story.event(22 * MINUTE, Kind.COMMIT_CREATED, doc=0, a=5, b=1, c=2)
    story.run(28 * MINUTE, green=False)
    story.run(47 * MINUTE, green=True)
    found = stretches(story.arrivals())
    assert minutes(found) == [(0, 22), (22, 47), (47, 64)]
    assert [one.commits for one in found] == [1, 0, 0]
    assert [(one.runs, one.failed) for one in found] == [(1, 0), (2, 1), (0, 0)]


def test_long_work_without_an_end_is_cut_evenly(story: Story) -> None:
    """Where nothing was finished the pieces are as long as each other."""
    story.keys(0.0, 181, every=30.0)
    assert minutes(stretches(story.arrivals())) == [(0, 30), (30, 60), (60, 90)]


def test_only_the_day(story: Story) -> None:
    """What happened before the beginning, or at the end and later, is of another day."""
    story.steady(0.0, 30)
    first, last = START + 10 * MINUTE, START + 20 * MINUTE
    (one,) = stretches(story.arrivals(), first=first, last=last)
    assert first <= one.since < one.until < last


def test_what_was_said_already(story: Story) -> None:
    """A stretch has what the person said of its time, in order, and nothing that was guessed."""
    story.steady(0.0, 10)
    story.steady(40 * MINUTE, 10)
    labels = [
        Label(1, Said.STUCK, START + 300.0, Source.REVIEW),
        Label(2, Said.FLOW, START + 120.0, Source.BUTTON),
        Label(3, Said.INTERRUPTED, START + 130.0, Source.WEAK),
        Label(4, Said.INTERRUPTED, START + 140.0, Source.SIMULATED),
        Label(5, Said.PROGRESS, START + 20 * MINUTE, Source.BUTTON),
    ]
    first, second = stretches(story.arrivals(), labels)
    assert (first.said, second.said) == ((Said.FLOW, Said.STUCK), ())
    later = Label(6, Said.PROGRESS, second.until, Source.REVIEW, since=second.since)
    assert stretches(story.arrivals(), [later])[1].said == (Said.PROGRESS,)


def test_windows_are_one_work(new_story: type[Story]) -> None:
    """What one person does in two windows is one stretch."""
    left, right = new_story(), new_story()
    left.steady(0.0, 8)
    right.keys(8 * MINUTE, 60, every=2.0, doc=9)
    both = [*right.arrivals(window=2), *left.arrivals(window=1)]
    (one,) = stretches(both)
    assert minutes([one]) == [(0, 10)]
    assert one.files == 2


STEPS = st.lists(
    st.tuples(
        st.floats(0.0, BREAK * 1.2),
        st.sampled_from([Kind.FILE_MODIFIED, Kind.TEST_RUN, Kind.COMMIT_CREATED, Kind(3), Kind(8)]),
        st.integers(0, 1),
    ),
    max_size=150,
)


@given(STEPS)
def test_any_day(steps: list[tuple[float, Kind, int]]) -> None:
    """Whatever was done: stretches are in order, none is too long, and nothing counts twice."""
    story, at = Story(), 0.0
    for wait, kind, a in steps:
        at += wait
        story.event(at, kind, doc=1, a=a, c=0)
    found = stretches(story.arrivals())
    assert all(0 < one.until - one.since <= LONGEST for one in found)
    assert all(LEAST_ACTIVE <= one.active <= one.until - one.since + 0.001 for one in found)
    for one, after in pairwise(found):
        assert one.until <= after.since
        if one.until == after.since:
            assert min(one.until - one.since, after.until - after.since) >= SHORTEST
    kinds = [kind for _, kind, _ in steps]
    assert sum(one.edits for one in found) <= kinds.count(Kind.FILE_MODIFIED)
    assert sum(one.commits for one in found) <= kinds.count(Kind.COMMIT_CREATED)
    assert sum(one.runs for one in found) <= kinds.count(Kind.TEST_RUN)
    assert all(one.failed <= one.runs for one in found)


@pytest.mark.parametrize("gap", [BREAK - 1.0, BREAK / 2, 60.0])
def test_sparse_work_can_always_be_cut(story: Story, gap: float) -> None:
    """However rarely somebody does something, no piece is longer than the limit."""
    for index in range(20):
        story.event(index * gap, Kind.FILE_MODIFIED, a=1)
    found = stretches(story.arrivals())
    assert found[0].since == START
    assert found[-1].until == pytest.approx(START + 19 * gap)
    assert all(one.until - one.since <= LONGEST for one in found)

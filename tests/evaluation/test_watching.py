"""Looks at moments: they change nothing, and see nothing of what comes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.features import COLUMN
from pulsedev.core.instructions import Alert, Looked, StateChanged, StoreVector
from pulsedev.core.replay import replay
from pulsedev.core.session import Session
from pulsedev.core.stimuli import Look
from pulsedev.evaluation.task import Question, Trial
from pulsedev.evaluation.watching import watch, with_looks
from pulsedev.importers.recording import Recording, in_batches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.conftest import Story

    from pulsedev.core.instructions import Instruction
    from pulsedev.core.stimuli import Arrived
    from pulsedev.importers.recording import Event, Warn


def arrivals(rows: list[Event], _warn: Warn) -> Iterator[Arrived]:
    """Make the batches of some rows."""
    return in_batches(rows)


def trial(rows: list[Event], moments: list[float]) -> Trial:
    """Ask at some moments of a recording."""
    recording = Recording("made/up", partial(arrivals, rows))
    return Trial("me", recording, tuple(Question(at, 1.0) for at in moments), ())


def judged(made: Iterable[Instruction]) -> list[Instruction]:
    """Return the scores, the states and the alerts of a session."""
    return [one for one in made if isinstance(one, StoreVector | StateChanged | Alert)]


def test_looking_changes_nothing(story: Story, start: float) -> None:
    """With looks in between a session makes the same of a recording, bit for bit."""
    story.steady(story.struggle(0.0, 20), 10)
    moments = [start + 13.7 * number for number in range(130)]
    asked = tuple(Question(at, 0.0) for at in moments)
    both = with_looks(Trial("me", Recording("x", partial(_told, story)), asked, ()), [])
    made, plain = replay(Session(), both), replay(Session(), story.arrivals())
    assert repr(judged(made)) == repr(judged(plain))


def test_a_look_is_the_score_of_its_moment(story: Story) -> None:
    """A look at the moment of a score sees what the score saw."""
    story.struggle(0.0, 20)
    told = list(story.arrivals())
    [*_, score] = [made for made in replay(Session(), told) if isinstance(made, StoreVector)]
    made = replay(Session(), [*told, Look(score.at)])
    [looked] = [one for one in made if isinstance(one, Looked)]
    ours, theirs = looked.row, score.row
    raw = len([name for name in COLUMN if not name.endswith(".rank")])
    np.testing.assert_array_equal(ours[:raw], theirs[:raw])


@given(st.integers(30, 900), st.integers(1, 400))
def test_a_look_sees_nothing_of_what_comes(at: int, more: int) -> None:
    """Whatever happens after a moment, the moment looks the same."""
    start = 1_700_000_000_000
    rows: list[Event] = [(start + 700 * n, 1, 1, 1 + n % 3, n % 2, 0) for n in range(1200)]
    moment = start / 1000 + at
    before = [row for row in rows if row[0] <= moment * 1000]
    after: list[Event] = [(int(moment * 1000) + 1 + 90 * n, 9, 0, 1, 1, 0) for n in range(more)]
    known, other = (
        watch(trial(each, [moment]), undated=False) for each in (before, before + after)
    )
    np.testing.assert_array_equal(known.rows, other.rows)
    assert known.prior.tolist() == other.prior.tolist()


def test_undated_recordings_have_no_clock(story: Story, start: float) -> None:
    """Where the time is made up, columns of the clock are unknown; others are as they were."""
    story.struggle(0.0, 10)
    asked = Trial("me", Recording("x", partial(_told, story)), (Question(start + 300.0, 0.0),), ())
    dated, undated = (watch(asked, undated=each) for each in (False, True))
    hour = COLUMN["hour_of_day"]
    assert not np.isnan(dated.rows[0, hour])
    assert np.isnan(undated.rows[0, hour])
    same = COLUMN["edit_ratio.5m"]
    assert dated.rows[0, same] == undated.rows[0, same]


def test_moments_before_any_work_are_counted(story: Story, start: float) -> None:
    """A moment at which nobody works is left out, and said to be."""
    story.struggle(0.0, 5)
    asked = (Question(start - 100.0, 0.0), Question(start + 100.0, 1.0))
    seen = watch(Trial("me", Recording("x", partial(_told, story)), asked, ()), undated=False)
    assert (seen.answer.tolist(), seen.unseen) == ([1.0], 1)


def test_segments_have_25_events(story: Story, start: float) -> None:
    """There is a row of ratios for each 25 events, at the time of the last."""
    last = story.keys(0.0, 60)
    asked = (Question(start + last, 0.0),)
    seen = watch(Trial("me", Recording("x", partial(_told, story)), asked, ()), undated=False)
    assert [round(at - start, 1) for at in seen.segments[:, 0]] == [4.8, 9.8]
    assert seen.segments[:, 1].tolist() == [1.0, 1.0]


def _told(story: Story, _warn: Warn) -> Iterator[Arrived]:
    return iter(story.arrivals())

"""The state machine under anything at all: it never breaks and stays sane."""

from __future__ import annotations

from math import isnan, nan
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pulsedev.core.classifier import Verdict
from pulsedev.core.events import EventBatch
from pulsedev.core.evidence import EvidenceClassifier
from pulsedev.core.features import COLUMN
from pulsedev.core.instructions import StateChanged
from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.policy import Action
from pulsedev.core.replay import replay
from pulsedev.core.session import Session
from pulsedev.core.states import State
from pulsedev.core.stimuli import (
    Answered,
    Arrived,
    Labelled,
    Paused,
    Resumed,
    Stimulus,
    Tick,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.conftest import Story

    from pulsedev.core.baseline import Baseline

ANY_INT = st.integers(-(2**63), 2**63 - 1)
ANY_EVENT = st.tuples(
    st.integers(0, 400_000), st.integers(0, 70), st.integers(0, 3), ANY_INT, ANY_INT, ANY_INT
)
ANY_STIMULUS = st.one_of(
    st.tuples(st.just("batch"), st.lists(ANY_EVENT, max_size=8), st.floats(-1e4, 1e4)),
    st.tuples(st.just("tick"), st.floats(-500.0, 500.0)),
    st.tuples(st.just("pause"), st.one_of(st.none(), st.floats(0.0, 1e4))),
    st.tuples(st.just("resume")),
    st.tuples(st.just("label"), st.sampled_from(Said)),
    st.tuples(st.just("answer"), st.sampled_from(Action)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ANY_STIMULUS, max_size=30))
def test_nothing_that_it_is_told_breaks_it(told: list[tuple[object, ...]]) -> None:
    """Any stimuli at all, in any order, are taken without an error and give sane verdicts."""
    session, now = Session(), 1_000_000.0
    for one in told:
        for made in session.handle(_stimulus(one, now)):
            if isinstance(made, StateChanged):
                assert 0.0 <= made.p_stuck <= 1.0
                assert 0.0 <= made.p_flow <= 1.0
        if one[0] == "tick":
            now += float(one[1])  # type: ignore[arg-type]  # the strategy gives a float here


def _stimulus(one: tuple[object, ...], now: float) -> Stimulus:
    match one:
        case ("batch", list() as rows, float() as shift):
            rows = sorted(rows)
            columns: list[Any] = list(zip(*rows, strict=True)) or [()] * 6
            names = ("t", "kind", "doc", "a", "b", "c")
            t0 = max(0, round((now + shift) * 1000))
            made = EventBatch.of(1, t0=t0, **dict(zip(names, columns, strict=True)))
            return Arrived(made, now)
        case ("tick", float() as step):
            return Tick(now + step, 3_600.0)
        case ("pause", float() | None as length):
            return Paused(now, None if length is None else now + length)
        case ("resume",):
            return Resumed(now)
        case ("label", Said() as said):
            return Labelled(Label(1, said, now, Source.BUTTON))
        case (_, Action() as action):
            return Answered(1, action, now)
    raise AssertionError(one)


class Failing(EvidenceClassifier):
    """A classifier that gives no number at first."""

    def judge(self, row: Sequence[float], baseline: Baseline) -> Verdict:
        """Fail in the first half of the story."""
        verdict = super().judge(row, baseline)
        fails = row[COLUMN["total_events"]] < 400.0
        return Verdict(nan, verdict.p_flow, 1.0) if fails else verdict


def test_a_probability_that_is_no_number_is_unknown(story: Story) -> None:
    """A classifier that fails leaves the state unknown, and does no harm to what comes after."""
    story.struggle(0.0, 30)
    made = replay(Session(Failing()), story.arrivals())
    changes = [one for one in made if isinstance(one, StateChanged)]
    assert changes[0].state is State.NEUTRAL
    assert changes[-1].state is State.STUCK
    assert not any(isnan(one.p_stuck) for one in changes)

"""The state machine under anything at all: it never breaks and stays sane."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pulsedev.core.events import EventBatch
from pulsedev.core.instructions import StateChanged
from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.policy import Action
from pulsedev.core.session import Session
from pulsedev.core.stimuli import (
    Answered,
    Arrived,
    Labelled,
    Paused,
    Resumed,
    Stimulus,
    Tick,
)

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

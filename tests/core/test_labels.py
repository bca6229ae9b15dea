"""What the user says of themself: it holds at once, over what came before, and not for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.session import Session
from pulsedev.core.states import State
from pulsedev.core.stimuli import Labelled, Tick

if TYPE_CHECKING:
    from tests.conftest import Story

    from pulsedev.core.stimuli import Arrived


def struggled(story: Story, start: float) -> tuple[Session, Arrived]:
    """Return a session after a struggle, and a batch that turns green right after it."""
    end = story.struggle(0.0, 12)
    story.run(end, green=True)
    *before, green = story.arrivals()
    session = Session()
    for arrived in before:
        session.handle(arrived)
        session.handle(Tick(arrived.at))
    session.handle(Tick(start + end))
    return session, green


@pytest.mark.parametrize("late", [False, True])
def test_what_came_before_a_label_does_not_overrule_it(
    story: Story, start: float, *, late: bool
) -> None:
    """A green run of half a second before "stuck" is older than the word, whichever came first."""
    session, green = struggled(story, start)
    label = Labelled(Label(1, Said.STUCK, green.at + 0.5, Source.BUTTON))
    for stimulus in (label, green) if late else (green, label):
        session.handle(stimulus)
    assert session.current.state is State.STUCK
    for second in range(1, 6):
        session.handle(Tick(green.at + second))
    assert session.current.state is State.STUCK


def test_progress_after_a_label_ends_it(story: Story, start: float) -> None:
    """A green run after "stuck" overrules it, as it would without the word."""
    session, green = struggled(story, start)
    session.handle(Labelled(Label(1, Said.STUCK, green.at - 0.5, Source.BUTTON)))
    session.handle(green)
    session.handle(Tick(green.at + 5.0))
    assert session.current.state is not State.STUCK


def test_a_word_holds_until_more_is_known(story: Story, start: float) -> None:
    """In the first minute of work, where nothing can be judged yet, the user's word is all."""
    story.keys(0.0, 40)
    session = Session()
    for arrived in story.arrivals():
        session.handle(arrived)
    session.handle(Labelled(Label(1, Said.STUCK, start + 10.0, Source.BUTTON)))
    shown = []
    for second in range(10, 1_000):
        session.handle(Tick(start + second))
        shown.append(session.current.state)
    assert set(shown[:590]) == {State.STUCK}
    assert shown[-1] is State.AWAY


def test_whoever_speaks_is_there(story: Story, start: float) -> None:
    """A word given in an absence ends it, for the ten minutes after which nobody is there again."""
    story.steady(0.0, 6)
    session = Session()
    for arrived in story.arrivals():
        session.handle(arrived)
        session.handle(Tick(arrived.at))
    shown: dict[int | str, State] = {}
    for second in range(360, 2_400):
        session.handle(Tick(start + second))
        if second == 1_200:
            shown["before"] = session.current.state
            session.handle(Labelled(Label(1, Said.STUCK, start + 1_200.0, Source.BUTTON)))
        shown[second] = session.current.state
    assert shown["before"] is State.AWAY
    assert {shown[second] for second in range(1_200, 1_802)} == {State.STUCK}
    assert shown[1_802] is State.AWAY


def test_a_word_without_any_work_lapses(start: float) -> None:
    """A label that no work follows holds for ten minutes, and then nobody knows."""
    session, shown = Session(), []
    session.handle(Labelled(Label(1, Said.STUCK, start, Source.BUTTON)))
    for second in range(900):
        session.handle(Tick(start + second))
        shown.append(session.current.state)
    assert shown[:602] == [State.STUCK] * 602
    assert shown[602:] == [State.UNKNOWN] * 298

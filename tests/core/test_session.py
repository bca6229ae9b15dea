"""The state machine: what a developer does becomes states and alerts, however time is cut."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulsedev.core.events import MAX_EVENTS, EventBatch, Kind
from pulsedev.core.instructions import (
    Alert,
    Instruction,
    StateChanged,
    StoreBatch,
    StoreLabel,
    StoreVector,
)
from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.pace import GRACE, MOST_WAITING
from pulsedev.core.policy import Action, PolicySettings
from pulsedev.core.replay import replay
from pulsedev.core.session import Session
from pulsedev.core.states import State
from pulsedev.core.stimuli import (
    Answered,
    Arrived,
    Labelled,
    Paused,
    Resumed,
    SettingsChanged,
    Snoozed,
    Tick,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.conftest import Story

Made = TypeVar("Made", bound=Instruction)


def of(made: Iterable[Instruction], kind: type[Made]) -> list[Made]:
    """Return the instructions of one kind."""
    return [one for one in made if isinstance(one, kind)]


def states(made: Iterable[Instruction]) -> list[State]:
    """Return the states in the order in which they were entered."""
    found: list[State] = []
    for change in of(made, StateChanged):
        if not found or found[-1] is not change.state:
            found.append(change.state)
    return found


def visible(made: Iterable[Instruction]) -> list[object]:
    """Return all that a session decided, vectors as their exact bytes."""
    return [
        (one.at, struct.pack(f"{len(one.row)}d", *one.row)) if isinstance(one, StoreVector) else one
        for one in made
        if isinstance(one, (StoreVector, StateChanged, Alert))
    ]


def batch(start: float, *rows: tuple[float, int, int, int]) -> Arrived:
    """Return a batch of rows (seconds after the start, kind, a, c) as it arrives."""
    milliseconds = round(start * 1000)
    t, kind, a, c = zip(*((round(at * 1000), k, a, c) for at, k, a, c in rows), strict=True)
    zeros = [0] * len(t)
    made = EventBatch.of(1, t0=milliseconds, t=t, kind=kind, doc=[1] * len(t), a=a, b=zeros, c=c)
    return Arrived(made, made.last_ms / 1000)


def test_the_first_minutes_are_unknown(story: Story) -> None:
    """Before fifty events or five minutes nothing is claimed, whatever happens."""
    story.keys(0.0, 45, every=5.0)
    session = Session()
    assert states(replay(session, story.arrivals())) == []
    assert session.current.state is State.UNKNOWN


def test_a_struggle_becomes_stuck_with_reasons_and_one_alert(story: Story) -> None:
    """Half an hour of red runs and look-ups is called stuck and said once, with reasons."""
    story.struggle(0.0, 30)
    made = list(replay(Session(), story.arrivals()))
    assert State.STUCK in states(made)
    assert State.FLOW not in states(made)
    (alert,) = of(made, Alert)
    assert alert.kind == "stuck"
    assert alert.reasons
    assert alert.suggestions
    assert not any("last run that passed" in each for each in alert.suggestions)  # none did
    assert all(reason.effect > 0 for reason in alert.reasons)
    assert any("run" in reason.label for reason in alert.reasons)


def test_steady_work_becomes_flow_without_an_alert(story: Story) -> None:
    """An hour of steady typing and green runs is flow at last, and nothing interrupts it."""
    story.steady(0.0, 60)
    made = list(replay(Session(), story.arrivals()))
    assert State.FLOW in states(made)
    assert State.STUCK not in states(made)
    assert not of(made, Alert)


def test_a_green_run_ends_being_stuck_at_once(story: Story, start: float) -> None:
    """The state leaves stuck at the very run that turns green."""
    green = story.struggle(0.0, 30) + 20.0
    story.run(green, green=True)
    changes = of(replay(Session(), story.arrivals()), StateChanged)
    after = [change for change in changes if change.at >= start + green]
    assert after[0].state is not State.STUCK
    assert after[0].at == start + green


def test_no_alert_comes_while_somebody_types(story: Story) -> None:
    """Typing without a pause of ten seconds holds every alert back."""
    end = story.struggle(0.0, 30)
    story.rows = [row for row in story.rows if row[1] != Kind.FOCUS_CHANGED]
    story.keys(0.0, int(end / 4.0), every=4.0, doc=2)
    made = list(replay(Session(), story.arrivals()))
    assert State.STUCK in states(made)
    assert not of(made, Alert)


def test_no_alert_comes_to_somebody_who_types_again(story: Story, start: float) -> None:
    """Keys right after the moment of an alert, which wait to be judged, hold it back."""
    story.struggle(0.0, 30)
    (alert,) = of(replay(Session(), story.arrivals()), Alert)
    again = story.keys(alert.at - start + 0.5, 60)
    (later,) = of(replay(Session(), story.arrivals(), step=1.0), Alert)
    assert later.at >= start + again + 10.0


def test_no_alert_comes_while_snoozed(story: Story, start: float) -> None:
    """A snooze holds alerts back until it ends."""
    story.struggle(0.0, 30)
    session = Session()
    session.handle(Snoozed(start, start + 7_200.0))
    assert not of(replay(session, story.arrivals()), Alert)


def test_no_alert_comes_where_the_user_wants_none(story: Story) -> None:
    """A budget of zero alerts, changed while running, is kept."""
    story.struggle(0.0, 30)
    session = Session()
    session.handle(SettingsChanged(PolicySettings(alerts_per_day=0)))
    assert not of(replay(session, story.arrivals()), Alert)


def test_the_cool_down_holds_between_episodes(story: Story) -> None:
    """A second struggle within half an hour of an alert goes unannounced."""
    end = story.struggle(0.0, 16)
    story.run(end, green=True)
    story.struggle(end + 60.0, 16)
    made = list(replay(Session(), story.arrivals()))
    assert len(of(made, Alert)) == 1


def test_a_no_keeps_the_next_alert_away_for_longer(story: Story, start: float) -> None:
    """After a dismissal an hour must pass."""
    end = story.struggle(0.0, 16)
    story.run(end, green=True)
    story.struggle(end + 1_500.0, 20)
    alerts = 0
    session = Session()
    for one in replay(session, story.arrivals()):
        if isinstance(one, Alert):
            alerts += 1
            session.handle(Answered(one.id, Action.WRONG, one.at))
    assert alerts == 1
    assert start


def test_an_answer_to_an_alert_of_before_counts(story: Story) -> None:
    """After all was erased a new session knows no alerts, and "don't show again" still holds."""
    story.struggle(0.0, 16)
    session = Session()
    session.handle(Answered(3, Action.NEVER, 0.0))
    assert not of(replay(session, story.arrivals()), Alert)


def test_leaving_the_editor_freezes_and_becomes_away(story: Story, start: float) -> None:
    """Five minutes outside is away; no vector is made and no state drifts meanwhile."""
    left = story.steady(0.0, 20)
    story.event(left, Kind.FOCUS_CHANGED, a=0)
    story.event(left + 800.0, Kind.FOCUS_CHANGED, a=1)
    made = list(replay(Session(), story.arrivals()))
    (away,) = [c for c in of(made, StateChanged) if c.state is State.AWAY]
    assert away.at == start + left + 300.0
    gone = [v for v in of(made, StoreVector) if start + left + 300 < v.at < start + left + 800]
    assert not gone


def test_a_night_ends_all_windows_and_counts_as_no_work(story: Story) -> None:
    """Twelve hours of sleep add five minutes of work at most; the morning starts unknown."""
    end = story.struggle(0.0, 20)
    story.keys(end + 43_200.0, 10)
    session = Session()
    made = list(replay(session, story.arrivals()))
    assert session.active_seconds < end + 300.0 + 60.0
    assert of(made, StateChanged)[-1].state in (State.AWAY, State.UNKNOWN)
    assert session.current.state is State.UNKNOWN


def test_a_suspended_machine_ends_all_windows(story: Story, start: float) -> None:
    """Ten minutes without a tick are a sleep, though shorter than a break."""
    end = story.struggle(0.0, 20)
    session = Session()
    for arrived in story.arrivals():
        session.handle(arrived)
        session.handle(Tick(arrived.at))
    session.handle(Tick(start + end))
    before = session.current.state
    made = session.handle(Tick(start + end + 600.0))
    assert before is State.STUCK
    assert states(made) == [State.UNKNOWN]


def test_a_clock_set_back_starts_anew_and_goes_on(story: Story, start: float) -> None:
    """After a step of two hours back work counts again from there."""
    story.steady(0.0, 15)
    session = Session()
    for arrived in story.arrivals():
        session.handle(arrived)
        session.handle(Tick(arrived.at))
    before = session.active_seconds
    for arrived in story.arrivals():
        session.handle(Arrived(_earlier(arrived.batch, 7_200_000), arrived.at - 7_200.0))
        session.handle(Tick(arrived.at - 7_200.0))
    assert session.active_seconds > 1.9 * before
    assert session.late == 0
    assert start


@pytest.mark.parametrize("seconds", [3.0, 20.0, 59.0])
def test_a_batch_that_was_long_on_its_way_ends_nothing(
    story: Story, start: float, seconds: float
) -> None:
    """What another window wrote to a slow disk counts when it comes, and the work goes on."""
    end = story.struggle(0.0, 15)
    session = Session()
    for arrived in story.arrivals():
        session.handle(arrived)
        session.handle(Tick(arrived.at))
    session.handle(Tick(start + end + seconds))
    active, since = session.active_seconds, session.current.since
    session.handle(batch(start + end, (0.5, 5, 5, 0)))
    session.handle(Tick(start + end + seconds + 3.0))
    assert (session.current.state, session.current.since) == (State.STUCK, since)
    assert session.active_seconds > active
    assert session.late == 0


def _earlier(made: EventBatch, by_ms: int) -> EventBatch:
    columns = {name: getattr(made, name) for name in ("t", "kind", "doc", "a", "b", "c")}
    return EventBatch.of(made.seq, t0=made.t0 - by_ms, **columns)


def test_events_far_too_late_are_kept_but_not_counted(story: Story, start: float) -> None:
    """A batch from ten minutes ago is stored, yet no feature sees it."""
    story.steady(0.0, 10)
    session = Session()
    list(replay(session, story.arrivals()))
    active = session.active_seconds
    late = batch(start, (0.0, 1, 5, 0), (0.1, 1, 5, 0))
    made = session.handle(Arrived(late.batch, start + 660.0))
    session.handle(Tick(start + 661.0))
    assert [type(one).__name__ for one in made] == ["StoreBatch"]
    assert session.late == 2
    assert session.active_seconds <= active + 61.0


def test_what_happened_before_the_day_began_is_noise(start: float) -> None:
    """A first batch from 1970 costs nothing and counts as late."""
    session = Session()
    old = batch(0.0, (0.0, 1, 5, 0), (86_400.0, 1, 5, 0))
    session.handle(Arrived(old.batch, start))
    assert session.handle(Tick(start + 5.0)) == []
    assert session.late == 2


def test_a_flood_is_stored_but_does_not_fill_the_memory(start: float) -> None:
    """Beyond a quarter of a million events between two ticks the features look away."""
    zeros = [0] * MAX_EVENTS
    flood = EventBatch.of(
        1, t0=round(start * 1000), t=zeros, kind=zeros, doc=zeros, a=zeros, b=zeros, c=zeros
    )
    session = Session()
    made = [one for _ in range(6) for one in session.handle(Arrived(flood, start))]
    assert [type(one) for one in made] == [StoreBatch] * 6
    assert (session.events, session.late) == (6 * MAX_EVENTS, 6 * MAX_EVENTS - MOST_WAITING)


def test_pausing_forgets_and_sees_nothing_until_resumed(story: Story, start: float) -> None:
    """While paused no batch is stored and no vector is made; afterwards work counts again."""
    story.steady(0.0, 20)
    session, arrivals = Session(), story.arrivals()
    middle = len(arrivals) // 2
    for arrived in arrivals[:middle]:
        session.handle(arrived)
        session.handle(Tick(arrived.at))
    shown = session.handle(Paused(arrivals[middle].at))
    assert states(shown)[-1] is State.PAUSED
    silent = [one for arrived in arrivals[middle:] for one in session.handle(arrived)]
    silent += session.handle(Tick(start + 1_200.0))
    assert silent == []
    resumed = session.handle(Resumed(start + 1_201.0))
    assert states(resumed) == [State.UNKNOWN]


def test_a_pause_ends_by_itself(start: float) -> None:
    """A pause with an end needs no one to end it."""
    session = Session()
    session.handle(Tick(start))
    session.handle(Paused(start, start + 60.0))
    for second in range(70):
        session.handle(Tick(start + second))
    assert session.current.state is State.UNKNOWN


@pytest.mark.parametrize(
    ("said", "state"),
    [(Said.STUCK, State.STUCK), (Said.FLOW, State.FLOW), (Said.PROGRESS, State.NEUTRAL)],
)
def test_the_users_word_holds_at_once(said: Said, state: State, start: float) -> None:
    """A label given by a button is shown immediately, and stored beside what was shown before."""
    session = Session()
    session.handle(Tick(start))
    label = Label(1, said, start + 1.0, Source.BUTTON)
    made = session.handle(Labelled(label))
    assert of(made, StoreLabel) == [StoreLabel(label, State.UNKNOWN)]
    assert session.current.state is state


def test_a_button_may_speak_of_the_morning(start: float) -> None:
    """A label of an earlier moment is stored and changes nothing now."""
    session = Session()
    session.handle(Tick(start + 7_200.0))
    made = session.handle(Labelled(Label(1, Said.STUCK, start, Source.BUTTON)))
    assert [type(one) for one in made] == [StoreLabel]


@pytest.mark.parametrize("source", [Source.REVIEW, Source.WEAK, Source.EXTERNAL, Source.SIMULATED])
def test_labels_of_other_times_change_nothing_now(source: Source, start: float) -> None:
    """A review of yesterday is stored and shows nothing."""
    session = Session()
    session.handle(Tick(start))
    made = session.handle(Labelled(Label(1, Said.STUCK, start, source)))
    assert [type(one) for one in made] == [StoreLabel]
    assert session.current.state is State.UNKNOWN


STEPS = st.lists(st.floats(0.2, 80.0), min_size=1, max_size=12)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # the fixtures hold no state
)
@given(steps=STEPS, sizes=st.lists(st.integers(1, 40), min_size=1, max_size=10))
def test_neither_ticks_nor_batches_make_a_difference(
    new_story: type[Story], start: float, steps: list[float], sizes: list[int]
) -> None:
    """Any rhythm of ticks and any split into batches give the same decisions, bit for bit."""
    story = new_story()
    story.steady(story.struggle(0.0, 14), 10)
    rows = sorted(story.rows)
    reference = visible(replay(Session(), story.arrivals(), step=1.0))
    session, made, now, index, turn = Session(), list[Instruction](), 0.0, 0, 0
    while index < len(rows):
        size = sizes[turn % len(sizes)]
        first = rows[index][0]
        # A client holds nothing back for longer than the grace.
        part = [row for row in rows[index : index + size] if row[0] - first < GRACE - 1.1]
        index += len(part)
        while now + steps[turn % len(steps)] < part[-1][0]:
            now += steps[turn % len(steps)]
            made += session.handle(Tick(start + now))
            turn += 1
        made += session.handle(_columns(start, part, turn))
        now = max(now, part[-1][0])
        turn += 1
    made += session.handle(Tick(start + rows[-1][0] + 62.0))
    assert visible(made) == reference


def _columns(start: float, rows: list[tuple[float, int, int, int, int, int]], seq: int) -> Arrived:
    t0 = round((start + rows[0][0]) * 1000)
    at, kind, doc, a, b, c = zip(*rows, strict=True)
    t = [round((start + time) * 1000) - t0 for time in at]
    made = EventBatch.of(seq, t0=t0, t=t, kind=kind, doc=doc, a=a, b=b, c=c)
    return Arrived(made, made.last_ms / 1000)

"""What one window writes all others read, once, in order, and as it was."""

from __future__ import annotations

import math
import os
import stat
import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pulsedev.core.features import SCHEMA
from pulsedev.core.instructions import StoreMemory, StoreVector
from pulsedev.core.labels import Said, Source
from pulsedev.core.policy import Action
from pulsedev.core.states import State
from pulsedev.core.stimuli import Answered, Labelled, Paused, Resumed, Snoozed
from pulsedev.store import codes, reading
from pulsedev.store.disk import Cursor, DiskStore, Judged
from pulsedev.store.records import PastAlert, PastLabel, TrainingRun

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.store.conftest import Made

    from pulsedev.store.rows import Control

BEGIN = Cursor(0, 0, 0, 0)


@pytest.fixture
def other(folder: Path, store: DiskStore) -> Iterator[DiskStore]:
    """Return another process's store in the same folder."""
    del store
    with closing(DiskStore.open(folder, now=0.0)) as opened:
        yield opened


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_for_our_eyes_only(folder: Path, store: DiskStore, made: Made) -> None:
    """The folder and every file in it are closed to others, whatever the umask is."""
    store.add_batches([made.arrived(0.0, 1)])
    names = {path.name for path in folder.iterdir()}
    assert names == {"pulsedev.db", "pulsedev.db-wal", "pulsedev.db-shm", "pulsedev.lock"}
    for path in (folder, *folder.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path == folder else 0o600)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_an_open_folder_is_closed(folder: Path) -> None:
    """A folder and a file that others could read are closed before anything is written."""
    folder.mkdir(0o755)
    (folder / "pulsedev.db").touch(0o644)
    DiskStore.open(folder, now=0.0).close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "pulsedev.db").stat().st_mode) == 0o600


def test_nothing_is_left_beside_the_database(folder: Path, store: DiskStore) -> None:
    """After the last process only the database is left, and the empty file of its lock."""
    store.begin_window(0.0)
    store.close()
    assert {path.name for path in folder.iterdir()} == {"pulsedev.db", "pulsedev.lock"}
    assert (folder / "pulsedev.lock").stat().st_size == 0


def test_windows_have_numbers_of_their_own(store: DiskStore, other: DiskStore) -> None:
    """No window's number comes again, not even after all was erased."""
    first, second = store.begin_window(1.0), other.begin_window(2.0)
    store.end_window(second, 3.0)
    store.erase()
    assert len({first, second, other.begin_window(4.0)}) == 3


def test_batches_go_to_the_others(store: DiskStore, other: DiskStore, made: Made) -> None:
    """Another process reads each batch once, as it was, in the order of arrival."""
    late, early = made.arrived(9.0, 1), made.arrived(5.0, 1, window=2, events=0)
    store.add_batches([late])
    store.add_batches([early, late])
    until = other.cursor()
    assert other.batches_between(BEGIN, until) == ([early, late], until)
    assert other.batches_between(until, other.cursor()) == ([], until)
    store.add_batches([made.arrived(10.0, 2)])
    assert other.batches_between(until, other.cursor())[0] == [made.arrived(10.0, 2)]


def test_the_same_batch_twice(store: DiskStore, made: Made) -> None:
    """What is sent again after a failure is kept once."""
    store.add_batches([made.arrived(1.0, 1), made.arrived(1.0, 1, a=9)])
    store.add_batches([made.arrived(1.0, 1)])
    assert list(store.arrivals()) == [made.arrived(1.0, 1)]


def test_many_batches_come_in_parts(
    store: DiskStore, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has fallen behind reads a part, and the next one from there."""
    monkeypatch.setattr(reading, "MOST_AT_ONCE", 2)
    all_of_them = [made.arrived(float(seq), seq) for seq in range(1, 6)]
    store.add_batches(all_of_them)
    found, since = [], BEGIN
    while part := store.batches_between(since, store.cursor())[0]:
        since = store.batches_between(since, store.cursor())[1]
        assert len(part) <= 2
        found += part
    assert found == all_of_them


def test_forgetting_batches(store: DiskStore, made: Made) -> None:
    """A window takes back what arrived since it was told not to look; others' batches stay."""
    kept = [made.arrived(1.0, 1), made.arrived(3.0, 1, window=2)]
    store.add_batches([*kept, made.arrived(2.0, 2), made.arrived(3.0, 3)])
    store.forget_batches(1, made.start + 2.0)
    assert list(store.arrivals()) == kept


def test_a_cursor_never_goes_back(store: DiskStore, made: Made) -> None:
    """What was read is not read again after newer batches were taken back."""
    store.add_batches([made.arrived(1.0, 1), made.arrived(2.0, 2)])
    until = store.cursor()
    store.forget_batches(1, made.start)
    assert store.cursor() == until


def test_what_users_said(store: DiskStore, other: DiskStore, made: Made) -> None:
    """Labels, answers and wishes reach the others once, and can be looked up."""
    label = made.label(5.0, 1 << 20, since=2.0)
    store.add_label(label, State.STUCK, made.start + 6.0)
    answered = Answered(7, Action.SNOOZE, 8.0)
    assert store.add_answer(answered)
    assert not other.add_answer(replace(answered, action=Action.RIGHT))
    wishes: list[Control] = [Paused(9.0), Paused(10.0, 11.0), Resumed(12.0), Snoozed(13.0, 14.0)]
    for wish in wishes:
        store.add_control(wish)
    until = other.cursor()
    assert other.labels_between(BEGIN, until) == [Labelled(label, made.start + 6.0)]
    assert other.answers_between(BEGIN, until) == [answered]
    assert other.controls_between(BEGIN, until) == wishes
    assert not other.labels_between(until, until)
    assert not other.answers_between(until, until)
    assert not other.controls_between(until, until)
    assert list(other.labels()) == [PastLabel(label, State.STUCK, made.start + 6.0)]
    assert list(other.answers(8.0, 8.1)) == [answered]
    assert list(other.controls(9.5, 13.0)) == wishes[1:3]


def test_what_the_brain_found(store: DiskStore, other: DiskStore, made: Made, term: int) -> None:
    """Features, states, alerts and memory are read again as they were, with all their words."""
    unknown = StoreVector(made.start, (math.nan, math.inf, 0.1) * (len(SCHEMA) // 3))
    unknown = replace(unknown, row=(unknown.row * 2)[: len(SCHEMA)])
    found = Judged(
        vectors=(unknown,),
        states=(made.state(1.0, State.FLOW), made.state(2.0)),
        alerts=(made.alert(3.0, 5, window=2),),
        memory=StoreMemory(made.start, b"habits"),
    )
    assert store.judge(1, term, found)
    [vector] = other.vectors()
    assert vector.names == SCHEMA
    assert list(map(repr, vector.row)) == list(map(repr, unknown.row))
    assert tuple(other.states()) == found.states
    assert other.last_state() == found.states[1]
    assert other.memory() == found.memory
    assert other.alerts_for(2, made.start) == [*found.alerts]
    assert not other.alerts_for(1, made.start)
    assert not other.alerts_for(2, made.start + 4.0)


def test_nothing_is_judged_under_a_past_term(
    store: DiskStore, other: DiskStore, made: Made, term: int
) -> None:
    """Who lost the lease writes nothing, neither in its old term nor in another's."""
    second = other.begin_window(0.0)
    taken = other.take_lease(other.lease(), second)
    assert taken == term + 1
    before = store.cursor()
    for window, past in ((1, term), (1, taken), (second, term)):
        assert not store.judge(window, past, Judged(states=(made.state(1.0),)))
    assert store.last_state() is None
    assert store.cursor() == before
    assert other.judge(second, taken, Judged(states=(made.state(1.0),)))
    other.release_lease(second, taken)
    assert not other.judge(second, taken, Judged(states=(made.state(2.0),)))


def test_an_alert_is_shown_once(store: DiskStore, other: DiskStore, made: Made, term: int) -> None:
    """One process alone may show it; what became of it can be looked up."""
    shown = made.alert(1.0, 5)
    store.judge(1, term, Judged(alerts=(shown,)))
    assert list(other.alerts()) == [PastAlert(shown, None, None, None)]
    assert [other.mark_shown(5, 2.0), store.mark_shown(5, 3.0)] == [True, False]
    assert not store.alerts_for(1, 0.0)
    store.add_answer(Answered(5, Action.WRONG, 4.0))
    assert list(other.alerts()) == [PastAlert(shown, 2.0, Action.WRONG, 4.0)]


def test_a_reason_of_another_version(store: DiskStore, made: Made, term: int) -> None:
    """A feature that this version has no words for is left out of the reasons."""
    store.judge(1, term, Judged(states=(made.state(1.0),)))
    store.connection.execute(
        "UPDATE schema SET names = replace(names, 'failed_run_streak', 'unheard_of')"
    )
    last = store.last_state()
    assert last == replace(made.state(1.0), reasons=())


def test_states_at(store: DiskStore, made: Made, term: int) -> None:
    """Each time finds the last judgement before it, if there was one."""
    early, late = made.state(10.0), made.state(20.0, State.FLOW)
    store.judge(1, term, Judged(states=(early, late)))
    times = [made.start + at for at in (9.9, 10.0, 19.9, 99.0)]
    assert store.states_at(times) == [None, early, early, late]


def test_a_moment_that_comes_twice(store: DiskStore, made: Made, term: int) -> None:
    """After the clock was set back, the features judged last are those of the moment."""
    store.judge(1, term, Judged(vectors=(made.vector(1.0, 0.25),)))
    store.judge(1, term, Judged(vectors=(made.vector(1.0, 0.75),)))
    [vector] = store.vectors()
    assert set(vector.row) == {0.75}


def test_told_again(store: DiskStore, made: Made) -> None:
    """A new brain is told all since a time in one order, and nothing behind its cursor."""
    first, last = made.arrived(1.0, 1), made.arrived(30.0, 2)
    label, given = made.label(9.0, 1), made.start + 10.0
    paused, answered = Paused(made.start + 20.0), Answered(1, Action.RIGHT, made.start + 5.0)
    store.add_batches([last, first])
    store.add_label(label, State.STUCK, given)
    store.add_control(paused)
    store.add_answer(answered)
    until = store.cursor()
    store.add_batches([made.arrived(2.0, 3)])
    store.add_label(made.label(9.0, 2), State.STUCK, given)
    store.add_control(Resumed(made.start + 21.0))
    store.add_answer(Answered(2, Action.RIGHT, made.start + 6.0))
    everything = [first, answered, Labelled(label, given), paused, last]
    assert list(store.told(made.start, until)) == everything
    assert list(store.told(made.start + 5.5, until)) == everything[2:]


def test_the_past_stands_still(store: DiskStore, other: DiskStore, made: Made) -> None:
    """Who reads the past reads what there was when they began, whatever is written meanwhile."""
    store.add_batches([made.arrived(float(seq), seq) for seq in range(1, 400)])
    past = other.arrivals()
    first = next(past)
    store.tidy(made.start + 90_000.0)
    store.add_batches([made.arrived(500.0, 500)])
    assert [first, *past] == [made.arrived(float(seq), seq) for seq in range(1, 400)]


def test_news_is_told_cheaply(store: DiskStore, other: DiskStore, made: Made) -> None:
    """The version differs once another process wrote, and its generation once it erased."""
    before = other.version()
    assert other.version() == before
    store.add_batches([made.arrived(1.0, 1)])
    written = other.version()
    assert written.changes != before.changes
    assert written.generation == before.generation
    store.erase()
    assert other.version().generation != before.generation


def test_training_runs(store: DiskStore) -> None:
    """A training run is kept with all that is known of it."""
    run = TrainingRun(
        at=5.0,
        models=("forest-1", "calibration-1"),
        data_points=90,
        success=True,
        seconds=1.5,
        events=4_000,
        labels=30,
        reason=2,
        version=1,
    )
    store.log_training(run)
    store.log_training(replace(run, at=6.0, models=(), success=False))
    assert next(store.training_log()) == run
    assert list(store.training_log(5.5)) == [replace(run, at=6.0, models=(), success=False)]


def test_kept(folder: Path, store: DiskStore, made: Made, term: int) -> None:
    """Everything is counted, since when it is, and how much room it takes."""
    assert store.kept().since is None
    store.add_batches([made.arrived(1.0, 1), made.arrived(2.0, 2)])
    store.tidy(made.start + 90_000.0)
    store.add_batches([made.arrived(3.0, 3)])
    store.add_label(made.label(1.0, 1), State.STUCK, 1.0)
    found = Judged((made.vector(1.0),), (made.state(1.0),), (made.alert(1.0, 1),))
    store.judge(1, term, found)
    kept = store.kept()
    assert (kept.batches, kept.events, kept.vectors, kept.labels) == (3, 9, 1, 1)
    assert (kept.states, kept.alerts, kept.trainings) == (1, 1, 0)
    assert kept.since == made.start + 0.8
    assert kept.size == sum(path.stat().st_size for path in folder.iterdir())


def test_codes_are_for_ever() -> None:
    """Each name has its number, which is in people's databases."""
    assert [codes.STATES.numbers[state] for state in State] == [0, 1, 2, 3, 4, 5]
    assert [codes.SAID.numbers[said] for said in Said] == [1, 2, 3, 4]
    assert [codes.SOURCES.numbers[source] for source in Source] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [codes.ACTIONS.numbers[action] for action in Action] == [1, 2, 3, 4, 5]
    assert (codes.PAUSED, codes.RESUMED, codes.SNOOZED) == (1, 2, 3)


def test_a_folder_that_was_deleted(folder: Path, store: DiskStore, made: Made) -> None:
    """Who deletes the files by hand has them deleted; what comes after is kept in new ones."""
    store.add_batches([made.arrived(1.0, 1)])
    before = store.version()
    for path in folder.iterdir():
        os.unlink(path)  # noqa: PTH108 - what a user does
    store.add_batches([made.arrived(2.0, 2)])
    assert list(store.arrivals()) == [made.arrived(2.0, 2)]
    assert store.version().generation != before.generation

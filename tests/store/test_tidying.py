"""Old batches become small, what is too old goes, and neither changes what is left."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from pulsedev.core.states import State
from pulsedev.core.stimuli import Paused
from pulsedev.store import blocks, tidying
from pulsedev.store.disk import DiskStore, Judged

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from tests.store.conftest import Made

    from pulsedev.core.stimuli import Arrived

HOUR = 3_600.0
DAY = 24 * HOUR


def loose(store: DiskStore) -> int:
    """Return how many batches are by themselves."""
    [[count]] = store.connection.execute("SELECT count(*) FROM batch")
    return int(count)


def sizes(store: DiskStore) -> list[int]:
    """Return how many batches each block holds."""
    return [row[0] for row in store.connection.execute("SELECT batches FROM block ORDER BY id")]


def many(made: Made, count: int, *, start: float = 0.0, first: int = 1) -> list[Arrived]:
    """Return batches a second apart."""
    return [made.arrived(start + index, first + index) for index in range(count)]


def test_old_batches_become_blocks(store: DiskStore, made: Made) -> None:
    """Batches older than two hours go into a block; younger ones stay as they are."""
    old, young = many(made, 300), many(made, 9, start=3 * HOUR, first=1000)
    store.add_batches(old + young)
    store.tidy(made.start + 4 * HOUR)
    assert (loose(store), sizes(store)) == (9, [300])
    assert list(store.arrivals()) == old + young


def test_a_few_wait_for_more(store: DiskStore, made: Made) -> None:
    """Few old batches are left alone for a day: a block would be written anew too often."""
    store.add_batches(many(made, 9))
    store.tidy(made.start + 4 * HOUR)
    assert (loose(store), sizes(store)) == (9, [])
    store.tidy(made.start + DAY + HOUR)
    assert (loose(store), sizes(store)) == (0, [9])


def test_a_block_is_filled(store: DiskStore, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """What becomes old joins the last block until that is full of batches or of events."""
    monkeypatch.setattr(tidying, "FULL_BATCHES", 500)
    monkeypatch.setattr(tidying, "FULL_EVENTS", 1_200)
    expected = []
    for day in range(4):
        batches = many(made, 300, start=day * DAY, first=1 + 300 * day)
        store.add_batches(batches)
        store.tidy(made.start + (day + 1) * DAY)
        expected += batches
    assert sizes(store) == [400, 400, 400]
    assert list(store.arrivals()) == expected


def test_one_call_does_not_do_it_all(
    store: DiskStore, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a long time away the work is done bit by bit."""
    monkeypatch.setattr(tidying, "MOST_AT_ONCE", 300)
    store.add_batches(many(made, 500))
    store.tidy(made.start + DAY)
    assert loose(store) == 200
    store.tidy(made.start + 2 * DAY)
    assert (loose(store), sizes(store)) == (0, [500])


def test_what_came_late_finds_its_place(store: DiskStore, made: Made) -> None:
    """A batch that the disk took late is read in the order of arrival, from whichever block."""
    punctual = many(made, 600)
    late = punctual.pop(100)
    store.add_batches(punctual[:400])
    store.tidy(made.start + 4 * HOUR)
    for index in range(1, 13):
        store.add_batches(
            many(made, blocks.FULL_BATCHES // 10, start=DAY * index, first=10_000 * index)
        )
        store.tidy(made.start + DAY * index + 4 * HOUR)
    assert len(sizes(store)) == 2
    store.add_batches([late, *punctual[400:]])
    store.tidy(made.start + 20 * DAY)
    assert loose(store) == 0
    found = list(store.arrivals(made.start, made.start + HOUR))
    assert found == sorted([late, *punctual], key=lambda arrived: arrived.at)
    times = [arrived.at for arrived in store.arrivals()]
    assert times == sorted(times)


def test_part_of_the_past(store: DiskStore, made: Made) -> None:
    """From blocks and from loose batches the same span of time is read."""
    batches = many(made, 600)
    store.add_batches(batches)
    span = made.start + 100.0, made.start + 500.0
    assert list(store.arrivals(*span)) == batches[100:500]
    store.tidy(made.start + DAY)
    store.add_batches([made.arrived(200.5, 601)])
    assert list(store.arrivals(*span)) == [
        *batches[100:201],
        made.arrived(200.5, 601),
        *batches[201:500],
    ]


def test_what_is_too_old_goes(folder: Path, made: Made) -> None:
    """After its days an event is gone to the second, and what was believed then; the rest stays."""
    with closing(DiskStore.open(folder, now=0.0, keep_days=30)) as store:
        window = store.begin_window(made.start)
        term = store.take_lease(store.lease(), window)
        assert term
        old, young = many(made, 300), many(made, 300, start=5 * DAY, first=301)
        store.add_batches(old + young)
        states = [made.state(60.0), made.state(5 * DAY, State.FLOW)]
        store.judge(window, term, Judged(states=tuple(states)))
        store.add_label(made.label(60.0, 1), State.STUCK, made.start)
        store.add_control(Paused(made.start))
        store.tidy(made.start + 6 * DAY)
        before = store.kept()
        store.tidy(made.start + 29 * DAY)
        assert (store.kept().events, store.kept().states) == (before.events, 2)
        store.tidy(made.start + 32 * DAY)
        assert list(store.arrivals()) == young
        assert [one.at for one in store.states()] == [states[1].at]
        assert store.kept().labels == 1
        assert list(store.controls()) == [Paused(made.start)]
        store.tidy(made.start + 35 * DAY + 100.0)
        assert list(store.arrivals()) == young
        store.tidy(made.start + 36 * DAY + 1.0)
        assert list(store.arrivals()) == []


def test_a_block_is_cut(folder: Path, made: Made) -> None:
    """Of a block that is partly too old, that part goes, not later than after another day."""
    with closing(DiskStore.open(folder, now=0.0, keep_days=10)) as store:
        batches = [made.arrived(index * HOUR / 10, index, events=1) for index in range(1, 600)]
        store.add_batches(batches)
        store.tidy(made.start + 9 * DAY)
        assert sizes(store) == [599]
        store.tidy(made.start + 11.5 * DAY)
        assert list(store.arrivals()) == [
            one for one in batches if one.at >= made.start + 1.5 * DAY
        ]


def test_space_is_given_back(store: DiskStore, made: Made) -> None:
    """What is deleted makes the file shorter, a limited number of pages at a time."""
    big = [made.arrived(float(seq), seq, events=900, a=seq**5) for seq in range(1, 260)]
    store.add_batches(big)
    [[pages]] = store.connection.execute("PRAGMA page_count")
    store.tidy(made.start + DAY)
    store.tidy(made.start + DAY)
    [[left]] = store.connection.execute("PRAGMA page_count")
    [[free]] = store.connection.execute("PRAGMA freelist_count")
    assert left < pages / 2
    assert free == 0


def test_features_are_kept_for_an_hour(store: DiskStore, made: Made, term: int) -> None:
    """After an hour only those features are kept that a label or an alert speaks of."""
    times = [30.0 * index for index in range(20)]
    vectors = tuple(made.vector(at) for at in times)
    store.judge(1, term, Judged(vectors=vectors, alerts=(made.alert(450.0, 1),)))
    store.add_label(made.label(121.0, 1), State.STUCK, made.start)
    store.tidy(made.start + HOUR)
    assert [vector.at - made.start for vector in store.vectors()] == times
    store.tidy(made.start + 2 * HOUR)
    assert [vector.at - made.start for vector in store.vectors()] == [
        90.0,
        120.0,
        390.0,
        420.0,
        450.0,
    ]


def test_old_judgements_are_thinned_out(store: DiskStore, made: Made, term: int) -> None:
    """After a day only the changes of state are left, without reasons; what is younger stays."""
    kinds = [State.NEUTRAL, State.NEUTRAL, State.STUCK, State.STUCK, State.STUCK, State.FLOW]
    states = [made.state(30.0 * place, kind) for place, kind in enumerate(kinds)]
    assert all(one.reasons for one in states)
    store.judge(1, term, Judged(states=tuple(states)))
    store.tidy(made.start + DAY)
    assert list(store.states()) == states
    for _ in range(2):
        store.tidy(made.start + DAY + 121.0)
        left = list(store.states())
        assert [one.state for one in left] == [State.NEUTRAL, State.STUCK, State.FLOW]
        assert [bool(one.reasons) for one in left] == [False, False, True]
    assert left[-1] == states[-1]
    store.tidy(made.start + 2 * DAY)
    assert [one.at for one in store.states()] == [states[0].at, states[2].at, states[5].at]


def test_nothing_is_due(store: DiskStore, made: Made) -> None:
    """Where nothing is due, nothing is written."""
    store.add_batches(many(made, 300))
    store.tidy(made.start + DAY)
    store.tidy(made.start + DAY)
    before = store.connection.total_changes
    store.tidy(made.start + DAY + HOUR)
    assert store.connection.total_changes == before

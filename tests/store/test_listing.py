"""Kept batches become single events, in the order of their times, however they came."""

from __future__ import annotations

from array import array
from dataclasses import replace
from itertools import count, islice
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.events import WIDTH, EventBatch
from pulsedev.core.stimuli import Arrived
from pulsedev.store.listing import LATE_S, Choice, Record, listed, newest, page, records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.store.conftest import Made

    from pulsedev.store.disk import DiskStore


def column(values: list[int]) -> array[int]:
    """Return numbers as a batch holds them."""
    return array(WIDTH, values)


def batch(at: int, times: list[int], *, seq: int = 1, window: int = 1) -> Arrived:
    """Return a batch that arrived at epoch milliseconds with events at these."""
    zeros = [0] * len(times)
    t = [time - times[0] for time in times]
    columns = dict.fromkeys(("doc", "a", "b", "c"), zeros)
    made = EventBatch.of(seq, t0=times[0], t=t, kind=[5] * len(t), window=window, **columns)
    return Arrived(made, at / 1000)


LATE_MS = round(LATE_S * 1000)
lateness = st.lists(st.integers(0, LATE_MS), min_size=1, max_size=4)
steps = st.lists(st.tuples(st.integers(0, LATE_MS), lateness, st.integers(1, 3)), max_size=12)


@given(steps)
def test_order(told: list[tuple[int, list[int], int]]) -> None:
    """Events that are handed in hours late stand where they happened, and none is missing."""
    now, arrivals = 10 * LATE_MS, []
    for seq, (step, late, window) in enumerate(told):
        now += step
        times = sorted(now - one for one in late)
        arrivals.append(batch(now, times, seq=seq, window=window))
    found = list(records(arrivals, Choice()))
    assert found == sorted(found)
    assert len(found) == sum(len(arrived.batch) for arrived in arrivals)


def test_a_batch_stays_in_its_order() -> None:
    """Events of one millisecond are listed as they were told."""
    told = batch(50, [50, 50, 50]).batch
    told = replace(told, kind=column([9, 1, 5]), a=column([3, 2, 1]))
    found = records([Arrived(told, 0.05)], Choice())
    assert [(record.kind, record.a) for record in found] == [(9, 3), (1, 2), (5, 1)]


def test_little_is_in_memory() -> None:
    """The first event comes before more is read than what may still be earlier."""
    read = count(1)

    def hourly() -> Iterator[Arrived]:
        for hour in range(1_000):
            next(read)
            yield batch(hour * 3_600_000, [hour * 3_600_000], seq=hour)

    assert len(list(islice(records(hourly(), Choice()), 5))) == 5
    assert next(read) < 5 + LATE_S / 3600 + 5


def test_what_is_chosen(store: DiskStore, made: Made) -> None:
    """A span ends before its end, and kinds are told apart."""
    store.add_batches([made.arrived(float(at), at) for at in range(1, 5)])
    span = Choice(made.start + 2.0, made.start + 4.0)
    assert [record.t for record in listed(store, span)] == [
        round((made.start + at) * 1000) for at in (2.0, 2.8, 2.9, 3.0, 3.8, 3.9)
    ]
    assert {record.kind for record in listed(store, span._replace(kinds={2}))} == {2}


def test_pages(store: DiskStore, made: Made) -> None:
    """Pages follow one another, from the oldest on or from the newest back, without a gap."""
    store.add_batches([made.arrived(86_400.0 * at, at) for at in range(1, 8)])
    every = list(listed(store, Choice()))
    now = made.start + 90 * 86_400.0
    assert len(every) == 21
    forward = [page(store, Choice(), 8, skip) for skip in (0, 8, 16, 24)]
    assert joined(forward) == every
    backward = [newest(store, Choice(), 8, skip, now) for skip in (0, 8, 16, 24)]
    assert joined(reversed(backward)) == every
    assert [len(one) for one in backward] == [8, 8, 5, 0]


def test_the_newest_of_a_span(store: DiskStore, made: Made) -> None:
    """The newest before some time are found, also where there are too few or none."""
    store.add_batches([made.arrived(86_400.0 * at, at) for at in range(1, 8)])
    span = Choice(made.start + 2.5 * 86_400.0, made.start + 4.5 * 86_400.0)
    found = newest(store, span, 10, 0, made.start + 1e7)
    assert [record.seq for record in found] == [3, 3, 3, 4, 4, 4]
    assert newest(store, span._replace(kinds={9}), 10, 0, made.start + 1e7) == []


def test_nothing_is_kept(store: DiskStore, made: Made) -> None:
    """An empty store has no oldest and no newest event."""
    assert newest(store, Choice(), 3, 0, made.start) == page(store, Choice(), 3) == []


def joined(pages: Iterable[list[Record]]) -> list[Record]:
    """Return the records of several pages."""
    return [record for one in pages for record in one]

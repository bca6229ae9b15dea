"""What is erased is in no byte of any file; what is not erased is as it was."""

from __future__ import annotations

import struct
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.events import EventBatch
from pulsedev.core.instructions import StoreMemory
from pulsedev.core.policy import Action
from pulsedev.core.states import State
from pulsedev.core.stimuli import Answered, Arrived, Paused
from pulsedev.store import columns, erasing
from pulsedev.store.disk import DiskStore, Judged
from pulsedev.store.erasing import cut
from pulsedev.store.errors import Busy
from pulsedev.store.mending import ASIDE
from pulsedev.store.records import TrainingRun
from pulsedev.store.rows import ms, vector_body

if TYPE_CHECKING:
    from pathlib import Path

    from tests.store.conftest import Made

    from pulsedev.core.instructions import Alert, StateChanged

DAY = 24 * 3_600.0

HABITS = b"\x5a\xa5 numbers of nobody else \xa5\x5a"

RUN = TrainingRun(
    0.0, ("forest-1",), 9, success=True, seconds=1.0, events=9, labels=9, reason=1, version=1
)


def traces(folder: Path, needles: dict[str, bytes]) -> set[str]:
    """Return which of these bytes are in a file, wherever in it."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    raw = b"\n".join(path.read_bytes() for path in files)
    return {name for name, needle in needles.items() if needle in raw}


def time_of(at: float) -> bytes:
    """Return a time as SQLite keeps it, first byte first."""
    return ms(at).to_bytes(6, "big")


def with_value(one: StateChanged, value: float) -> StateChanged:
    """Return a judgement for a reason with this value."""
    [why] = one.reasons
    return replace(one, reasons=(replace(why, value=value),))


def fill(store: DiskStore, made: Made, term: int, start: float, first: int) -> dict[str, bytes]:
    """Keep something of every kind from a start on; return what bytes tell of it."""
    at = made.start + start
    old = [made.arrived(start + index, first + index, a=first * index) for index in range(300)]
    young = made.arrived(start + DAY / 2, first + 300, events=40, a=first)
    vector, value = made.vector(start + 1.5, first / 7), first / 11
    kind = (State.STUCK, State.FLOW, State.NEUTRAL)[first % 3]  # as changes stay for longer
    state = with_value(made.state(start + 11.111, kind), value)
    alert = made.alert(start + 22.222, first)
    store.add_batches(old)
    store.judge(1, term, Judged((vector,), (state,), (alert,), memory=StoreMemory(at, HABITS)))
    store.add_label(made.label(start + 33.333, first), State.STUCK, at + 44.444)
    store.add_answer(Answered(first, Action.RIGHT, at + 55.555))
    store.add_control(Paused(at + 66.666, at + 77.777))
    store.log_training(replace(RUN, at=at + 88.888))
    store.end_window(store.begin_window(at + 99.999), at + 99.999)
    store.tidy(at + DAY / 2)
    store.add_batches([young])
    [[block]] = store.connection.execute("SELECT body FROM block ORDER BY id DESC LIMIT 1")
    times = {f"time {part}": time_of(at + part * 11.111) for part in range(1, 10)}
    return times | {
        "block": block[100:140],
        "batch": columns.encode(young.batch)[3:40],
        "vector": vector_body(vector.row)[3:15],
        "reason": struct.pack("<d", value),
        "habits": HABITS,
    }


def test_all_of_it(folder: Path, store: DiskStore, made: Made, term: int) -> None:
    """After all was erased nothing of it is in any file, though another process is there."""
    with closing(DiskStore.open(folder, now=0.0)) as other:
        needles = fill(store, made, term, 0.0, 1_000)
        other.add_batches([made.arrived(70.0, 1, window=2)])
        (folder / f"{ASIDE}1700000000").write_bytes(HABITS)
        (folder / f"{ASIDE}1700000000-wal").write_bytes(HABITS)
        assert traces(folder, needles) == set(needles)
        before = store.kept()
        gone = store.erase()
        assert traces(folder, needles) == set()
        assert replace(gone, size=0) == replace(before, size=0)
        assert gone.events == 300 * 3 + 40 + 3
        assert gone.size > 0
        assert not any(other.arrivals())
        assert not any(other.labels())
        assert not any(other.controls())
        assert other.memory() is None
        assert other.last_state() is None
        assert store.kept().size < 100_000


def test_a_span_of_time(folder: Path, store: DiskStore, made: Made, term: int) -> None:
    """After a day was erased nothing of it is in any file, and the days beside it are whole."""
    before = fill(store, made, term, 1_000.0, 1_000)
    needles = fill(store, made, term, DAY + 1_000.0, 2_000)
    after = fill(store, made, term, 2 * DAY + 1_000.0, 3_000)
    store.tidy(made.start + 3 * DAY + 1_000.0)
    everything = list(store.arrivals())
    [[block]] = store.connection.execute("SELECT body FROM block")
    needles["block"] = block[-40:]
    # The batch is in the block now, and a day's reasons were thinned out.
    assert traces(folder, needles) >= set(needles) - {"batch", "reason"}
    gone = store.erase(made.start + DAY, made.start + 2 * DAY)
    assert traces(folder, needles) == set()
    assert traces(folder, before | after) >= {"reason", "time 1", "time 3", "time 6", "vector"}
    left = [one for one in everything if not DAY <= one.at - made.start < 2 * DAY]
    assert list(store.arrivals()) == left
    assert len(left) == 602
    assert (gone.events, gone.labels, gone.states, gone.alerts, gone.vectors) == (940, 1, 1, 1, 1)
    assert [alert.alert.id for alert in store.alerts()] == [1_000, 3_000]
    assert [answer.alert for answer in store.answers()] == [1_000, 3_000]
    assert len(list(store.states())) == len(list(store.labels())) == 2
    assert len(list(store.controls())) == len(list(store.training_log())) == 2


def test_habits_go_with_any_erasure(store: DiskStore, made: Made, term: int) -> None:
    """Habits are made of all times, so any span takes them along."""
    store.judge(1, term, Judged(memory=StoreMemory(made.start, HABITS)))
    store.erase(made.start + 50.0, made.start + 51.0)
    assert store.memory() is None


def test_a_batch_is_cut(store: DiskStore, made: Made) -> None:
    """Of a batch that is partly in the span the rest stays, loose or in a block."""
    batch = EventBatch.of(
        1, t0=1_000, t=[0, 10, 20, 30], kind=[1, 2, 3, 4], doc=[5, 6, 7, 8], a=[1] * 4,
        b=[2, 3, 4, 5], c=[0] * 4, window=1,
    )  # fmt: skip
    left = EventBatch.of(
        1, t0=1_000, t=[0, 30], kind=[1, 4], doc=[5, 8], a=[1] * 2, b=[2, 5], c=[0] * 2, window=1
    )
    for tidied in (False, True):
        store.erase()
        store.add_batches([Arrived(batch, 2.0)])
        if tidied:
            store.tidy(made.start)
        assert store.erase(1.010, 1.030).events == 2
        assert list(store.arrivals()) == [Arrived(left, 2.0)]


@given(
    times=st.lists(st.integers(0, 50), max_size=9).map(sorted),
    t0=st.integers(0, 50),
    first=st.integers(-5, 110),
    length=st.integers(0, 110),
)
def test_any_cut(times: list[int], t0: int, first: int, length: int) -> None:
    """What is in the span goes, what isn't stays with its time, and ``t0`` tells of no other."""
    column, last = range(len(times)), first + length
    batch = EventBatch.of(1, t0=t0, t=times, kind=column, doc=column, a=column, b=column, c=column)
    stay = [index for index, time in enumerate(times) if not first <= t0 + time < last]
    found = cut(Arrived(batch, 9.0), first, last)
    if found is None:
        assert not stay
    else:
        assert list(found.batch.a) == stay
        assert [found.batch.t0 + t for t in found.batch.t] == [t0 + times[index] for index in stay]
        assert not first <= found.batch.t0 < last
        assert columns.decode(columns.encode(found.batch), window=0, seq=1) == found.batch


def test_somebody_reads_for_too_long(
    folder: Path, store: DiskStore, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who still reads keeps what was erased in a file: that is said, and mended once they end."""
    monkeypatch.setattr(erasing, "PATIENCE_S", 0.1)
    batch = made.arrived(1.0, 1, events=40)
    needle = {"batch": columns.encode(batch.batch)[20:60]}
    store.add_batches([batch])
    with closing(DiskStore.open(folder, now=0.0)) as other:
        reading = other.arrivals()
        next(reading)
        with pytest.raises(Busy, match=r"^[^\n]*reading[^\n]*$"):
            store.erase()
        assert not any(store.arrivals())
        assert traces(folder, needle)
        assert list(reading) == []
        store.tidy(made.start)
        assert not traces(folder, needle)


def test_erasing_does_not_lose_the_lease(store: DiskStore, made: Made, term: int) -> None:
    """The brain goes on in its term, and no alert's number comes twice."""
    alert: Alert = made.alert(1.0, term << 20)
    assert store.judge(1, term, Judged(alerts=(alert,)))
    store.erase()
    assert store.judge(1, term, Judged(states=(made.state(1.0),)))
    assert store.lease().term == term

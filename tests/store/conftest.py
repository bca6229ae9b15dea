"""Things to keep, in a few words, and a store to keep them in."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from pulsedev.core.alerts import alert
from pulsedev.core.events import EventBatch
from pulsedev.core.features import SCHEMA
from pulsedev.core.instructions import StateChanged, StoreVector
from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.states import State
from pulsedev.core.stimuli import Arrived
from pulsedev.core.wording import reason
from pulsedev.store.disk import DiskStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pulsedev.core.instructions import Alert

START = 1_700_000_000.0
"""Epoch seconds at which everything begins."""


class Made:
    """Makes things to keep; times are seconds from START."""

    start = START

    @staticmethod
    def arrived(at: float, seq: int, *, window: int = 1, events: int = 3, a: int = 1) -> Arrived:
        """Return a batch of events a tenth of a second apart, the last of them at its arrival."""
        column = range(events)
        batch = EventBatch.of(
            seq,
            t0=round((START + at) * 1000) - 100 * (events - 1),
            t=[100 * index for index in column],
            kind=[1 + index % 2 for index in column],
            doc=[7 + index for index in column],
            a=[a] * events,
            b=[index % 2 for index in column],
            c=[0] * events,
            window=window,
        )
        return Arrived(batch, START + at)

    @staticmethod
    def state(at: float, state: State = State.STUCK, model: str = "evidence-1") -> StateChanged:
        """Return a judgement with a reason."""
        why = (reason("failed_run_streak", 3.0, 0.0, 0.9, calm=False),)
        return StateChanged(START + at, state, START + at - 60.0, 0.75, 0.1, why, model)

    @staticmethod
    def alert(at: float, number: int, *, window: int = 1) -> Alert:
        """Return an alert with a reason."""
        why = (reason("failed_run_streak", 3.0, 0.0, 0.9, calm=False),)
        since = START + at - 600.0
        return alert(
            number, START + at, window=window, since=since, reasons=why, passed=True, calm=False
        )

    @staticmethod
    def label(at: float, number: int, *, since: float | None = None) -> Label:
        """Return what somebody said by a button."""
        onset = None if since is None else START + since
        return Label(number, Said.STUCK, START + at, Source.BUTTON, onset)

    @staticmethod
    def vector(at: float, value: float = 0.5) -> StoreVector:
        """Return features that are all alike."""
        return StoreVector(START + at, (value,) * len(SCHEMA))


@pytest.fixture
def made() -> Made:
    """Return what makes things to keep."""
    return Made()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return where a data folder will be."""
    return tmp_path / "data"


@pytest.fixture
def store(folder: Path) -> Iterator[DiskStore]:
    """Return an open store that keeps events for ever."""
    with closing(DiskStore.open(folder, now=START, keep_days=0)) as opened:
        yield opened


@pytest.fixture
def term(store: DiskStore) -> int:
    """Return the term of the lease that window 1 has got."""
    taken = store.take_lease(store.lease(), store.begin_window(START))
    assert taken
    return taken

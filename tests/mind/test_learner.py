"""Training beside the ticks: when the machine is idle, and given up when somebody is back."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from tests.learn import trainee

from pulsedev.core.events import EventBatch, Kind
from pulsedev.core.models import ModelName
from pulsedev.core.session import Session
from pulsedev.core.stimuli import Arrived
from pulsedev.core.training import TrainingSettings
from pulsedev.learn.supervisor import End, Ended, Supervisor
from pulsedev.mind import standing
from pulsedev.mind.bus import Bus
from pulsedev.mind.learner import Learner, said
from pulsedev.mind.thread import StoreThread

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = pytest.mark.asyncio

NOW, HOUR = 1_700_000_000.0, 3_600.0
LONG = 30.0
"""Seconds that nothing here takes, on the slowest machine."""


def events(count: int, at: float, kind: Kind = Kind.CURSOR_MOVED) -> Arrived:
    """Return so many events of a kind, all at a time."""
    nothing = [0] * count
    batch = EventBatch.of(
        1,
        t0=int(at * 1_000),
        t=nothing,
        kind=[kind] * count,
        doc=nothing,
        a=nothing,
        b=nothing,
        c=nothing,
    )
    return Arrived(batch, at)


class Idle:
    """A learner over a store with enough to learn from, whose child never ends by itself."""

    def __init__(self, thread: StoreThread, bus: Bus, supervisor: Supervisor) -> None:
        self.supervisor = supervisor
        self.learner = Learner(bus.folder, thread, bus, supervisor)
        self._session = Session()
        self._monotonic = 0.0

    async def tick(self, now: float) -> bool:
        """Let a minute pass; return whether a training runs."""
        self._monotonic += 60.0
        await self.learner.tick(now, 0.0, self._monotonic, self._session)
        return self.supervisor.running


@pytest_asyncio.fixture
async def idle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Idle]:
    """Two thousand events, the last of them two hours ago, on a machine without a battery."""
    monkeypatch.setattr(standing, "on_mains", lambda: None)
    thread = StoreThread()
    bus = await thread.run(partial(Bus.open, tmp_path, 0, NOW, 0.0))
    await thread.run(partial(bus.write, [events(2_000, NOW - 2 * HOUR)]))
    supervisor = Supervisor(command=(sys.executable, trainee.__file__, "stay"))
    yield Idle(thread, bus, supervisor)
    supervisor.give_up()
    assert supervisor.wait(LONG)
    await thread.run(partial(bus.close, NOW))
    thread.stop()


async def test_idle_trains(idle: Idle) -> None:
    """With enough to learn from and nobody there, a training begins by itself."""
    assert await idle.tick(NOW)


async def test_never_beside_work(idle: Idle) -> None:
    """While events of the last hour say that somebody is there, nothing begins."""
    assert not await idle.tick(NOW - 1.5 * HOUR)


async def test_switched_off(idle: Idle) -> None:
    """Who does not want it has no training that they did not ask for."""
    idle.learner.settings = replace(TrainingSettings(), auto=False)
    assert not await idle.tick(NOW)


@pytest.mark.parametrize("kind", [Kind.FILE_MODIFIED, Kind.CURSOR_MOVED])
async def test_given_up_when_somebody_is_back(idle: Idle, kind: Kind) -> None:
    """The first thing that a hand does ends the training, and it is gone on with when idle."""
    assert await idle.tick(NOW)
    idle.learner.saw([events(1, NOW, kind)])
    assert idle.supervisor.wait(LONG)
    assert await idle.tick(NOW + HOUR)


async def test_not_given_up_for_what_comes_by_itself(idle: Idle) -> None:
    """A background run or a new error is nobody's return."""
    assert await idle.tick(NOW)
    idle.learner.saw([events(1, NOW, Kind.ERROR_OCCURRED)])
    assert not idle.supervisor.wait(0.0)


@pytest.mark.parametrize(
    ("outcomes", "line"),
    [
        ([], "there is not enough to learn from yet: more work"),
        (["too_little", "too_little"], "there is not enough to learn from yet: 3 more labels"),
        (["too_little", "shadow"], "trained; what judges stays"),
        (["promoted", "shadow"], "trained; new in use: stuck_detection"),
    ],
)
async def test_what_came_of_it_in_a_line(outcomes: list[str], line: str) -> None:
    """Whoever asked for a training is told what came of it, and what is missing if nothing did."""
    names = list(ModelName)
    models = [
        {"model": name.value, "outcome": outcome, "why": "3 more labels"}
        for name, outcome in zip(names, outcomes, strict=False)
    ]
    assert said(Ended(End.DONE, {"models": models}, 1.0)).startswith(line)

"""What was judged live is what a replay of the recording judges, bit for bit."""

from __future__ import annotations

import asyncio
import struct
import time
from typing import TYPE_CHECKING, ClassVar

from pulsedev import service
from pulsedev.core.instructions import Alert, Instruction, StateChanged, StoreVector
from pulsedev.core.replay import replay
from pulsedev.core.session import Session
from pulsedev.importers.detect import read
from pulsedev.importers.pulse import Recorder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pytest
    from tests.conftest import Story

    from pulsedev.core.stimuli import Arrived, Stimulus

DELAY = 0.25
"""Seconds from the last event of a batch to its arrival."""


class WatchedSession(Session):
    """A session that keeps what it decided."""

    made: ClassVar[list[Instruction]] = []

    def handle(self, stimulus: Stimulus) -> list[Instruction]:
        """Handle a stimulus and keep the instructions."""
        made = super().handle(stimulus)
        self.made.extend(made)
        return made


def decisions(made: Iterable[Instruction]) -> list[object]:
    """Return vectors as their bytes, and states and alerts as they are."""
    return [
        (one.at, struct.pack(f"{len(one.row)}d", *one.row)) if isinstance(one, StoreVector) else one
        for one in made
        if isinstance(one, (StoreVector, StateChanged, Alert))
    ]


async def live_through(arrivals: list[Arrived], recording: Path) -> float:
    """Let a daemon live through it all, and record it; return the time at its end."""
    now = arrivals[0].at
    live = service.Service(clock=lambda: now, recorder=Recorder(recording))
    for arrived in arrivals:
        while now + 1.0 < arrived.at + DELAY:
            now += 1.0
            await live.tick()
        now = arrived.at + DELAY
        live.take(arrived.batch)
    for _ in range(65):
        now += 1.0
        await live.tick()
    await live.close()
    return now


def test_a_recording_of_the_live_daemon_replays_to_the_same_decisions(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ticking each second and recording, or replayed at half-minute ticks: the same bits."""
    story.steady(story.struggle(0.0, 25), 20)
    arrivals = story.arrivals()
    made: list[Instruction] = []
    monkeypatch.setattr(WatchedSession, "made", made)
    monkeypatch.setattr("pulsedev.mind.alone.Session", WatchedSession)
    now = asyncio.run(live_through(arrivals, tmp_path / "day.pulse"))
    (recording,) = read(tmp_path / "day.pulse")
    offset = float(time.localtime(now).tm_gmtoff)
    replayed = decisions(replay(Session(), recording.arrivals, utc_offset=offset))
    assert len(replayed) > 90
    assert any(isinstance(one, Alert) for one in replayed)
    assert decisions(made) == replayed

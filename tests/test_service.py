"""The service carries out what the session wants, and nothing that goes wrong gets out of it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from pulsedev import service as module
from pulsedev.core.events import COLUMNS
from pulsedev.core.instructions import Alert, AskLabel, Instruction, StateChanged, StoreBatch
from pulsedev.core.labels import Said, Source
from pulsedev.core.policy import OFFERED, Action, PolicySettings
from pulsedev.core.states import State
from pulsedev.core.stimuli import (
    Answered,
    Arrived,
    Labelled,
    Paused,
    SettingsChanged,
    Snoozed,
    Stimulus,
    Tick,
)
from pulsedev.rpc.batches import to_batch
from pulsedev.rpc.params import (
    ExplainParams,
    LabelParams,
    MinutesParams,
    SpanParams,
    TimelineParams,
)
from pulsedev.service import Service

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.core.events import EventBatch
    from pulsedev.rpc.learning import WorkDone


pytestmark = pytest.mark.asyncio

NOW = 1_000_000.0
BATCH = to_batch({"seq": 1, "t0": 1_000_000_000, **{name: [1, 2] for name in COLUMNS}})
ALERT = Alert(4, NOW - 60, "stuck", "You may be stuck", (), (), OFFERED)


def changed(state: State, p_stuck: float = 0.5) -> StateChanged:
    """Return a judgement."""
    return StateChanged(NOW, state, NOW, p_stuck, 0.0, (), "fake")


@dataclass
class FakeSession:
    """Answers the next stimuli with what a test wants."""

    current: StateChanged = field(default_factory=lambda: changed(State.NEUTRAL))
    snoozed_until: float = float("-inf")
    told: list[Stimulus] = field(default_factory=list)
    instructions: list[Instruction] = field(default_factory=list)
    error: Exception | None = None

    def handle(self, stimulus: Stimulus) -> Sequence[Instruction]:
        """Take a stimulus."""
        self.told.append(stimulus)
        if self.error:
            raise self.error
        made, self.instructions = self.instructions, []
        for each in made:
            if isinstance(each, StateChanged):
                self.current = each
        return made


@dataclass
class FakeOutlet:
    """Keeps what is shown."""

    ready: bool = True
    states: list[StateChanged] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def show_state(self, changed: StateChanged) -> None:
        """Keep a state."""
        self.states.append(changed)

    def show_alert(self, alert: Alert) -> None:
        """Keep an alert."""
        self.alerts.append(alert)

    def ask(self, question: AskLabel) -> None:
        """Ask nothing."""

    def show_progress(self, token: int | str, done: WorkDone) -> None:
        """Show nothing."""

    def show_trouble(self, line: str) -> None:
        """Keep a line."""
        self.troubles.append(line)


@dataclass
class FakeRecorder:
    """Keeps batches until the disk is full."""

    full: bool = False
    batches: list[tuple[EventBatch, float]] = field(default_factory=list)
    closed: int = 0

    def write(self, batch: EventBatch, at: float) -> None:
        """Keep a batch."""
        if self.full:
            raise OSError(28, "No space left on device")
        self.batches.append((batch, at))

    def close(self) -> None:
        """Count."""
        self.closed += 1


class Rig:
    """A service with everything around it made up."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.session, self.outlet, self.recorder = FakeSession(), FakeOutlet(), FakeRecorder()
        self.now = NOW
        monkeypatch.setattr("pulsedev.mind.alone.Session", lambda **_: self.session)
        self.service = Service(clock=lambda: self.now, recorder=self.recorder)
        self.service.outlet = self.outlet

    async def tick(self, *instructions: Instruction) -> None:
        """Let a second pass, at whose end the session wants this."""
        self.now += 1
        self.session.instructions = list(instructions)
        await self.service.tick()


@pytest_asyncio.fixture
async def rig(monkeypatch: pytest.MonkeyPatch) -> Rig:
    """Return a service on a made-up session, which has begun."""
    rig = Rig(monkeypatch)
    await rig.service.ready()
    rig.session.told.clear()
    return rig


async def test_tick_carries_time(rig: Rig) -> None:
    """A tick has the clock's time and the local zone's offset."""
    await rig.tick()
    [tick] = rig.session.told
    assert isinstance(tick, Tick)
    assert tick.now == NOW + 1
    assert abs(tick.utc_offset) <= 14 * 3600


async def test_fault_in_the_core(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    """A fault in the core is logged as type and place; the last state stays and time goes on."""
    rig.session.error = ZeroDivisionError("secret")
    with caplog.at_level(logging.DEBUG):
        await rig.tick()
        rig.service.take(BATCH)
    assert "ZeroDivisionError in FakeSession.handle" in caplog.text
    assert "secret" not in caplog.text
    assert (await rig.service.status()).state == "neutral"


async def test_states_are_rare(rig: Rig) -> None:
    """A change of state shows at once; numbers alone show at most once a second."""
    await rig.service.client_ready()
    assert [each.state for each in rig.outlet.states] == [State.NEUTRAL]
    rig.session.instructions = [changed(State.NEUTRAL, 0.6), changed(State.NEUTRAL, 0.7)]
    rig.service.take(BATCH)
    assert len(rig.outlet.states) == 1
    await rig.tick()
    assert [each.p_stuck for each in rig.outlet.states] == [0.5, 0.7]
    rig.session.instructions = [changed(State.STUCK)]
    await rig.service.label(LabelParams("stuck", "button"))
    assert rig.outlet.states[-1].state is State.STUCK
    await rig.tick()
    assert len(rig.outlet.states) == 3


async def test_slow_client(rig: Rig) -> None:
    """A client that does not read gets the last state once it does, and no more."""
    await rig.service.client_ready()
    rig.outlet.ready = False
    for p_stuck in (0.1, 0.2, 0.3):
        await rig.tick(changed(State.STUCK, p_stuck))
    rig.outlet.ready = True
    await rig.tick()
    assert [each.p_stuck for each in rig.outlet.states] == [0.5, 0.3]


@pytest.mark.parametrize(
    ("action", "said"),
    [(Action.RIGHT, Said.STUCK), (Action.WRONG, Said.PROGRESS), *((a, None) for a in OFFERED[2:])],
)
async def test_answers(rig: Rig, action: Action, said: Said | None) -> None:
    """An answer reaches the policy; right and wrong are labels of the alert's moment."""
    await rig.tick(ALERT)
    assert rig.outlet.alerts == [ALERT]
    rig.session.told.clear()
    await rig.service.answered(ALERT, action)
    await rig.service.answered(ALERT, Action.WRONG)  # a second click counts for nothing
    answer, *labels = rig.session.told
    assert answer == Answered(4, action, NOW + 1)
    found = [each.label for each in labels if isinstance(each, Labelled)]
    assert [(label.said, label.source, label.alert, label.at) for label in found] == (
        [(said, Source.ALERT, 4, NOW - 60)] if said else []
    )


async def test_recording(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    """Batches that are taken in are recorded; a full disk ends the recording, no more."""
    rig.service.take(BATCH)
    assert rig.recorder.batches == []
    for full in (False, True, True):
        rig.recorder.full = full
        rig.session.instructions = [StoreBatch(BATCH, NOW)]
        rig.service.take(BATCH)
    assert rig.recorder.batches == [(BATCH, NOW)]
    assert caplog.text.count("the recording ends here: No space left") == 1
    assert (await rig.service.status()).events == 6


async def test_close(rig: Rig) -> None:
    """Closing twice finishes the recording once."""
    await rig.service.close()
    await rig.service.close()
    assert rig.recorder.closed == 1


async def test_pause_and_snooze(rig: Rig) -> None:
    """Minutes become a time in the answer and in the stimulus; a pause may have no end."""
    assert (await rig.service.pause(MinutesParams(2))).until == 1_000_120_000
    assert (await rig.service.pause(MinutesParams())).until is None
    assert (await rig.service.resume()).until is None
    assert (await rig.service.snooze(MinutesParams(1))).until == 1_000_060_000
    assert (await rig.service.snooze(MinutesParams())).until == 1_003_600_000
    assert rig.session.told[:2] == [Paused(NOW, NOW + 120), Paused(NOW, None)]
    assert rig.session.told[-1] == Snoozed(NOW, NOW + 3600)


async def test_settings_reach_the_policy(rig: Rig) -> None:
    """What is good of the settings is used, what is not is told."""
    [complaint] = rig.service.configure({"alertsPerDay": 1, "quietHours": 5})
    assert complaint.startswith("quietHours")
    assert rig.session.told == [SettingsChanged(PolicySettings(alerts_per_day=1))]


async def test_history(rig: Rig) -> None:
    """Timeline and explanation look back; before the first judgement is nothing known."""
    await rig.tick(changed(State.STUCK))
    rows = await rig.service.timeline(
        TimelineParams(from_=999_999_000, to=1_000_002_000, step=1_000)
    )
    assert rows.t == [999_999_000, 1_000_000_000, 1_000_001_000]
    assert rows.state == ["unknown", "stuck", "stuck"]
    assert rows.p_stuck == [0.0, 0.5, 0.5]
    assert (await rig.service.explain(ExplainParams(999_999_000))).state == "unknown"
    assert (await rig.service.explain(ExplainParams(1_000_000_000))).state == "stuck"
    assert (await rig.service.explain(ExplainParams())).state == "stuck"


async def test_real_session() -> None:
    """With the real session, a batch is kept, a label is shown, a pause takes nothing in."""
    now = NOW
    service = Service(clock=lambda: now)
    service.take(BATCH)
    assert (await service.label(LabelParams("stuck", "button"))).id == 1
    assert (await service.status()).state == "stuck"
    await service.pause(MinutesParams())
    service.take(BATCH)
    assert ((await service.status()).state, (await service.status()).paused) == ("paused", True)
    assert (await service.status()).events == 2
    gone = await service.erase(SpanParams())
    assert (gone.events, gone.labels, (await service.summary()).events) == (2, 1, 0)
    assert (await service.status()).paused
    await service.resume()
    service.take(BATCH)
    assert (await service.status()).events == 4


async def run_until(service: Service, done: asyncio.Event) -> None:
    """Run a service until something has happened."""
    task = asyncio.create_task(service.run())
    async with asyncio.timeout(10):
        await done.wait()
    task.cancel()


async def test_ticks_keep_coming(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop ticks on, whatever the core does."""
    monkeypatch.setattr(module, "TICK_S", 0.01)
    done = asyncio.Event()
    rig.session.error = ZeroDivisionError()

    def clock() -> float:
        if len(rig.session.told) == 3:
            done.set()
        return NOW

    monkeypatch.setattr(rig.service, "_clock", clock)
    rig.service.configure({})
    await run_until(rig.service, done)
    assert all(isinstance(each, Tick) for each in rig.session.told[1:])


async def test_arrivals_have_their_time(rig: Rig) -> None:
    """A batch is handed over with the time of its arrival."""
    rig.service.take(BATCH)
    assert rig.session.told == [Arrived(BATCH, NOW)]

"""Carries out what the session wants done; the one place where all parts meet.

All of it runs on the loop's thread, and nothing that goes wrong in the core gets out of here:
it is logged as type and place, and the last state stays.
"""

from __future__ import annotations

import asyncio
import logging
import time
from functools import singledispatchmethod
from typing import TYPE_CHECKING, Protocol

from pulsedev import config
from pulsedev.core.instructions import (
    Alert,
    Instruction,
    StateChanged,
    StoreBatch,
    StoreLabel,
    StoreVector,
)
from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.policy import SNOOZE, Action
from pulsedev.core.states import State
from pulsedev.core.stimuli import (
    Answered,
    Arrived,
    Labelled,
    Paused,
    Resumed,
    SettingsChanged,
    Snoozed,
    Stimulus,
    Tick,
)
from pulsedev.rpc import messages
from pulsedev.rpc.server import PulseServer
from pulsedev.rpc.stdio import Connection, Descriptors, claim_stdio, on_signals
from pulsedev.store.memory import Kept, MemoryStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pulsedev.core.events import EventBatch
    from pulsedev.core.policy import PolicySettings
    from pulsedev.core.session import Session

log = logging.getLogger(__name__)

TICK_S = 1.0
"""Seconds between two ticks, and the least between two states that differ in numbers alone."""

SAID = {Action.RIGHT: Said.STUCK, Action.WRONG: Said.PROGRESS}
"""What an answer to an alert says of the moment of the alert."""


class Outlet(Protocol):
    """Where states and alerts go."""

    @property
    def ready(self) -> bool:
        """Whether somebody is there and reads."""

    def show_state(self, changed: StateChanged) -> None:
        """Show what is believed now."""

    def show_alert(self, alert: Alert) -> None:
        """Tell the user; what they do comes back as ``Service.answered``."""


class Recorder(Protocol):
    """Keeps the batches of this process for a replay."""

    def write(self, batch: EventBatch, at: float) -> None:
        """Append a batch."""

    def close(self) -> None:
        """Finish the recording."""


class Service:
    """A session with a clock, a store and an outlet."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.time,
        recorder: Recorder | None = None,
    ) -> None:
        self.outlet: Outlet | None = None
        self._clock = clock
        self._started = clock()
        self._recorder = recorder
        self._begun: Session | None = None
        self._store = MemoryStore()
        self._events = 0
        self._settings: PolicySettings | None = None
        self._paused_until: float | None = None
        self._shown: StateChanged | None = None
        self._shown_at = float("-inf")

    @property
    def _session(self) -> Session:
        if self._begun is None:
            # Late, so that the client has its answer to ``initialize`` meanwhile.
            from pulsedev.core.session import Session  # noqa: PLC0415

            self._begun = Session(settings=self._settings)
        return self._begun

    @property
    def current(self) -> StateChanged:
        """What is believed now."""
        return self._session.current

    def take(self, batch: EventBatch) -> None:
        """Take in a batch, which arrived now."""
        self._handle(Arrived(batch, self._clock()))

    def tick(self) -> None:
        """Let time pass for the session, if it has begun, and show what the client has not seen."""
        if self._begun is None:
            return
        now = self._clock()
        self._handle(Tick(now, _utc_offset(now)))
        self._show(now)

    async def run(self) -> None:
        """Tick for ever; a tick that came late does not delay the next."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            self.tick()
            # After a sleep of the machine the missed ticks are not made up for.
            due = max(due + TICK_S, loop.time())
            await asyncio.sleep(due - loop.time())

    def close(self) -> None:
        """Finish what is open; nothing is taken in after this."""
        if self._recorder:
            self._recorder.close()
            self._recorder = None

    def client_ready(self) -> None:
        """Show the client where we are."""
        self._shown = None
        self._show(self._clock())

    def configure(self, settings: object) -> list[str]:
        """Use the settings; return a line for each that makes no sense."""
        self._settings, complaints = config.read(settings)
        if self._begun:
            self._handle(SettingsChanged(self._settings))
        return complaints

    def answered(self, alert: Alert, action: Action) -> None:
        """Pass on what the user did with an alert; right and wrong are labels as well."""
        self._handle(Answered(alert.id, action, self._clock()))
        if action in SAID:
            label = self._store.next_label_id()
            said = Label(label, SAID[action], alert.at, Source.ALERT, alert=alert.id)
            self._handle(Labelled(said))

    def label(self, params: messages.LabelParams) -> messages.LabelId:
        """Keep what the user says of themself."""
        label = params.label(self._store.next_label_id(), self._clock())
        self._handle(Labelled(label))
        return messages.LabelId(label.id)

    def status(self) -> messages.Status:
        """Tell what is believed now, and how the daemon fares."""
        state = messages.state_of(self._dated(self.current))
        return messages.Status(
            state.state,
            state.since,
            state.p_stuck,
            state.p_flow,
            state.reasons,
            state.model,
            events=self._events,
            windows=messages.Windows(),
            paused=self.current.state is State.PAUSED,
            store=self._store.name,
        )

    def explain(self, params: messages.ExplainParams) -> messages.Explanation:
        """Tell why a state was shown, or is."""
        found: StateChanged | None = self.current
        if params.at is not None:
            [found] = self._store.states_at([params.at / 1000])
        if found is None:
            return messages.Explanation(State.UNKNOWN.value, [])
        return messages.Explanation(found.state.value, messages.reasons_of(found.reasons))

    def timeline(self, params: messages.TimelineParams) -> messages.Timeline:
        """Tell what was believed, row by row."""
        times = params.times()
        found = self._store.states_at([time / 1000 for time in times])
        return messages.Timeline(
            t=times,
            state=[(each.state if each else State.UNKNOWN).value for each in found],
            p_stuck=[each.p_stuck if each else 0.0 for each in found],
            p_flow=[each.p_flow if each else 0.0 for each in found],
        )

    def pause(self, params: messages.MinutesParams) -> messages.Until:
        """Observe nothing, for some minutes or until told otherwise."""
        now = self._clock()
        self._paused_until = None if params.minutes is None else now + params.minutes * 60
        self._handle(Paused(now, self._paused_until))
        return _until(self._paused_until)

    def resume(self) -> messages.Until:
        """Observe again."""
        self._handle(Resumed(self._clock()))
        return messages.Until(None)

    def snooze(self, params: messages.MinutesParams) -> messages.Until:
        """Send no alerts for some minutes, an hour if not told."""
        now = self._clock()
        until = now + (SNOOZE if params.minutes is None else params.minutes * 60)
        self._handle(Snoozed(now, until))
        return _until(until)

    def summary(self) -> messages.Summary:
        """Tell how much is kept."""
        return self._summary(self._store.kept())

    def erase(self) -> messages.Summary:
        """Forget all of it, what the session has made of it as well; a pause goes on."""
        paused, snoozed = self.current.state is State.PAUSED, self._session.snoozed_until
        gone = self._store.erase()
        now = self._clock()
        self._begun = None
        if snoozed > now:
            self._handle(Snoozed(now, snoozed))
        if paused:
            self._handle(Paused(now, self._paused_until))
        self._show(now)
        return self._summary(gone)

    def _summary(self, kept: Kept) -> messages.Summary:
        return messages.Summary(
            self._store.name, kept.batches, kept.events, kept.vectors, kept.labels, kept.states
        )

    def _handle(self, stimulus: Stimulus) -> None:
        try:
            self._carry_out_all(self._session.handle(stimulus))
        except Exception as error:  # noqa: BLE001 - the editor's daemon outlives a fault in a rule
            log.error("%s: %s", type(stimulus).__name__, _place(error))  # noqa: TRY400 - may quote

    def _carry_out_all(self, instructions: Iterable[Instruction]) -> None:
        for instruction in instructions:
            self._carry_out(instruction)

    @singledispatchmethod
    def _carry_out(self, instruction: Instruction) -> None:
        raise TypeError(type(instruction).__name__)

    @_carry_out.register
    def _(self, store: StoreBatch) -> None:
        self._events += len(store.batch)
        self._store.add_batch(store.batch)
        if self._recorder:
            self._record(self._recorder, store)

    def _record(self, recorder: Recorder, store: StoreBatch) -> None:
        try:
            recorder.write(store.batch, store.at)
        except OSError as error:
            log.error("the recording ends here: %s", error.strerror)  # noqa: TRY400 - one line
            self._recorder = None

    @_carry_out.register
    def _(self, store: StoreVector) -> None:
        self._store.add_vector(store.at, store.row)

    @_carry_out.register
    def _(self, store: StoreLabel) -> None:
        self._store.add_label(store.label, store.shown)

    @_carry_out.register
    def _(self, changed: StateChanged) -> None:
        self._store.add_state(changed)
        if self._shown and changed.state is not self._shown.state:
            self._show(self._clock())

    @_carry_out.register
    def _(self, alert: Alert) -> None:
        if self.outlet and self.outlet.ready:
            self.outlet.show_alert(alert)

    def _show(self, now: float) -> None:
        """Show the state unless the client has it, or does not read, or had one just now."""
        current = self.current
        if self.outlet is None or not self.outlet.ready or current is self._shown:
            return
        moved = self._shown is None or current.state is not self._shown.state
        if moved or not 0 <= now - self._shown_at < TICK_S:
            self._shown, self._shown_at = current, now
            self.outlet.show_state(self._dated(current))

    def _dated(self, changed: StateChanged) -> StateChanged:
        """Let what holds from the start hold since our start."""
        if changed.since:
            return changed
        return StateChanged(
            changed.at,
            changed.state,
            self._started,
            changed.p_stuck,
            changed.p_flow,
            changed.reasons,
            changed.model,
        )


def run_on_stdio(service: Service, document_key: str) -> int:
    """Be the daemon of the client on stdin and stdout; return the exit code."""
    return asyncio.run(serve(service, claim_stdio(), document_key))


async def serve(service: Service, descriptors: Descriptors, document_key: str) -> int:
    """Connect a service with the client on these descriptors; return the exit code."""
    server = PulseServer(service, document_key)
    service.outlet = server
    connection = Connection(server, descriptors)
    on_signals(connection.stop)
    ticks = asyncio.create_task(service.run())
    try:
        return await connection.run()
    finally:
        ticks.cancel()
        service.close()
        for what, count in server.protocol.refused.items():
            log.info("refused or ignored: %d %s", count, what)


def _until(seconds: float | None) -> messages.Until:
    return messages.Until(None if seconds is None else messages.milliseconds(seconds))


def _utc_offset(now: float) -> float:
    return float(time.localtime(now).tm_gmtoff)


def _place(error: Exception) -> str:
    """Say what went wrong and where, without the error's text: it may quote an event."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    return f"{type(error).__name__} in {trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}"

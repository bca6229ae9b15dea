"""What the client asks for, carried out; the one place where all parts meet.

All of it runs on the loop's thread. The disk is behind ``Mind``, which a request may wait for.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pulsedev import answers, config, reviewing, tutor
from pulsedev.core.instructions import AskLabel, StateChanged
from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.policy import SNOOZE, Action
from pulsedev.core.states import State
from pulsedev.core.stimuli import Answered, Arrived, Paused, Resumed, Snoozed
from pulsedev.faults import contain_loop, place
from pulsedev.rpc import messages
from pulsedev.rpc.params import Format
from pulsedev.rpc.server import PulseServer
from pulsedev.rpc.stdio import Connection, Descriptors, claim_stdio, on_signals

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulsedev.core.events import EventBatch
    from pulsedev.core.instructions import Alert
    from pulsedev.mind.mind import Mind
    from pulsedev.outlet import Outlet, Recorder
    from pulsedev.rpc.learning import Cards, Started, WorkDone
    from pulsedev.rpc.params import (
        ExplainParams,
        ExportParams,
        LabelParams,
        MinutesParams,
        ModelParams,
        RecordsParams,
        ReviewParams,
        SpanParams,
        TimelineParams,
        TrainParams,
    )

log = logging.getLogger(__name__)

SETTLED_AFTER_S = 0.5
"""Seconds; a client asks what it begins with at once, and then types."""

TICK_S = 1.0
"""Seconds between two ticks, and the least between two states that differ in numbers alone."""

MOST_EARLY = 1_024
"""Batches that wait for the store to open; a client sends one a second, and what it saw before."""

CLOSING_S = 2.0
"""Seconds for the disk to take what is left; an editor that closes does not wait longer."""

SAID = {Action.RIGHT: Said.STUCK, Action.WRONG: Said.PROGRESS}
"""What an answer to an alert says of the moment of the alert."""


class Service:
    """A mind with a clock and an outlet; without a folder it keeps nothing on disk."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.time,
        folder: Path | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        self.outlet: Outlet | None = None
        self._clock = clock
        self._folder = folder
        self._recorder = recorder
        self._settings = config.Settings()
        self._begun = False
        self._mind: Mind | None = None
        self._opening = asyncio.Lock()
        self._early: list[Arrived] = []
        self._events = self._dropped = 0
        self._unknown = StateChanged(clock(), State.UNKNOWN, clock(), 0.0, 0.0, (), "")
        self._shown: StateChanged | None = None
        self._shown_at = float("-inf")
        self._told: set[str] = set()

    @property
    def current(self) -> StateChanged:
        """What is believed now."""
        if self._mind is None:
            return self._unknown
        current = self._mind.current
        # What holds from the start holds since our start.
        return current if current.since else replace(current, since=self._unknown.since)

    async def ready(self) -> Mind:
        """Return who judges, once that is known."""
        async with self._opening:
            if self._mind is None:
                # Late, so that the client has its answer to ``initialize`` meanwhile.
                from pulsedev.mind import opening  # noqa: PLC0415

                chosen, now = self._settings, self._clock()
                folder = self._folder if chosen.storage is config.Storage.DISK else None
                mind = await opening.open_mind(folder, chosen.policy, chosen.keep_days, now)
                mind.learner.settings = chosen.training
                await mind.tick(now, _utc_offset(now))
                self._mind, early, self._early = mind, self._early, []
                for arrived in early:
                    self._take(mind, arrived)
            return self._mind

    def take(self, batch: EventBatch) -> None:
        """Take in a batch, which arrived now."""
        arrived = Arrived(batch, self._clock())
        if self._mind:
            self._take(self._mind, arrived)
        elif len(self._early) < MOST_EARLY:
            self._early.append(arrived)
        else:
            self._dropped += len(batch)

    def _take(self, mind: Mind, arrived: Arrived) -> None:
        if not mind.take(arrived):
            return
        self._events += len(arrived.batch)
        if self._recorder:
            self._record(self._recorder, arrived)

    def _record(self, recorder: Recorder, arrived: Arrived) -> None:
        try:
            recorder.write(arrived.batch, arrived.at)
        except OSError as error:
            log.error("the recording ends here: %s", error.strerror)  # noqa: TRY400 - one line
            self._recorder = None

    async def tick(self) -> None:
        """Let time pass, and show what the client has not seen."""
        now = self._clock()
        mind = await self.ready()
        await mind.tick(now, _utc_offset(now))
        if mind.lost:
            self._mind = None
            await mind.close(now)
            mind = await self.ready()
        self._show(now)
        if self.outlet and self.outlet.ready:
            for alert in await mind.alerts(now):
                if isinstance(alert, AskLabel):
                    self.outlet.ask(alert)
                else:
                    self.outlet.show_alert(alert)
            for line in (mind.trouble, *mind.learner.troubles):
                self._tell(line)
            mind.learner.troubles.clear()

    async def run(self) -> None:
        """Tick for ever; a tick that came late does not delay the next."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            if self._begun:
                await self._safe_tick()
            # After a sleep of the machine the missed ticks are not made up for.
            due = max(due + TICK_S, loop.time())
            await asyncio.sleep(due - loop.time())

    async def _safe_tick(self) -> None:
        try:
            await self.tick()
        except Exception as error:  # noqa: BLE001 - the clock goes on, whatever happens
            log.error("tick: %s", place(error))  # noqa: TRY400 - a trace may quote

    async def close(self) -> None:
        """Finish what is open; nothing is taken in after this."""
        if self._recorder:
            self._recorder.close()
            self._recorder = None
        mind, self._mind = self._mind, None
        if mind:
            try:
                await asyncio.wait_for(mind.close(self._clock()), CLOSING_S)
            except TimeoutError:
                log.warning("the disk did not answer in time; what was not written yet is lost")
        if self._dropped:
            log.warning("dropped: %d events that came before the store was open", self._dropped)

    async def client_ready(self) -> None:
        """Show the client where we are."""
        self._shown = None
        await self.ready()
        self._show(self._clock())

    def configure(self, settings: object) -> list[str]:
        """Use the settings; return a line for each that makes no sense."""
        self._begun = True
        self._settings, complaints = config.read(settings)
        if self._mind:
            self._mind.configure(self._settings.policy)
            self._mind.learner.settings = self._settings.training
        return complaints

    async def answered(self, alert: Alert, action: Action) -> None:
        """Pass on what the user did with an alert; right and wrong are labels as well."""
        mind, now = await self.ready(), self._clock()
        first = await mind.answer(Answered(alert.id, action, now))
        if first and action in SAID:
            number = mind.next_label()
            said = Label(number, SAID[action], alert.at, Source.ALERT, alert=alert.id)
            await mind.label(said, now)
            self._show(now)

    async def asked(self, said: Said, at: float) -> None:
        """Keep the answer to a question that came at a random moment."""
        mind, now = await self.ready(), self._clock()
        await mind.label(Label(mind.next_label(), said, at, Source.PROBE_RANDOM), now)
        self._show(now)

    async def label(self, params: LabelParams) -> messages.LabelId:
        """Keep what the user says of themself."""
        mind, now = await self.ready(), self._clock()
        label = params.label(mind.next_label(), now)
        await mind.label(label, now)
        self._show(now)
        return messages.LabelId(label.id)

    async def status(self) -> messages.Status:
        """Tell what is believed now, and how the daemon fares."""
        mind = await self.ready()
        return answers.status(mind, self.current, self._events)

    async def explain(self, params: ExplainParams) -> messages.Explanation:
        """Tell why a state was shown, or is."""
        mind = await self.ready()
        found: StateChanged | None = self.current
        if params.at is not None:
            [found] = await mind.states_at([params.at / 1000])
        if found is None:
            return messages.Explanation(State.UNKNOWN.value, [])
        return messages.Explanation(found.state.value, messages.reasons_of(found.reasons))

    async def timeline(self, params: TimelineParams) -> messages.Timeline:
        """Tell what was believed, row by row."""
        mind, times = await self.ready(), params.times()
        found = await mind.states_at([time / 1000 for time in times])
        return messages.Timeline(
            t=times,
            state=[(each.state if each else State.UNKNOWN).value for each in found],
            p_stuck=[each.p_stuck if each else 0.0 for each in found],
            p_flow=[each.p_flow if each else 0.0 for each in found],
        )

    async def pause(self, params: MinutesParams) -> messages.Until:
        """Observe nothing, for some minutes or until told otherwise."""
        mind, now = await self.ready(), self._clock()
        until = None if params.minutes is None else now + params.minutes * 60
        await mind.control(Paused(now, until))
        self._show(now)
        return answers.until(until)

    async def resume(self) -> messages.Until:
        """Observe again."""
        mind, now = await self.ready(), self._clock()
        await mind.control(Resumed(now))
        self._show(now)
        return messages.Until(None)

    async def snooze(self, params: MinutesParams) -> messages.Until:
        """Send no alerts for some minutes, an hour if not told."""
        mind, now = await self.ready(), self._clock()
        until = now + (SNOOZE if params.minutes is None else params.minutes * 60)
        await mind.control(Snoozed(now, until))
        return answers.until(until)

    async def summary(self) -> messages.Summary:
        """Tell how much is kept."""
        mind = await self.ready()
        return answers.summary(mind, await mind.kept())

    async def records(self, params: RecordsParams) -> messages.Records:
        """Tell what is kept, event by event."""
        mind = await self.ready()
        # One more than asked for tells whether there is another page.
        found = await mind.records(*params.span(), params.kinds, params.skip, params.limit + 1)
        more = len(found) > params.limit
        page = found[: params.limit]
        columns = [[record[place] for record in page] for place in range(len(messages.RECORD))]
        return messages.Records(**dict(zip(messages.RECORD, columns, strict=True)), more=more)

    async def export(self, params: ExportParams) -> messages.Exported:
        """Write what is kept into a file of the user's."""
        mind = await self.ready()
        form, path = Format(params.format), Path(params.path)
        done = await mind.export(path, *params.span(), form.value, anonymize=params.anonymize)
        return messages.Exported(*done)

    async def erase(self, params: SpanParams) -> messages.Summary:
        """Forget all of it, or a span; a pause or snooze goes on."""
        mind, now = await self.ready(), self._clock()
        gone = await mind.erase(*params.span(), now)
        self._show(now)
        return answers.summary(mind, gone)

    async def review(self, params: ReviewParams) -> messages.Review:
        """Tell a day in stretches."""
        return await reviewing.review(await self.ready(), params, self._clock())

    async def train(self, params: TrainParams) -> Started:
        """Train models now, with progress for who gave a token."""
        mind, now = await self.ready(), self._clock()
        token = params.work_done_token

        def report(done: WorkDone) -> None:
            if self.outlet and token is not None:
                self.outlet.show_progress(token, done)

        return tutor.train(mind, params, now, _utc_offset(now), report)

    async def models(self) -> Cards:
        """Tell of all models."""
        return await tutor.models(await self.ready())

    async def rollback(self, params: ModelParams) -> Cards:
        """Let the model before judge again."""
        return await tutor.rollback(await self.ready(), params)

    def _show(self, now: float) -> None:
        """Show the state unless the client has it, or does not read, or had one just now."""
        current = self.current
        if self.outlet is None or not self.outlet.ready or current == self._shown:
            return
        moved = self._shown is None or current.state is not self._shown.state
        if moved or not 0 <= now - self._shown_at < TICK_S:
            self._shown, self._shown_at = current, now
            self.outlet.show_state(current)

    def _tell(self, trouble: str) -> None:
        """Say what is wrong, once; it stays in the status as long as it holds."""
        if trouble and trouble not in self._told and self.outlet:
            self._told.add(trouble)
            log.warning("%s", trouble)
            self.outlet.show_trouble(trouble)


def run_on_stdio(
    service: Callable[[], Service], document_key: str, settle: Callable[[], None]
) -> int:
    """Be the daemon of the client on stdin and stdout; return the exit code.

    ``settle`` is called once, when the first answers are given.
    """
    return asyncio.run(_serve_stdio(service, document_key, settle))


async def _serve_stdio(
    service: Callable[[], Service], document_key: str, settle: Callable[[], None]
) -> int:
    asyncio.get_running_loop().call_later(SETTLED_AFTER_S, settle)
    return await serve(service(), claim_stdio(), document_key)


async def serve(service: Service, descriptors: Descriptors, document_key: str) -> int:
    """Connect a service with the client on these descriptors; return the exit code."""
    contain_loop(asyncio.get_running_loop())
    server = PulseServer(service, document_key)
    service.outlet = server
    connection = Connection(server, descriptors)
    on_signals(connection.stop)
    ticks = asyncio.create_task(service.run())
    try:
        return await connection.run()
    finally:
        ticks.cancel()
        await service.close()
        for what, count in server.protocol.refused.items():
            log.info("refused or ignored: %d %s", count, what)


def _utc_offset(now: float) -> float:
    return float(time.localtime(now).tm_gmtoff)

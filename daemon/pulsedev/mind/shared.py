"""One window of several: it writes what it sees, and shows what one of them, the brain, judges.

Which of them is the brain is found out anew each second. What cannot be written waits and is
written later; meanwhile a brain judges what came through its own window at least.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from contextlib import closing
from dataclasses import replace
from functools import partial
from math import inf
from typing import TYPE_CHECKING

from pulsedev.core.instructions import (
    Alert,
    AskLabel,
    Compared,
    StateChanged,
    StoreMemory,
    StoreVector,
)
from pulsedev.core.pace import GRACE
from pulsedev.core.pause import Pause
from pulsedev.core.states import State
from pulsedev.core.stimuli import (
    Arrived,
    Labelled,
    Paused,
    Resumed,
    SettingsChanged,
    Snoozed,
    Tick,
)
from pulsedev.mind.bus import NUMBERS, Bus
from pulsedev.mind.judge import handle
from pulsedev.mind.learner import Learner
from pulsedev.mind.mind import Windows
from pulsedev.mind.thread import StoreThread
from pulsedev.store.disk import DiskStore
from pulsedev.store.errors import Newer, StoreError
from pulsedev.store.export import Form, Wanted, to_file
from pulsedev.store.records import Judged
from pulsedev.store.reviewing import review

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from pulsedev.core.instructions import Instruction
    from pulsedev.core.labels import Label
    from pulsedev.core.policy import PolicySettings
    from pulsedev.core.review import Stretch
    from pulsedev.core.session import Session
    from pulsedev.core.stimuli import Answered, Told
    from pulsedev.mind.bus import News
    from pulsedev.mind.mind import Record
    from pulsedev.store.memory import Kept

log = logging.getLogger(__name__)

MOST_UNWRITTEN = 3_600
"""Batches that wait for the disk: an hour's. After that the oldest go, and are counted."""

RETRY_S = 10.0
"""Seconds between two attempts to write to a disk that refused."""

PATIENCE_S = 0.8
"""Seconds that a tick waits for the disk; a slow one is looked at again with the next."""


class Shared:
    """A process that shares a store; see ``Mind`` for what it does."""

    store = "disk"

    def __init__(
        self,
        thread: StoreThread,
        bus: Bus,
        settings: PolicySettings,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.trouble = " ".join(bus.notices)
        self.windows = Windows(open=1, here=False)
        self._thread, self._bus = thread, bus
        self._monotonic = monotonic
        self._settings = settings
        self._pause = Pause()
        self._snoozed = 0.0
        for control in bus.controls:
            self._obey(control)
        self._session: Session | None = None
        self._term = 0
        self._state = StateChanged(0.0, State.UNKNOWN, 0.0, 0.0, 0.0, (), "")
        self._unwritten: deque[Arrived] = deque()
        self._seq = self._judged = 0
        self.stored = self._dropped = 0
        self.lost = False
        self._writing: asyncio.Task[None] | None = None
        self._retry_at = -inf
        self._looking: asyncio.Future[News] | None = None
        self._alone = asyncio.Lock()
        self.learner = Learner(bus.folder, thread, bus)
        self.learner.budget = settings.alerts_per_day
        self._alerts: list[Alert | AskLabel] = []
        self._labels = 0
        self._unsaid: list[Callable[[], bool]] = []
        self._utc_offset = 0.0

    @classmethod
    async def open(
        cls, folder: Path, settings: PolicySettings, keep_days: int, now: float
    ) -> Shared:
        """Join those who share the store in this folder; StoreError where that can't be."""
        thread = StoreThread()
        try:
            bus = await thread.run(partial(Bus.open, folder, keep_days, now, time.monotonic()))
        except BaseException:
            thread.stop()
            raise
        return cls(thread, bus, settings)

    @property
    def window(self) -> int:
        """Its number among the windows of the store."""
        return self._bus.window

    @property
    def current(self) -> StateChanged:
        """What is believed now, here or by the brain."""
        return self._session.current if self._session else self._state

    def configure(self, settings: PolicySettings) -> None:
        """Use other limits for alerts."""
        self._settings, self.learner.budget = settings, settings.alerts_per_day
        if self._session:
            handle(self._session, SettingsChanged(settings))

    def take(self, arrived: Arrived) -> bool:
        """Write a batch for whoever judges; return whether anything is observed now."""
        if self._pause.hides(arrived):
            return False
        self._seq += 1
        # Clients need not number their batches well; the store relies on it.
        batch = arrived.batch.numbered(self._bus.window, self._seq)
        self._unwritten.append(Arrived(batch, arrived.at))
        if len(self._unwritten) > MOST_UNWRITTEN:
            self._dropped += len(self._unwritten.popleft().batch)
        if arrived.at >= self._retry_at:
            self._write(arrived.at)
        return True

    def _write(self, now: float) -> None:
        if self._writing is None or self._writing.done():
            self._writing = asyncio.ensure_future(self._write_all(now))

    async def _write_all(self, now: float) -> None:
        try:
            while self._unsaid:
                await self._thread.run(self._unsaid[0])
                self._unsaid = self._unsaid[1:]
            while self._unwritten:
                mine = list(self._unwritten)
                await self._thread.run(partial(self._bus.write, mine))
                self.stored += sum(len(arrived.batch) for arrived in mine)
                while self._unwritten and self._unwritten[0].batch.seq <= mine[-1].batch.seq:
                    self._unwritten.popleft()
        except StoreError as error:
            self._refused(error, now)
            return
        if self._retry_at > -inf:
            self._retry_at, self.trouble = -inf, ""

    async def _written(self) -> None:
        """Wait until what came so far is kept, or refused: who asks next counts on seeing it."""
        if self._writing:
            await self._writing

    def _refused(self, error: Exception, now: float) -> None:
        """Know that the store did not do what it was asked for."""
        self.lost = self.lost or isinstance(error, Newer)
        self._retry_at = now + RETRY_S
        self.trouble = f"not everything is kept on disk: {error}"

    async def tick(self, now: float, utc_offset: float) -> None:
        """Look what the others wrote, judge if that is ours to do, and write it down."""
        self._utc_offset = utc_offset
        async with self._alone:
            if (self._unwritten or self._unsaid) and now >= self._retry_at:
                self._write(now)
            if self._looking is None:
                look = partial(self._bus.look, now, self._monotonic())
                self._looking = self._thread.run(look)
            await asyncio.wait({self._looking}, timeout=PATIENCE_S)
            if not self._looking.done():
                return
            looked, self._looking = self._looking, None
            try:
                await self._learn(looked.result(), now, utc_offset)
                made = await self.learner.tick(now, utc_offset, self._monotonic(), self._session)
                await self._carry_out(made)
            except StoreError as error:
                self._refused(error, now)

    async def _learn(self, news: News, now: float, utc_offset: float) -> None:
        self._alerts += news.alerts
        self.windows = Windows(news.windows, here=news.term > 0)
        await self._obey_all(news.controls)
        if now >= self._pause.until:
            self._pause.end(self._pause.until)
        if news.anew or news.term != self._term:
            self._session, self._term = None, news.term
        self._state = news.state or self._state
        if not news.term:
            return
        if self._session is None:
            loaded = await self.learner.loaded()
            recall = partial(self._bus.recall, self._settings, now, utc_offset, self._monotonic)
            session, made = await self._thread.run(partial(recall, loaded))
            self._session, self._judged, shown = session, 0, session.current
            # What holds since before this brain is said anew: who reads looks at the last row.
            # A session is behind the clock, and what it finds next must not seem to be older.
            at = max(shown.at, now - GRACE)
            made.append(replace(shown, at=at, since=shown.since or now))
        else:
            self.learner.saw(news.told)
            made = self._judge(self._session, [*news.told, *self._refused_batches()])
        made += handle(self._session, Tick(now, utc_offset))
        await self._carry_out(made)

    async def _obey_all(self, controls: Sequence[Paused | Resumed | Snoozed]) -> None:
        paused = None
        for control in controls:
            self._obey(control)
            if not isinstance(control, Snoozed):
                paused = control if isinstance(control, Paused) else None
        if paused:  # another window said so, and this one has seen something since
            await self._thread.run(partial(self._bus.forget, paused.at))

    def _obey(self, control: Paused | Resumed | Snoozed) -> None:
        match control:
            case Paused():
                self._pause.begin(control.until)
            case Resumed():
                self._pause.end(control.at)
            case Snoozed():
                self._snoozed = control.until

    def _judge(self, session: Session, told: Sequence[Told]) -> list[Instruction]:
        made = []
        for one in told:
            if isinstance(one, Arrived) and one.batch.window == self._bus.window:
                if one.batch.seq <= self._judged:
                    continue  # judged when the disk refused it
                self._judged = one.batch.seq
            made += handle(session, one)
        return made

    def _refused_batches(self) -> list[Arrived]:
        """Return what waits for a disk that refuses: at least this window is judged by it."""
        return list(self._unwritten) if self._retry_at > -inf else []

    async def _carry_out(self, made: list[Instruction]) -> None:
        found = Judged(
            vectors=tuple(one for one in made if isinstance(one, StoreVector)),
            states=tuple(one for one in made if isinstance(one, StateChanged)),
            alerts=tuple(one for one in made if isinstance(one, Alert)),
            trials=tuple(one for one in made if isinstance(one, Compared)),
            probes=tuple(one for one in made if isinstance(one, AskLabel)),
            memory=next((one for one in reversed(made) if isinstance(one, StoreMemory)), None),
        )
        if found != Judged() and not await self._thread.run(
            partial(self._bus.judge, self._term, found)
        ):
            log.info("another window judges now")
            self._session, self._term = None, 0
            return
        await self.learner.compared(made)

    async def alerts(self, now: float) -> list[Alert | AskLabel]:
        """Return the alerts and questions for this window, each once."""
        waiting, self._alerts = self._alerts, []
        try:
            shown = [
                await self._thread.run(partial(self._bus.mark_shown, alert, now))
                for alert in waiting
            ]
        except StoreError as error:
            self._refused(error, now)
            return []
        return [alert for alert, mine in zip(waiting, shown, strict=True) if mine]

    def next_label(self) -> int:
        """Return a number that no label in the store has."""
        self._labels += 1
        return (self._bus.window << NUMBERS) + self._labels

    async def label(self, label: Label, now: float) -> None:
        """Keep what the user says of themself."""
        write = partial(self._bus.add_label, label, self.current.state, now)
        await self._say(write, Labelled(label, now))

    async def answer(self, answered: Answered) -> bool:
        """Know what the user did with an alert; return whether it is the first answer."""
        return await self._say(partial(self._bus.add_answer, answered), answered)

    async def control(self, control: Paused | Resumed | Snoozed) -> None:
        """Observe nothing, observe again, or send no alerts for a while, in all windows."""
        self._obey(control)
        await self._say(partial(self._bus.add_control, control), control)

    async def _say(self, write: Callable[[], bool], said: Told) -> bool:
        """Write what the user said and let it show at once; what is refused is tried again."""
        try:
            first = await self._thread.run(write)
        except StoreError as error:
            self._refused(error, said.at)
            self._unsaid.append(write)
            if self._session:
                handle(self._session, said)
            return True
        if first:
            await self.tick(said.at, self._utc_offset)
        return first

    async def states_at(self, times: Sequence[float]) -> list[StateChanged | None]:
        """Return what was believed at each of these epoch seconds, None where nothing was."""
        return await self._thread.run(partial(self._bus.states_at, times))

    async def kept(self) -> Kept:
        """Return how much is kept."""
        await self._written()
        return await self._thread.run(self._bus.kept)

    async def records(
        self, first: float, last: float, kinds: Sequence[int] | None, skip: int, limit: int
    ) -> Sequence[Record]:
        """Return a page of the events that are kept."""
        await self._written()
        page = partial(self._bus.records, first, last, kinds, skip, limit)
        return await self._thread.run(page)

    async def review(self, day: date) -> Sequence[Stretch]:
        """Return what was done on a day of local time, and what was said of it."""
        await self._written()
        return await asyncio.to_thread(_review, self._bus.folder, day)

    async def export(
        self, path: Path, first: float, last: float, form: str, *, anonymize: bool
    ) -> tuple[int, int]:
        """Write what is kept into a new file; return how many events and bytes."""
        wanted = Wanted(first, last, Form(form), anonymize)
        await self._written()
        # On a thread of its own, as the store's has something to do each second.
        return await asyncio.to_thread(_export, self._bus.folder, wanted, path)

    async def erase(self, first: float, last: float, now: float) -> Kept:
        """Forget all of it, or a span, in all windows; a pause or snooze goes on."""
        await self._written()
        gone = await self._thread.run(partial(self._bus.erase, first, last))
        if first == -inf and last == inf:
            await self.learner.clear()
        if self._pause.on:
            until = None if self._pause.until == inf else self._pause.until
            await self.control(Paused(now, until))
        if self._snoozed > now:
            await self.control(Snoozed(now, self._snoozed))
        await self.tick(now, self._utc_offset)
        return gone

    async def close(self, now: float) -> None:
        """Write what is left and let another window judge."""
        self.learner.close()
        if self._unwritten:
            self._write(now)
        await self._written()
        try:
            await self._thread.run(partial(self._bus.close, now))
        except StoreError as error:
            log.warning("the store was not closed well: %s", error)
        self._thread.stop()
        if self._dropped:
            log.warning("dropped: %d events that the disk did not take", self._dropped)


def _export(folder: Path, wanted: Wanted, path: Path) -> tuple[int, int]:
    with closing(DiskStore.open(folder, now=time.time())) as store:
        return to_file(store, wanted, path)


def _review(folder: Path, day: date) -> tuple[Stretch, ...]:
    with closing(DiskStore.open(folder, now=time.time())) as store:
        return review(store, day)

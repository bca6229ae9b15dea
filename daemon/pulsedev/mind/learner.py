"""Learning beside the ticks: loading models, training them when nobody is there, promoting them.

All of it is on the loop's thread and waits for nothing but the store; what takes long is done on
other threads or by the child, and looked at with the next tick.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from functools import partial
from math import inf
from typing import TYPE_CHECKING

from pulsedev.core.activity import REPORTS
from pulsedev.core.events import Kind
from pulsedev.core.instructions import Compared
from pulsedev.core.stimuli import Arrived, ModelLoaded
from pulsedev.core.training import TrainingSettings
from pulsedev.learn.cards import cards
from pulsedev.learn.loading import Models
from pulsedev.learn.runs import Reason, logged
from pulsedev.learn.schedule import due
from pulsedev.learn.shelf import Shelf, ShelfError
from pulsedev.learn.supervisor import WORDS, End, Ended, Order, Progress, Supervisor
from pulsedev.mind.judge import handle
from pulsedev.mind.mind import Learning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from pulsedev.core.instructions import Instruction
    from pulsedev.core.models import ModelName
    from pulsedev.core.session import Session
    from pulsedev.core.stimuli import Told
    from pulsedev.learn.cards import Card
    from pulsedev.learn.loading import Found
    from pulsedev.mind.bus import Bus
    from pulsedev.mind.mind import Asked
    from pulsedev.mind.thread import StoreThread

log = logging.getLogger(__name__)

LOOK_EVERY = 5.0
"""Seconds between two looks at the models' files: another process may have trained."""

CONSIDER_EVERY = 60.0
"""Seconds between two questions whether it is time to train; it is a matter of hours."""

ENDING_S = 2.0
"""Seconds in which a child that was given up is gone for sure."""

BY_ITSELF = REPORTS | {Kind.ERROR_OCCURRED.value}
"""Kinds of events that come without anybody there."""


class Learner:
    """The models of one process that shares a store."""

    def __init__(
        self, folder: Path, thread: StoreThread, bus: Bus, supervisor: Supervisor | None = None
    ) -> None:
        self.settings, self.budget = TrainingSettings(), 2
        self.troubles: list[str] = []
        """Lines that the user has not been told."""
        self.shelf = Shelf(folder / "models")
        self._folder, self._thread, self._bus = folder, thread, bus
        self._models = Models(self.shelf)
        self._supervisor = supervisor or Supervisor()
        self._scheduled = False
        """Whether what runs was not asked for, and so waits for the user."""
        self._looking: asyncio.Task[Found | None] | None = None
        self._look_at = self._consider_at = -inf
        self._ended: deque[tuple[Ended, Order, Reason]] = deque()
        self._drifted = False
        self._next = ""

    @property
    def training(self) -> Learning:
        """What is told of training: what runs, how far it is, and what comes next in words."""
        return Learning(self._supervisor.progress, self._next)

    async def loaded(self) -> ModelLoaded | None:
        """Return the models as they are now, for a session that begins; None for the prior."""
        self._models.forget()
        found = await asyncio.to_thread(self._models.news)
        return None if found is None else self._tell(found)

    async def tick(
        self, now: float, utc_offset: float, monotonic: float, session: Session | None
    ) -> list[Instruction]:
        """Do what is due; ``session`` is this process's, where it judges. Return what it made."""
        await self._log_all()
        if session is None:
            return []
        loaded = self._news(monotonic)
        made = [] if loaded is None else handle(session, loaded)
        if self.settings.auto and monotonic >= self._consider_at:
            self._consider_at = monotonic + CONSIDER_EVERY
            await self._consider(now, utc_offset)
        return made

    def saw(self, told: Iterable[Told]) -> None:
        """Know what happened: whoever is back at work is not disturbed by a training."""
        if self._scheduled and self._supervisor.running and any(map(_by_hand, told)):
            self._supervisor.give_up()

    async def compared(self, made: Iterable[Instruction]) -> None:
        """Know how what was said compared with what the user said."""
        found = [one for one in made if isinstance(one, Compared)]
        if not found:
            return
        self._drifted = self._drifted or any(one.drifted for one in found)
        if self._drifted:
            self._consider_at = -inf
        shadow = found[-1].shadow
        names = await self._thread.run(partial(self._bus.promotable, shadow)) if shadow else ()
        for name in names:
            await self._promote(name)

    async def _promote(self, name: ModelName) -> None:
        try:
            await asyncio.to_thread(self.shelf.promote, name)
        except ShelfError as error:  # as where another process has just replaced it
            log.warning("%s", error)
            return
        log.info("%s: the model on trial is better by more than chance, and judges now", name)
        self._look_at = -inf

    def train(self, asked: Asked) -> str:
        """Train now, as the user asks; return why not, if not."""
        if self._supervisor.running and self._scheduled:
            self._supervisor.give_up()
            return "a training in the background is being ended; try again in a second"
        loop = asyncio.get_running_loop()

        def told(progress: Progress) -> None:
            loop.call_soon_threadsafe(asked.on_progress, progress)

        def ended(end: Ended) -> None:
            loop.call_soon_threadsafe(asked.on_end, said(end))

        order = self._order(asked.models, asked.now, asked.utc_offset)
        return self._start(order, Reason.ASKED, told, ended)

    async def cards(self) -> Sequence[Card]:
        """Return the cards of all models."""
        return await asyncio.to_thread(cards, self.shelf)

    async def rollback(self, name: ModelName) -> None:
        """Let the model before judge again; ShelfError where there is none."""
        await asyncio.to_thread(self.shelf.rollback, name)
        self._look_at = -inf

    async def clear(self) -> None:
        """Forget everything that was learned."""
        self._supervisor.give_up()
        # What is still being written must not come back after that.
        await asyncio.to_thread(self._supervisor.wait, ENDING_S)
        await asyncio.to_thread(self.shelf.clear)
        self._look_at = -inf

    def close(self) -> None:
        """End what runs; it is gone on with by another process, later."""
        self._supervisor.give_up()

    def _news(self, monotonic: float) -> ModelLoaded | None:
        """Return models that have changed, read on another thread since an earlier tick."""
        if self._looking is not None and self._looking.done():
            done, self._looking = self._looking, None
            found = done.result()
            if found is not None:
                return self._tell(found)
        if self._looking is None and monotonic >= self._look_at:
            self._look_at = monotonic + LOOK_EVERY
            self._looking = asyncio.ensure_future(asyncio.to_thread(self._models.news))
        return None

    def _tell(self, found: Found) -> ModelLoaded:
        self.troubles += found.troubles
        for line in found.troubles:
            log.warning("%s", line)
        return found.loaded

    async def _consider(self, now: float, utc_offset: float) -> None:
        running = self._supervisor.running
        asked = partial(self._bus.standing, now, running=running, drifted=self._drifted)
        found = due(now, await self._thread.run(asked))
        self._next = found.why_not
        if found.models:
            reason = Reason.DRIFT if self._drifted else Reason.SCHEDULE
            order = self._order(found.models, now, utc_offset)
            self._next = self._start(order, reason) or "a training runs"

    def _order(self, models: Sequence[ModelName], now: float, utc_offset: float) -> Order:
        limits = self.settings.limits
        return Order(
            self._folder, tuple(models), now, utc_offset, self.budget, limits, self._drifted
        )

    def _start(
        self,
        order: Order,
        reason: Reason,
        on_progress: Callable[[Progress], None] = lambda _: None,
        on_end: Callable[[Ended], None] = lambda _: None,
    ) -> str:
        """Start a child; return why not, if not."""

        def ended(end: Ended) -> None:
            self._ended.append((end, order, reason))
            on_end(end)

        if not self._supervisor.start(order, ended, on_progress):
            return WORDS[End.BUSY]
        self._scheduled = reason is not Reason.ASKED
        return ""

    async def _log_all(self) -> None:
        while self._ended:
            end, order, reason = self._ended.popleft()
            log.info("training: %s in %.0f s", end.end.value, end.seconds)
            self._look_at = -inf
            run = logged(end, order, reason)
            if run is not None:
                self._drifted = self._drifted and not run.success
                await self._thread.run(partial(self._bus.log_training, run))


def said(ended: Ended) -> str:
    """Say what came of a training, in a line for the user."""
    told = ended.result.get("models")
    if ended.end is not End.DONE or not isinstance(told, list):
        return WORDS[ended.end]
    learned = [one for one in told if one.get("outcome") != "too_little"]
    if not learned:
        needed = next((str(one.get("why")) for one in told), "more work")
        return f"there is not enough to learn from yet: {needed}"
    promoted = [one["model"] for one in told if one.get("outcome") == "promoted"]
    if not promoted:
        return "trained; what judges stays, as nothing is better than it by more than chance"
    return f"trained; new in use: {', '.join(promoted)}"


def _by_hand(one: Told) -> bool:
    return isinstance(one, Arrived) and any(kind not in BY_ITSELF for kind in one.batch.kind)

"""One process that judges for itself and keeps nothing on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev.core.events import NO_WINDOW
from pulsedev.core.instructions import (
    Alert,
    AskLabel,
    Instruction,
    StateChanged,
    StoreBatch,
    StoreLabel,
    StoreVector,
)
from pulsedev.core.session import Session
from pulsedev.core.states import State
from pulsedev.core.stimuli import (
    Answered,
    Labelled,
    Paused,
    Resumed,
    SettingsChanged,
    Snoozed,
    Tick,
)
from pulsedev.core.training import TrainingSettings
from pulsedev.core.trouble import Trouble
from pulsedev.mind.judge import handle
from pulsedev.mind.mind import Learning, Windows
from pulsedev.store.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from pulsedev.core.labels import Label
    from pulsedev.core.models import ModelName
    from pulsedev.core.policy import PolicySettings
    from pulsedev.core.review import Stretch
    from pulsedev.core.stimuli import Arrived, Stimulus
    from pulsedev.learn.cards import Card
    from pulsedev.mind.mind import Asked, Record
    from pulsedev.store.memory import Kept


NOT_HERE = "nothing is kept on disk, so nothing is learned"


class NoLearner:
    """Says why nothing is learned; see ``Learns`` for what it does."""

    training = Learning(next=NOT_HERE)

    def __init__(self) -> None:
        self.settings = TrainingSettings()
        self.troubles: list[str] = []

    def train(self, _asked: Asked) -> str:
        """Return why nothing is trained."""
        return NOT_HERE

    async def cards(self) -> Sequence[Card]:
        """Return no cards."""
        return ()

    async def rollback(self, _name: ModelName) -> None:
        """Say that there is nothing to roll back."""
        raise Trouble(NOT_HERE)


class Alone:
    """A session with a store in memory; see ``Mind`` for what it does."""

    windows = Windows(open=1, here=True)
    window = NO_WINDOW
    stored = 0
    lost = False

    def __init__(self, settings: PolicySettings | None = None, *, trouble: str = "") -> None:
        """Begin; ``trouble`` says why nothing is kept on disk, if something should be."""
        self.trouble = trouble
        self.learner = NoLearner()
        self._settings = settings
        self._session = Session(settings=settings)
        self._store = MemoryStore()
        self._paused: Paused | None = None
        self._alerts: list[Alert | AskLabel] = []

    @property
    def store(self) -> str:
        """What the store is called."""
        return self._store.name

    @property
    def current(self) -> StateChanged:
        """What is believed now."""
        return self._session.current

    def configure(self, settings: PolicySettings) -> None:
        """Use other limits for alerts."""
        self._settings = settings
        self._handle(SettingsChanged(settings))

    def take(self, arrived: Arrived) -> bool:
        """Take in a batch; return whether anything is observed now."""
        return any(isinstance(made, StoreBatch) for made in self._handle(arrived))

    async def tick(self, now: float, utc_offset: float) -> None:
        """Let time pass."""
        self._handle(Tick(now, utc_offset))

    async def alerts(self, now: float) -> list[Alert | AskLabel]:
        """Return the alerts to show now, each once."""
        del now
        made, self._alerts = self._alerts, []
        return made

    def next_label(self) -> int:
        """Return a number that no label had."""
        return self._store.next_label_id()

    async def label(self, label: Label, now: float) -> None:
        """Keep what the user says of themself."""
        self._handle(Labelled(label, now))

    async def answer(self, answered: Answered) -> bool:
        """Know what the user did with an alert; return whether it is the first answer."""
        if not self._store.add_answer(answered.alert):
            return False
        self._handle(answered)
        return True

    async def control(self, control: Paused | Resumed | Snoozed) -> None:
        """Observe nothing, observe again, or send no alerts for a while."""
        if not isinstance(control, Snoozed):
            self._paused = control if isinstance(control, Paused) else None
        self._handle(control)

    async def states_at(self, times: Sequence[float]) -> list[StateChanged | None]:
        """Return what was believed at each of these epoch seconds, None where nothing was."""
        return self._store.states_at(times)

    async def kept(self) -> Kept:
        """Return how much is kept."""
        return self._store.kept()

    async def records(
        self, first: float, last: float, kinds: Sequence[int] | None, skip: int, limit: int
    ) -> Sequence[Record]:
        """Return no events: in memory they are counted and let go."""
        del first, last, kinds, skip, limit
        return ()

    async def review(self, day: date) -> Sequence[Stretch]:
        """Return nothing: no event is kept in memory."""
        del day
        return ()

    async def export(
        self, path: Path, first: float, last: float, form: str, *, anonymize: bool
    ) -> tuple[int, int]:
        """Say that there is nothing to write."""
        del path, first, last, form, anonymize
        raise Trouble("events are not kept in memory, so there is nothing to export")

    async def erase(self, first: float, last: float, now: float) -> Kept:
        """Forget all of it, what the session has made of it as well; a pause goes on.

        A day in memory is not cut: whoever erases a part of it erases all.
        """
        del first, last
        snoozed, paused = self._session.snoozed_until, self.current.state is State.PAUSED
        gone = self._store.erase()
        self._session = Session(settings=self._settings)
        if snoozed > now:
            self._handle(Snoozed(now, snoozed))
        if paused and self._paused:
            self._handle(Paused(now, self._paused.until))
        return gone

    async def close(self, now: float) -> None:
        """End; there is nothing to finish."""

    def _handle(self, stimulus: Stimulus) -> list[Instruction]:
        made = handle(self._session, stimulus)
        for instruction in made:
            self._carry_out(instruction)
        return made

    def _carry_out(self, made: Instruction) -> None:
        match made:
            case StoreBatch():
                self._store.add_batch(made.batch)
            case StoreVector():
                self._store.add_vector(made.at, made.row)
            case StoreLabel():
                self._store.add_label(made.label, made.shown)
            case StateChanged():
                self._store.add_state(made)
            case Alert() | AskLabel():
                self._alerts.append(made)
            case _:
                pass  # what only a store on disk keeps

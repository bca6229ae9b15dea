"""What the service needs of whoever judges. Times are epoch seconds, and never asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from pulsedev.core.instructions import Alert, AskLabel, StateChanged
    from pulsedev.core.labels import Label
    from pulsedev.core.models import ModelName
    from pulsedev.core.policy import PolicySettings
    from pulsedev.core.review import Stretch
    from pulsedev.core.stimuli import Answered, Arrived, Paused, Resumed, Snoozed
    from pulsedev.core.training import TrainingSettings
    from pulsedev.learn.cards import Card
    from pulsedev.learn.supervisor import Progress
    from pulsedev.store.memory import Kept


Record: TypeAlias = tuple[int, ...]
"""One event that is kept: epoch milliseconds, window, kind, document, a, b, c."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A training that the user asks for; both callbacks come on the loop's thread."""

    models: tuple[ModelName, ...]
    now: float
    utc_offset: float
    on_progress: Callable[[Progress], None]
    on_end: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Windows:
    """How many daemons share the store, and whether this one judges."""

    open: int
    here: bool


@dataclass(frozen=True, slots=True)
class Learning:
    """What is told of training: how far one is, if one runs, and what comes next in words."""

    progress: Progress | None = None
    next: str = ""


class Learns(Protocol):
    """What the service needs of whoever trains and loads models."""

    settings: TrainingSettings
    troubles: list[str]
    """Lines that the user has not been told."""

    @property
    def training(self) -> Learning:
        """What is told of training."""

    def train(self, asked: Asked) -> str:
        """Train models now; return why not, if not."""

    async def cards(self) -> Sequence[Card]:
        """Return the cards of all models."""

    async def rollback(self, name: ModelName) -> None:
        """Let the model before judge again; a Trouble says why not."""


class Mind(Protocol):
    """Judges, or knows who does. What is async may wait for the disk."""

    @property
    def store(self) -> str:
        """What the store is called."""

    @property
    def window(self) -> int:
        """Its number among the windows of a store; of one that is alone, none."""

    @property
    def stored(self) -> int:
        """How many events of this process are on disk."""

    @property
    def lost(self) -> bool:
        """Whether this is of no more use, and must be opened anew."""

    @property
    def trouble(self) -> str:
        """What is wrong with the store, as one line; empty where nothing is."""

    @property
    def windows(self) -> Windows:
        """How many processes there are, and which of them judges."""

    @property
    def current(self) -> StateChanged:
        """What is believed now."""

    def configure(self, settings: PolicySettings) -> None:
        """Use other limits for alerts."""

    def take(self, arrived: Arrived) -> bool:
        """Take in a batch; return whether anything is observed now."""

    async def tick(self, now: float, utc_offset: float) -> None:
        """Let time pass."""

    async def alerts(self, now: float) -> list[Alert | AskLabel]:
        """Return the alerts and questions that are to be shown here and now, each once."""

    def next_label(self) -> int:
        """Return a number that no label had."""

    async def label(self, label: Label, now: float) -> None:
        """Keep what the user says of themself."""

    async def answer(self, answered: Answered) -> bool:
        """Know what the user did with an alert; return whether it is the first answer."""

    async def control(self, control: Paused | Resumed | Snoozed) -> None:
        """Observe nothing, observe again, or send no alerts for a while."""

    async def states_at(self, times: Sequence[float]) -> list[StateChanged | None]:
        """Return what was believed at each of these epoch seconds, None where nothing was."""

    async def kept(self) -> Kept:
        """Return how much is kept."""

    async def records(
        self, first: float, last: float, kinds: Sequence[int] | None, skip: int, limit: int
    ) -> Sequence[Record]:
        """Return a page of the events that are kept."""

    async def review(self, day: date) -> Sequence[Stretch]:
        """Return what was done on a day of local time, and what was said of it."""

    async def export(
        self, path: Path, first: float, last: float, form: str, *, anonymize: bool
    ) -> tuple[int, int]:
        """Write what is kept into a new file; return how many events and bytes."""

    async def erase(self, first: float, last: float, now: float) -> Kept:
        """Forget all of it, or a span; return how much it was."""

    @property
    def learner(self) -> Learns:
        """Who learns from the user."""

    async def close(self, now: float) -> None:
        """Finish what is open."""

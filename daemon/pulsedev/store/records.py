"""What the store takes and gives beside the core's own types. Times are epoch seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulsedev.core.instructions import (
        Alert,
        AskLabel,
        Compared,
        StateChanged,
        StoreMemory,
        StoreVector,
    )
    from pulsedev.core.labels import Label
    from pulsedev.core.policy import Action
    from pulsedev.core.states import State


@dataclass(frozen=True, slots=True)
class Judged:
    """What a brain found in one tick; any part may be empty."""

    vectors: tuple[StoreVector, ...] = ()
    states: tuple[StateChanged, ...] = ()
    alerts: tuple[Alert, ...] = ()
    trials: tuple[Compared, ...] = ()
    probes: tuple[AskLabel, ...] = ()
    memory: StoreMemory | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Up to where somebody has read what all windows write."""

    batch: int
    label: int
    answer: int
    control: int


@dataclass(frozen=True, slots=True)
class Version:
    """``changes`` differs once another process wrote, ``generation`` once something was erased."""

    changes: int
    generation: int


@dataclass(frozen=True, slots=True)
class PastLabel:
    """A label with the state that was shown beside it, and when it was given."""

    label: Label
    shown: State
    given: float


@dataclass(frozen=True, slots=True)
class PastAlert:
    """An alert, when it was shown, and what the user did with it."""

    alert: Alert
    shown: float | None
    action: Action | None
    answered: float | None


@dataclass(frozen=True, slots=True)
class PastVector:
    """The features of one moment with their names; NaN is unknown."""

    at: float
    names: tuple[str, ...]
    row: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """A training of models: what it took, what came of it, and why it was run.

    ``models`` are names of ours; ``reason`` and ``version`` are numbers of the trainer's own.
    """

    at: float
    models: tuple[str, ...]
    data_points: int
    success: bool
    seconds: float
    events: int
    labels: int
    reason: int
    version: int

"""What a session wants done. Times are epoch seconds; nothing here does anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulsedev.core.classifier import Reason, Verdict
    from pulsedev.core.events import EventBatch
    from pulsedev.core.labels import Label, Said, Source
    from pulsedev.core.policy import Action
    from pulsedev.core.remarks import Remark
    from pulsedev.core.states import State


@dataclass(frozen=True, slots=True)
class StoreBatch:
    """Keep a batch as it was received."""

    batch: EventBatch
    at: float


@dataclass(frozen=True, slots=True)
class StoreVector:
    """Keep the features of one moment, in the order of ``features.SCHEMA``; NaN is unknown."""

    at: float
    row: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """How a moment looked: its features, what was made of them, and what was shown.

    ``row`` is in the order of ``features.SCHEMA``, ``verdict`` of it alone, ``smoothed`` the
    probability of being stuck that the last scores came to, ``active`` in active seconds.
    """

    at: float
    row: tuple[float, ...]
    verdict: Verdict
    smoothed: float
    state: State
    active: float


@dataclass(frozen=True, slots=True)
class StoreLabel:
    """Keep a label beside the state that was shown when it was given."""

    label: Label
    shown: State


@dataclass(frozen=True, slots=True)
class StateChanged:
    """Show this; sent when the state changes and when the probabilities move visibly."""

    at: float
    state: State
    since: float
    p_stuck: float
    p_flow: float
    reasons: tuple[Reason, ...]
    model: str
    calm: bool = False
    """Whether the reasons are said as of somebody whose last run passed."""
    remarks: tuple[Remark, ...] = ()
    """What else is worth knowing; it changes nothing by itself."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What two classifiers had said, when the user said how it was.

    ``model`` and ``shadow`` are their names; without a challenger the latter is empty. ``champion``
    and ``challenger`` are their probabilities of being stuck and of flow just before.
    ``false_alarms`` is 1 for each that held the user for stuck who then said otherwise; ``active``
    are the seconds of work since the last comparison. ``drifted`` tells that what the champion says
    fits the user no longer.
    """

    at: float
    said: Said
    source: Source
    model: str
    shadow: str
    champion: tuple[float, float]
    challenger: tuple[float, float] | None
    false_alarms: tuple[int, int]
    active: float
    drifted: bool = False


@dataclass(frozen=True, slots=True)
class AskLabel:
    """Ask the person how it goes, once and quietly, in the window where they are."""

    id: int
    at: float
    window: int


@dataclass(frozen=True, slots=True)
class StoreMemory:
    """Keep what outlasts a stretch of work, as it was at its end, in place of the one before."""

    at: float
    body: bytes


@dataclass(frozen=True, slots=True)
class Alert:
    """Tell the user, once, in the window where they are.

    ``since`` is when the trouble began, ``passed`` whether a run of theirs ever did.
    """

    id: int
    at: float
    kind: str
    title: str
    reasons: tuple[Reason, ...]
    suggestions: tuple[str, ...]
    actions: tuple[Action, ...]
    window: int = 0
    since: float = 0.0
    passed: bool = False
    calm: bool = False


Instruction = (
    StoreBatch
    | StoreVector
    | StoreLabel
    | StoreMemory
    | StateChanged
    | Compared
    | AskLabel
    | Alert
    | Looked
)

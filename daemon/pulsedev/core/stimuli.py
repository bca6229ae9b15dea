"""What a session is told. Times are epoch seconds; nothing here does anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulsedev.core.classifier import Classifier
    from pulsedev.core.events import EventBatch
    from pulsedev.core.labels import Label
    from pulsedev.core.policy import Action, PolicySettings


@dataclass(frozen=True, slots=True)
class Arrived:
    """A batch reached this process at this time."""

    batch: EventBatch
    at: float


@dataclass(frozen=True, slots=True)
class Tick:
    """Time, which the core never asks for; ``utc_offset`` in seconds makes hours and days local."""

    now: float
    utc_offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Labelled:
    """What the user said of themself, at ``given`` if not at the moment that it speaks of."""

    label: Label
    given: float | None = None

    @property
    def at(self) -> float:
        """When it was said."""
        return self.label.at if self.given is None else self.given


@dataclass(frozen=True, slots=True)
class Answered:
    """What the user did with an alert."""

    alert: int
    action: Action
    at: float


@dataclass(frozen=True, slots=True)
class Paused:
    """The user wants nothing observed until then, or until they say otherwise."""

    at: float
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Resumed:
    """The user wants to be observed again."""

    at: float


@dataclass(frozen=True, slots=True)
class Snoozed:
    """The user wants no alerts until then."""

    at: float
    until: float


@dataclass(frozen=True, slots=True)
class ModelLoaded:
    """Another classifier is ready; it judges from the next score on.

    ``shadow`` is judged beside it and never shown: its probabilities are compared with what the
    user says.
    """

    classifier: Classifier
    shadow: Classifier | None = None


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """The user chose other limits for alerts."""

    settings: PolicySettings


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody wants to know how this moment looks, without changing anything: an evaluation."""

    at: float


Told = Arrived | Labelled | Answered | Paused | Resumed | Snoozed
"""What is kept and can be told again; each has the time ``at`` which it reached a process."""

Stimulus = Told | Look | Tick | ModelLoaded | SettingsChanged

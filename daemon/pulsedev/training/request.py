"""What a training is asked for, and what came of each model."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pulsedev.core.models import ModelName
from pulsedev.core.training import LIMITS

if TYPE_CHECKING:
    from array import array
    from collections.abc import Mapping

    from pulsedev.learn.layout import Kind


class Outcome(StrEnum):
    """What came of training a model."""

    PROMOTED = "promoted"
    """It judges from now on."""
    SHADOW = "shadow"
    """It judges beside the one in use, until one of them is better for sure."""
    WITHDRAWN = "withdrawn"
    """What was in use is contradicted by the user's answers: the prior judges again."""
    ON_TRIAL = "on_trial"
    """An earlier one is still being compared, which another would only interrupt."""
    TOO_LITTLE = "too_little"
    """There is not enough to learn from."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to train, by when; ``now`` in epoch seconds, ``budget`` in alerts a day."""

    models: tuple[ModelName, ...] = tuple(ModelName)
    now: float = 0.0
    utc_offset: float = 0.0
    budget: int = 2
    limits: Mapping[str, float] = field(default_factory=lambda: dict(LIMITS))
    drifted: bool = False
    """Whether the user's answers have begun to contradict what is said."""


@dataclass(frozen=True, slots=True)
class Made:
    """A model, as numbers for the daemon and as objects for scikit-learn's users."""

    kind: Kind
    arrays: Mapping[str, array[Any]]
    numbers: Mapping[str, float]
    card: Mapping[str, Any]
    bundle: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one model; ``why`` is one line for the user."""

    model: ModelName
    outcome: Outcome
    why: str
    rows: int = 0
    labels: int = 0
    made: Made | None = None
    drifted: bool = False
    """Whether what was in use is contradicted by the user's late answers."""

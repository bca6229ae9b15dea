"""What a user may choose about learning."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LIMITS: Mapping[str, float] = {
    "accuracy": 0.85,
    "precision": 0.80,
    "recall": 0.75,
    "f1": 0.80,
    "drift": 0.1,
}
"""The specification's. A model card shows them as met or not; drift is a stability index."""


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """Whether models are trained by themselves, and the limits that their cards are held to."""

    auto: bool = True
    limits: Mapping[str, float] = field(default_factory=lambda: LIMITS)

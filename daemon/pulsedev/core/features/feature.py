"""What a feature is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Source = TypeVar("Source")


@dataclass(frozen=True, slots=True)
class Feature(Generic[Source]):
    """One number: its name, unit, meaning in a sentence, origin, and how it is computed.

    ``compute`` answers NaN where the number is unknown.
    """

    name: str
    unit: str
    meaning: str
    origin: str
    compute: Callable[[Source], float]

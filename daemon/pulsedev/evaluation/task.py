"""What is asked of a data set: at which moments, with which answers, and who stands together."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Protocol

from pulsedev.importers.recording import RecordingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pulsedev.core.stimuli import Told
    from pulsedev.importers.detect import Format
    from pulsedev.importers.recording import Recording, Warn

UNSAID = nan
"""The answer to a moment of which nothing may be said."""


@dataclass(frozen=True, slots=True)
class Question:
    """A moment at which is asked: epoch seconds, and 1 for stuck, 0 for not, or UNSAID."""

    at: float
    answer: float


@dataclass(frozen=True, slots=True)
class Trial:
    """One recording with what is asked of it.

    ``group`` is who or what must never stand on both sides of a split. ``marks`` are the moments,
    in epoch seconds, from which on somebody was stuck.
    """

    group: str
    recording: Recording
    questions: tuple[Question, ...]
    marks: tuple[float, ...]

    @property
    def name(self) -> str:
        """The recording's name."""
        return self.recording.name

    @property
    def told(self) -> Iterable[Told]:
        """What the session is told."""
        return self.recording.arrivals


class Task(Protocol):
    """A data set with its labels."""

    name: str
    form: Format
    asks: str
    """What is told apart, in one line."""
    group: str
    """What is held out: a person, or people side by side."""
    undated: bool
    """Whether all recordings begin at the same made-up moment, so that a clock is a leak."""
    reference: str
    """The figure to beat, from other work on the same labels."""

    def trials(self, path: Path) -> Iterator[Trial]:
        """Read the recordings of a file with their labels; RecordingError if they are wrong."""


def whole(path: Path) -> Warn:
    """Return what refuses a damaged file: figures of a part would be taken for those of all."""

    def lost(sentence: str) -> None:
        raise RecordingError(f"{path.name}: {sentence}")

    return lost


def onsets(questions: Iterable[Question]) -> tuple[float, ...]:
    """Return the moments that are answered with stuck: where no other marks are known."""
    return tuple(each.at for each in questions if each.answer == 1.0)

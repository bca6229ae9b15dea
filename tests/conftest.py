"""A developer's day in a few words: what they do becomes batches, as an editor would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import pytest

from pulsedev.core.events import Cause, Kind
from pulsedev.importers.recording import in_batches

if TYPE_CHECKING:
    from pulsedev.core.stimuli import Arrived
    from pulsedev.importers.recording import Event

START = 1_700_000_000.0
"""Epoch seconds at which every story begins."""


@dataclass
class Story:
    """Writes down events at seconds from START, in any order."""

    rows: list[tuple[float, int, int, int, int, int]] = field(default_factory=list)

    def event(  # noqa: PLR0913 - one argument a column
        self, at: float, kind: Kind, *, doc: int = 1, a: int = 0, b: int = 0, c: int = 0
    ) -> None:
        """Write down one event."""
        self.rows.append((at, kind, doc, a, b, c))

    def keys(self, at: float, count: int, *, every: float = 0.2, doc: int = 1) -> float:
        """Type some characters; return when the last one came."""
        for index in range(count):
            self.event(at + index * every, Kind.FILE_MODIFIED, doc=doc, a=1, c=Cause.TYPED)
        return at + (count - 1) * every

    def run(self, at: float, *, green: bool) -> None:
        """Run the tests."""
        self.event(at, Kind.TEST_RUN, doc=0, a=9 if green else 8, b=0 if green else 1, c=900)

    def struggle(self, start: float, minutes: int) -> float:
        """Edit a little, delete it, run red, look something up; each minute again."""
        for minute in range(minutes):
            at = start + 60.0 * minute
            self.keys(at, 12)
            for index in range(10):
                self.event(at + 4 + 0.2 * index, Kind.FILE_MODIFIED, b=1)
            self.event(at + 8, Kind.FILE_MODIFIED, b=3, c=Cause.UNDO)
            self.event(at + 10, Kind.FILE_SAVED)
            self.run(at + 12, green=False)
            self.event(at + 14, Kind.ERROR_OCCURRED, a=1, c=77)
            self.event(at + 16, Kind.FOCUS_CHANGED, doc=0, a=0)
            self.event(at + 36, Kind.FOCUS_CHANGED, doc=0, a=1, b=20)
            self.event(at + 38, Kind.CURSOR_MOVED, a=1, c=1)
        return start + 60.0 * minutes

    def steady(self, start: float, minutes: int) -> float:
        """Type steadily, with a green run every two minutes."""
        for minute in range(minutes):
            at = start + 60.0 * minute
            self.keys(at, 120, every=0.4)
            self.event(at + 49, Kind.FILE_SAVED)
            if minute % 2:
                self.run(at + 52, green=True)
            self.event(at + 55, Kind.CURSOR_MOVED, a=2, c=1)
        return start + 60.0 * minutes

    def arrivals(self, *, window: int = 0) -> list[Arrived]:
        """Return the batches as a client would flush them, each at the time of its last event."""
        events = [(round((START + at) * 1000), *rest) for at, *rest in sorted(self.rows)]
        return list(in_batches(cast("list[Event]", events), window))


@pytest.fixture
def story() -> Story:
    """Return an empty story."""
    return Story()


@pytest.fixture
def start() -> float:
    """Return the epoch seconds at which stories begin."""
    return START


@pytest.fixture
def new_story() -> type[Story]:
    """Return what makes stories, for tests that need many."""
    return Story

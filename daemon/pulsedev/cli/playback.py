"""Plays a judged recording as frames of a film; the caller shows each and waits.

Nothing here knows a terminal or a clock: a frame says how long it should stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import merge
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias

from pulsedev.cli.judging import Summary, judge
from pulsedev.cli.view import Gathering, View
from pulsedev.core.events import EventBatch
from pulsedev.core.instructions import Alert, StateChanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pulsedev.importers.recording import Recording

FRAME = 1 / 12
"""Seconds between two frames: smooth enough, and cheap over a slow line."""

ALERT_STAYS = 4.0
"""Seconds in which an alert's few lines can be read."""

END_STAYS = 1.0
"""Seconds of the last frame, so that the eye can follow to the next session."""

Happening: TypeAlias = "EventBatch | StateChanged | Alert"


@dataclass(frozen=True, slots=True)
class Script:
    """All that happens in a recording, with its times, and its numbers."""

    happenings: tuple[tuple[float, Happening], ...]
    summary: Summary

    @property
    def start(self) -> float:
        """When the first event happened, in epoch seconds."""
        at, first = self.happenings[0]
        return first.first_ms / 1000 if isinstance(first, EventBatch) else at

    @property
    def end(self) -> float:
        """When the last thing happened, in epoch seconds."""
        return self.happenings[-1][0]


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture and the seconds for which it stays."""

    view: View
    stays: float


def script_of(recording: Recording) -> Script:
    """Judge a recording and put what it holds and what came of it in the order of time."""
    *outcomes, summary = judge(recording)
    assert isinstance(summary, Summary)  # noqa: S101 - what judge promises, said to the type checker
    batches = ((arrived.at, arrived.batch) for arrived in recording.arrivals)
    told = ((made.at, made) for made in outcomes if not isinstance(made, Summary))
    happenings: Iterable[tuple[float, Happening]] = merge(batches, told, key=itemgetter(0))
    return Script(tuple(happenings), summary)


def frames(script: Script, title: str, speed: float, speed_label: str) -> Iterator[Frame]:
    """Yield the frames of a script at a multiple of real time; an alert makes the film hold on."""
    seen = Gathering(title, script.start, speed_label)
    now = script.start
    for at, happening in script.happenings:
        while at > now + FRAME * speed:
            now += FRAME * speed
            yield Frame(seen.view(now), FRAME)
        if isinstance(happening, EventBatch):
            seen.see_batch(happening)
        else:
            seen.see(happening)
        if isinstance(happening, Alert):
            now = max(now, at)
            yield Frame(seen.view(now), ALERT_STAYS)
    yield Frame(seen.view(script.end), END_STAYS)

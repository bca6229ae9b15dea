"""What happens in the folders that are watched, as batches: once a second, on a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev.core.events import EventBatch
from pulsedev.watcher.doubles import Doubles
from pulsedev.watcher.seeing import Seeing
from pulsedev.watcher.watching import Watching

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pulsedev.cli.neighbours import Neighbours
    from pulsedev.watcher.seeing import Row


class Observing:
    """All folders of one `watch`, and the windows beside it."""

    def __init__(
        self, roots: Sequence[Path], key: bytes, neighbours: Neighbours, *, polls: bool
    ) -> None:
        self._watched = [Watching(root, polls=polls) for root in roots]
        self._seeing = [Seeing(one.root, one.ignoring, key) for one in self._watched]
        self._neighbours = neighbours
        self._doubles = Doubles()
        self._seq = 0
        self._paused = False

    def begin(self) -> list[str]:
        """Begin; return lines for the user: how changes are noticed, or why not all are."""
        self._neighbours.begin()
        for watched, seeing in zip(self._watched, self._seeing, strict=True):
            watched.begin()
            seeing.begin()
        troubles = self.troubles()
        return [*troubles, *(one.manner for one in self._watched)]

    def troubles(self) -> list[str]:
        """Return lines for the user that were not returned before: what can't be seen, and why."""
        told = [line for one in self._watched for line in one.troubles]
        for one in self._watched:
            one.troubles.clear()
        return told

    def end(self) -> None:
        """Watch no longer."""
        for one in self._watched:
            one.end()
        self._neighbours.end()

    def look(
        self, now: float, me: int, *, paused: bool = False, alone: bool = False
    ) -> tuple[EventBatch | None, list[EventBatch]]:
        """Return what this window has to tell, and what the others have told."""
        others = self._neighbours.new(me)
        for batch in others:
            self._doubles.see(batch)
        if paused:
            self._pass_over(now)
        elif self._paused:
            self._begin_anew(now)
        else:
            self._doubles.hold(self._rows(now), now, alone=alone)
        self._paused = paused
        return self._batch(self._doubles.release(now)), others

    def _rows(self, now: float) -> list[Row]:
        rows: list[Row] = []
        for watched, seeing in zip(self._watched, self._seeing, strict=True):
            seeing.moved(watched.moves())
            for path in watched.changes(now):
                seeing.written(path, now)
            rows += seeing.tick(now)
        return rows

    def _pass_over(self, now: float) -> None:
        """Observe nothing: what is written now is not even looked at."""
        for watched in self._watched:
            watched.moves()
            watched.changes(now)

    def _begin_anew(self, now: float) -> None:
        """Know what there is after a pause, so that nothing of the pause is counted later."""
        self._pass_over(now)
        for seeing in self._seeing:
            seeing.begin()

    def _batch(self, rows: list[Row]) -> EventBatch | None:
        if not rows:
            return None
        self._seq += 1
        t, kind, doc, a, b, c = zip(*rows, strict=True)
        times = [at - t[0] for at in t]
        return EventBatch.of(
            self._seq, t0=t[0], t=times, kind=list(map(int, kind)), doc=doc, a=a, b=b, c=c
        )

"""Leaves out what another window has told already: an editor on the same files, or a command.

Rows wait, as an editor tells a second later, and a command of its run a moment later. Only reports
do so where there is no other window. Times are epoch seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev.core.events import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pulsedev.core.events import EventBatch
    from pulsedev.watcher.seeing import Row

HOLD_S = 2.5
"""Seconds that a row waits: an editor's batch takes one, the store another."""

NEAR_MS = 5_000
"""Milliseconds within which two windows tell of the same thing."""

FORGET_MS = 60_000
"""Milliseconds after which nobody tells of the same thing any more."""

_ABOUT = {
    Kind.FILE_MODIFIED: Kind.FILE_SAVED,  # an editor tells of each key, and then of the save
    Kind.FILE_SAVED: Kind.FILE_SAVED,
    Kind.TEST_RUN: Kind.TEST_RUN,
    Kind.COMMIT_CREATED: Kind.COMMIT_CREATED,
    Kind.BRANCH_CHANGED: Kind.BRANCH_CHANGED,
}
"""What another window's event has to be about, so that a row of this kind is the same again."""


class Doubles:
    """Rows that wait, and what other windows told."""

    def __init__(self) -> None:
        self._waiting: list[tuple[float, Row]] = []
        self._told: list[tuple[int, int, int]] = []

    def see(self, batch: EventBatch) -> None:
        """Take in what another window told."""
        for t, kind, doc in zip(batch.t, batch.kind, batch.doc, strict=True):
            if kind in _ABOUT and kind != Kind.FILE_MODIFIED:
                self._told.append((batch.t0 + t, kind, doc))

    def hold(self, rows: Iterable[Row], now: float, *, alone: bool = False) -> None:
        """Let rows wait."""
        for row in rows:
            waits = not alone or row.kind == Kind.TEST_RUN
            self._waiting.append((now + HOLD_S if waits else now, row))

    def release(self, now: float) -> list[Row]:
        """Return the rows that have waited and that nobody else told."""
        due = [row for until, row in self._waiting if until <= now]
        if due or self._told:
            self._waiting = [one for one in self._waiting if one[0] > now]
            self._told = [one for one in self._told if one[0] > now * 1000 - FORGET_MS]
        return sorted(row for row in due if not self._is_told(row))

    def _is_told(self, row: Row) -> bool:
        about = _ABOUT.get(Kind(row.kind))
        return any(
            kind == about and doc == row.doc and abs(t - row.t) <= NEAR_MS
            for t, kind, doc in self._told
        )

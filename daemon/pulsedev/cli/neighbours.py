"""What the other windows on the store write, as it comes: their events, and those of commands."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pulsedev.store.disk import DiskStore
from pulsedev.store.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from pulsedev.core.events import EventBatch


class Neighbours:
    """Reads what is new; where the store can't be read there is nobody."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._store: DiskStore | None = None

    def begin(self) -> None:
        """Begin at what is new from now on."""
        try:
            self._store = DiskStore.open(self._folder, now=time.time())
            self._read, self._version = self._store.cursor(), self._store.version()
        except StoreError:
            self._store = None

    def new(self, me: int) -> list[EventBatch]:
        """Return the batches of other windows since the last time."""
        if self._store is None:
            return []
        try:
            version = self._store.version()
            if version == self._version:
                return []
            found, self._read = self._store.batches_between(self._read, self._store.cursor())
        except StoreError:
            return []
        self._version = version
        return [arrived.batch for arrived in found if arrived.batch.window != me]

    def end(self) -> None:
        """Read no more."""
        if self._store:
            self._store.close()

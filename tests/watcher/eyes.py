"""A tree that is really watched, by a clock that the test sets forward."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pulsedev.watcher.documents import number
from pulsedev.watcher.seeing import Seeing
from pulsedev.watcher.watching import Watching

if TYPE_CHECKING:
    from pathlib import Path

    from pulsedev.watcher.seeing import Row

PATIENCE = 30.0
"""Seconds until a test gives up."""

KEY = bytes(range(32))


class Eyes:
    """A watched tree whose clock the test sets forward."""

    def __init__(self, root: Path, **how: object) -> None:
        self.root = root
        self.watching = Watching(root, **how)  # type: ignore[arg-type]
        self.watching.begin()
        self.seeing = Seeing(root, self.watching.ignoring, KEY)
        self.seeing.begin()
        self._ahead = 0.0

    def now(self) -> float:
        """Tell the time, which has gone on by what the test skipped."""
        return time.time() + self._ahead

    def noticed(self) -> set[str]:
        """Take in what was written; return the names."""
        found = set()
        for path in (moved := self.watching.moves()):
            found.add(path.relative_to(self.root).as_posix())
        self.seeing.moved(moved)
        for path in self.watching.changes(self.now()):
            found.add(path.relative_to(self.root).as_posix())
            self.seeing.written(path, self.now())
        return found

    def until(self, *names: str) -> None:
        """Wait until these were noticed to be written."""
        wanted, end = set(names), time.monotonic() + PATIENCE
        while wanted := wanted - self.noticed():
            assert time.monotonic() < end, wanted
            if self.watching.manner.startswith(("git", "changes")):
                self._ahead += 1.0  # it looks every few seconds

    def rows(self) -> list[Row]:
        """Return what has happened, after some seconds of quiet with a tick each."""
        self.noticed()
        rows = self.seeing.tick(self.now())
        for _ in range(4):
            self._ahead += 1.0
            rows += self.seeing.tick(self.now())
        return sorted(rows)

    def document(self, name: str) -> int:
        """Return a file's number."""
        return number(KEY, (self.root / name).as_uri())


def write(root: Path, **files: str) -> None:
    """Write files of Python, by their names."""
    for name, text in files.items():
        (root / f"{name}.py").write_text(text, "utf-8")

"""Looks for changes where the system does not tell of them: on network drives, and beyond limits.

In a repository git says which files differ from its index, which is quick and knows what is
ignored; elsewhere watchdog looks at each file.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers.polling import PollingObserverVFS

from pulsedev.watcher.commits import git

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pulsedev.watcher.ignoring import Ignoring

GIT_EVERY_S = 5.0
"""Seconds between two questions; each reads the index and looks at each file in it."""

LOOK_EVERY_S = 10.0
"""Seconds between two looks at each file of a tree."""


class GitPolling:
    """Asks git which files differ from its index, and looks which of them were written since."""

    def __init__(self, work: Path, changed: Callable[[str], None]) -> None:
        self._work, self._changed = work, changed
        self._seen: dict[str, tuple[int, int]] | None = None
        self._due = 0.0

    def look(self, now: float) -> None:
        """Tell of the files that were written since the last look, if it is time for one."""
        if now < self._due:
            return
        self._due = now + GIT_EVERY_S
        seen = dict(self._stamps())
        before, self._seen = self._seen, seen
        if before is not None:
            for file, stamp in seen.items():
                if before.get(file) != stamp:
                    self._changed(file)

    def _stamps(self) -> Iterator[tuple[str, tuple[int, int]]]:
        for file in differing(self._work) or ():
            try:
                status = file.stat()
            except OSError:
                continue
            yield str(file), (status.st_mtime_ns, status.st_size)


def differing(work: Path) -> list[Path] | None:
    """Return the files that git's index does not have as they are; None where git can't tell."""
    printed = git(work, "ls-files", "-m", "-o", "--exclude-standard", "-z")
    if printed is None:
        return None
    return [work / os.fsdecode(name) for name in dict.fromkeys(printed.split(b"\0")) if name]


class Handler(FileSystemEventHandler):
    """What watchdog tells of any tree: files that were written."""

    def __init__(self, changed: Callable[[str], None]) -> None:
        self._changed = changed

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Take in an event; this is watchdog's thread."""
        if not event.is_directory and event.event_type in ("modified", "created", "closed"):
            self._changed(os.fsdecode(event.src_path))
        elif not event.is_directory and event.event_type == "moved":
            self._changed(os.fsdecode(event.dest_path))


def polling(ignoring: Ignoring) -> PollingObserverVFS:
    """Return an observer that looks at all files but those in ignored folders."""

    def listed(folder: str | None) -> Iterator[os.DirEntry[str]]:
        path = Path(folder or ".")
        ignoring.enter(path)
        with os.scandir(path) as entries:
            for entry in entries:
                is_folder = entry.is_dir(follow_symlinks=False)
                if not (is_folder and ignoring.hides_folder(path / entry.name)):
                    yield entry

    return PollingObserverVFS(os.lstat, listed, polling_interval=LOOK_EVERY_S)

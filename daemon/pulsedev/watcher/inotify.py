"""Watches a tree on Linux, folder by folder, so that ignored folders cost nothing at all.

watchdog's own recursion would watch everything and throw most of it away.
"""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from watchdog.observers.inotify_c import CallbackId, InotifyConstants, InotifyFD, Mask

from pulsedev.watcher.tree import files, folders, was_written_before

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchdog.observers.inotify_c import InotifyEvent, WatchDescriptor

    from pulsedev.watcher.ignoring import Ignoring

LIMIT = Path("/proc/sys/fs/inotify/max_user_watches")

SHARE = 0.5
"""Of all watches that one user may have: an editor needs some, too."""

MOST = 65_536
"""Folders that are watched; one takes about a kilobyte here and one in the kernel."""

MASK = Mask(
    InotifyConstants.IN_CLOSE_WRITE
    | InotifyConstants.IN_MOVED_TO
    | InotifyConstants.IN_MOVED_FROM
    | InotifyConstants.IN_CREATE
    | InotifyConstants.IN_DELETE
    | InotifyConstants.IN_ONLYDIR
    | InotifyConstants.IN_DONT_FOLLOW
    | InotifyConstants.IN_EXCL_UNLINK
)

ONLY = CallbackId(1)
"""There is one callback a folder."""


def limit() -> int:
    """Return how many folders may be watched here."""
    try:
        return min(MOST, int(int(LIMIT.read_text("ascii")) * SHARE))
    except (OSError, ValueError):
        return MOST


class Inotify:
    """Says which files were written; ``begin`` before anything else."""

    def __init__(
        self,
        root: Path,
        ignoring: Ignoring,
        changed: Callable[[str], None],
        moved: Callable[[str], None],
        most: int | None = None,
    ) -> None:
        self.root, self._ignoring, self._changed, self._moved = root, ignoring, changed, moved
        self._most = limit() if most is None else most
        self._watched: dict[str, WatchDescriptor] = {}
        self._lock = threading.Lock()
        self._inotify = InotifyFD()
        self.is_full = False
        """Whether some folders are not watched because no more can be."""

    @property
    def count(self) -> int:
        """How many folders are watched."""
        return len(self._watched)

    def begin(self) -> None:
        """Watch all that is there; OSError where nothing can be watched."""
        self._inotify.start()
        for folder in folders(self.root, self._ignoring):
            if not self._watch(folder):
                break

    def end(self) -> None:
        """Watch no longer."""
        self._inotify.stop()

    def _watch(self, folder: Path) -> bool:
        """Watch a folder; return whether more of them can be."""
        with self._lock:
            name = str(folder)
            if name in self._watched:
                return True
            if len(self._watched) >= self._most:
                self.is_full = True
                return False
            try:
                callback = _Folder(name, self)
                self._watched[name] = self._inotify.add_callback(
                    os.fsencode(name), MASK, callback, ONLY
                )
            except OSError as error:
                self.is_full = self.is_full or error.errno == errno.ENOSPC
                if error.errno == errno.EMFILE:
                    raise
                return not self.is_full  # else it is gone, or not ours to read
            return True

    def appeared(self, folder: Path, name: str, *, moved: bool) -> None:
        """Watch a folder that came to be, and tell of the files that came with it."""
        path = folder / name
        if self._ignoring.hides_folder(path):
            return
        tell = self._moved if moved else self._changed
        for within in folders(path, self._ignoring):
            self._watch(within)
            for file in files(within):
                tell(str(file))

    def written(self, folder: Path, name: str, *, moved: bool) -> None:
        """Tell of a file, and read rules again that it holds."""
        file = folder / name
        self.touched(file)
        if moved and was_written_before(file):
            self._moved(str(file))
        else:
            self._changed(str(file))

    def touched(self, file: Path) -> None:
        """Read rules again that a file holds, or held, and watch the folders that they now show."""
        if self._ignoring.is_rules(file):
            for within in folders(file.parent, self._ignoring):
                self._watch(within)

    def moved_away(self, folder: Path, name: str) -> None:
        """Watch a folder no longer, under its name that it has no more."""
        top = str(folder / name)
        with self._lock:
            gone = [one for one in self._watched if one == top or one.startswith(top + os.sep)]
            self._inotify.remove_callbacks([(self._watched.pop(one), ONLY) for one in gone])

    def deleted(self, folder: str) -> None:
        """Forget a folder that is gone."""
        with self._lock:
            self._watched.pop(folder, None)
        self._ignoring.leave(Path(folder))

    def overflowed(self) -> None:
        """Look for folders that came to be while the system could not tell of all."""
        for folder in folders(self.root, self._ignoring):
            self._watch(folder)


class _Folder:
    """What watchdog tells of one folder."""

    __slots__ = ("_name", "_tree")

    def __init__(self, name: str, tree: Inotify) -> None:
        self._name, self._tree = name, tree

    def on_event(self, event: InotifyEvent) -> None:
        """Take in an event; this is watchdog's thread."""
        folder, name = Path(self._name), os.fsdecode(event.name)
        if event.is_directory:
            if event.is_create or event.is_moved_to:
                self._tree.appeared(folder, name, moved=event.is_moved_to)
            elif event.is_moved_from:
                self._tree.moved_away(folder, name)
        elif event.is_close_write or event.is_moved_to:
            self._tree.written(folder, name, moved=event.is_moved_to)
        elif event.is_delete or event.is_moved_from:
            self._tree.touched(folder / name)

    def on_watch_deleted(self, wd: WatchDescriptor) -> None:
        """Know that the folder is gone."""
        del wd
        self._tree.deleted(self._name)

    def on_queue_overflow(self) -> None:
        """Know that something was not told; all folders are told so, and one looks."""
        if Path(self._name) == self._tree.root:
            self._tree.overflowed()

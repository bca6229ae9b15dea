"""Watches one tree in the way that is best where it lies, and says which files were written."""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from watchdog.observers import Observer

from pulsedev.watcher.commits import answers
from pulsedev.watcher.ignoring import Ignoring
from pulsedev.watcher.polling import GitPolling, Handler, polling
from pulsedev.watcher.tree import folders, is_remote

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

    from pulsedev.watcher.inotify import Inotify

GONE = "a folder that is watched is gone; nothing of it is noticed until watch begins anew"
UNSEEN = "commits and branches are not noticed"

MOST_WAITING = 100_000
"""Changes that wait to be looked at; of more it is known that they are many."""


class Watching:
    """The files of a tree that were written, as paths; ``troubles`` are lines for the user."""

    def __init__(self, root: Path, *, polls: bool = False, most: int | None = None) -> None:
        """Be ready; ``polls`` asks to look for changes, ``most`` limits the folders watched."""
        self.root = root
        self.ignoring = Ignoring(root)
        self.troubles: list[str] = []
        self._queue: SimpleQueue[str] = SimpleQueue()
        self._moved: SimpleQueue[str] = SimpleQueue()
        self._polls, self._most = polls, most
        self._observer: BaseObserver | None = None
        self._inotify: Inotify | None = None
        self._git: GitPolling | None = None
        self._is_full = self._is_gone = False
        """Whether it was said that no more folders can be watched, or that this one is gone."""

    def begin(self) -> None:
        """Watch from now on."""
        self._check_git()
        if self._polls or is_remote(self.root):
            self._poll("")
        elif sys.platform == "linux":
            self._begin_inotify()
        else:
            # These systems watch a whole tree at no cost, so it is what they tell that is ignored.
            for _ in folders(self.root, self.ignoring):
                pass
            self._observe(Observer())

    def end(self) -> None:
        """Watch no longer."""
        if self._inotify:
            self._inotify.end()
        if self._observer:
            self._observer.stop()

    @property
    def manner(self) -> str:
        """How changes are noticed, for the user."""
        if self._inotify and not self._git:
            return f"{_folders(self._inotify.count)} watched"
        return "git is asked for changes" if self._git else "changes are looked for"

    def changes(self, now: float) -> list[Path]:
        """Return the files that were written since the last time, ignored ones left out."""
        self._check()
        if self._git:
            self._git.look(now)
        return _taken(self._queue)

    def moves(self) -> list[Path]:
        """Return the files that got another name since the last time, and were not written."""
        return _taken(self._moved)

    def _begin_inotify(self) -> None:
        from pulsedev.watcher.inotify import Inotify  # noqa: PLC0415 - Linux alone has it

        try:
            self._inotify = Inotify(
                self.root, self.ignoring, self._queue.put, self._moved.put, self._most
            )
            self._inotify.begin()
        except OSError as error:
            if error.errno not in (errno.EMFILE, errno.ENOSPC, errno.ENOSYS):
                raise
            self._poll("no folder can be watched: other programs use up the system's limit")
            return
        self._check()

    def _check_git(self) -> None:
        repository = self.ignoring.repository
        if repository and not answers(repository.work):
            self.troubles.append(f"git is missing, or refuses this repository; {UNSEEN}")
        elif repository and not repository.is_known:
            self.troubles.append(f"this repository keeps its names in a reftable; {UNSEEN}")

    def _check(self) -> None:
        """Say what can't be watched any more, once."""
        if self._inotify and self._inotify.is_full and not self._is_full:
            from pulsedev.watcher.inotify import LIMIT  # noqa: PLC0415 - Linux alone has it

            self._is_full = True
            count = f"{_folders(self._inotify.count)} watched and no more"
            self._poll(f"{count}; raise {LIMIT} or name the rest in .pulsedevignore")
        if not self._is_gone and not self.root.is_dir():
            self._is_gone = True
            self.troubles.append(GONE)

    def _poll(self, why: str) -> None:
        repository = self.ignoring.repository
        if repository and answers(repository.work):
            how = "git is asked every few seconds instead"
            self._git = GitPolling(self.root, self._queue.put)
        elif not self._inotify or not self._inotify.count:
            how = "files are looked at"
            self._observe(polling(self.ignoring))
        else:
            how = "what is in the others is not noticed"
        if why:
            self.troubles.append(f"{why}; {how}")

    def _observe(self, observer: BaseObserver) -> None:
        observer.schedule(Handler(self._queue.put), str(self.root), recursive=True)
        observer.start()
        self._observer = observer


def _taken(queue: SimpleQueue[str]) -> list[Path]:
    """Take what waits, each once."""
    names = dict[str, None]()
    for _ in range(MOST_WAITING):
        try:
            names[queue.get_nowait()] = None
        except Empty:
            break
    return list(map(Path, names))


def _folders(count: int) -> str:
    return "1 folder is" if count == 1 else f"{count:,} folders are"

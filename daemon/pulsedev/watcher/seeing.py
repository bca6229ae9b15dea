"""From files that were written, and from git, to what happened: rows of events, numbers alone.

Times are epoch seconds, and never asked for. Nothing that a file holds outlasts ``_saved``.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from pulsedev.core.events import Cause, Kind
from pulsedev.watcher.bursts import MOST_NAMED, SETTLING, Bursts
from pulsedev.watcher.commits import git, made_commits, new_commits
from pulsedev.watcher.documents import number
from pulsedev.watcher.polling import differing
from pulsedev.watcher.repository import NO_HEAD, Repository, switched
from pulsedev.watcher.results import LARGEST as LARGEST_RESULTS
from pulsedev.watcher.results import may_be_results, results
from pulsedev.watcher.sizes import LARGEST, NOTHING, Prints, changed, text_of
from pulsedev.watcher.tree import files, folders, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from pulsedev.watcher.bursts import Group
    from pulsedev.watcher.commits import Size
    from pulsedev.watcher.ignoring import Ignoring
    from pulsedev.watcher.reflog import Move
    from pulsedev.watcher.repository import Head
    from pulsedev.watcher.sizes import Print

MOST_PRINTS = 512
"""Files whose last state is remembered, those that were saved last; some kilobytes each."""

LIMIT = 256
"""Files that are read at the start."""

MOST_MOVED = 64
"""Files of those moved at once that are read: more would take the places of those worked on."""


class Row(NamedTuple):
    """One event, at epoch milliseconds."""

    t: int
    kind: int
    doc: int = 0
    a: int = 0
    b: int = 0
    c: int = 0


class Seeing:
    """What happens in one tree."""

    def __init__(self, root: Path, ignoring: Ignoring, key: bytes) -> None:
        self._root, self._ignoring, self._key = root, ignoring, key
        self._prints = Prints(os.urandom(16))
        self._last: OrderedDict[Path, Print] = OrderedDict()
        self._knows_all = True
        """Whether a file that is not known at all must be a new one."""
        self._forget()

    def _forget(self) -> None:
        """Know nothing of what happened before now."""
        self._bursts = Bursts()
        self._results: dict[Path, float] = {}
        self._repository = Repository.around(self._root)
        self._head = self._repository.head() if self._repository else NO_HEAD
        self._marks = self._repository.marks if self._repository else frozenset()

    def begin(self) -> None:
        """Read the files that git does not have as they are, so that changes can be counted."""
        self._forget()
        # Of a tree that its repository ignores git tells nothing.
        told = differing(self._root) if self._repository and self._ignoring.repository else None
        found = self._files() if told is None else told
        paths = list(islice((path for path in found if not self._ignoring.hides(path)), LIMIT + 1))
        self._knows_all = len(paths) <= LIMIT
        for path in paths[:LIMIT]:
            self._remember(path, self._print(path))

    def _files(self) -> Iterator[Path]:
        for folder in folders(self._root, self._ignoring):
            yield from files(folder)

    def written(self, path: Path, now: float) -> None:
        """Take in that a file was written."""
        if may_be_results(path.parent.name, path.name):
            self._results[path] = now
        elif self._bursts.is_full or not self._ignoring.hides(path):
            self._bursts.add(str(path), now)
            if not self._bursts.is_many and path not in self._last:
                # At once, as a commit may follow before it is known whose change this was.
                self._remember(path, self._committed(path))

    def moved(self, paths: Sequence[Path]) -> None:
        """Take in that files came here as they are, so that what is saved later is counted."""
        seen = [path for path in paths if not self._ignoring.hides(path)]
        self._knows_all = self._knows_all and len(seen) <= MOST_MOVED
        for path in seen[:MOST_MOVED]:
            self._remember(path, self._print(path))

    def tick(self, now: float) -> list[Row]:
        """Return what is known to have happened since the last time, in order."""
        rows = [*self._git(now), *self._reports(now)]
        group = self._bursts.due(now)
        if group:
            rows += self._grouped(group)
        return sorted(rows)

    def _git(self, now: float) -> Iterator[Row]:
        """Tell how HEAD moved; what else git did with files is then git's."""
        self._repository = repository = self._repository or Repository.around(self._root)
        if not repository:
            return
        before, self._head = self._head, repository.head()
        known, self._marks = self._marks, repository.marks
        moves = repository.moves(before.commit, self._head.commit) if self._head != before else []
        if switched(before, self._head):
            yield Row(round(now * 1000), Kind.BRANCH_CHANGED)
        sizes = self._sizes(repository, before, moves, now)
        for size in sizes:
            yield Row(round(now * 1000), Kind.COMMIT_CREATED, 0, *size)
        wrote = not sizes if moves is None else any(move.writes_files for move in moves)
        if wrote or self._marks - known:
            self._bursts.head_moved(now)

    def _sizes(
        self, repository: Repository, before: Head, moves: list[Move] | None, now: float
    ) -> list[Size]:
        """Return the sizes of the commits that somebody has made since HEAD was there."""
        if moves is not None:
            made = [move.after for move in moves if move.is_commit]
            return made_commits(repository.work, made, now)
        head = self._head.commit
        if not head or switched(before, self._head) or repository.is_busy:
            return []
        return new_commits(repository.work, before.commit, head, now)

    def _reports(self, now: float) -> Iterator[Row]:
        """Add up the reports that were written together, once no more come."""
        if not self._results or now - max(self._results.values()) < SETTLING:
            return
        found = [counts for path in self._results if (counts := _results(path))]
        first, self._results = min(self._results.values()), {}
        if found:
            passed, failed = (sum(column) for column in zip(*found, strict=True))
            yield Row(round(first * 1000), Kind.TEST_RUN, 0, passed, failed, 0)

    def _grouped(self, group: Group) -> Iterable[Row]:
        paths = [self._root / file for file in group.files]
        t = round(group.at * 1000)
        if group.by_person:
            return [row for path in paths for row in self._saved(path, t)]
        for path in paths:
            # The next change is counted from here on, or from what git has.
            if self._last.pop(path, None):
                self._remember(path, self._print(path))
        if len(paths) >= MOST_NAMED:
            self._last.clear()
        return [Row(t, Kind.FILE_MODIFIED, 0, 0, 0, Cause.OTHER_PROGRAM)]

    def _saved(self, path: Path, t: int) -> Iterator[Row]:
        before = self._last.get(path)
        after = self._print(path)
        if after is None:
            return
        self._remember(path, after)
        document = number(self._key, path.as_uri())
        change = changed(before, after) if before else None
        if change and any(change):
            yield Row(t, Kind.FILE_MODIFIED, document, *change, Cause.TYPED)
        yield Row(t, Kind.FILE_SAVED, document, after.lines)

    def _print(self, path: Path) -> Print | None:
        data = read(path, LARGEST + 1)
        text = None if data is None else text_of(data)
        return None if text is None else self._prints.of(text)

    def _committed(self, path: Path) -> Print | None:
        """Return the print of what git's index has of a file; None where it is unknown."""
        data, repository = None, Repository.around(path.parent)
        if repository:
            name = path.relative_to(repository.work).as_posix()
            data = git(repository.work, "cat-file", "blob", f":{name}")
        if data is None:
            # Which files a repository within this one did not have was never asked.
            is_within = repository and repository.work in self._root.parents
            is_own = not repository or is_within or repository.work == self._root
            return NOTHING if self._knows_all and is_own else None
        text = text_of(data)
        return None if text is None else self._prints.of(text)

    def _remember(self, path: Path, print_: Print | None) -> None:
        self._last.pop(path, None)
        if print_:
            self._last[path] = print_
        while len(self._last) > MOST_PRINTS:
            self._last.popitem(last=False)


def _results(path: Path) -> tuple[int, int] | None:
    data = read(path, LARGEST_RESULTS + 1)
    return None if data is None else results(path.suffix.lower(), data)

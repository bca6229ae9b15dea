"""Where git's HEAD stands, read from its own files: a few bytes, and no process.

Names of branches are compared here and go no further.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pulsedev.watcher.reflog import moves

if TYPE_CHECKING:
    from pathlib import Path

    from pulsedev.watcher.reflog import Move

LARGEST = 1 << 16
"""Bytes of a file of git's that names a commit or a branch."""

DEEPEST = 5
"""Names that lead to names before they lead to a commit; git itself follows as many."""

SYMBOLIC, ELSEWHERE = "ref: ", "gitdir: "

UNDER_WAY = ("rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD", "REVERT_HEAD", "BISECT_LOG")
"""What is there while git makes commits of its own, or goes from one to another."""

WRITTEN = ("ORIG_HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge")
"""What git writes where it changes files, HEAD moved or not."""


class Head(NamedTuple):
    """Where HEAD stands; a detached one has no branch, a new repository no commit."""

    commit: str | None
    branch: str | None


NO_HEAD = Head(None, None)
"""What there is before a repository has been made."""


class Repository:
    """A repository by its folder; a linked worktree has a folder of its own beside the shared."""

    def __init__(self, work: Path, folder: Path) -> None:
        self.work, self.folder = work, folder
        common = _text(folder / "commondir")
        self.common = (folder / common).resolve() if common else folder

    @classmethod
    def around(cls, path: Path) -> Repository | None:
        """Find the repository that a folder is in."""
        for work in (path, *path.parents):
            entry = work / ".git"
            if entry.is_dir():
                return cls(work, entry)
            told = _text(entry) if entry.is_file() else ""
            if told.startswith(ELSEWHERE):
                return cls(work, (work / told.removeprefix(ELSEWHERE)).resolve())
        return None

    def head(self) -> Head:
        """Return where HEAD stands now."""
        name = _text(self.folder / "HEAD")
        branch = name.removeprefix(SYMBOLIC) if name.startswith(SYMBOLIC) else None
        return Head(self._commit(name), branch)

    @property
    def is_known(self) -> bool:
        """Whether names lead to commits in the way that is read here."""
        return not (self.common / "reftable").exists()

    @property
    def is_busy(self) -> bool:
        """Whether a rebase, a merge or the like is under way: git makes those commits."""
        return any((self.folder / name).exists() for name in UNDER_WAY)

    @property
    def marks(self) -> frozenset[tuple[str, int]]:
        """What git has left behind where it changed files; a new one tells that it just did.

        A stash moves no HEAD, but its name comes and goes in the folder of the names.
        """
        paths = [self.common / "refs", *(self.folder / name for name in WRITTEN)]
        return frozenset((path.name, time) for path in paths if (time := _time(path)))

    def moves(self, before: str | None, after: str | None) -> list[Move] | None:
        """Return what moved HEAD from one commit to another; None where git keeps no log of it."""
        return moves(self.folder / "logs" / "HEAD", before, after)

    def _commit(self, name: str) -> str | None:
        for _ in range(DEEPEST):
            if not name.startswith(SYMBOLIC):
                return name or None
            ref = name.removeprefix(SYMBOLIC)
            name = _text(self.folder / ref) or _text(self.common / ref) or self._packed(ref)
        return None

    def _packed(self, ref: str) -> str:
        try:
            with (self.common / "packed-refs").open(encoding="utf-8", errors="replace") as lines:
                for line in lines:
                    commit, _, name = line.strip().partition(" ")
                    if name == ref:
                        return commit
        except OSError:
            pass
        return ""


def switched(before: Head, after: Head) -> bool:
    """Return whether HEAD went to another branch; leaving one for none is part of a rebase."""
    return bool(before.branch and after.branch and before.branch != after.branch)


def _time(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST).decode("utf-8", "replace").strip()
    except OSError:
        return ""

"""What has moved HEAD, by git's own log of it: commits told from pulls, merges and rebases.

Of each line the ids and the word before the colon are looked at; the words after it are somebody's
and go no further.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

TAIL = 1 << 16
"""Bytes at the end of the log that are read: some hundred moves."""

BY_HAND = frozenset({"commit", "commit (initial)"})
"""Moves that are a new commit of somebody's; an amended one and the end of a merge are none."""

_LINE = re.compile(r"([0-9a-f]{40,64}) ([0-9a-f]{40,64}) [^\t]*(?:\t([^:]*))?")
"""Ids before and after, who and when, and then what, if whoever did it has said so."""

COMMITS = "commit"
"""How a move begins that writes a commit and no file."""


class Move(NamedTuple):
    """HEAD went from one commit to another, by a command of git's."""

    before: str
    after: str
    by: str

    @property
    def is_commit(self) -> bool:
        """Whether somebody has made a commit."""
        return self.by in BY_HAND

    @property
    def writes_files(self) -> bool:
        """Whether git may have changed files on the way."""
        return not self.by.startswith(COMMITS)


def moves(log: Path, before: str | None, after: str | None) -> list[Move] | None:
    """Return the moves between two commits, the oldest first; None where the log doesn't tell."""
    found: list[Move] = []
    for move in reversed(_read(log)):
        if not found and move.after != after:
            return None
        if move.after == before:
            return found[::-1]
        found.append(move)
        if before is None and not move.before.strip("0"):
            return found[::-1]
    return None


def _read(log: Path) -> list[Move]:
    try:
        with log.open("rb") as opened:
            opened.seek(max(0, opened.seek(0, 2) - TAIL))
            lines = opened.read(TAIL).split(b"\n")
    except OSError:
        return []
    return [move for line in lines if (move := _move(line.decode("utf-8", "replace")))]


def _move(line: str) -> Move | None:
    found = _LINE.match(line)
    return Move(*found.groups("")) if found else None

"""Tells what a person saved from what another program did to many files at once.

The rule: whoever saves by hand saves one file, or a few by one command. More files than that in
the same moment, or any within some seconds of git's HEAD moving, are another program's: a branch
switch, an install, a formatter over the tree, a code generator.

>>> bursts = Bursts()
>>> bursts.add("a.py", 10.0)
>>> bursts.due(10.5), bursts.due(11.1)
(None, Group(files=('a.py',), at=10.0, by_person=True))
"""

from __future__ import annotations

from math import inf
from typing import NamedTuple

SETTLING = 1.0
"""Seconds without a change after which a group is complete."""

LONGEST = 5.0
"""Seconds after which a group is told though it still grows: an install takes minutes."""

MOST_BY_HAND = 8
"""Files that "save all" writes at once."""

AFTER_HEAD = 3.0
"""Seconds around a move of HEAD in which files are git's: it writes them before it moves HEAD."""

AFTER_MANY = 2.0
"""Seconds after a program's many files in which more of them are its own, however few."""

MOST_NAMED = 256
"""Files of a group that are remembered by name; of the rest it is known that they are many."""


class Group(NamedTuple):
    """Files that changed together, the first of them at this epoch second."""

    files: tuple[str, ...]
    at: float
    by_person: bool


class Bursts:
    """Gathers changes; times are epoch seconds, and never asked for."""

    def __init__(self) -> None:
        self._files: dict[str, None] = {}
        self._first = self._last = inf
        self._head = self._many = -inf

    def add(self, file: str, at: float) -> None:
        """Take in that a file was written."""
        self._first = min(self._first, at)
        self._last = at
        if not self.is_full:
            self._files[file] = None

    @property
    def is_many(self) -> bool:
        """Whether these are more files than somebody saves by hand."""
        return len(self._files) > MOST_BY_HAND

    @property
    def is_full(self) -> bool:
        """Whether it makes no difference any more which files are added."""
        return len(self._files) >= MOST_NAMED

    def head_moved(self, at: float) -> None:
        """Know that git went to another commit or branch other than by a commit made here."""
        self._head = at

    def due(self, now: float) -> Group | None:
        """Return the files that changed together, once that is known."""
        if not self._files or (now - self._last < SETTLING and now - self._first < LONGEST):
            return None
        many = self.is_many or self._first - self._many <= AFTER_MANY
        self._many = self._last if many else self._many
        near_head = self._first - AFTER_HEAD <= self._head <= self._last + AFTER_HEAD
        group = Group(tuple(self._files), self._first, not (many or near_head))
        self._files, self._first, self._last = {}, inf, inf
        return group

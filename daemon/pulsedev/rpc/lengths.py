r"""A document as the lengths of its lines: what was inserted and deleted, without what it was.

Lengths are in UTF-16 units, as LSP's positions are. A text goes in and is not kept.

>>> document = Lengths("alpha\nbeta")
>>> document.replace((0, 1), (1, 2), "one\r\ntwo")
7
>>> document.lines, document.units
(2, 10)
"""

from __future__ import annotations

import re
from typing import TypeAlias

Position: TypeAlias = tuple[int, int]
"""Line and unit in it, both from 0."""

_BREAKS = re.compile(r"\r\n|\r|\n")


def units(text: str) -> int:
    """Count a text as LSP does: a sign beyond the basic plane is two."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _lines(text: str) -> list[int]:
    return [units(line) for line in _BREAKS.split(text)]


class Lengths:
    """The lengths of a document's lines; a line break is one unit of its own."""

    __slots__ = ("_lines",)

    def __init__(self, text: str) -> None:
        self._lines = _lines(text)

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return len(self._lines)

    @property
    def units(self) -> int:
        """How long it is."""
        return sum(self._lines) + len(self._lines) - 1

    def replace(self, start: Position, end: Position, text: str) -> int:
        """Put a text in the place of a range; return how long the range was."""
        first, begin = self._inside(start)
        last, stop = max((first, begin), self._inside(end))
        between = self._lines[first : last + 1]
        deleted = sum(between) + (last - first) - begin - (between[-1] - stop)
        new = _lines(text)
        new[0] += begin
        new[-1] += between[-1] - stop
        self._lines[first : last + 1] = new
        return deleted

    def _inside(self, position: Position) -> Position:
        """Return a position that there is, as LSP has it for those that there are not."""
        line = min(position[0], len(self._lines) - 1)
        return line, min(position[1], self._lines[line]) if line == position[0] else self._lines[
            line
        ]

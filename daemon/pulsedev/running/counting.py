r"""Counts the tests that passed and failed from what a runner printed.

Two numbers leave this module, and never the text; a runner that is not known gives none.

>>> count("collected 3 items\r\n\x1b[32m= 2 passed, 1 failed in 0.10s =\x1b[0m\r\n")
Counts(passed=2, failed=1)
>>> count("hello") is None
True
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pulsedev.running.readers import readers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.running.tally import Counts

LINE_LENGTH = 4_096
"""A longer line is data or a bar of progress; no runner writes its counts in one."""

BLANKS = 512
"""A cursor that is moved forward stands for blanks: at most as wide as a terminal."""

_ESCAPES = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b\[([0-?]*)[ -/]*([@-~])|\x1b[ -/]*[0-~]?"
)
"""Each alternative stops at the next escape, so the time is linear whatever comes."""

_ENDS = re.compile(r"[\r\n]+")


def count(output: str) -> Counts | None:
    """Return the counts of the last run in an output, from the end of it."""
    lines = plain_lines(output)
    return _counts_of(lines) or _counts_of(unwrapped(lines))


def _counts_of(lines: Sequence[str]) -> Counts | None:
    """Ask the reader that understood the last line that any of them understood."""
    everybody, last = readers(), None
    for line in lines:
        understood = [reader for reader in everybody if reader.read(line)]
        last = understood[0] if understood else last
    return last.counts if last else None


def plain_lines(output: str) -> list[str]:
    """Return the lines of an output without escape sequences, colours and overwriting."""
    lines = _ENDS.split(_ESCAPES.sub(_instead, output))
    return [line for line in lines if len(line) <= LINE_LENGTH]


def _instead(found: re.Match[str]) -> str:
    """Return what a sequence leaves on the screen: blanks, the beginning of a line, or nothing."""
    parameter, final = found.groups("")
    if final == "C":
        return " " * min(BLANKS, int(parameter) if parameter.isdecimal() and parameter else 1)
    return "\n" if final and final in "BEHf" else ""


def unwrapped(lines: Sequence[str]) -> list[str]:
    """Return the lines as they were before a terminal broke those that were too wide.

    A line as long as the longest one goes on in the next.
    """
    width = max(map(len, lines), default=0)
    whole, start = [], ""
    for line in lines:
        if len(line) == width and len(start) < LINE_LENGTH:
            start += line
        else:
            whole.append(start + line)
            start = ""
    return [*whole, start] if start else whole

"""CSV files by the names of their columns, with an error that names file, line and column.

The rule: a value is quoted in an error only if it is short, so no file can write a page of it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from pulsedev.importers.lines import lines
from pulsedev.importers.recording import RecordingError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from pulsedev.importers.recording import Warn

QUOTED = 24
"""Characters of a wrong value that an error shows."""

LARGEST = 2**53
"""Greater numbers are no time, length or count, and not exact in all tools."""


@dataclass(frozen=True, slots=True)
class Table:
    """What all rows of a file share."""

    file: str
    place: dict[str, int]
    """Where each column stands."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line's values."""

    table: Table
    line: int
    values: list[str]

    def text(self, column: str) -> str:
        """Return a value as it stands."""
        return self.values[self.table.place[column]]

    def number(self, column: str, default: float | None = None) -> float:
        """Return a value as a number; an empty one is the default, where there is one."""
        value = self.text(column)
        if not value and default is not None:
            return default
        try:
            number = float(value)
        except ValueError:
            number = LARGEST
        if not -LARGEST < number < LARGEST:
            raise self.error(column, "a number")
        return number

    def whole(self, column: str, default: int | None = None) -> int:
        """Return a value as a whole number that is not negative."""
        number = self.number(column, default)
        if number < 0 or number != int(number):
            raise self.error(column, "a whole number")
        return int(number)

    def choice(self, column: str, allowed: Sequence[str]) -> str:
        """Return a value that is one of those allowed."""
        value = self.text(column)
        if value not in allowed:
            head = ", ".join(allowed[:-1])
            raise self.error(column, f"{head} or {allowed[-1]}" if head else allowed[-1])
        return value

    def error(self, column: str, expected: str) -> RecordingError:
        """Make the error that says what a value should have been."""
        value = quoted(self.text(column))
        return RecordingError(
            f"{self.table.file}:{self.line}: '{column}' is {value}, not {expected}"
        )


def quoted(value: str) -> str:
    """Quote a value, if it is short and can be printed.

    >>> quoted("blue"), quoted("x" * 1_000)
    ("'blue'", 'a text of 1000 characters')
    """
    if len(value) <= QUOTED and value.isprintable():
        return f"'{value}'"
    return f"a text of {len(value)} characters"


def missing(header: str, columns: Collection[str]) -> list[str]:
    """Return which of the columns a header line lacks."""
    try:
        found = set(next(csv.reader([header.removeprefix("\ufeff")]), []))
    except csv.Error:
        found = set()
    return [column for column in columns if column not in found]


def rows(path: Path, what: str, columns: Collection[str], warn: Warn) -> Iterator[Row]:
    """Yield the rows of a file that must have these columns; others may be there too."""
    reader = csv.reader(lines(path, warn))
    try:
        header = [name.removeprefix("\ufeff") for name in next(reader, [])]
        for column in columns:
            if column not in header:
                raise RecordingError(
                    f"{path.name}:1: not a {what} recording: expected column '{column}'"
                )
        table = Table(path.name, {name: place for place, name in enumerate(header)})
        for values in reader:
            if len(values) != len(header):
                raise RecordingError(
                    f"{path.name}:{reader.line_num}: expected {len(header)} columns, "
                    f"found {len(values)}"
                )
            yield Row(table, reader.line_num, values)
    except csv.Error:
        raise RecordingError(f"{path.name}:{reader.line_num}: not a line of a table") from None


def groups(found: Iterator[Row], key: Callable[[Row], str]) -> Iterator[tuple[str, list[Row]]]:
    """Yield the rows that stand together with the same key; one group is in memory at a time."""
    for name, together in groupby(found, key):
        yield name, list(together)

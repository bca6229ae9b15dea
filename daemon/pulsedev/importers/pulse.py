"""Our own recordings: batches as they were received, a JSON object a line, readable by eye.

The rule: a crash at any moment costs at most the last line. A line is written at once, and a line
without its end is cut off before anything is added. The first line says what the file is. An export
of the store is read as well: its first line says more, and its other records are passed over.

>>> HEADER
'{"pulse":1}'
"""

from __future__ import annotations

import json
import os
from functools import partial
from typing import TYPE_CHECKING, Self

from pulsedev.core.events import COLUMNS, MAX_TIME_MS, EventBatch, EventError
from pulsedev.core.stimuli import Arrived
from pulsedev.importers.lines import lines
from pulsedev.importers.recording import Recording, RecordingError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pulsedev.importers.recording import Warn

NAME = "pulse"
HEADER = '{"pulse":1}'

BATCH = "batch"
"""The ``record`` of an export's line that is a batch; in a recording all are, and none says so."""

NUMBERS = ("at", "window", "seq", "t0")
"""What stands in a line beside the columns; ``at`` is the arrival in epoch milliseconds."""

TAIL = 1 << 16
"""Bytes read at once in search of the last line's end; a batch is some hundred bytes."""

ONLY_OWNER = 0o600
"""What somebody does all day is nobody else's business on the same machine."""


def read(path: Path, warn: Warn) -> Iterator[Recording]:
    """Yield the one recording of a file; several sessions may be in it."""
    del warn
    yield Recording(f"{NAME}/{path.name.partition('.')[0]}", partial(arrivals, path))


def arrivals(path: Path, warn: Warn) -> Iterator[Arrived]:
    """Yield the batches as they were written."""
    numbered = enumerate(lines(path, warn), start=1)
    # A file without a whole line was cut off in its first one.
    if not is_header(next(numbered, (1, HEADER))[1]):
        raise RecordingError(f"{path.name}:1: not a {NAME} recording: expected {HEADER}")
    for number, line in numbered:
        try:
            arrived = parsed(line)
        except EventError as error:
            raise RecordingError(f"{path.name}:{number}: {error}") from None
        if arrived:
            yield arrived


def is_header(line: str) -> bool:
    """Tell whether a file begins as a recording or an export does."""
    return line == HEADER or line.startswith(HEADER.replace("}", ","))


def parsed(line: str) -> Arrived | None:
    """Turn a line into a batch, other records into None; EventError says what is wrong with it."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise EventError("not a JSON object") from None
    if not isinstance(row, dict):
        raise EventError("not a JSON object")
    if row.get("record", BATCH) != BATCH:
        return None
    for name in (*NUMBERS, *COLUMNS):
        kind = int if name in NUMBERS else list
        if type(row.get(name)) is not kind:
            raise EventError(
                f"expected '{name}' with {'a whole number' if kind is int else 'a list'}"
            )
    if not 0 <= row["at"] < MAX_TIME_MS:
        raise EventError("'at' is before or beyond all clocks")
    columns = {name: row[name] for name in COLUMNS}
    batch = EventBatch.of(row["seq"], t0=row["t0"], window=row["window"], **columns)
    return Arrived(batch, row["at"] / 1000)


def written(batch: EventBatch, at: float) -> bytes:
    """Turn a batch into a line."""
    row = {"at": round(at * 1000), "window": batch.window, "seq": batch.seq, "t0": batch.t0}
    row |= {name: getattr(batch, name).tolist() for name in COLUMNS}
    return json.dumps(row, separators=(",", ":")).encode() + b"\n"


class Recorder:
    """Adds batches to a recording; several recorders may add to one file."""

    def __init__(self, path: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._fd = os.open(path, flags, ONLY_OWNER)
        try:
            self._begin(path)
        except BaseException:
            os.close(self._fd)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, batch: EventBatch, at: float) -> None:
        """Add one batch that arrived at epoch seconds; OSError where the disk is full."""
        self._write(written(batch, at))

    def close(self) -> None:
        """Close the file; closing twice is fine."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _begin(self, path: Path) -> None:
        head = HEADER.encode() + b"\n"
        found = self._read(0, len(head))
        if not head.startswith(found):
            raise RecordingError(
                f"{path.name}:1: not a {NAME} recording, so nothing is added to it"
            )
        self._cut_tail()
        if found != head:
            self._write(head)

    def _write(self, line: bytes) -> None:
        if os.write(self._fd, line) != len(line):
            self._cut_tail()
            raise OSError("the disk took only a part of a recorded line")

    def _cut_tail(self) -> None:
        """Remove what stands behind the last line's end."""
        end = size = os.lseek(self._fd, 0, os.SEEK_END)
        while end > 0:
            start = max(end - TAIL, 0)
            found = self._read(start, end - start).rfind(b"\n")
            end = start + found + 1
            if found >= 0:
                break
        if end < size:
            os.ftruncate(self._fd, end)

    def _read(self, start: int, count: int) -> bytes:
        os.lseek(self._fd, start, os.SEEK_SET)
        return os.read(self._fd, count)

"""Events of an editor as numbers in columns, never as text.

A batch is six equally long integer columns. What is built here has been checked, so the
rest of the core trusts it.

>>> pair = {"kind": [1, 1], "doc": [7, 7], "a": [1, 4], "b": [0, 2], "c": [0, 0]}
>>> batch = EventBatch.of(1, t0=1_000, t=[0, 140], **pair)
>>> len(batch), batch.last_ms
(2, 1140)
>>> EventBatch.of(1, t0=0, t=[5, 4], **pair)
Traceback (most recent call last):
pulsedev.core.events.EventError: times must not fall
"""

from __future__ import annotations

import struct
from array import array
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MAX_TIME_MS = 2**47
"""Epoch milliseconds; the year 6429. What is later is a broken clock, and overflows nothing."""

MAX_EVENTS = 65_536
"""Events in one batch: a thousand files replaced at once make a few thousand."""

NO_WINDOW = 0
"""Where a batch came from that no window saw, as a command in a terminal; windows begin at one."""

DOCUMENT_BITS = 52
"""A document number is exact in a JavaScript number and in a float."""


class Kind(IntEnum):
    """What happened; the codes are those of the wire."""

    FILE_MODIFIED = 1
    CURSOR_MOVED = 2
    FOCUS_CHANGED = 3
    FILE_OPENED = 4
    FILE_SAVED = 5
    FILE_CLOSED = 6
    VIEW_SCROLLED = 7
    ERROR_OCCURRED = 8
    TEST_RUN = 9
    COMMAND_EXECUTED = 10
    DEBUG_STARTED = 11
    DEBUG_PAUSED = 12
    DEBUG_STOPPED = 13
    BREAKPOINT_CHANGED = 14
    COMMIT_CREATED = 15
    BRANCH_CHANGED = 16
    SUGGESTION = 17
    SEARCH = 18
    NOTEBOOK_RUN = 19


class Cause(IntEnum):
    """Why a file changed: column ``c`` of ``file_modified``."""

    TYPED = 0
    UNDO = 1
    REDO = 2
    PASTE = 3
    COMPLETION = 4
    AI_EDIT = 5
    FORMAT = 6
    OTHER_PROGRAM = 7


class CommandClass(IntEnum):
    """What a command was for: column ``a`` of ``command_executed``."""

    OTHER = 0
    BUILD = 1
    TEST = 2
    RUN = 3
    VERSION_CONTROL = 4
    PACKAGES = 5
    NAVIGATION = 6


class Stop(IntEnum):
    """Why a debugger stopped: column ``c`` of ``debug_paused``."""

    BREAKPOINT = 1
    STEP = 2
    EXCEPTION = 3
    PAUSE = 4


class Suggested(IntEnum):
    """What became of a suggestion: column ``a`` of ``suggestion``."""

    SHOWN = 0
    ACCEPTED = 1
    REJECTED = 2


class EventError(ValueError):
    """Columns that are no batch; the message never quotes their content."""


WIDTH = "q"
"""Array type code, signed 64 bits: the widest number that a column may hold."""

COLUMNS = ("t", "kind", "doc", "a", "b", "c")


@dataclass(frozen=True, slots=True)
class EventBatch:
    """Events of one window: entry ``i`` of each column belongs to event ``i``.

    ``t0`` is in epoch milliseconds, ``t`` in milliseconds since ``t0``, never falling.
    """

    seq: int
    t0: int
    t: array[int]
    kind: array[int]
    doc: array[int]
    a: array[int]
    b: array[int]
    c: array[int]
    window: int = NO_WINDOW

    @classmethod
    def of(  # noqa: PLR0913 - one argument a column of the wire
        cls,
        seq: int,
        *,
        t0: int,
        t: Sequence[int],
        kind: Sequence[int],
        doc: Sequence[int],
        a: Sequence[int],
        b: Sequence[int],
        c: Sequence[int],
        window: int = NO_WINDOW,
    ) -> EventBatch:
        """Check the columns and build a batch; EventError says which rule they break."""
        batch = cls(
            seq,
            t0,
            _column(t),
            _column(kind),
            _column(doc),
            _column(a),
            _column(b),
            _column(c),
            window,
        )
        batch._check_shape()
        if batch.t:
            # What is a list already is sorted without being made into numbers again.
            batch._check_values(t if type(t) is list else batch.t.tolist())
        return batch

    def _check_shape(self) -> None:
        count, details = len(self.t), (self.kind, self.doc, self.a, self.b, self.c)
        if any(len(column) != count for column in details):
            raise EventError("columns must be equally long")
        if count > MAX_EVENTS:
            raise EventError(f"a batch holds at most {MAX_EVENTS} events")
        if not 0 <= self.t0 < MAX_TIME_MS or self.seq < 0:
            raise EventError("seq and t0 must not be negative, nor t0 beyond all clocks")

    def _check_values(self, times: list[int]) -> None:
        if times[0] < 0 or self.last_ms >= MAX_TIME_MS:
            raise EventError("times must not be negative, nor beyond all clocks")
        # Sorting what is sorted is one quick look at each, in C.
        if sorted(times) != times:
            raise EventError("times must not fall")
        if not byte_of_each(self.kind, 7).isascii() or not _are_documents(self.doc):
            raise EventError("kind and doc must not be negative, doc at most 52 bits")

    def numbered(self, window: int, seq: int) -> EventBatch:
        """Return the same events as those of a window, under another number."""
        # replace() would take three times as long, for each batch that comes in.
        return EventBatch(seq, self.t0, self.t, self.kind, self.doc, self.a, self.b, self.c, window)

    def __len__(self) -> int:
        return len(self.t)

    @property
    def first_ms(self) -> int:
        """Epoch milliseconds of the first event, or ``t0`` of an empty batch."""
        return self.t0 + (self.t[0] if self.t else 0)

    @property
    def last_ms(self) -> int:
        """Epoch milliseconds of the last event, or ``t0`` of an empty batch."""
        return self.t0 + (self.t[-1] if self.t else 0)


def _column(values: Sequence[int]) -> array[int]:
    if isinstance(values, array) and values.typecode == WIDTH:
        return values[:]
    try:
        # Half the time of array() alone, which calls a parser of arguments for each number.
        return array(WIDTH, _packer(len(values))(*values))
    except (struct.error, TypeError, OverflowError):
        raise EventError("columns hold whole numbers of at most 64 bits") from None


@lru_cache(maxsize=64)
def _packer(count: int) -> Callable[..., bytes]:
    return struct.Struct(f"{count}{WIDTH}").pack


_LOWEST_FIRST = array("H", [1]).tobytes()[0] == 1
"""The order of a number's bytes on this machine."""


def byte_of_each(column: array[int], place: int) -> bytes:
    r"""Return one byte of each number, 0 the lowest, so that many are looked at in one step.

    >>> byte_of_each(array(WIDTH, [1, 258, -1]), 0), byte_of_each(array(WIDTH, [1, 258, -1]), 7)
    (b'\x01\x02\xff', b'\x00\x00\xff')
    """
    return column.tobytes()[place if _LOWEST_FIRST else 7 - place :: 8]


_BELOW_16 = bytes(range(16))


def _are_documents(column: array[int]) -> bool:
    """Whether no number is negative or has more than DOCUMENT_BITS: six bytes and a half."""
    return not (
        byte_of_each(column, 7).strip(b"\0") or byte_of_each(column, 6).translate(None, _BELOW_16)
    )


BATCH_SPAN_MS = 1_000
"""A client flushes at least once a second, so the readers do too."""

"""Whole numbers in columns as bytes, and one batch as a body, which is cheap: one comes a second.

A column takes the narrowest fixed width that holds all its numbers. All is little-endian.

>>> from array import array
>>> unpack(pack([array("q", [1, 300]), array("q", [-1, 0])]), [2, 2])
[array('q', [1, 300]), array('q', [-1, 0])]
"""

from __future__ import annotations

import sys
import zlib
from array import array
from struct import Struct
from typing import TYPE_CHECKING

from pulsedev.core.events import COLUMNS, MAX_EVENTS, WIDTH, EventBatch, EventError
from pulsedev.store.errors import Damaged

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

VERSION = 1
"""The first byte of a body: how the rest is to be read."""

QUICK = 1
"""zlib's fastest: a body lives for some hours, until it goes into a block."""

_SIZES = {code: array(code).itemsize for code in "bhiq"}
"""Bytes of a number for each type code, the narrowest first."""

_WIDE = _SIZES[WIDTH]

_HEAD = Struct("<qI")
"""``t0`` and the number of events."""

_LONGEST = _HEAD.size + len(COLUMNS) * (1 + MAX_EVENTS * array(WIDTH).itemsize)


def pack(columns: Iterable[array[int]]) -> bytes:
    """Put columns into bytes, each behind its type code."""
    return b"".join(map(_packed, columns))


def _packed(column: array[int]) -> bytes:
    wide = _little(column[:]).tobytes()
    if not wide[_WIDE - 1 :: _WIDE].isascii():  # a negative number, which few columns have
        return _converted(column)
    if wide[_WIDE // 2 :: _WIDE].strip(b"\0"):  # as document numbers
        return WIDTH.encode() + wide
    for code, size in _SIZES.items():
        if (cut := _cut(wide, size)) is not None:
            return code.encode() + cut
    raise AssertionError  # the last size is the one that it has


def _cut(wide: bytes, size: int) -> bytes | None:
    """Keep the low bytes of each number, all numbers at once; None where that loses something."""
    if size == _WIDE:
        return wide
    cut, again, one = bytearray(len(wide) // _WIDE * size), bytearray(len(wide)), b""
    for place in range(size):
        one = wide[place::_WIDE]
        cut[place::size] = again[place::_WIDE] = one
    # The highest bit that is kept is a sign.
    return bytes(cut) if again == wide and one.isascii() else None


def _converted(column: array[int]) -> bytes:
    """Write the numbers one by one."""
    low, high = min(column), max(column)
    code = next(code for code, size in _SIZES.items() if -low <= 1 << 8 * size - 1 > high)
    return code.encode() + _little(array(code, column)).tobytes()


def unpack(packed: bytes, lengths: Sequence[int]) -> list[array[int]]:
    """Take columns of these lengths out of bytes again; Damaged where they can't be in there."""
    columns, place = [], 0
    codes = {ord(code): size for code, size in _SIZES.items()}
    for length in lengths:
        size = codes.get(packed[place]) if place < len(packed) else None
        if size is None or place + 1 + length * size > len(packed):
            raise Damaged("a body has not the columns that it should have")
        column = array(chr(packed[place]))
        column.frombytes(packed[place + 1 : place + 1 + length * size])
        columns.append(array(WIDTH, _little(column)))
        place += 1 + length * size
    if place != len(packed):
        raise Damaged("a body is longer than its columns")
    return columns


def encode(batch: EventBatch) -> bytes:
    """Make the body of a batch, without its window and number."""
    head = _HEAD.pack(batch.t0, len(batch))
    packed = pack((batch.t, batch.kind, batch.doc, batch.a, batch.b, batch.c))
    return bytes([VERSION]) + zlib.compress(head + packed, QUICK)


def decode(body: bytes, *, window: int, seq: int) -> EventBatch:
    """Make the batch again; Damaged where the body is not one."""
    packed = inflate(body, VERSION, _LONGEST)
    if len(packed) < _HEAD.size:
        raise Damaged("a body is too short")
    t0, count = _HEAD.unpack_from(packed)
    if count > MAX_EVENTS:
        raise Damaged("a body has more events than a batch")
    columns = unpack(packed[_HEAD.size :], [count] * len(COLUMNS))
    named = dict(zip(COLUMNS, columns, strict=True))
    try:
        return EventBatch.of(seq, t0=t0, window=window, **named)
    except EventError:
        raise Damaged("a body's columns are no batch") from None


def inflate(body: bytes, version: int, longest: int) -> bytes:
    """Take the compressed part of a body; Damaged where it is none, or longer than it may be."""
    if not body or body[0] != version:
        raise Damaged("a body is of no known version")
    stream = zlib.decompressobj()
    try:
        packed = stream.decompress(body[1:], longest)
    except zlib.error:
        raise Damaged("a body can't be unpacked") from None
    if not stream.eof or stream.unused_data:
        raise Damaged("a body is cut off, or longer than it says")
    return packed


def _little(column: array[int]) -> array[int]:
    if sys.byteorder == "big":
        column.byteswap()
    return column

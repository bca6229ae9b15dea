"""Many old batches in one body, column by column: alike numbers side by side compress well.

``a``, ``b`` and ``c`` mean something else in each kind of event, so they are ordered by kind first.
"""

from __future__ import annotations

import zlib
from array import array
from itertools import accumulate, chain
from operator import sub
from struct import Struct
from typing import TYPE_CHECKING

from pulsedev.core.events import MAX_EVENTS, WIDTH, EventBatch, EventError
from pulsedev.core.stimuli import Arrived
from pulsedev.store.columns import inflate, pack, unpack
from pulsedev.store.errors import Damaged
from pulsedev.store.rows import ms, seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

VERSION = 1
"""The first byte of a block: how the rest is to be read."""

FULL_BATCHES = 4_096
"""Batches in a block, some days' work: larger ones are hardly smaller for each event."""

FULL_EVENTS = 32_768
"""Events in a block, after which no further batch is put into it."""

SMALLEST = 9
"""zlib's best: a block is written some times and read for years."""

MOST_EVENTS = FULL_EVENTS + MAX_EVENTS

BY_BATCH, BY_EVENT = 5, 6
"""Columns with a number for each batch, and for each event."""

_HEAD = Struct("<II")
"""Batches and events."""

_LONGEST = _HEAD.size + 8 * (BY_BATCH * FULL_BATCHES + BY_EVENT * MOST_EVENTS) + BY_BATCH + BY_EVENT


def pack_block(arrivals: Sequence[Arrived]) -> bytes:
    """Make a body of at most FULL_BATCHES batches, which are in the order of arrival."""
    batches = [arrived.batch for arrived in arrivals]
    at = array(WIDTH, (ms(arrived.at) for arrived in arrivals))
    lag = map(sub, at, (batch.t0 for batch in batches))
    kind = _joined(batch.kind for batch in batches)
    order = _by_kind(kind)
    columns = [
        _steps(batch.window for batch in batches),
        _steps(batch.seq for batch in batches),
        _steps(at),
        array(WIDTH, lag),
        array(WIDTH, map(len, batches)),
        _joined(_steps(batch.t) for batch in batches),
        kind,
        _joined(batch.doc for batch in batches),
        *(_sorted(_joined(column), order) for column in _details(batches)),
    ]
    head = _HEAD.pack(len(batches), len(kind))
    return bytes([VERSION]) + zlib.compress(head + pack(columns), SMALLEST)


def unpack_block(body: bytes) -> list[Arrived]:
    """Make the batches again; Damaged where the body is no block."""
    packed = inflate(body, VERSION, _LONGEST)
    if len(packed) < _HEAD.size:
        raise Damaged("a block is too short")
    batches, events = _HEAD.unpack_from(packed)
    if batches > FULL_BATCHES or events > MOST_EVENTS:
        raise Damaged("a block has more in it than a block can")
    lengths = [batches] * BY_BATCH + [events] * BY_EVENT
    columns = unpack(packed[_HEAD.size :], lengths)
    window, seq, at, lag, counts = columns[:BY_BATCH]
    if min(counts, default=0) < 0 or sum(counts) != events:
        raise Damaged("a block's batches have not the events that they should have")
    order = _by_kind(columns[6])
    columns[8:] = [_unsorted(column, order) for column in columns[8:]]
    try:
        return _batches(map(accumulate, (window, seq, at)), lag, counts, columns[BY_BATCH:])
    except (EventError, OverflowError):
        raise Damaged("a block's columns are no batches") from None


def _batches(
    numbers: Iterable[Iterable[int]],
    lags: array[int],
    counts: array[int],
    columns: list[array[int]],
) -> list[Arrived]:
    found, start = [], 0
    for window, seq, at, lag, count in zip(*numbers, lags, counts, strict=True):
        steps, kind, doc, a, b, c = (column[start : start + count] for column in columns)
        t, t0 = array(WIDTH, accumulate(steps)), at - lag
        batch = EventBatch.of(seq, t0=t0, t=t, kind=kind, doc=doc, a=a, b=b, c=c, window=window)
        found.append(Arrived(batch, seconds(at)))
        start += count
    return found


def _details(batches: Sequence[EventBatch]) -> tuple[Iterable[array[int]], ...]:
    return (
        (batch.a for batch in batches),
        (batch.b for batch in batches),
        (batch.c for batch in batches),
    )


def _joined(columns: Iterable[array[int]]) -> array[int]:
    return array(WIDTH, chain.from_iterable(columns))


def _steps(values: Iterable[int]) -> array[int]:
    """Return the first value and the differences of all others to the ones before them."""
    found, last = array(WIDTH), 0
    for value in values:
        found.append(value - last)
        last = value
    return found


def _by_kind(kind: array[int]) -> list[int]:
    return sorted(range(len(kind)), key=kind.__getitem__)


def _sorted(column: array[int], order: list[int]) -> array[int]:
    return array(WIDTH, map(column.__getitem__, order))


def _unsorted(column: array[int], order: list[int]) -> array[int]:
    found = array(WIDTH, bytes(8 * len(order)))
    for place, value in zip(order, column, strict=True):
        found[place] = value
    return found

"""From the params of ``pulsedev/events`` to the core's batch: columns of whole numbers alone.

Nearly all batches are sound, and that is seen without a look at each number's type. Of a batch that
is not seen to be sound so, each rule is checked in its turn, and the first that it breaks is told.
"""

from __future__ import annotations

import struct
from operator import itemgetter
from typing import TYPE_CHECKING

from pulsedev.core.events import COLUMNS, EventBatch, EventError
from pulsedev.rpc.checks import ParamsError
from pulsedev.rpc.params import MOST_SEQ

if TYPE_CHECKING:
    from pulsedev.rpc.frames import Frame

_EVENT_KEYS = ("seq", "t0", *COLUMNS)

_each = itemgetter(*_EVENT_KEYS)


def read_batch(params: object, frame: Frame) -> EventBatch:
    """Check the params of a frame and build the core's batch; the same as ``to_batch``, sooner."""
    batch = _at_a_glance(params)
    if batch is not None and frame.is_without_truths(lambda: _numbers(batch)):
        return batch
    return to_batch(params)


def _at_a_glance(params: object) -> EventBatch | None:
    """Build a batch in which nothing is wrong but, perhaps, True for 1 and False for 0."""
    if type(params) is not dict or len(params) != len(_EVENT_KEYS):
        return None
    try:
        seq, t0, t, kind, doc, a, b, c = _each(params)
        if type(seq) is not int or type(t0) is not int or seq > MOST_SEQ:
            return None
        if not type(t) is type(kind) is type(doc) is type(a) is type(b) is type(c) is list:
            return None
        return EventBatch.of(seq, t0=t0, t=t, kind=kind, doc=doc, a=a, b=b, c=c)
    except (KeyError, EventError):
        return None


def _numbers(batch: EventBatch) -> bytes:
    """Return the bytes of all numbers that the params hold, the columns' lengths included."""
    head = struct.pack("<8q", batch.seq, batch.t0, *[len(batch)] * len(COLUMNS))
    columns = (batch.t, batch.kind, batch.doc, batch.a, batch.b, batch.c)
    return b"".join([head, *columns])


def to_batch(params: object) -> EventBatch:
    """Check the params and build the core's batch.

    >>> columns = dict.fromkeys(COLUMNS, [1])
    >>> len(to_batch({"seq": 1, "t0": 0, **columns}))
    1
    >>> to_batch({"seq": 1, "t0": 0, **columns, "path": ["x"]})
    Traceback (most recent call last):
    pulsedev.rpc.checks.ParamsError: a column that is not in the protocol
    """
    if type(params) is not dict:
        raise ParamsError("params: must be an object")
    try:
        seq, t0, *columns = [params[key] for key in _EVENT_KEYS]
    except KeyError:
        raise ParamsError("seq, t0 or a column is missing") from None
    if len(params) > len(_EVENT_KEYS):
        _refuse_columns(params)
    for column in columns:
        # array() would also read bytes, and True as 1.
        if type(column) is not list or bool in set(map(type, column)):
            raise ParamsError("columns: must be lists of whole numbers")
    if type(seq) is not int or type(t0) is not int or seq > MOST_SEQ:
        raise ParamsError("seq and t0: must be whole numbers of at most 53 bits")
    t, kind, doc, a, b, c = columns
    try:
        return EventBatch.of(seq, t0=t0, t=t, kind=kind, doc=doc, a=a, b=b, c=c)
    except EventError as error:
        raise ParamsError(str(error)) from None


def _refuse_columns(params: dict[str, object]) -> None:
    if any(isinstance(params[key], list) for key in params.keys() - set(_EVENT_KEYS)):
        raise ParamsError("a column that is not in the protocol")

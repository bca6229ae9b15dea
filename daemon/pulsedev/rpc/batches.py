"""From the params of ``pulsedev/events`` to the core's batch: columns of whole numbers alone."""

from __future__ import annotations

from pulsedev.core.events import COLUMNS, EventBatch, EventError
from pulsedev.rpc.checks import ParamsError
from pulsedev.rpc.params import MOST_SEQ

_EVENT_KEYS = ("seq", "t0", *COLUMNS)


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

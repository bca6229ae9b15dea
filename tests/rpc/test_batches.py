"""The quick check of a batch accepts and refuses exactly what the plain rules below do."""

from __future__ import annotations

import itertools
from array import array
from typing import TYPE_CHECKING, Any

import msgpack  # type: ignore[import-untyped]  # it ships no stubs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pulsedev.core.events import (
    COLUMNS,
    DOCUMENT_BITS,
    MAX_EVENTS,
    MAX_TIME_MS,
    WIDTH,
    EventBatch,
    EventError,
)
from pulsedev.rpc.batches import read_batch, to_batch
from pulsedev.rpc.checks import ParamsError
from pulsedev.rpc.frames import Encoding, Frame
from pulsedev.rpc.params import MOST_SEQ

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

NOT_PLAIN = "columns: must be lists of whole numbers"
NOT_WHOLE = "columns hold whole numbers of at most 64 bits"


def refusal(params: object) -> str:
    """Return the first rule that params break, looked at number by number; empty if none."""
    if not isinstance(params, dict):
        return "params: must be an object"
    if not {"seq", "t0", *COLUMNS} <= params.keys():
        return "seq, t0 or a column is missing"
    return next(broken(params), "")


def broken(params: dict[str, Any]) -> Iterator[str]:
    """Tell which rules of the wire are broken, then those of the core, in their order."""
    others = params.keys() - {"seq", "t0", *COLUMNS}
    if any(isinstance(params[key], list) for key in others):
        yield "a column that is not in the protocol"
    columns = [params[name] for name in COLUMNS]
    for column in columns:
        if not isinstance(column, list) or any(isinstance(value, bool) for value in column):
            yield NOT_PLAIN
    seq, t0 = params["seq"], params["t0"]
    whole = all(isinstance(one, int) and not isinstance(one, bool) for one in (seq, t0))
    if not whole or seq > MOST_SEQ:
        yield "seq and t0: must be whole numbers of at most 53 bits"
    for value in itertools.chain(*columns):
        if not isinstance(value, int) or not -(2**63) <= value < 2**63:
            yield NOT_WHOLE
    yield from broken_in_core(seq, t0, columns)


def broken_in_core(seq: int, t0: int, columns: list[list[int]]) -> Iterator[str]:
    """Tell which rules columns of whole numbers break."""
    times, kinds, documents, *_ = columns
    if any(len(column) != len(times) for column in columns):
        yield "columns must be equally long"
    if len(times) > MAX_EVENTS:
        yield f"a batch holds at most {MAX_EVENTS} events"
    if not 0 <= t0 < MAX_TIME_MS or seq < 0:
        yield "seq and t0 must not be negative, nor t0 beyond all clocks"
    if times and (times[0] < 0 or t0 + times[-1] >= MAX_TIME_MS):
        yield "times must not be negative, nor beyond all clocks"
    if any(later < time for time, later in itertools.pairwise(times)):
        yield "times must not fall"
    if any(one < 0 for one in kinds) or any(not 0 <= one < 2**DOCUMENT_BITS for one in documents):
        yield "kind and doc must not be negative, doc at most 52 bits"


EDGES = [
    *(0, 1, -1, 2, 15, 16, 127, 128, 194, 195, 0xC2C3, 255, 256, -62, -61, -128, -129, 32_768),
    *(2**31, 2**47, 2**52 - 1, 2**52, 2**53, 2**56, 2**63 - 1, -(2**63), 0xC200_0000_00C3),
]
"""Where a width, a sign or a limit ends, and numbers that look like truths as bytes."""

WHOLE = st.sampled_from(EDGES) | st.integers(-(2**63), 2**63 - 1) | st.integers(0, 300)
ODD: st.SearchStrategy[Any] = (
    st.booleans()
    | st.sampled_from([None, 1.0, 0.5, "1", 2**63, 2**64 - 1])
    | st.builds(list)
    | st.builds(dict)
)
"""No number of a column, though some are equal to one."""


@st.composite
def sound(draw: st.DrawFn) -> dict[str, Any]:
    """Make params of which each rule holds."""
    count = draw(st.integers(0, 20) | st.sampled_from([194, 195, 200]))

    def column(values: st.SearchStrategy[int]) -> list[int]:
        some = draw(st.lists(values, min_size=min(count, 20), max_size=min(count, 20)))
        return (some * count)[:count]

    return {
        "seq": draw(st.integers(0, MOST_SEQ) | st.sampled_from([194, 0xC2C3])),
        "t0": draw(st.integers(0, 2**46) | st.sampled_from([194, 0x18B_C2C3_C2C3])),
        "t": sorted(column(st.integers(0, 100_000) | st.integers(0, 2**46 - 1))),
        "kind": column(st.integers(0, 19) | st.integers(0, 2**63 - 1)),
        "doc": column(st.integers(0, 2**DOCUMENT_BITS - 1)),
        **{name: column(WHOLE) for name in "abc"},
    }


@st.composite
def damaged(draw: st.DrawFn) -> object:
    """Make params in which up to three things are changed, whatever comes of it."""
    params = draw(sound())
    for _ in range(draw(st.integers(0, 3))):
        name = draw(st.sampled_from([*params, *COLUMNS, "client", "path"]))
        column = params.get(name)
        match draw(st.integers(0, 5)), column:
            case (0, _):
                params.pop(name, None)
            case (1, _):
                params[name] = draw(WHOLE | ODD | st.lists(WHOLE, max_size=3))
            case (2, list()):
                column.append(draw(WHOLE | ODD))
            case (_, list()) if column:
                column[draw(st.integers(0, len(column) - 1))] = draw(WHOLE | ODD)
            case _:
                pass
    return draw(st.sampled_from([params] * 9 + [list(params)]))


def told(read: Callable[..., EventBatch], *args: object) -> object:
    """Return what is read, by its values, or the reason why it is refused."""
    try:
        batch = read(*args)
    except ParamsError as error:
        return str(error)
    columns = [getattr(batch, name) for name in COLUMNS]
    assert all(column.typecode == WIDTH for column in columns)
    return [batch.seq, batch.t0, *(column.tolist() for column in columns)]


def by_the_rules(params: object) -> object:
    """Return what ``told`` should."""
    if why := refusal(params):
        return why
    assert isinstance(params, dict)
    return [params[name] for name in ("seq", "t0", *COLUMNS)]


def alike(column: Any) -> dict[str, Any]:  # noqa: ANN401 - also what is no column
    """Return six columns of the same values."""
    return dict.fromkeys(COLUMNS, column)


ONE: dict[str, Any] = {"seq": 1, "t0": 0, **alike([1])}


@given(damaged(), st.sampled_from(Encoding))
@example(ONE | alike([0, 1]) | {"a": [194, True]}, Encoding.MSGPACK)
@example(ONE | {"c": [False]}, Encoding.MSGPACK)
@example(ONE | {"a": [True]}, Encoding.JSON)
@example(ONE | {"client": "falsetrue\u0082"}, Encoding.JSON)
@example(ONE | {"client": True}, Encoding.MSGPACK)
def test_the_quick_way_says_what_the_rules_say(params: object, encoding: Encoding) -> None:
    """Batch and reason are the same on the quick way, the full way and by the plain rules."""
    frame = Frame.of({"params": params}, encoding)
    arrived: Any = frame.message()
    expected = by_the_rules(arrived["params"])
    assert told(read_batch, arrived["params"], frame) == expected
    assert told(to_batch, arrived["params"]) == expected


@given(sound(), st.sampled_from(Encoding))
def test_a_sound_batch_is_what_was_sent(params: dict[str, Any], encoding: Encoding) -> None:
    """Every sound batch is taken, whatever bytes its numbers are made of."""
    frame = Frame.of(params, encoding)
    assert told(read_batch, frame.message(), frame) == by_the_rules(params)
    assert not refusal(params)


@given(sound(), st.data())
def test_one_truth_among_numbers_is_found(params: dict[str, Any], data: st.DataObject) -> None:
    """Wherever a single true or false stands in for a number, the batch is refused for it."""
    column = params[data.draw(st.sampled_from(COLUMNS))]
    column.insert(data.draw(st.integers(0, len(column))), data.draw(st.booleans()))
    frame = Frame.of(params, Encoding.MSGPACK)
    assert told(read_batch, frame.message(), frame) == NOT_PLAIN


def test_a_key_that_comes_twice_hides_no_truth() -> None:
    """Numbers of a column that a second one replaces account for no truth of that one."""
    pairs = [*ONE.items(), ("a", [194]), ("a", [True])]
    packed = b"".join(msgpack.packb(part) for pair in pairs for part in pair)
    frame = Frame(Encoding.MSGPACK, bytes([0x80 + len(pairs)]) + packed)
    assert told(read_batch, frame.message(), frame) == NOT_PLAIN


@pytest.mark.parametrize("values", [range(3), (0, 1, 2), b"\0\1\2"])
def test_columns_of_other_sequences_are_the_same(values: Sequence[int]) -> None:
    """The core takes any sequence of whole numbers, not only lists."""
    assert EventBatch.of(1, t0=0, **alike(values)) == EventBatch.of(1, t0=0, **alike([0, 1, 2]))


def test_a_batch_keeps_columns_of_its_own() -> None:
    """Who made a batch of columns and changes these changes no batch."""
    column = array(WIDTH, [0])
    batch = EventBatch.of(1, t0=0, **alike(column))
    column[0] = 5
    assert batch.t[0] == batch.c[0] == 0
    with pytest.raises(EventError, match="whole numbers"):
        EventBatch.of(1, t0=0, **alike("x"))

"""Bodies give back what was put into them, and any other bytes are said to be damaged."""

from __future__ import annotations

import zlib
from array import array
from contextlib import suppress
from operator import attrgetter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.events import DOCUMENT_BITS, MAX_TIME_MS, EventBatch
from pulsedev.core.stimuli import Arrived
from pulsedev.store import blocks, columns
from pulsedev.store.blocks import FULL_BATCHES, pack_block, unpack_block
from pulsedev.store.errors import Damaged

if TYPE_CHECKING:
    from collections.abc import Callable

WIDE = st.integers(-(2**63), 2**63 - 1)
SMALL = st.integers(-3, 300)


@st.composite
def batches(draw: st.DrawFn) -> EventBatch:
    """Make any batch that there can be."""
    t0 = draw(st.integers(0, MAX_TIME_MS - 1))
    count = draw(st.integers(0, 20))

    def column(values: st.SearchStrategy[int]) -> list[int]:
        return draw(st.lists(values, min_size=count, max_size=count))

    return EventBatch.of(
        draw(st.integers(0, 2**63 - 1)),
        t0=t0,
        t=sorted(column(st.integers(0, MAX_TIME_MS - 1 - t0))),
        kind=column(st.integers(0, 20)),
        doc=column(st.integers(0, 2**DOCUMENT_BITS - 1)),
        a=column(WIDE),
        b=column(SMALL),
        c=column(WIDE | SMALL),
        window=draw(st.integers(0, 2**40)),
    )


@st.composite
def arrivals(draw: st.DrawFn) -> list[Arrived]:
    """Make any batches with the times of their arrival, in order."""
    times = st.integers(0, MAX_TIME_MS).map(lambda at: at / 1000)
    made = draw(st.lists(st.builds(Arrived, batches(), times), max_size=8))
    return sorted(made, key=attrgetter("at"))


@given(batches())
def test_any_batch(batch: EventBatch) -> None:
    """A batch is the same after it was in a body."""
    assert columns.decode(columns.encode(batch), window=batch.window, seq=batch.seq) == batch


EDGES = sorted(
    sign * 2**power + step
    for power in (7, 8, 15, 16, 31, 32, 63)
    for sign in (1, -1)
    for step in (-1, 0)
)
"""The last numbers that a width holds, and the first that it does not."""


def plainly_packed(column: list[int]) -> bytes:
    """Write a column in the narrowest width, number by number."""
    code, size = next(
        (code, size)
        for code, size in zip("bhiq", (1, 2, 4, 8), strict=True)
        if all(-(256**size // 2) <= one < 256**size // 2 for one in column)
    )
    return code.encode() + b"".join(one.to_bytes(size, "little", signed=True) for one in column)


@given(
    st.lists(
        st.lists(st.sampled_from([one for one in EDGES if -(2**63) <= one < 2**63]) | SMALL | WIDE)
    )
)
def test_columns_are_narrow(made: list[list[int]]) -> None:
    """A column takes the narrowest width that holds all its numbers, byte by byte as it says."""
    packed = columns.pack(array("q", column) for column in made)
    assert packed == b"".join(map(plainly_packed, made))


@given(arrivals())
def test_any_block(many: list[Arrived]) -> None:
    """Batches and their times are the same after they were in a block."""
    assert unpack_block(pack_block(many)) == many


def read_batch(body: bytes) -> object:
    """Read a body as that of a batch."""
    return columns.decode(body, window=1, seq=1)


READERS = (read_batch, unpack_block)


@pytest.mark.parametrize("read", READERS)
@given(body=st.binary(max_size=200), wrapped=st.booleans())
def test_any_bytes(read: Callable[[bytes], object], body: bytes, wrapped: bool) -> None:  # noqa: FBT001 - drawn
    """Any bytes, packed or not, are a batch or damaged, and nothing else."""
    packed = bytes([columns.VERSION]) + zlib.compress(body) if wrapped else body
    with suppress(Damaged):
        read(packed)


@pytest.mark.parametrize("read", READERS)
@given(many=arrivals().filter(bool), place=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_a_flipped_bit(
    read: Callable[[bytes], object], many: list[Arrived], place: int, bit: int
) -> None:
    """No bit can change unnoticed."""
    if read is unpack_block:
        body = bytearray(pack_block(many))
    else:
        body = bytearray(columns.encode(many[0].batch))
    before = bytes(body)
    body[place % len(body)] ^= 1 << bit
    with suppress(Damaged):
        assert read(bytes(body)) == read(before)


@given(many=arrivals().filter(bool), length=st.integers(0, 10**6))
def test_a_body_cut_off(many: list[Arrived], length: int) -> None:
    """The beginning of a body is no body."""
    for body, read in (
        (pack_block(many), unpack_block),
        (columns.encode(many[0].batch), read_batch),
    ):
        with pytest.raises(Damaged):
            read(body[: length % len(body)])


def test_a_small_body_of_much() -> None:
    """A body that would unpack to more than any batch is refused before it has."""
    bomb = bytes([columns.VERSION]) + zlib.compress(bytes(200_000_000), 9)
    for read in READERS:
        with pytest.raises(Damaged, match="cut off"):
            read(bomb)


def test_more_than_a_block_holds() -> None:
    """Numbers of batches and events that no block has are refused before they are read."""
    for counts in ((FULL_BATCHES + 1, 0), (0, blocks.MOST_EVENTS + 1)):
        head = b"".join(count.to_bytes(4, "little") for count in counts)
        with pytest.raises(Damaged, match="more in it"):
            unpack_block(bytes([blocks.VERSION]) + zlib.compress(head))


@pytest.mark.parametrize(("value", "size"), [(0, 1), (-128, 1), (128, 2), (2**31, 8)])
def test_columns_are_as_narrow_as_can_be(value: int, size: int) -> None:
    """A column takes as many bytes for each number as its widest one needs."""
    assert len(columns.pack([array("q", [0, value])])) == 1 + 2 * size


def test_a_wrong_sum_of_events(monkeypatch: pytest.MonkeyPatch) -> None:
    """A block whose batches would have more events than it has is refused."""
    batch = EventBatch.of(1, t0=0, t=[5], kind=[1], doc=[1], a=[1], b=[0], c=[0])
    monkeypatch.setattr(EventBatch, "__len__", lambda _: 2)
    body = pack_block([Arrived(batch, 1.0)])
    with pytest.raises(Damaged, match="events"):
        unpack_block(body)

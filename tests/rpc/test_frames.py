"""The parser takes bytes however they are split, and refuses what is no frame within limits."""

from __future__ import annotations

import itertools

import msgpack  # type: ignore[import-untyped]  # it ships no stubs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.rpc.frames import (
    HEAD_END,
    MAX_BODY,
    MAX_HEAD,
    BodyError,
    Encoding,
    Frame,
    FrameError,
    FrameParser,
)

SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10
)
MESSAGES = st.lists(st.tuples(st.dictionaries(st.text(), VALUES), st.sampled_from(Encoding)))


def frames(*chunks: bytes) -> list[Frame]:
    """Parse chunks of bytes with one parser."""
    parser = FrameParser()
    return [frame for chunk in chunks for frame in parser.feed(chunk)]


@given(MESSAGES, st.lists(st.integers(min_value=0)))
def test_any_split_gives_the_same_frames(
    messages: list[tuple[dict[str, object], Encoding]], cuts: list[int]
) -> None:
    """How the bytes were cut on the way makes no difference, in either encoding."""
    data = b"".join(bytes(Frame.of(*message)) for message in messages)
    places = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    found = frames(*(data[start:stop] for start, stop in itertools.pairwise(places)))
    assert [(frame.message(), frame.encoding) for frame in found] == messages


@pytest.mark.parametrize("content_type", [None, *(each.value for each in Encoding)])
@pytest.mark.parametrize("length", [0, 7, MAX_BODY, MAX_BODY + 1, 99_999_999, 100_000_000])
def test_a_usual_head_means_what_any_other_does(length: int, content_type: str | None) -> None:
    """The form that clients write is read as the same lines in another order and case are."""
    lines = [
        f"Content-Length: {length}",
        *([f"Content-Type: {content_type}"] * (content_type is not None)),
    ]
    usual = "\r\n".join(lines).encode() + HEAD_END
    other = "\r\n".join(line.swapcase() for line in reversed(lines)).encode() + HEAD_END
    if length > MAX_BODY:
        for head in (usual, other):
            with pytest.raises(FrameError):
                frames(head)
    else:
        [frame] = frames(usual, bytes(length))
        assert [frame] == frames(other, bytes(length))


@given(st.lists(st.binary(max_size=200)))
def test_any_bytes_are_frames_or_a_frame_error(chunks: list[bytes]) -> None:
    """Whatever comes in, the parser yields frames or raises FrameError, and holds no more."""
    parser = FrameParser()
    try:
        for chunk in chunks:
            for frame in parser.feed(chunk):
                assert len(frame.body) <= MAX_BODY
    except FrameError:
        pass


@given(st.binary(max_size=300), st.sampled_from(Encoding))
def test_any_body_is_a_message_or_a_body_error(body: bytes, encoding: Encoding) -> None:
    """A body decodes or raises BodyError, which quotes nothing of it."""
    told = ""
    try:
        Frame(encoding, body).message()
    except BodyError as error:
        told = f"{error}{error.__cause__ or ''}"
    assert told in ("", f"not a {encoding.name} body")


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: 2",
        "content-length:2",
        "CONTENT-LENGTH :  2 ",
        "Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf8",
        'X-Other: yes\r\nContent-Length: 2\r\ncontent-type: Application/JSON; charset="UTF-8"',
    ],
)
def test_header_variants(head: str) -> None:
    """Names are case-blind, blanks around values do not matter, JSON is what is meant."""
    assert frames(head.encode() + HEAD_END + b"[]") == [Frame(Encoding.JSON, b"[]")]


@pytest.mark.parametrize("name", ["vnd.msgpack", "msgpack", "x-msgpack"])
def test_synonyms_of_messagepack(name: str) -> None:
    """MessagePack goes by three names."""
    head = f"Content-Type: application/{name}\r\nContent-Length: 1".encode()
    assert frames(head + HEAD_END + b"\x90") == [Frame(Encoding.MSGPACK, b"\x90")]


@pytest.mark.parametrize(
    "head",
    [
        "Content-Type: application/json",
        "Content-Length: -1",
        "Content-Length: 1e3",
        "Content-Length: \N{SUPERSCRIPT TWO}",
        f"Content-Length: {MAX_BODY + 1}",
        f"Content-Length: {'9' * 5000}",
        "Content-Length: 2\r\nContent-Length: 3",
        "Content-Length: 2\r\nContent-Type: application/cbor",
        "Content-Length: 2\r\nContent-Type: application/json; charset=utf-16",
        "Content-Length: 2\r\nhello",
        "",
    ],
)
def test_what_is_no_header_block(head: str) -> None:
    """A header block that does not say where the body ends is a FrameError."""
    with pytest.raises(FrameError):
        frames(head.encode() + HEAD_END)


def test_header_block_is_bounded() -> None:
    """An endless header block is refused as soon as it is over the limit."""
    parser = FrameParser()
    assert not list(parser.feed(b"x" * MAX_HEAD))
    with pytest.raises(FrameError, match="limit"):
        list(parser.feed(b"x" * 10))


def test_largest_body() -> None:
    """A body of exactly the limit goes through."""
    body = b'"' + b"x" * (MAX_BODY - 2) + b'"'
    [frame] = frames(bytes(Frame(Encoding.JSON, body)))
    assert len(frame.body) == MAX_BODY


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        (Encoding.JSON, b""),
        (Encoding.JSON, b"{nope"),
        (Encoding.JSON, b"[" * 200_000),
        (Encoding.JSON, b"NaN"),
        (Encoding.JSON, b'{"a": -Infinity}'),
        (Encoding.JSON, b"9" * 5000),
        (Encoding.JSON, b'"\xff"'),
        (Encoding.JSON, '"utf-16"'.encode("utf-16")),
        (Encoding.MSGPACK, b""),
        (Encoding.MSGPACK, b"\xc1"),
        (Encoding.MSGPACK, b"\x91" * 200_000),
        (Encoding.MSGPACK, b"\xdd\xff\xff\xff\xff"),
        (Encoding.MSGPACK, b"\xdf\xff\xff\xff\xff"),
        (Encoding.MSGPACK, msgpack.packb({1: 2})),
        (Encoding.MSGPACK, msgpack.packb(b"bytes")),
        (Encoding.MSGPACK, msgpack.packb(msgpack.ExtType(5, b"ext"))),
        (Encoding.MSGPACK, msgpack.packb(msgpack.Timestamp(1, 2))),
        (Encoding.MSGPACK, b"\xa2\xed\xa0"),
        (Encoding.MSGPACK, b"\xc0\xc0"),
    ],
)
def test_broken_bodies(encoding: Encoding, body: bytes) -> None:
    """Bombs, foreign types and half messages are a BodyError, and the next frame is unharmed."""
    broken, sound = frames(bytes(Frame(encoding, body)) + bytes(Frame.of({}, encoding)))
    with pytest.raises(BodyError):
        broken.message()
    assert sound.message() == {}

"""LSP frames: a header block, then a body in the encoding that its Content-Type names.

Nothing here reads or writes a stream: bytes go in, frames come out. What a peer can send is
bounded before it costs memory, and no error quotes it.

>>> data = bytes(Frame.of({"jsonrpc": "2.0", "method": "exit"}, Encoding.MSGPACK))
>>> parser = FrameParser()
>>> list(parser.feed(data[:20]))
[]
>>> [frame.message() for frame in parser.feed(data[20:])]
[{'jsonrpc': '2.0', 'method': 'exit'}]
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NoReturn

import msgpack  # type: ignore[import-untyped]  # it ships no stubs; no other module imports it

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HEAD_END = b"\r\n\r\n"
"""An empty line: the body follows."""

MAX_HEAD = 8 * 2**10
"""Bytes; the header blocks of real clients stay under 100."""

MAX_BODY = 16 * 2**20
"""Bytes; the largest batch that the core takes has under 6 MiB in either encoding."""

MAX_ITEMS = 2**17
"""Entries of one MessagePack array or map: the decoder allocates them before it has read them."""

MAX_DIGITS = 8
"""Enough for any length within the limit; ``int()`` is slow on very long numbers."""


class FrameError(ValueError):
    """The peer sent bytes that are no frame; where the next one starts is unknown."""


class BodyError(ValueError):
    """A frame's body holds no message; the frame after it is unharmed."""


class Encoding(Enum):
    """How a body is written; the value is the Content-Type that we send."""

    JSON = "application/vscode-jsonrpc; charset=utf-8"
    MSGPACK = "application/vnd.msgpack"


MEDIA_TYPES = {
    "application/vscode-jsonrpc": Encoding.JSON,
    "application/json": Encoding.JSON,
    "application/vnd.msgpack": Encoding.MSGPACK,
    "application/msgpack": Encoding.MSGPACK,
    "application/x-msgpack": Encoding.MSGPACK,
}
"""What a peer may call them, parameters apart. No Content-Type at all means JSON."""

CHARSETS = ("utf-8", "utf8")
"""The LSP's charset and its name in old clients; another one would need another decoder."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message as it travels."""

    encoding: Encoding
    body: bytes

    @classmethod
    def of(cls, message: object, encoding: Encoding) -> Frame:
        """Encode a message of plain dicts, lists, strings and numbers."""
        if encoding is Encoding.MSGPACK:
            return cls(encoding, msgpack.packb(message))
        return cls(encoding, json.dumps(message, separators=(",", ":")).encode())

    def message(self) -> object:
        """Decode the body.

        >>> Frame(Encoding.JSON, b"{nope").message()
        Traceback (most recent call last):
        pulsedev.rpc.frames.BodyError: not a JSON body
        """
        try:
            if self.encoding is Encoding.JSON:
                return _JSON.decode(self.body.decode())
            # Bytes and extension types have no counterpart in JSON, so no message holds them.
            decoded: object = msgpack.unpackb(
                self.body,
                max_array_len=MAX_ITEMS,
                max_map_len=MAX_ITEMS,
                max_bin_len=0,
                max_ext_len=0,
            )
        except (ValueError, RecursionError, MemoryError):
            # The decoder's own error may quote the body, so it is not chained.
            raise BodyError(f"not a {self.encoding.name} body") from None
        return decoded

    def is_without_truths(self, numbers: Callable[[], bytes]) -> bool:
        """Whether the body surely holds neither true nor false, without a look at each value.

        ``numbers`` makes bytes of whole numbers that the body is known to hold, of any width.
        False says nothing, True is certain: in MessagePack each true or false is one byte of two.
        The same bytes occur in numbers, and as often in any other form of these; a true or false
        that was taken for a 1 or 0 is one more than they account for.
        """
        if self.encoding is Encoding.JSON:
            return b"true" not in self.body and b"false" not in self.body
        found = _truths(self.body)
        return not found or found == _truths(numbers())

    def __bytes__(self) -> bytes:
        head = f"Content-Length: {len(self.body)}\r\nContent-Type: {self.encoding.value}\r\n\r\n"
        return head.encode("ascii") + self.body


def _truths(data: bytes) -> int:
    # replace() leaps from one to the next; count() would look at each byte by itself.
    return sum(len(data) - len(data.replace(one, b"")) for one in (b"\xc2", b"\xc3"))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


_JSON = json.JSONDecoder(parse_constant=_no_constant)
"""JSON has neither NaN nor Infinity, though Python reads them."""


class FrameParser:
    """Cut a stream of bytes into frames, however the bytes were split on the way.

    It holds at most one header block and one body beyond the bytes just fed. After a
    FrameError it is of no more use.
    """

    __slots__ = ("_at", "_buffer", "_head")

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._at = 0
        """Where in the buffer the next head or body begins."""
        self._head: tuple[int, Encoding] | None = None

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Yield the frames that these bytes complete."""
        del self._buffer[: self._at]
        self._at = 0
        self._buffer += data
        while (frame := self._next()) is not None:
            yield frame

    def _next(self) -> Frame | None:
        if self._head is None:
            self._head = self._take_head()
        if self._head is None:
            return None
        length, encoding = self._head
        if len(self._buffer) - self._at < length:
            return None
        self._head = None
        return Frame(encoding, self._take(length))

    def _take_head(self) -> tuple[int, Encoding] | None:
        if usual := _USUAL_HEAD.match(self._buffer, self._at):
            length = int(usual[1])
            if length <= MAX_BODY:
                self._at = usual.end()
                return length, _USUAL[usual[2]]
        end = self._buffer.find(HEAD_END, self._at, self._at + MAX_HEAD + len(HEAD_END))
        if end < 0:
            if len(self._buffer) - self._at >= MAX_HEAD + len(HEAD_END):
                raise FrameError("header block over the limit")
            return None
        head = self._take(end + len(HEAD_END) - self._at)
        return _parse_head(head.decode("ascii", "replace"))

    def _take(self, length: int) -> bytes:
        begin, self._at = self._at, self._at + length
        return bytes(self._buffer[begin : self._at])


_USUAL_HEAD = re.compile(
    rb"Content-Length: (\d{1,8})\r\n"
    rb"(?:Content-Type: (application/vnd\.msgpack|application/vscode-jsonrpc; charset=utf-8)\r\n)?"
    rb"\r\n"
)
"""How nearly all clients write it; any other form is read line by line."""

_USUAL: dict[bytes | None, Encoding] = {
    None: Encoding.JSON,
    **{each.value.encode(): each for each in Encoding},
}


def _parse_head(head: str) -> tuple[int, Encoding]:
    fields: dict[str, str] = {}
    for line in head.split("\r\n"):
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if line and (not colon or name in fields):
            raise FrameError("a header line without a colon, or twice the same")
        fields[name] = value.strip()
    length = fields.get("content-length", "")
    if not length.isdecimal() or len(length) > MAX_DIGITS or int(length) > MAX_BODY:
        raise FrameError("Content-Length missing, not a number or over the limit")
    return int(length), _encoding(fields.get("content-type", Encoding.JSON.value))


def _encoding(content_type: str) -> Encoding:
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip(' "') not in CHARSETS:
            raise FrameError("a charset other than utf-8")
    if media_type not in MEDIA_TYPES:
        raise FrameError("Content-Type is neither JSON nor MessagePack")
    return MEDIA_TYPES[media_type]

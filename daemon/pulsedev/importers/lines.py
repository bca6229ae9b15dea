"""Text files as numbered lines, gzip or not, whole or damaged.

The rule: a damaged tail loses only the tail. A last line without its end may have been cut
anywhere, so it is part of the tail.
"""

from __future__ import annotations

import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pulsedev.importers.recording import Warn

GZIP = b"\x1f\x8b"
"""How every gzip file begins, whatever its name is."""

GZIP_WINDOW = 31
"""zlib's number for the largest window and a gzip header."""

BLOCK = 1 << 16
"""Bytes read at once; larger blocks gain nothing."""

LONGEST_LINE = 16 << 20
"""Bytes without a line end; more is no text, and would only fill the memory."""


class _DamageError(Exception):
    """The compressed data ends early or makes no sense from here on."""


def lines(path: Path, warn: Warn) -> Iterator[str]:
    """Yield the lines without their ends; say with ``warn`` what of the tail was lost."""
    number, rest = 0, b""
    try:
        for block in _blocks(path):
            *whole, rest = (rest + block).split(b"\n")
            if len(rest) > LONGEST_LINE:
                break
            number += len(whole)
            for line in whole:
                yield line.removesuffix(b"\r").decode("utf-8", "replace")
    except _DamageError:
        warn(f"{path.name}:{number + 1}: the compressed data is damaged; read up to here")
        return
    if rest:
        warn(f"{path.name}:{number + 1}: the last line is cut off; read up to here")


def first_line(path: Path) -> str:
    """Return the first line, or what there is of it, for finding out what the file is."""
    return next(lines(path, lambda _: None), "")


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        block = file.read(BLOCK)
        if block.startswith(GZIP):
            yield from _unpacked(file, block)
            return
        while block:
            yield block
            block = file.read(BLOCK)


def _unpacked(file: BinaryIO, block: bytes) -> Iterator[bytes]:
    unpack = zlib.decompressobj(GZIP_WINDOW)
    while block:
        before = unpack.copy()
        try:
            yield unpack.decompress(block)
        except zlib.error:
            # What a damaged block still holds comes out byte by byte.
            yield from _until_error(before.decompress, block)
            raise _DamageError from None
        block = unpack.unused_data or file.read(BLOCK)
        if unpack.eof and block.startswith(GZIP):
            # Several gzip files behind one another are one.
            unpack = zlib.decompressobj(GZIP_WINDOW)
        elif unpack.eof:
            return
    raise _DamageError


def _until_error(decompress: Callable[[bytes], bytes], block: bytes) -> Iterator[bytes]:
    with suppress(zlib.error):
        for place in range(len(block)):
            yield decompress(block[place : place + 1])

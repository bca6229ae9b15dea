"""Small files in the shape of each format, and what becomes of them."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from pulsedev.importers.detect import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Events = list[tuple[int, int, int, int, int, int]]


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """Write a table: a name and lines, compressed where the name says so."""

    def write(name: str, *lines: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = "".join(f"{line}\n" for line in lines).encode()
        path.write_bytes(gzip.compress(data, mtime=0) if name.endswith(".gz") else data)
        return path

    return write


@pytest.fixture
def events_of() -> Callable[[Path], Events]:
    """Read a file and put the events of all its batches into one list."""

    def flat(path: Path) -> Events:
        found: Events = []
        for recording in read(path):
            for arrived in recording.arrivals:
                batch = arrived.batch
                times = [batch.t0 + t for t in batch.t]
                assert arrived.at * 1000 >= times[-1]
                columns = (batch.kind, batch.doc, batch.a, batch.b, batch.c)
                found += zip(times, *columns, strict=True)
            assert recording.damage == []
        return found

    return flat

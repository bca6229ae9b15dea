"""What a frame of 200 events costs, against ``msgpack.unpackb`` alone and against stock pygls.

All in one process, each row in turn, medians over the rounds: our path from bytes to the waiting
batch, the bare decoding of the same bytes, and pygls' own path for the same events as JSON rows.
"""

from __future__ import annotations

import asyncio
import json
import logging
import statistics
import sys
import time
from typing import TYPE_CHECKING, Any

import msgpack  # type: ignore[import-untyped]  # it ships no stubs
from pygls.lsp.server import LanguageServer

from pulsedev.rpc.frames import Encoding, Frame, FrameParser
from pulsedev.rpc.server import PulseServer
from pulsedev.service import Service

if TYPE_CHECKING:
    from collections.abc import Callable

EVENTS = 200
ROUNDS = 400

COLUMNS = ("t", "kind", "doc", "a", "b", "c")
ROWS = [(7 * index, 1, 2**51 + index % 5, index % 3, 0, 0) for index in range(EVENTS)]


def _batch() -> dict[str, Any]:
    columns = {
        name: list(column) for name, column in zip(COLUMNS, zip(*ROWS, strict=True), strict=True)
    }
    params = {"seq": 1, "t0": 1_700_000_000_000, **columns}
    return {"jsonrpc": "2.0", "method": "pulsedev/events", "params": params}


def _as_rows() -> dict[str, Any]:
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]
    return {"jsonrpc": "2.0", "method": "pulsedev/events", "params": {"events": rows}}


async def _ours(encoding: Encoding) -> Callable[[], object]:
    service = Service(clock=lambda: 1_700_000_002.0)
    await service.tick()
    server = PulseServer(service, "00")
    initialize = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}
    server.protocol.receive(Frame.of(initialize, encoding))
    data = bytes(Frame.of(_batch(), encoding))
    parser = FrameParser()

    def run() -> None:
        for frame in parser.feed(data):
            server.protocol.receive(frame)

    return run


def _stock() -> Callable[[], object]:
    server = LanguageServer("stock", "0")
    server.feature("pulsedev/events")(lambda _: None)
    body = json.dumps(_as_rows())
    protocol = server.protocol

    def run() -> None:
        protocol.handle_message(json.loads(body, object_hook=protocol.structure_message))

    return run


def _bare() -> Callable[[], object]:
    body = Frame.of(_batch(), Encoding.MSGPACK).body
    return lambda: msgpack.unpackb(body)


async def main() -> int:
    """Print the medians in microseconds."""
    logging.getLogger("pygls").setLevel(logging.CRITICAL)  # the answers have nowhere to go
    paths = {
        "msgpack.unpackb alone": _bare(),
        "pulsedev, MessagePack columns": await _ours(Encoding.MSGPACK),
        "pulsedev, JSON columns": await _ours(Encoding.JSON),
        "stock pygls, JSON rows": _stock(),
    }
    found: dict[str, list[float]] = {name: [] for name in paths}
    for _ in range(ROUNDS):
        for name, run in paths.items():
            start = time.perf_counter()
            run()
            found[name].append((time.perf_counter() - start) * 1e6)
    for name, times in found.items():
        quartiles = statistics.quantiles(times, n=4)
        print(f"{name:30} {quartiles[1]:9.1f} us  ({quartiles[0]:.1f} to {quartiles[2]:.1f})")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

"""What a frame of 200 events costs in one process, without pipes, disk and threads.

Our path from bytes to the waiting batch, the bare decoding of the same bytes, and pygls' own path
for the same events as JSON rows; ``stdio.py`` has the same through real processes.
"""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING

import msgpack  # type: ignore[import-untyped]  # it ships no stubs
from pygls.lsp.server import LanguageServer
from tests.benchmarks.events import as_rows, chosen, notification, wire_rows
from tests.benchmarks.row import Row, Side, against
from tests.benchmarks.turns import MICRO, in_turn

from pulsedev.rpc.frames import Encoding, Frame, FrameParser
from pulsedev.rpc.server import PulseServer
from pulsedev.service import Service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GROUP = "A frame of 200 events in one process"
NOTE = "In memory, without pipe, disk or threads; says where the time of the real process goes."

EVENTS, ROUNDS = 200, 200
NOW = 1_700_000_000
ROWS = wire_rows(chosen(1), EVENTS)

BARE, STOCK = "msgpack.unpackb alone", "stock pygls, JSON rows"


async def ours(encoding: Encoding) -> Callable[[], object]:
    """Return our path, from bytes to the batch that waits for the next tick."""
    service = Service(clock=lambda: NOW + 10.0)
    await service.tick()
    server = PulseServer(service, "00")
    initialize = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}
    server.protocol.receive(Frame.of(initialize, encoding))
    data = bytes(Frame.of(notification(ROWS, 1, NOW * 1000), encoding))
    parser = FrameParser()

    def run() -> None:
        for frame in parser.feed(data):
            server.protocol.receive(frame)

    return run


def stock() -> Callable[[], object]:
    """Return pygls' own path for the same events as JSON rows."""
    server = LanguageServer("stock", "0")
    server.feature("pulsedev/events")(lambda _: None)
    body = json.dumps(as_rows(ROWS))
    protocol = server.protocol

    def run() -> None:
        protocol.handle_message(json.loads(body, object_hook=protocol.structure_message))

    return run


def bare() -> Callable[[], object]:
    """Return the decoding of the same bytes, the least that any server must do."""
    body = Frame.of(notification(ROWS, 1, NOW * 1000), Encoding.MSGPACK).body
    return lambda: msgpack.unpackb(body)


async def _rows() -> list[Row]:
    logging.getLogger("pygls").setLevel(logging.CRITICAL)  # the answers have nowhere to go
    columns, as_json = "MessagePack columns", "JSON columns"
    paths = {
        BARE: bare(),
        columns: await ours(Encoding.MSGPACK),
        as_json: await ours(Encoding.JSON),
        STOCK: stock(),
    }
    found = in_turn(paths, ROUNDS, scale=MICRO)
    return [
        against(GROUP, name, "us", found[name], Side(peer, found[peer]), note=NOTE)
        for name in (columns, as_json)
        for peer in (STOCK, BARE)
    ]


def rows() -> Iterator[Row]:
    """Measure the paths in turn."""
    yield from asyncio.run(_rows())

"""How long the daemon takes to answer ``initialize``, and its memory, against a bare pygls server.

Both are real processes, started in turn. Memory is the resident set after the answer and a second
of life, as the kernel counts it (Linux only).
"""

from __future__ import annotations

import sys
import tempfile
import time
from typing import TYPE_CHECKING

from tests.benchmarks.row import Row, Side, against
from tests.benchmarks.servers import PULSEDEV, Server
from tests.benchmarks.turns import MILLI

from pulsedev.rpc.frames import Encoding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

GROUP = "Start-up and memory"
ROUNDS = 9

BARE = """
from lsprotocol import types
from pygls.lsp.server import LanguageServer
LanguageServer("bare", "0", text_document_sync_kind=types.TextDocumentSyncKind.None_).start_io()
"""
PEER = "bare pygls server"

SETTLE = 1.0
"""Seconds of life before memory is read: late imports have happened by then."""

GOAL = 1 / 1.3
"""At most 1.3 times what the peer takes."""

NOTE = "Process start to the answer to initialize; resident memory a second later. Goal: 1.3 times."


def _round(command: Sequence[str], home: str) -> tuple[float, float]:
    """Start a server; return the milliseconds to its first answer and its MiB a second later."""
    began = time.perf_counter()
    server = Server(command, home, Encoding.JSON)
    try:
        server.begin()
        took = time.perf_counter() - began
        time.sleep(SETTLE)
        return took * MILLI, server.resident_mib()
    finally:
        server.end()


def rows() -> Iterator[Row]:
    """Start both in turn."""
    commands = {PEER: (sys.executable, "-c", BARE), "": PULSEDEV}
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as home:
        for number in range(ROUNDS + 1):
            for name, command in commands.items():
                took = _round(command, home)
                if number:  # the first fills the caches
                    found[name].append(took)
    for index, (name, unit) in enumerate((("start-up", "ms"), ("resident memory", "MiB"))):
        mine, theirs = ([one[index] for one in found[side]] for side in ("", PEER))
        yield against(GROUP, name, unit, mine, Side(PEER, theirs), goal=GOAL, note=NOTE)

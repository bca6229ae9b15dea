"""How long the daemon takes to answer ``initialize``, and its memory, against a bare pygls server.

Both are real processes, started in turn; medians over the rounds. Memory is the resident set
after the answer and a second of life, as the kernel counts it (Linux only).
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 9

BARE = """
from lsprotocol import types
from pygls.lsp.server import LanguageServer
LanguageServer("bare", "0", text_document_sync_kind=types.TextDocumentSyncKind.None_).start_io()
"""

SETTLE = 1.0
"""Seconds of life before memory is read: late imports have happened by then."""


def _frame(message: dict[str, object]) -> bytes:
    body = json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def _resident_kib(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


def _round(command: list[str], home: str) -> tuple[float, float]:
    """Start a server; return the seconds to its first answer and its MiB a second later."""
    initialize: dict[str, object] = {"processId": None, "rootUri": None, "capabilities": {}}
    start = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - our own commands
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PULSEDEV_HOME": home},
    ) as process:
        assert process.stdin
        assert process.stdout
        ask = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": initialize}
        process.stdin.write(_frame(ask))
        process.stdin.flush()
        process.stdout.readline()
        took = time.perf_counter() - start
        process.stdin.write(_frame({"jsonrpc": "2.0", "method": "initialized", "params": {}}))
        process.stdin.flush()
        while time.perf_counter() - start < took + SETTLE:
            os.sched_yield()
        memory = _resident_kib(process.pid) / 1024
        process.kill()
    return took, memory


def main() -> int:
    """Print both servers' medians and their ratios."""
    commands = {
        "bare pygls": [sys.executable, "-c", BARE],
        "pulsedev serve": [sys.executable, "-m", "pulsedev", "serve"],
    }
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as home:
        for _ in range(ROUNDS):
            for name, command in commands.items():
                found[name].append(_round(command, home))
    times = {name: statistics.median(t for t, _ in rows) for name, rows in found.items()}
    memory = {name: statistics.median(m for _, m in rows) for name, rows in found.items()}
    for name in commands:
        print(f"{name:15} initialize {times[name]:.3f} s   memory {memory[name]:.1f} MiB")
    print(
        f"{'ratio':15} initialize {times['pulsedev serve'] / times['bare pygls']:.2f}     "
        f"memory {memory['pulsedev serve'] / memory['bare pygls']:.2f}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Real processes that speak frames over pipes: ours, and the same made of stock pygls."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pulsedev.rpc.frames import Encoding, Frame, FrameParser

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PULSEDEV = (sys.executable, "-m", "pulsedev", "serve")
STOCK = (sys.executable, str(Path(__file__).with_name("stock.py")))

CHUNK = 65_536

QUIET_S, QUIET_SHARE = 1.2, 0.05
"""Seconds in which a quiet server takes less than this share of a core; ours ticks each second."""

PATIENCE_S = 60.0
"""Seconds without a word after which a server is taken for dead."""


class Server:
    """A process with a client that answers nothing."""

    def __init__(self, command: Sequence[str], home: str, encoding: Encoding) -> None:
        self.encoding = encoding
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PULSEDEV_HOME": home},
            bufsize=0,
        )
        self._numbers = count(1)
        self._parser = FrameParser()
        self._waiting: list[Any] = []

    def begin(self, storage: str = "disk") -> Self:
        """Shake hands."""
        options = {"settings": {"storage": storage}}
        params = {"processId": None, "capabilities": {}, "initializationOptions": options}
        self.request("initialize", params)
        self.notify("initialized", {})
        return self

    def write(self, data: bytes) -> None:
        """Write bytes to its stdin, as many as there are."""
        assert self.process.stdin
        view = memoryview(data)
        while view:
            view = view[self.process.stdin.write(view) :]

    def notify(self, method: str, params: object) -> None:
        """Send a notification."""
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        self.write(bytes(Frame.of(message, self.encoding)))

    def ask(self, method: str, params: object) -> int:
        """Send a request; return its number."""
        number = next(self._numbers)
        message = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
        self.write(bytes(Frame.of(message, self.encoding)))
        return number

    def request(self, method: str, params: object) -> Any:  # noqa: ANN401 - as the server has it
        """Send a request; return its result once it is there."""
        number = self.ask(method, params)
        while True:
            answer = self._next()
            if answer.get("id") == number and "method" not in answer:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {json.dumps(answer['error'])[:120]}")
                return answer["result"]

    def until(self, method: str, state: str) -> None:
        """Wait for a notification that tells of a state."""
        while True:
            message = self._next()
            if message.get("method") == method and message["params"]["state"] == state:
                return

    def _next(self) -> Any:  # noqa: ANN401 - any message
        assert self.process.stdout
        while not self._waiting:
            if not select.select([self.process.stdout], [], [], PATIENCE_S)[0]:
                raise RuntimeError(f"the server said nothing for {PATIENCE_S:.0f} s")
            chunk = self.process.stdout.read(CHUNK)
            if not chunk:
                raise RuntimeError("the server is gone")
            self._waiting += [frame.message() for frame in self._parser.feed(chunk)]
        return self._waiting.pop(0)

    def processor_s(self) -> float:
        """Return the seconds of processor time that all its threads have had (Linux only)."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def settle(self) -> None:
        """Wait until it has nothing to do any more."""
        until = time.perf_counter() + PATIENCE_S
        while time.perf_counter() < until:
            before = self.processor_s()
            time.sleep(QUIET_S)
            if self.processor_s() - before < QUIET_S * QUIET_SHARE:
                return

    def resident_mib(self) -> float:
        """Return the MiB that it has in memory, as the kernel counts them (Linux only)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def end(self) -> None:
        """End it; it has nothing to lose."""
        self.process.kill()
        self.process.communicate()


@contextmanager
def running(
    command: Sequence[str], home: str, encoding: Encoding, storage: str = "disk"
) -> Iterator[Server]:
    """Run a server that has been greeted."""
    server = Server(command, home, encoding)
    try:
        yield server.begin(storage)
    finally:
        server.end()

"""What a daemon costs while nothing happens, while somebody types, and with eight windows open.

All are real processes that live in the same minute: one on disk and one in memory with nobody
there, the same two with somebody who types, and eight windows on one store with nobody there.
Processor time is that of all their threads, as the kernel counts it (Linux only). Afterwards
labels are given in one of the eight windows, and timed until the others show what they mean.
"""

from __future__ import annotations

import os
import queue
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from pulsedev.core.events import COLUMNS, Kind
from pulsedev.rpc.frames import Encoding, Frame, FrameParser

SETTLE_S, MEASURED_S = 10, 60
"""Seconds of life before anything is measured, and in which it is."""

KEYS = 5
"""Keystrokes a second of somebody who types."""

WINDOWS, LABELS = 8, 16


class Daemon:
    """A process with a client that answers nothing."""

    def __init__(self, home: Path, storage: str = "disk") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pulsedev", "serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PULSEDEV_HOME": str(home)},
            bufsize=0,
        )
        self.states: queue.Queue[tuple[float, str]] = queue.Queue()
        self._batches = 0
        threading.Thread(target=self._read, daemon=True).start()
        options = {"settings": {"storage": storage}}
        params = {"processId": None, "capabilities": {}, "initializationOptions": options}
        self.send("initialize", params, id=1)
        self.send("initialized", {})

    def _read(self) -> None:
        assert self.process.stdout
        parser = FrameParser()
        while chunk := self.process.stdout.read(65_536):
            for frame in parser.feed(chunk):
                message: Any = frame.message()
                if message.get("method") == "pulsedev/state":
                    self.states.put((time.perf_counter(), message["params"]["state"]))

    def send(self, method: str, params: object, **more: object) -> None:
        """Send a notification, or with an ``id`` a request."""
        assert self.process.stdin
        message = {"jsonrpc": "2.0", "method": method, "params": params, **more}
        self.process.stdin.write(bytes(Frame.of(message, Encoding.MSGPACK)))

    def type(self) -> None:
        """Send what somebody typed in the last second."""
        self._batches += 1
        columns = {name: [0] * KEYS for name in COLUMNS} | {
            "t": [index * 1000 // KEYS for index in range(KEYS)],
            "kind": [int(Kind.FILE_MODIFIED)] * KEYS,
            "doc": [1] * KEYS,
            "a": [1] * KEYS,
        }
        t0 = round(time.time() * 1000) - 1000
        self.send("pulsedev/events", {"seq": self._batches, "t0": t0, **columns})

    def until(self, state: str) -> float:
        """Wait until a state is shown; return when it was."""
        while True:
            at, shown = self.states.get(timeout=MEASURED_S)
            if shown == state:
                return at

    def processor(self) -> float:
        """Return the seconds of processor time that all threads have had."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def resident(self) -> float:
        """Return the MiB that the process has in memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


def costs(groups: dict[str, list[Daemon]]) -> None:
    """Let all of them live for a while and print what each has taken."""
    typing = [one for name, daemons in groups.items() if "typed" in name for one in daemons]

    def live(seconds: int) -> None:
        for _ in range(seconds):
            time.sleep(1.0)
            for one in typing:
                one.type()

    live(SETTLE_S)
    began = time.perf_counter()
    before = {one: one.processor() for daemons in groups.values() for one in daemons}
    live(MEASURED_S)
    took = time.perf_counter() - began
    for name, daemons in groups.items():
        shares = [(one.processor() - before[one]) / took * 100 for one in daemons]
        memory = [one.resident() for one in daemons]
        print(
            f"{name:34} {statistics.mean(shares):6.3f} % of a core each"
            f" ({min(shares):.3f} to {max(shares):.3f})   {statistics.mean(memory):5.1f} MiB"
        )


def labels(windows: list[Daemon]) -> None:
    """Say something in one window and print how long it takes until the others show it."""
    here: list[float] = []
    others: list[float] = []
    for index in range(LABELS):
        state = ("stuck", "flow")[index % 2]
        said = windows[index % WINDOWS]
        began = time.perf_counter()
        said.send("pulsedev/label", {"state": state, "source": "button"}, id=2 + index)
        took = {one: one.until(state) - began for one in windows}
        here.append(took.pop(said))
        others += took.values()
    for name, times in (("where it was said", here), ("in the other windows", others)):
        print(f"a label {name:26} {statistics.median(times):5.2f} s (longest {max(times):.2f} s)")


def main() -> int:
    """Print the costs, and the way of a label."""
    with tempfile.TemporaryDirectory() as made:
        home = Path(made)
        windows = [Daemon(home / "windows") for _ in range(WINDOWS)]
        groups = {
            "nobody there, on disk": [Daemon(home / "idle")],
            "nobody there, in memory": [Daemon(home / "idle-memory", "memory")],
            f"{KEYS} keys typed a second, on disk": [Daemon(home / "busy")],
            f"{KEYS} keys typed a second, in memory": [Daemon(home / "busy-memory", "memory")],
            f"nobody there, {WINDOWS} windows": windows,
        }
        try:
            costs(groups)
            labels(windows)
        finally:
            for daemons in groups.values():
                for one in daemons:
                    one.process.kill()
                    one.process.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())

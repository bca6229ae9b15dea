"""The real command as a process, and a client that speaks either encoding to it."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import pulsedev
from pulsedev.core.events import COLUMNS, Kind
from pulsedev.core.instructions import Alert
from pulsedev.core.pace import SCORE_EVERY
from pulsedev.core.replay import replay
from pulsedev.core.session import Session
from pulsedev.rpc.frames import Encoding, Frame, FrameParser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.conftest import Story

    from pulsedev.core.events import EventBatch

collect_ignore = ["clock"]
"""It is for other processes, and needs what they are told."""

PATIENCE = 30.0
"""Seconds after which a test gives up; a loaded machine needs a few."""

STRUGGLE_MIN = 30
"""Minutes; more than it takes until an alert is due."""

BEFORE_NOW = 20.0
"""Seconds that an alert lies back, so that the daemon finds it due when the events arrive."""

NO_TIME = (12.0, 27.0)
"""Seconds of a half minute in which no past is handed in: it would be worked off as the next score
falls due, and an alert might be over by then."""

MERGED = 32
"""Batches sent as one: a loaded machine must take in half an hour of them within seconds."""

SERVE = ("-m", "pulsedev", "serve")


def environment(home: Path) -> dict[str, str]:
    """Return an environment in which the daemon is found and keeps its files in the test's."""
    source = str(Path(pulsedev.__file__).parents[1])
    return os.environ | {"PYTHONPATH": source, "PULSEDEV_HOME": str(home)}


class Client:
    """A daemon process and its client."""

    def __init__(self, home: Path, command: Sequence[str]) -> None:
        self.home = home
        self.encoding = Encoding.JSON
        self.others: list[dict[str, Any]] = []
        """What came in before an answer that was waited for."""
        self.typed = 0
        """Events that ``type`` has sent."""
        self.received: list[Frame] = []
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(home),
            bufsize=0,
        )
        self._frames: queue.Queue[Frame | None] = queue.Queue()
        self._id = self._batches = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        parser = FrameParser()
        while chunk := self.process.stdout.read(65_536):
            for frame in parser.feed(chunk):
                self._frames.put(frame)
        self._frames.put(None)

    def write(self, data: bytes) -> None:
        """Send raw bytes."""
        assert self.process.stdin
        self.process.stdin.write(data)

    def send(self, method: str, params: object = None, **more: object) -> None:
        """Send a notification, or with an ``id`` a request."""
        message = {"jsonrpc": "2.0", "method": method, "params": params, **more}
        self.write(bytes(Frame.of(message, self.encoding)))

    def answer(self, id_: object, result: object) -> None:
        """Answer a request of the daemon's."""
        message = {"jsonrpc": "2.0", "id": id_, "result": result}
        self.write(bytes(Frame.of(message, self.encoding)))

    def next(self) -> dict[str, Any]:
        """Wait for a message."""
        frame = self._frames.get(timeout=PATIENCE)
        assert frame is not None, "the daemon hung up"
        self.received.append(frame)
        message = frame.message()
        assert isinstance(message, dict)
        return message

    def until(self, found: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait for a certain message."""
        while not found(message := self.next()):
            self.others.append(message)
        return message

    def request(self, method: str, params: object = None) -> dict[str, Any]:
        """Send a request; wait for its answer."""
        self._id += 1
        self.send(method, params, id=self._id)
        return self.until(lambda message: message.get("id") == self._id)

    def initialize(self, **params: object) -> dict[str, Any]:
        """Begin; return the whole answer."""
        answer = self.request("initialize", {"processId": None, "capabilities": {}, **params})
        self.send("initialized", {})
        return answer

    def type(self, count: int = 3) -> None:
        """Send a batch in which somebody types now."""
        self._batches += 1
        self.typed += count
        columns = {name: [0] * count for name in COLUMNS}
        ones = [1] * count
        typed = columns | {"kind": [int(Kind.FILE_MODIFIED)] * count, "doc": ones, "a": ones}
        now = round(time.time() * 1000)
        self.send("pulsedev/events", {"seq": self._batches, "t0": now, **typed})

    def status(self) -> dict[str, Any]:
        """Ask how the daemon fares."""
        result: dict[str, Any] = self.request("pulsedev/status")["result"]
        return result

    def hang_up(self) -> None:
        """Close the daemon's stdin."""
        assert self.process.stdin
        self.process.stdin.close()

    def wait(self) -> int:
        """Wait for the end of the process and of its output; return the exit code."""
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code

    def errors(self) -> str:
        """Return what the ended process wrote to stderr."""
        assert self.process.stderr
        return self.process.stderr.read().decode()

    def close(self) -> None:
        """End the process, whatever its state."""
        self.process.kill()
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            with contextlib.suppress(OSError):
                if pipe:
                    pipe.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Client]]:
    """Return what starts a daemon; each is ended after the test."""
    clients: list[Client] = []

    def begin(*command: str, home: str = "home") -> Client:
        clients.append(Client(tmp_path / home, command or SERVE))
        return clients[-1]

    yield begin
    for client in clients:
        client.close()


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a process that a test starts itself."""
    return environment(tmp_path / "home")


@pytest.fixture
def client(start: Callable[..., Client]) -> Client:
    """Return a client with a daemon that is not initialized yet."""
    return start()


@pytest.fixture
def trouble(story: Story) -> list[dict[str, Any]]:
    """Return the params of batches at whose end, some seconds ago, an alert is due."""
    story.struggle(0.0, STRUGGLE_MIN)
    arrivals = story.arrivals()
    made = replay(Session(), arrivals, utc_offset=float(time.localtime().tm_gmtoff))
    (alert,) = [one for one in made if isinstance(one, Alert)]
    while NO_TIME[0] < time.time() % SCORE_EVERY < NO_TIME[1]:
        threading.Event().wait(0.1)
    # Half minutes of the clock are when scores are made, so the story is shifted by whole ones.
    shift = round((time.time() - BEFORE_NOW - alert.at) // 30 * 30_000)
    batches = [one.batch for one in arrivals if one.at <= alert.at]
    together = (batches[start : start + MERGED] for start in range(0, len(batches), MERGED))
    return [_merged(some, seq, shift) for seq, some in enumerate(together, 1)]


def _merged(batches: list[EventBatch], seq: int, shift: int) -> dict[str, Any]:
    """Return the params of one batch with all events of some."""
    first = batches[0].t0
    times = [one.t0 - first + t for one in batches for t in one.t]
    rest = {name: [value for one in batches for value in getattr(one, name)] for name in COLUMNS}
    return {**rest, "seq": seq, "t0": first + shift, "t": times}

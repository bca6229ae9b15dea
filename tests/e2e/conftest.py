"""The real command as a process, and a client that speaks either encoding to it."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import pulsedev
from pulsedev.rpc.frames import Encoding, Frame, FrameParser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PATIENCE = 30.0
"""Seconds after which a test gives up; a loaded machine needs a few."""

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
        self._id = 0
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

    def begin(*command: str) -> Client:
        clients.append(Client(tmp_path / "home", command or SERVE))
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

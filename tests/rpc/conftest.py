"""One end of a connection without a connection: frames in, messages out, a clock by hand."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from pulsedev.rpc.frames import Encoding, Frame
from pulsedev.rpc.server import PulseServer
from pulsedev.service import Service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass
class Clock:
    """A clock that goes when it is told."""

    now: float = 1_000_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@dataclass
class Sink:
    """Takes what the daemon sends, as a writer of pygls."""

    sent: list[dict[str, Any]] = field(default_factory=list)
    backlog: int = 0

    def write(self, data: bytes) -> None:
        """Keep a message."""
        self.sent.append(json.loads(data))

    def close(self) -> None:
        """Close nothing."""

    def take(self) -> list[dict[str, Any]]:
        """Return what was sent since the last time."""
        taken, self.sent = self.sent, []
        return taken


class Endpoint:
    """A daemon's service and server, as a client sees them; each call goes on until all is done."""

    loop: ClassVar[asyncio.AbstractEventLoop]

    def __init__(self) -> None:
        self.clock = Clock()
        self.service = Service(clock=self.clock)
        self.server = PulseServer(self.service, "00")
        self.service.outlet = self.server
        self.sink = Sink()
        self.server.protocol.set_writer(self.sink, include_headers=False)

    def receive(self, body: object, encoding: Encoding = Encoding.JSON) -> list[dict[str, Any]]:
        """Hand in one body; return what the daemon sent because of it."""
        sent = body if isinstance(body, bytes) else Frame.of(body, encoding).body
        self.finish(lambda: self.server.protocol.receive(Frame(encoding, sent)))
        return self.sink.take()

    def finish(self, work: Callable[[], object]) -> None:
        """Do something on the loop, and all that comes of it."""

        async def do() -> None:
            work()
            while others := asyncio.all_tasks() - {asyncio.current_task()}:
                await asyncio.wait(others)

        self.loop.run_until_complete(do())

    def notify(self, method: str, params: object = None) -> list[dict[str, Any]]:
        """Send a notification."""
        return self.receive({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: object = None, id_: int = 7) -> dict[str, Any]:
        """Send a request; return its answer."""
        sent = {"jsonrpc": "2.0", "id": id_, "method": method, "params": params}
        [answer] = [each for each in self.receive(sent) if each.get("id") == id_]
        return answer

    def result(self, method: str, params: object = None) -> Any:  # noqa: ANN401 - plain JSON
        """Send a request; return its result."""
        return self.request(method, params)["result"]

    def error(self, method: str, params: object = None) -> int:
        """Send a request; return the code of its error."""
        return int(self.request(method, params)["error"]["code"])

    def initialize(self, **options: object) -> dict[str, Any]:
        """Begin as a client; return the result of ``initialize``."""
        params = {"capabilities": {}, "processId": None, "initializationOptions": options}
        result: dict[str, Any] = self.result("initialize", params)
        return result

    def pass_time(self, seconds: int) -> None:
        """Tick, once a second."""
        for _ in range(seconds):
            self.clock.now += 1
            self.loop.run_until_complete(self.service.tick())


@pytest.fixture(scope="session", autouse=True)
def _loop() -> Iterator[None]:
    """Give all endpoints one loop."""
    Endpoint.loop = asyncio.new_event_loop()
    yield
    Endpoint.loop.close()


@pytest.fixture(scope="session")
def build() -> type[Endpoint]:
    """Return what makes a daemon, for tests that need many."""
    return Endpoint


@pytest.fixture
def new() -> Endpoint:
    """Return a daemon before ``initialize``."""
    return Endpoint()


@pytest.fixture
def ready(new: Endpoint) -> Endpoint:
    """Return a daemon that a client has initialized."""
    new.initialize()
    new.notify("initialized")
    new.sink.take()
    return new

"""Many windows at once: one of them judges, whatever happens, and none leaves anything behind."""

from __future__ import annotations

import os
import signal
import sqlite3
import struct
import sys
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.e2e.conftest import Client

FEW = 1
ROUNDS = int(os.environ.get("PULSEDEV_TEST_ROUNDS", FEW))
"""How often MANY are started; of more than a few, the figures are said."""

MANY = 16
"""Windows that are opened at the same moment."""

OPENED = int(os.environ.get("PULSEDEV_TEST_WINDOWS", "12"))
"""Windows that come and go, FLIGHT at a time; every third one is killed."""

FLIGHT = 8

HANDOVER_S = 5.0
"""Within which another window judges when the one that did dies or hangs."""

PATIENCE_S = 60.0
"""Until a test gives up; so many interpreters take a while to start."""

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")


def statuses(clients: Sequence[Client]) -> list[dict[str, Any]]:
    """Ask all of them at once."""
    for client in clients:
        client.send("pulsedev/status", id="all")
    answers = [client.until(lambda one: one.get("id") == "all") for client in clients]
    return [answer["result"] for answer in answers]


def brains(clients: Sequence[Client]) -> list[Client]:
    """Return those who say that they judge: none or one, at any time."""
    told = statuses(clients)
    found = [
        client
        for client, status in zip(clients, told, strict=True)
        if status["windows"]["brain"] == "self"
    ]
    assert len(found) <= 1
    return found


def until(what: Callable[[], object], patience: float = PATIENCE_S) -> float:
    """Ask until the answer is true; return the seconds that it took."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() < began + patience, "it did not come to be"
    return time.monotonic() - began


def opened(start: Callable[..., Client], count: int) -> list[Client]:
    """Open windows at the same moment; return them once all of them have answered."""
    clients = [start() for _ in range(count)]
    for client in clients:
        client.send("initialize", {"processId": None, "capabilities": {}}, id="begin")
        client.send("initialized", {})
    for client in clients:
        client.until(lambda one: one.get("id") == "begin")
    return clients


def latest(home: Path) -> float:
    """Return by how many seconds the latest of the beats is late; a dead one's counts, too."""
    found = [0.0]
    for path in (home / "data" / "windows").glob("*"):
        with suppress(OSError, struct.error):
            found.append(time.monotonic() - struct.unpack("<d", path.read_bytes())[0] - 1.0)
    return max(found)


def term(home: Path) -> int:
    """Return how often the right to judge was taken."""
    uri = f"{(home / 'data' / 'pulsedev.db').as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        return int(connection.execute("SELECT term FROM lease").fetchone()[0])


def handover(clients: list[Client], blow: str) -> tuple[float, int]:
    """Kill or stop who judges; return the seconds until another one does, and how often it did."""
    [brain], before = brains(clients), term(clients[0].home)
    os.kill(brain.process.pid, getattr(signal, blow))
    clients.remove(brain)
    took = until(lambda: brains(clients))
    taken = term(clients[0].home) - before
    if blow == "SIGSTOP":
        os.kill(brain.process.pid, signal.SIGCONT)
        until(lambda: not brains([brain]))
        clients.append(brain)
    else:
        brain.close()
    return took, taken


@posix
@pytest.mark.parametrize("turn", range(ROUNDS))
def test_one_of_many_judges(
    start: Callable[..., Client], turn: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of sixteen that start at the same moment one judges; if it dies or hangs, another one."""
    clients = opened(start, MANY)
    late: list[float] = []
    took: list[tuple[float, int]] = []

    def settled() -> bool:
        late.append(latest(clients[0].home))
        told = statuses(clients)
        return all(one["stored"] == one["events"] for one in told) and {
            one["windows"]["open"] for one in told
        } == {len(clients)}

    for blow in ("SIGKILL", "SIGSTOP"):
        until(settled)
        for client in clients:
            client.type()
        until(settled)
        took.append(handover(clients, blow))
    kept = clients[0].request("pulsedev/data/summary")["result"]
    assert kept["events"] == 3 * MANY + 3 * (MANY - 1)
    for client in clients:
        client.hang_up()
    assert {client.wait() for client in clients} == {0}
    if ROUNDS > FEW:
        with capsys.disabled():
            told = ", ".join(f"{seconds:.2f} s ({taken})" for seconds, taken in took)
            sys.stdout.write(f"round {turn}: handed over in {told}; latest by {max(late):.2f} s\n")
    assert all(seconds < HANDOVER_S and taken == 1 for seconds, taken in took)


def test_windows_that_come_and_go_leave_nothing(start: Callable[..., Client]) -> None:
    """After many windows, a third of them killed, there is the database, and nothing beside it."""
    for first in range(0, OPENED, FLIGHT):
        clients = opened(start, min(FLIGHT, OPENED - first))
        for client in clients:
            client.type()
            assert client.status()["store"] == "disk"
        for place, client in enumerate(clients):
            if place % 3:
                client.hang_up()
            else:
                client.process.kill()
        assert {client.wait() for client in clients[1::3] + clients[2::3]} == {0}
        for client in clients:
            client.close()
    last = start()
    last.initialize()
    until(lambda: last.status()["windows"] == {"open": 1, "brain": "self"})
    last.hang_up()
    assert last.wait() == 0
    data = last.home / "data"
    found = {str(path.relative_to(data)) for path in data.rglob("*")}
    assert found == {"document-key", "pulsedev.db", "pulsedev.lock", "windows"}
    assert {path.name for path in (last.home / "log").iterdir()} == {"daemon.log"}

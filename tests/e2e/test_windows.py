"""Several windows, one mind: real daemons on one store, one of which judges."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from pulsedev.core.events import COLUMNS, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.conftest import Client

HANDOVER_S = 5.0
"""Within which another window judges when the one that did dies or hangs."""

PATIENCE_S = 30.0
"""Until a test gives up."""

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")


def status(client: Client) -> dict[str, Any]:
    """Ask a daemon how it fares."""
    result: dict[str, Any] = client.request("pulsedev/status")["result"]
    return result


def brains(clients: list[Client]) -> list[int]:
    """Return the places of those who judge."""
    told = [status(client)["windows"]["brain"] for client in clients]
    return [place for place, brain in enumerate(told) if brain == "self"]


def wait_for(what: Callable[[], object], patience: float = PATIENCE_S) -> None:
    """Ask until the answer is true."""
    end = time.monotonic() + patience
    while not what():
        assert time.monotonic() < end, "it did not come to be"


def typed(seq: int, count: int = 3) -> dict[str, Any]:
    """Return the params of a batch in which somebody types now."""
    columns = {name: [0] * count for name in COLUMNS}
    kind, one = [int(Kind.FILE_MODIFIED)] * count, [1] * count
    now = round(time.time() * 1000)
    return {"seq": seq, "t0": now, **columns, "kind": kind, "doc": one, "a": one}


@pytest.fixture
def windows(start: Callable[..., Client]) -> Callable[[int], list[Client]]:
    """Return what opens so many windows; the first one judges."""

    def open_(count: int) -> list[Client]:
        clients = [start() for _ in range(count)]
        for client in clients:
            client.initialize()
            wait_for(lambda: sum(len(brains([each])) for each in clients[:1]) == 1)
        return clients

    return open_


def test_one_of_them_judges(windows: Callable[[int], list[Client]]) -> None:
    """Of three windows one judges, each knows of the others, and each says which it is."""
    clients = windows(3)
    wait_for(lambda: [status(each)["windows"]["open"] for each in clients] == [3, 3, 3])
    assert brains(clients) == [0]
    assert {status(each)["store"] for each in clients} == {"disk"}


def test_what_one_window_is_told_all_show(windows: Callable[[int], list[Client]]) -> None:
    """A label that is given in a follower is the state of every window within a few seconds."""
    clients = windows(3)
    for seq, client in enumerate(clients):
        client.send("pulsedev/events", typed(seq))
    clients[2].request("pulsedev/label", {"state": "stuck", "source": "button"})
    wait_for(lambda: {status(each)["state"] for each in clients} == {"stuck"})
    clients[1].request("pulsedev/label", {"state": "flow", "source": "button"})
    wait_for(lambda: {status(each)["state"] for each in clients} == {"flow"})
    kept = clients[0].request("pulsedev/data/summary")["result"]
    assert (kept["events"], kept["labels"]) == (9, 2)


def test_a_pause_is_everybodys(windows: Callable[[int], list[Client]]) -> None:
    """Paused in one window, none takes events in; resumed in another, all do again."""
    clients = windows(2)
    clients[1].request("pulsedev/pause", {})
    wait_for(lambda: all(status(each)["paused"] for each in clients))
    for client in clients:
        client.send("pulsedev/events", typed(1))
        assert status(client)["events"] == 0
    clients[0].request("pulsedev/resume")
    wait_for(lambda: not any(status(each)["paused"] for each in clients))
    clients[1].send("pulsedev/events", typed(2))
    assert status(clients[1])["events"] == 3


def test_a_pause_outlives_its_windows(
    windows: Callable[[int], list[Client]], start: Callable[..., Client]
) -> None:
    """Who opens a window the next day is still not observed."""
    [first] = windows(1)
    first.request("pulsedev/pause", {})
    first.hang_up()
    assert first.wait() == 0
    second = start()
    second.initialize()
    wait_for(lambda: status(second)["paused"])
    second.send("pulsedev/events", typed(1))
    assert status(second)["events"] == 0


def test_the_next_one_judges_at_once_when_the_brain_leaves(
    windows: Callable[[int], list[Client]],
) -> None:
    """A window that is closed hands over by itself."""
    clients = windows(3)
    clients[0].hang_up()
    assert clients[0].wait() == 0
    wait_for(lambda: len(brains(clients[1:])) == 1, HANDOVER_S)


@posix
@pytest.mark.parametrize("blow", ["SIGKILL", "SIGSTOP"])
def test_another_one_judges_when_the_brain_dies_or_hangs(
    windows: Callable[[int], list[Client]], blow: str
) -> None:
    """The state goes on where it was, and the one that hung is a follower when it wakes."""
    clients = windows(3)
    clients[0].send("pulsedev/events", typed(1))
    clients[0].request("pulsedev/label", {"state": "stuck", "source": "button"})
    wait_for(lambda: status(clients[1])["state"] == "stuck")
    os.kill(clients[0].process.pid, getattr(signal, blow))
    wait_for(lambda: len(brains(clients[1:])) == 1, HANDOVER_S)
    assert {status(each)["state"] for each in clients[1:]} == {"stuck"}
    if blow == "SIGSTOP":
        os.kill(clients[0].process.pid, signal.SIGCONT)
        wait_for(lambda: brains(clients[:1]) == [])
        assert len(brains(clients)) == 1


def test_erasing_forgets_in_all_windows(windows: Callable[[int], list[Client]]) -> None:
    """Erased in one window, nothing is kept, and what was believed is forgotten everywhere."""
    clients = windows(2)
    clients[0].send("pulsedev/events", typed(1))
    clients[1].request("pulsedev/label", {"state": "stuck", "source": "button"})
    wait_for(lambda: {status(each)["state"] for each in clients} == {"stuck"})
    gone = clients[1].request("pulsedev/data/erase")["result"]
    assert (gone["events"], gone["labels"]) == (3, 1)
    wait_for(lambda: {status(each)["state"] for each in clients} == {"unknown"})
    kept = clients[0].request("pulsedev/data/summary")["result"]
    assert (kept["events"], kept["labels"], kept["since"]) == (0, 0, None)


def test_memory_keeps_nothing_on_disk(start: Callable[..., Client]) -> None:
    """Who asks for memory finds no database, and is on their own."""
    client = start()
    client.initialize(initializationOptions={"settings": {"storage": "memory"}})
    client.send("pulsedev/events", typed(1))
    assert status(client)["store"] == "memory"
    client.hang_up()
    assert client.wait() == 0
    assert [path.name for path in (client.home / "data").iterdir()] == ["document-key"]


def test_a_later_start_knows_the_past(
    windows: Callable[[int], list[Client]], start: Callable[..., Client]
) -> None:
    """What was kept by a window that is closed is there for the next one."""
    [first] = windows(1)
    first.send("pulsedev/events", typed(1))
    first.request("pulsedev/label", {"state": "stuck", "source": "button"})
    first.hang_up()
    assert first.wait() == 0
    second = start()
    second.initialize()
    kept = second.request("pulsedev/data/summary")["result"]
    assert (kept["events"], kept["labels"]) == (3, 1)
    wait_for(lambda: status(second)["state"] == "stuck")

"""The command line beside real daemons: it sees what they see, and they do what it says."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from pulsedev.core.events import COLUMNS, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.conftest import Client

PATIENCE_S = 30.0
"""Until a test gives up."""


@pytest.fixture
def run(environ: dict[str, str]) -> Callable[..., dict[str, Any]]:
    """Return what runs a command and reads its JSON."""

    def command(*args: str) -> dict[str, Any]:
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "pulsedev", *args, "--json"],
            env=environ,
            capture_output=True,
            check=True,
            timeout=PATIENCE_S,
        )
        document: dict[str, Any] = json.loads(done.stdout)
        return document

    return command


@pytest.fixture
def windows(start: Callable[..., Client]) -> list[Client]:
    """Return two open windows, in each of which somebody has typed a little."""
    clients = [start(), start()]
    for client in clients:
        client.initialize()
        type_in(client, 1)
    return clients


def type_in(client: Client, seq: int) -> int:
    """Type three characters; return how many events the daemon took in so far."""
    ones, zeros = [1] * 3, [0] * 3
    columns = {**dict.fromkeys(COLUMNS, zeros), "a": ones, "doc": ones}
    kind, now = [int(Kind.FILE_MODIFIED)] * 3, round(time.time() * 1000)
    client.send("pulsedev/events", {"seq": seq, "t0": now, **columns, "kind": kind})
    taken: int = status(client)["events"]
    return taken


def status(client: Client) -> dict[str, Any]:
    """Ask a daemon how it fares."""
    result: dict[str, Any] = client.request("pulsedev/status")["result"]
    return result


def wait_for(what: Callable[[], object]) -> None:
    """Ask until the answer is true."""
    end = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < end, "it did not come to be"


def test_it_sees_what_they_see(windows: list[Client], run: Callable[..., dict[str, Any]]) -> None:
    """The status is that of the windows, and what they took in is there to be seen."""
    wait_for(lambda: run("status")["windows"] == {"open": 2})
    wait_for(lambda: run("data", "summary")["events"] == 6)
    run("label", "stuck")
    wait_for(lambda: {status(client)["state"] for client in windows} == {"stuck"})
    assert run("status")["state"] == "stuck"
    assert status(windows[0])["p_stuck"] == pytest.approx(run("status")["p_stuck"], abs=0.05)


def test_they_pause(windows: list[Client], run: Callable[..., dict[str, Any]]) -> None:
    """Paused from a terminal, no window takes anything in until that is ended there."""
    run("pause")
    wait_for(lambda: all(status(client)["paused"] for client in windows))
    assert [type_in(client, 2) for client in windows] == [3, 3]
    assert run("status")["paused"]
    assert run("resume") == {"resumed": True}
    wait_for(lambda: not any(status(client)["paused"] for client in windows))
    assert [type_in(client, 3) for client in windows] == [6, 6]


def test_they_forget(windows: list[Client], run: Callable[..., dict[str, Any]]) -> None:
    """Erased from a terminal while windows are open, all is gone, and they go on."""
    run("label", "stuck")
    wait_for(lambda: {status(client)["state"] for client in windows} == {"stuck"})
    run("pause")
    assert run("data", "erase", "--yes")["events"] == 6
    wait_for(lambda: all(status(client)["paused"] for client in windows))
    assert run("data", "summary")["labels"] == run("data", "summary")["events"] == 0
    run("resume")
    wait_for(lambda: not any(status(client)["paused"] for client in windows))
    assert [type_in(client, 2) for client in windows] == [6, 6]
    wait_for(lambda: run("data", "summary")["events"] == 6)
    assert status(windows[0])["state"] != "stuck"

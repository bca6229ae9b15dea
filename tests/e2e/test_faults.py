"""Whatever breaks in a daemon, what it held stays in it: no text, no traceback, no core dump."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.conftest import Client

CANARY = "kanarienvogel-77e1"

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither")

PRELUDE = f"""
import asyncio, os, sys, threading
import pulsedev.mind.bus as bus
import pulsedev.rpc.stdio as stdio
import pulsedev.service as service
from pulsedev.cli.main import main

def fail(*_):
    held = {CANARY!r}
    raise ValueError(held)

async def fail_later(*_):
    fail()

class Failing:
    __del__ = fail
"""

RUN = "\nsys.exit(main(['serve', '--log-level', 'debug']))"

EVERYWHERE = f"""
async def tick(self):
    if not hasattr(self, "_failed"):
        self._failed = True
        asyncio.get_running_loop().call_soon(fail, held)
        asyncio.ensure_future(fail_later())
        threading.Thread(target=fail, name="work").start()
        Failing()
    await self._mind._thread.run(fail)

held = b"{CANARY}"
service.Service.tick = tick
service.Service.explain = fail_later
"""

TOLD = {
    "the loop: ValueError in fail:",
    "thread work: ValueError in fail:",
    "where nobody can be told: ValueError in fail:",
    "tick: ValueError in fail:",
    "pulsedev/explain failed: ValueError in fail:",
}
"""Beginnings of the lines in the log, after the logger's name."""


def lines(client: Client) -> list[str]:
    """Return what the log says so far, without time, process, level and logger."""
    text = (client.home / "log" / "daemon.log").read_text()
    assert CANARY not in text
    return [line.split(": ", 1)[1] for line in text.splitlines()]


def told(client: Client) -> set[str]:
    """Return which of the lines are in the log."""
    said = lines(client)
    return {begin for begin in TOLD if any(line.startswith(begin) for line in said)}


def ended(client: Client) -> int:
    """Wait for the end, after which stderr holds neither the word nor a traceback."""
    code = client.wait()
    errors = client.errors()
    assert CANARY not in errors
    assert "Traceback" not in errors
    return code


def test_what_nobody_caught_is_told_by_type_and_place(start: Callable[..., Client]) -> None:
    """In a handler, a task, a callback, a thread, the store's thread and a destructor."""
    client = start("-c", PRELUDE + EVERYWHERE + RUN)
    client.initialize()
    answer = client.request("pulsedev/explain")
    assert (answer["error"]["code"], answer["error"]["message"]) == (-32603, "Internal Error")
    while told(client) != TOLD:
        assert client.status()["state"] == "unknown", "it goes on"
    # The task and the callback both: the loop tells of a task when it is thrown away.
    assert sum(line.startswith("the loop: ") for line in lines(client)) == 2
    client.hang_up()
    assert ended(client) == 0


def test_a_reader_that_breaks_ends_the_daemon(start: Callable[..., Client]) -> None:
    """Nobody would hear the client any more."""
    client = start("-c", f"{PRELUDE}\nstdio.Connection._next_chunk = fail{RUN}")
    assert ended(client) == 0
    assert any(line.startswith("thread frames-in: ValueError in fail:") for line in lines(client))


def test_the_end_of_all(start: Callable[..., Client]) -> None:
    """What gets through everything ends the process with one line."""
    broken = f"service.run_on_stdio = lambda *_: (_ for _ in ()).throw(GeneratorExit({CANARY!r}))"
    client = start("-c", f"{PRELUDE}\n{broken}{RUN}")
    assert ended(client) == 1
    assert any(line.startswith("the end: GeneratorExit in ") for line in lines(client))


@posix
def test_no_core_dump(start: Callable[..., Client]) -> None:
    """A daemon that crashes leaves no image of its memory, though it was allowed to."""
    raised = "import resource as r; r.setrlimit(r.RLIMIT_CORE, [r.getrlimit(r.RLIMIT_CORE)[1]] * 2)"
    client = start("-c", f"{raised}{PRELUDE}{RUN}")
    client.initialize()
    assert client.status()
    client.process.send_signal(signal.SIGABRT)
    _, how = os.waitpid(client.process.pid, 0)
    assert os.WTERMSIG(how) == signal.SIGABRT
    assert not os.WCOREDUMP(how)

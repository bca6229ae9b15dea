"""The daemon ends when it should, with the code that it should, and without a traceback."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pulsedev.rpc.frames import MAX_BODY

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.conftest import Client

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither")

LIMIT = 32 * 2**20
"""Bytes; many times what a daemon may hold for a client that does not read."""

STALLED = 3.0
"""Seconds in which a daemon that still reads would have read."""

SERVE_WITH_PRELUDE = "import sys; from pulsedev.cli.main import main; {}; sys.exit(main(['serve']))"


def test_shutdown_and_exit(client: Client) -> None:
    """The polite end has exit code 0."""
    client.initialize()
    assert client.request("shutdown")["result"] is None
    client.send("exit")
    assert client.wait() == 0


def test_exit_alone(client: Client) -> None:
    """The rude end has exit code 1."""
    client.initialize()
    client.send("exit")
    assert client.wait() == 1


def test_end_of_file(client: Client) -> None:
    """A client that hangs up gets its last answers and exit code 0."""
    client.initialize()
    client.send("pulsedev/status", id=99)
    client.hang_up()
    assert client.until(lambda message: message.get("id") == 99)["result"]
    assert client.wait() == 0
    assert "Traceback" not in client.errors()


def test_end_of_file_at_once(client: Client) -> None:
    """A client that hangs up during the start does so without harm."""
    client.hang_up()
    assert client.wait() == 0


@pytest.mark.parametrize(
    "garbage",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"Content-Length: x\r\n\r\n",
        b"Content-Length: %d\r\n\r\n" % (MAX_BODY + 1),
        b"Content-Length: 2\r\nContent-Type: text/html\r\n\r\n{}",
        b"\0" * 10_000,
    ],
)
def test_broken_frame(client: Client, garbage: bytes) -> None:
    """After a broken frame comes one answer and exit code 1."""
    client.initialize()
    client.write(garbage)
    answer = client.until(lambda message: "error" in message)
    assert (answer["error"]["code"], answer["id"]) == (-32700, None)
    assert client.wait() == 1
    assert "Traceback" not in client.errors()


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals(client: Client, number: signal.Signals) -> None:
    """A signal ends the daemon at once, cleanly, though stdin stays open."""
    client.initialize()
    client.process.send_signal(number)
    assert client.wait() == 128 + number
    assert "Traceback" not in client.errors()


@posix
def test_reader_is_gone(start: Callable[..., Client]) -> None:
    """Nobody to read the answers is nobody to serve."""
    client = start()
    client.initialize()
    assert client.process.stdin
    # The process' end of the pipe is the only other one.
    os.dup2(os.open(os.devnull, os.O_RDONLY), client.process.stdout.fileno())  # type: ignore[union-attr]  # it is a pipe
    client.send("pulsedev/status", id=5)
    client.hang_up()
    assert client.process.wait(30) == 0
    assert "Traceback" not in client.errors()


@posix
def test_dead_parent(start: Callable[..., Client]) -> None:
    """A daemon whose client's process died ends, though somebody else holds its stdin open."""
    # Ten seconds are the user's patience, not the test's.
    quick = "import pulsedev.rpc.stdio as s; s.PARENT_POLL_S = 0.05"
    client = start("-c", SERVE_WITH_PRELUDE.format(quick))
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as parent:
        client.initialize(processId=parent.pid)
        assert client.request("pulsedev/status")["result"]
        parent.kill()
    assert client.wait() == 0


@posix
def test_closed_standard_streams(client: Client) -> None:
    """With no stdin at all there is no client, and the daemon ends."""
    command = f'exec "{sys.executable}" -m pulsedev serve <&- 2>&-'
    done = subprocess.run(  # noqa: S603 - our own command
        ["/bin/sh", "-c", command],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "PULSEDEV_HOME": str(client.home),
        },
        stdout=subprocess.PIPE,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, b"")


@posix
def test_somebody_at_a_terminal(environ: dict[str, str]) -> None:
    """Who types the command by hand is told what it waits for."""
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "pulsedev", "serve"],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environ,
    ) as process:
        os.close(theirs)
        assert process.stderr
        assert b"waiting for an LSP client" in process.stderr.readline()
        os.close(ours)
        assert process.wait(30) == 0


def test_prints_go_to_stderr(start: Callable[..., Client]) -> None:
    """A library that prints, in Python or in C, corrupts no frame."""
    noisy = (
        "import os, pulsedev.service as s; take = s.Service.take; "
        "s.Service.take = lambda self, batch: "
        "(print('noise', flush=True), os.write(1, b'low'), take(self, batch))"
    )
    client = start("-c", SERVE_WITH_PRELUDE.format(noisy))
    client.initialize()
    columns = {name: [1] for name in ("t", "kind", "doc", "a", "b", "c")}
    client.send("pulsedev/events", {"seq": 1, "t0": 0, **columns})
    assert client.request("pulsedev/status")["result"]["events"] == 1
    client.hang_up()
    assert client.wait() == 0
    errors = client.errors()
    assert "noise" in errors
    assert "low" in errors


@posix
def test_client_that_never_reads(client: Client) -> None:
    """A client that writes without end and reads nothing fills no memory and can be ended."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(  # noqa: S603 - our own command
        client.process.args,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment | {"PULSEDEV_HOME": str(client.home)},
    ) as deaf:
        assert deaf.stdin
        assert deaf.stdout
        body = b'{"jsonrpc":"2.0","id":1,"method":"nonsense"}'
        data = (b"Content-Length: %d\r\n\r\n" % len(body) + body) * 1_000
        written, rest = 0, data
        os.set_blocking(deaf.stdin.fileno(), False)
        written += os.write(deaf.stdin.fileno(), rest)
        rest = data[written:]
        # It has begun once an answer lies there, unread.
        assert select.select([deaf.stdout], [], [], 30)[0]
        # A mebibyte each way and the pipes: then it takes no more, for seconds.
        while written < LIMIT and select.select([], [deaf.stdin], [], STALLED)[1]:
            done = os.write(deaf.stdin.fileno(), rest)
            written, rest = written + done, rest[done:] or data
        deaf.terminate()
        assert deaf.wait(30) == 128 + signal.SIGTERM
    assert 0 < written < LIMIT

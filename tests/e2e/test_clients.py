"""Whole conversations of real clients with the real daemon, in both encodings."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from lsprotocol import types
from pytest_lsp import make_test_lsp_client

from pulsedev.rpc.frames import Encoding

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.e2e.conftest import Client


def batch(events: int = 3) -> dict[str, Any]:
    """Return the params of a batch that happened now."""
    columns = {name: [1] * events for name in ("kind", "doc", "a", "b", "c")}
    return {"seq": 1, "t0": int(time.time() * 1000), "t": list(range(events)), **columns}


@pytest.mark.parametrize("encoding", Encoding)
def test_conversation(client: Client, encoding: Encoding) -> None:
    """Initialize, events, state, status, label, shutdown, exit: each in the client's encoding."""
    client.encoding = encoding
    assert (
        client.initialize()["result"]["capabilities"]["experimental"]["pulsedev"]["protocol"] == 1
    )
    state = client.until(lambda message: message.get("method") == "pulsedev/state")
    assert state["params"]["state"] == "unknown"
    client.send("pulsedev/events", batch())
    status = client.request("pulsedev/status")["result"]
    assert (status["events"], status["store"], status["paused"]) == (3, "disk", False)
    assert status["windows"] == {"open": 1, "brain": "self"}
    label = {"state": "stuck", "source": "button"}
    assert client.request("pulsedev/label", label)["result"]["id"] > 0
    assert any(other["params"]["state"] == "stuck" for other in client.others)
    assert client.request("pulsedev/label", {"state": "x"})["error"]["code"] == -32602
    assert client.request("shutdown")["result"] is None
    client.send("exit")
    assert client.wait() == 0
    assert {frame.encoding for frame in client.received} == {encoding}


def test_two_encodings_in_one_connection(client: Client) -> None:
    """Each answer comes in the encoding of the question."""
    client.initialize()
    for encoding in [*Encoding, *Encoding]:
        client.encoding = encoding
        assert client.request("pulsedev/status")["result"]
        assert client.received[-1].encoding is encoding


@pytest.mark.asyncio
async def test_pytest_lsp_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stock LSP client completes a session."""
    monkeypatch.setenv("PULSEDEV_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    client = make_test_lsp_client()
    states: list[Any] = []
    client.feature("pulsedev/state")(lambda params: states.append(params))  # noqa: PLW0108 - pygls marks it
    await client.start_io(sys.executable, "-m", "pulsedev", "serve")
    result = await client.initialize_session(
        types.InitializeParams(capabilities=types.ClientCapabilities())
    )
    assert result.server_info
    assert result.server_info.name == "pulsedev"
    client.protocol.notify("pulsedev/events", batch())
    ask = client.protocol.send_request_async
    status = await ask("pulsedev/status", {})  # type: ignore[no-untyped-call]  # pygls
    assert (status.events, status.state) == (3, "unknown")
    label = {"state": "stuck", "source": "button"}
    assert (await ask("pulsedev/label", label)).id > 0  # type: ignore[no-untyped-call]  # pygls
    assert [state.state for state in states] == ["unknown", "stuck"]
    await client.shutdown_session()
    await client.stop()  # type: ignore[no-untyped-call]  # pytest-lsp


IMPORTS = (
    "import sys; from pulsedev.cli.main import main; code = main(['serve']); "
    "sys.stderr.write('MODULES ' + ' '.join(sorted(sys.modules))); sys.exit(code)"
)


def test_daemon_is_light(start: Callable[..., Client]) -> None:
    """A daemon that has worked holds no heavy module, and none that could run stored code."""
    client = start("-c", IMPORTS)
    client.initialize()
    client.send("pulsedev/events", batch())
    client.request("pulsedev/label", {"state": "stuck", "source": "button"})
    client.request("pulsedev/timeline", {"from": 0, "to": 10, "step": 1})
    client.hang_up()
    assert client.wait() == 0
    modules = set(client.errors().partition("MODULES ")[2].split())
    assert "pulsedev.core.session" in modules
    heavy = {"numpy", "scipy", "sklearn", "joblib", "rich", "watchdog", "http.client"}
    assert not modules & (heavy | {"pickle", "shelve", "multiprocessing"})
    assert not {name for name in modules if name.startswith("pulsedev.importers")}


def test_recording(start: Callable[..., Client], tmp_path: Path) -> None:
    """What was recorded is replayed as it was."""
    pytest.importorskip("pulsedev.importers.pulse")
    file = tmp_path / "recorded.jsonl"
    client = start("-m", "pulsedev", "serve", "--record", str(file))
    client.initialize()
    client.send("pulsedev/events", batch())
    client.request("pulsedev/status")
    client.hang_up()
    assert client.wait() == 0
    assert file.read_text().strip()


def test_recording_to_nowhere(tmp_path: Path) -> None:
    """A recording that can't be written is one line and exit code 1, before anything is served."""
    pytest.importorskip("pulsedev.importers.pulse")
    file = tmp_path / "no folder" / "x.jsonl"
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "pulsedev", "serve", "--record", str(file)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PULSEDEV_HOME": str(tmp_path)},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"Traceback" not in done.stderr

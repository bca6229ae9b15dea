"""Whatever a client sends, it gets what JSON-RPC and the LSP promise, and nobody crashes."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import msgpack  # type: ignore[import-untyped]  # it ships no stubs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulsedev.core.events import COLUMNS, Kind
from pulsedev.rpc.frames import Encoding
from pulsedev.rpc.messages import METHODS

if TYPE_CHECKING:
    from tests.rpc.conftest import Endpoint

BATCH: dict[str, Any] = {"seq": 1, "t0": 1_000_000_000, **{name: [1, 2] for name in COLUMNS}}
CANARY = "canary-7f3a"


def test_initialize(new: Endpoint) -> None:
    """The answer holds the protocol, the kinds and the key, and asks for no documents."""
    answer = new.initialize()
    ours = answer["capabilities"].pop("experimental")["pulsedev"]
    assert answer["capabilities"] == {}
    assert answer["serverInfo"]["name"] == "pulsedev"
    assert ours["protocol"] == 1
    assert ours["documentKey"] == "00"
    assert ours["eventKinds"] == {kind.name.lower(): kind.value for kind in Kind}


def test_first_state(new: Endpoint) -> None:
    """Right after ``initialized`` the client knows where it is, and not before."""
    new.initialize()
    assert not new.sink.take()
    [state] = new.notify("initialized")
    assert state["method"] == "pulsedev/state"
    assert state["params"] == {
        "state": "unknown",
        "since": 1_000_000_000,
        "p_stuck": 0.0,
        "p_flow": 0.0,
        "reasons": [],
        "model": "evidence-1",
        "remarks": [],
    }


def test_life_cycle(new: Endpoint) -> None:
    """Requests before ``initialize``, twice, and after ``shutdown`` are errors of their own."""
    assert new.error("pulsedev/status") == -32002
    assert new.error("nonsense") == -32002
    assert not new.notify("pulsedev/events", BATCH)
    new.initialize()
    assert new.error("initialize", {"capabilities": {}}) == -32600
    assert new.result("pulsedev/status")["events"] == 0
    assert new.result("shutdown", {"any": 1}) is None
    assert new.error("pulsedev/status") == -32600
    assert not new.notify("pulsedev/events", BATCH)
    assert new.server.exit_code is None
    new.notify("exit")
    assert new.server.exit_code == 0


def test_exit_without_shutdown(new: Endpoint) -> None:
    """A client that just leaves gets exit code 1, even if it never began."""
    new.notify("exit")
    assert new.server.exit_code == 1


@pytest.mark.parametrize(
    ("body", "code", "id_"),
    [
        (b"{nope", -32700, None),
        (b"", -32700, None),
        (b"[" * 200_000, -32700, None),
        (b"[]", -32600, None),
        (b"5", -32600, None),
        (b"{}", -32600, None),
        (b'[{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}]', -32600, None),
        (b'{"id": 1, "method": "shutdown"}', -32600, 1),
        (b'{"jsonrpc": "1.0", "id": 1, "method": "shutdown"}', -32600, 1),
        (b'{"jsonrpc": "2.0", "id": "x", "method": 5}', -32600, "x"),
        (b'{"jsonrpc": "2.0", "id": null, "method": "shutdown"}', -32600, None),
        (b'{"jsonrpc": "2.0", "id": 1.5, "method": "shutdown"}', -32600, None),
        (b'{"jsonrpc": "2.0", "id": true, "method": "shutdown"}', -32600, None),
        (b'{"jsonrpc": "2.0", "id": [], "method": "shutdown"}', -32600, None),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "pulsedev/fly"}', -32601, 1),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "textDocument/hover"}', -32601, 1),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "$/x"}', -32601, 1),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "pulsedev/label"}', -32602, 1),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "pulsedev/status", "params": [1]}', -32602, 1),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "pulsedev/events", "params": {}}', -32600, 1),
        (b'{"jsonrpc": "2.0", "id": "\\ud800", "method": "x"}', -32601, "\ud800"),
        (b'{"jsonrpc": "2.0", "id": 123456789012345678901, "method": "x"}', -32601, None),
    ],
)
def test_errors(ready: Endpoint, body: bytes, code: int, id_: object) -> None:
    """Each kind of mistake has its code, with the request's id where it has a sound one."""
    [answer] = ready.receive(body)
    assert answer["error"]["code"] == code
    assert answer["id"] == (123456789012345678901 if b"1234567890" in body else id_)
    assert ready.result("pulsedev/status")["state"] == "unknown"


def test_wrong_initialize(new: Endpoint) -> None:
    """A broken ``initialize`` is answered and may be tried again."""
    assert new.error("initialize", {"capabilities": 5}) == -32602
    assert new.error("initialize") == -32602
    assert new.initialize()


@pytest.mark.parametrize("options", [None, 5, [], {"alerts": "yes", "settings": 5, "client": []}])
def test_odd_options(new: Endpoint, options: object) -> None:
    """Options of a wrong type never keep a client from starting."""
    assert new.result("initialize", {"capabilities": {}, "initializationOptions": options})


def test_bad_setting_is_told(new: Endpoint) -> None:
    """A setting that makes no sense is one line to the client, at any time."""
    params = {"capabilities": {}, "initializationOptions": {"settings": {"alertsPerDay": 99}}}
    sent = new.receive({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params})
    assert [each.get("method") for each in sent] == ["window/logMessage", None]
    changed = {"settings": {"pulsedev": {"quietHours": "always"}}}
    [told] = new.notify("workspace/didChangeConfiguration", changed)
    assert "quietHours" in told["params"]["message"]
    assert not new.notify("workspace/didChangeConfiguration", {"settings": {"other": 1}})
    assert not new.notify("workspace/didChangeConfiguration", {"settings": None})


@pytest.mark.parametrize(
    "method",
    [
        "$/cancelRequest",
        "$/setTrace",
        "$/progress",
        "$/anything",
        "textDocument/didOpen",
        "textDocument/didChange",
        "notebookDocument/didOpen",
        "workspace/didChangeWorkspaceFolders",
        "window/workDoneProgress/cancel",
        "nonsense",
        "pulsedev/state",
        "pulsedev/label",
    ],
)
@pytest.mark.parametrize("params", [None, 5, [], {}, {"id": 7}, {"textDocument": {"text": CANARY}}])
def test_harmless_notifications(ready: Endpoint, method: str, params: object) -> None:
    """What nobody asked for is dropped without a word."""
    assert not ready.notify(method, params)
    assert ready.result("pulsedev/status")["events"] == 0


def test_refused_batch_is_logged(ready: Endpoint, caplog: pytest.LogCaptureFixture) -> None:
    """A refused batch is counted and logged with its rule and code, never with its content."""
    with caplog.at_level(logging.DEBUG, "pulsedev"):
        assert not ready.notify("pulsedev/events", BATCH | {"path": [CANARY]})
        assert not ready.notify("pulsedev/events")
    assert ready.server.protocol.refused["pulsedev/events"] == 2
    assert ready.result("pulsedev/status")["events"] == 0
    assert "-32602" in caplog.text
    assert CANARY not in caplog.text


def test_log_is_not_flooded(ready: Endpoint, caplog: pytest.LogCaptureFixture) -> None:
    """A client that is always wrong fills counters, not disks."""
    for _ in range(1_000):
        ready.notify("pulsedev/events")
    assert ready.server.protocol.refused["pulsedev/events"] == 1_000
    assert len(caplog.records) < 50


@pytest.mark.parametrize("encoding", Encoding)
def test_events_are_taken(ready: Endpoint, encoding: Encoding) -> None:
    """A sound batch counts, in either encoding."""
    message = {"jsonrpc": "2.0", "method": "pulsedev/events", "params": BATCH}
    assert not ready.receive(message, encoding)
    assert ready.result("pulsedev/status")["events"] == 2
    assert ready.result("pulsedev/data/summary")["batches"] == 1


def test_same_id_twice(ready: Endpoint) -> None:
    """Ids are the client's business: each request has its answer."""
    first, second = (ready.request("pulsedev/status", id_=1) for _ in range(2))
    assert first == second


METHOD_NAMES = st.sampled_from(
    [
        *(*METHODS, "pulsedev/events", "initialize", "initialized", "shutdown", "exit"),
        *("$/cancelRequest", "workspace/didChangeConfiguration", "textDocument/didOpen"),
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=True)
    | st.text()
)
KEYS = st.sampled_from(
    [
        *("t", "t0", "seq", "kind", "state", "source", "at", "minutes", "from", "to", "step"),
        *("id", "action", "capabilities", "initializationOptions", "settings", "pulsedev"),
    ]
)
VALUES = st.recursive(
    SCALARS | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(KEYS | st.text() | st.binary(), inner),
    max_leaves=8,
)
REQUESTS = st.fixed_dictionaries(
    {"jsonrpc": st.sampled_from(["2.0", "2.0", "1.0"]), "method": METHOD_NAMES | st.text()},
    optional={"id": st.integers(0, 3) | VALUES, "params": VALUES},
)
ANSWERS = st.fixed_dictionaries(
    {"id": st.sampled_from(["pulsedev-1", "pulsedev-2", 1])},
    optional={"jsonrpc": VALUES, "result": VALUES, "error": VALUES},
)


@settings(max_examples=200, deadline=None)
@given(messages=st.lists(REQUESTS | ANSWERS | VALUES, max_size=12))
def test_any_messages(build: type[Endpoint], messages: list[object]) -> None:
    """Whatever the messages, nothing is raised and each is answered at most once."""
    endpoint = build()
    endpoint.initialize()
    for message in messages:
        body = msgpack.packb(message)
        answers = [
            sent for sent in endpoint.receive(body, Encoding.MSGPACK) if "method" not in sent
        ]
        assert len(answers) <= 1
        for answer in answers:
            assert ("result" in answer) != ("error" in answer)
            assert answer.get("error", {}).get("code") != -32603
    endpoint.pass_time(2)

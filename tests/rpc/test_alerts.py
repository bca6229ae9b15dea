"""An alert reaches the user in the way that the client can show, and the answer comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pulsedev.core.classifier import Reason
from pulsedev.core.instructions import Alert
from pulsedev.core.policy import OFFERED, TITLES, Action

if TYPE_CHECKING:
    from tests.rpc.conftest import Endpoint

REASON = Reason("failed_runs", "6 failed runs", 6.0, float("nan"), 1.5)
ALERT = Alert(1, 1_000_000.0, "stuck", "You may be stuck", (REASON,), ("Rest",), OFFERED)


def shown(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, list[Action]]:
    """Show the alert; return the request and where answers will be found."""
    answers: list[Action] = []
    monkeypatch.setattr(endpoint.service, "answered", lambda _, action: answers.append(action))
    endpoint.server.show_alert(ALERT)
    [request] = endpoint.sink.take()
    return request, answers


@pytest.mark.parametrize("action", Action)
def test_clients_with_alerts(
    new: Endpoint, monkeypatch: pytest.MonkeyPatch, action: Action
) -> None:
    """A client that said so gets the whole alert and answers with an action."""
    new.initialize(alerts=True)
    request, answers = shown(new, monkeypatch)
    assert request["method"] == "pulsedev/alert"
    reason = {"feature": "failed_runs", "label": "6 failed runs", "value": 6.0, "effect": 1.5}
    assert request["params"] == {
        "id": 1,
        "kind": "stuck",
        "title": "You may be stuck",
        "reasons": [reason | {"usual": None}],
        "suggestions": ["Rest"],
        "actions": ["right", "wrong", "snooze", "never"],
    }
    answer = {"jsonrpc": "2.0", "id": request["id"], "result": {"action": action.value}}
    assert not new.receive(answer)
    assert not new.receive(answer)
    assert answers == [action]


@pytest.mark.parametrize("action", OFFERED)
def test_plain_clients(ready: Endpoint, monkeypatch: pytest.MonkeyPatch, action: Action) -> None:
    """Any other client gets a message with buttons."""
    request, answers = shown(ready, monkeypatch)
    assert request["method"] == "window/showMessageRequest"
    assert request["params"]["message"] == "You may be stuck (6 failed runs)"
    titles = [item["title"] for item in request["params"]["actions"]]
    assert titles == ["Right", "Wrong", "Snooze", "Don't show again"]
    result = {"title": TITLES[action]}
    ready.receive({"jsonrpc": "2.0", "id": request["id"], "result": result})
    assert answers == [action]


@pytest.mark.parametrize("alerts", [True, False])
def test_closed_alert(new: Endpoint, monkeypatch: pytest.MonkeyPatch, *, alerts: bool) -> None:
    """An alert that the user closed was ignored, which the policy wants to know."""
    new.initialize(alerts=alerts)
    request, answers = shown(new, monkeypatch)
    new.receive({"jsonrpc": "2.0", "id": request["id"], "result": None})
    assert answers == [Action.IGNORED]


@pytest.mark.parametrize(
    "answer",
    [
        {"error": {"code": -32601, "message": "no"}},
        {"error": 5},
        {"result": {"action": "secret"}},
        {"result": {}},
        {"result": [1]},
        {"result": "right"},
    ],
)
def test_odd_answers(
    new: Endpoint, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any]
) -> None:
    """An answer that is none counts for nothing, and the daemon goes on."""
    new.initialize(alerts=True)
    request, answers = shown(new, monkeypatch)
    assert not new.receive({"jsonrpc": "2.0", "id": request["id"], **answer})
    assert not answers
    assert new.result("pulsedev/status")


def test_answers_to_nothing(ready: Endpoint) -> None:
    """An answer to what was never asked is counted and never answered: two peers would not end."""
    ids: tuple[object, ...] = ("pulsedev-1", 1, None, [], 1.5)
    for id_ in ids:
        assert not ready.receive({"jsonrpc": "2.0", "id": id_, "result": None})
        assert not ready.receive({"jsonrpc": "2.0", "id": id_, "error": {}})
    assert ready.server.protocol.refused["answer"] == 10


def test_slow_client_is_not_ready(ready: Endpoint) -> None:
    """A client that does not read is not told what it did not ask for."""
    assert ready.server.ready
    ready.sink.backlog = 2**20
    assert not ready.server.ready

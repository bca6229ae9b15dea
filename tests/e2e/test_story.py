"""A whole story through the real process: trouble, an alert, the user's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.e2e.conftest import Client


def test_trouble_is_said_once_and_a_no_is_taken(
    client: Client, trouble: list[dict[str, Any]]
) -> None:
    """A struggle makes the daemon speak up with reasons; "wrong" ends the state at once."""
    client.initialize(initializationOptions={"client": "test", "alerts": True})
    for params in trouble:
        client.send("pulsedev/events", params)
    asked = client.until(lambda message: message.get("method") == "pulsedev/alert")
    assert asked["params"]["kind"] == "stuck"
    assert asked["params"]["reasons"]
    assert asked["params"]["suggestions"]
    assert client.status()["state"] == "stuck"
    why = client.request("pulsedev/explain")["result"]
    assert any("run" in reason["label"] for reason in why["reasons"])
    client.answer(asked["id"], {"action": "wrong"})
    assert client.status()["state"] == "neutral"
    assert client.request("pulsedev/data/summary")["result"]["labels"] == 1

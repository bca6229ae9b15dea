"""A whole story through the real process: trouble, an alert, the user's answer."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pulsedev.core.events import COLUMNS, EventBatch
from pulsedev.core.instructions import Alert
from pulsedev.core.replay import replay
from pulsedev.core.session import Session

if TYPE_CHECKING:
    from tests.conftest import Story
    from tests.e2e.conftest import Client

MINUTES = 30
BEFORE_NOW = 20.0
"""Seconds that the alert lies back, so that the daemon finds it due when the events arrive."""


def as_params(batch: EventBatch) -> dict[str, Any]:
    """Return a batch as it travels."""
    columns = {name: list(getattr(batch, name)) for name in COLUMNS}
    return {"seq": batch.seq, "t0": batch.t0, **columns}


def test_trouble_is_said_once_and_a_no_is_taken(client: Client, story: Story) -> None:
    """A struggle makes the daemon speak up with reasons; "wrong" ends the state at once."""
    story.struggle(0.0, MINUTES)
    arrivals = story.arrivals()
    made = list(replay(Session(), arrivals, utc_offset=float(time.localtime().tm_gmtoff)))
    (alert,) = [one for one in made if isinstance(one, Alert)]
    # Half minutes of the clock are when scores are made, so the story is shifted by whole ones.
    shift = (time.time() - BEFORE_NOW - alert.at) // 30 * 30
    client.initialize(initializationOptions={"client": "test", "alerts": True})
    for arrived in arrivals:
        if arrived.at <= alert.at:
            moved = replace(arrived.batch, t0=arrived.batch.t0 + round(shift * 1000))
            client.send("pulsedev/events", as_params(moved))
    asked = client.until(lambda message: message.get("method") == "pulsedev/alert")
    assert asked["params"]["kind"] == "stuck"
    assert asked["params"]["reasons"]
    assert asked["params"]["suggestions"]
    assert client.request("pulsedev/status")["result"]["state"] == "stuck"
    why = client.request("pulsedev/explain")["result"]
    assert any("run" in reason["label"] for reason in why["reasons"])
    client.answer(asked["id"], {"action": "wrong"})
    assert client.request("pulsedev/status")["result"]["state"] == "neutral"
    assert client.request("pulsedev/data/summary")["result"]["labels"] == 1

"""A plain LSP client that agreed to send its documents: numbers arrive, and not a word stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pulsedev.core.events import Kind
from pulsedev.rpc.frames import Encoding

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.e2e.conftest import Client

CANARY = "kanarienvogel-77b1"
"""A word that nothing of ours holds."""

URI = f"file:///home/{CANARY}/{CANARY}.py"


def notify(client: Client, what: str, **params: object) -> None:
    """Tell of the document."""
    client.send(f"textDocument/{what}", {"textDocument": {"uri": URI}, **params})


def change(text: str) -> dict[str, Any]:
    """Return a change at the document's beginning."""
    place = {"line": 0, "character": 0}
    return {"range": {"start": place, "end": place}, "text": text}


def a_life(client: Client) -> None:
    """Open, edit, save and close a document, and send what no client should."""
    opened = {"uri": URI, "languageId": "python", "version": 1, "text": f"{CANARY}\n"}
    notify(client, "didOpen", textDocument=opened)
    notify(client, "didChange", contentChanges=[change(CANARY)])
    notify(client, "didChange", contentChanges=[{"text": CANARY}])
    notify(client, "didChange", contentChanges=[{"text": [CANARY]}])
    notify(client, CANARY, contentChanges=[change(CANARY)])
    notify(client, "didSave", text=CANARY)
    notify(client, "didClose")


@pytest.mark.parametrize("encoding", Encoding)
def test_numbers_and_no_word(
    start: Callable[..., Client], tmp_path: Path, encoding: Encoding
) -> None:
    """Lengths, a save and the end are recorded, and the canary is in no frame, file or log."""
    recording = tmp_path / "recording.jsonl"
    options = ("--log-level", "debug", "--record", str(recording))
    client = start("-m", "pulsedev", "serve", *options)
    client.encoding = encoding
    result = client.initialize(initializationOptions={"documents": True})["result"]
    assert result["capabilities"]["textDocumentSync"]["change"] == 2
    a_life(client)
    assert client.status()["events"] == 5
    page = client.request("pulsedev/data/records", {})["result"]
    assert page["kind"] == [
        *(Kind.FILE_OPENED, Kind.FILE_MODIFIED, Kind.FILE_MODIFIED, Kind.FILE_SAVED),
        Kind.FILE_CLOSED,
    ]
    length = len(CANARY)
    assert page["a"] == [2, length, 0, 1, 0]
    assert page["b"] == [3, 0, length + 1, 0, 0]
    assert len(set(page["doc"])) == 1
    assert client.request("shutdown")["result"] is None
    client.send("exit")
    assert client.wait() == 0
    said = client.errors().encode() + b"".join(frame.body for frame in client.received)
    assert b"refused textDocument/didChange" in said
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert recording in files
    for content in (said, *(path.read_bytes() for path in files)):
        assert CANARY.encode() not in content


def test_nothing_without_consent(client: Client) -> None:
    """Who did not agree is asked for no document, and one that comes leaves no event."""
    capabilities = client.initialize()["result"]["capabilities"]
    assert "textDocumentSync" not in capabilities
    a_life(client)
    assert client.status()["events"] == 0

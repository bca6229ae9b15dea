"""The peer: a server as the manual of pygls has it, for the same messages as JSON rows."""

from __future__ import annotations

from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer("stock", "0", text_document_sync_kind=types.TextDocumentSyncKind.None_)
kept: list[Any] = []


@server.feature("pulsedev/events")
def events(params: Any) -> None:  # noqa: ANN401 - pygls makes an object of whatever comes
    """Keep what came."""
    kept.extend(params.events)


@server.feature("stock/kept")
def count(_params: Any) -> int:  # noqa: ANN401
    """Tell how many events there were."""
    return len(kept)


@server.feature("pulsedev/label")
def label(params: Any) -> None:  # noqa: ANN401
    """Show the state that somebody named."""
    server.protocol.notify("pulsedev/state", {"state": params.state})


if __name__ == "__main__":
    server.start_io()

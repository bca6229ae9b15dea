"""The peer: a server as the manual of pygls has it, for the same messages as JSON rows."""

from __future__ import annotations

from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer("stock", "0", text_document_sync_kind=types.TextDocumentSyncKind.None_)
seen = 0


@server.feature("pulsedev/events")
def events(params: Any) -> None:  # noqa: ANN401 - pygls makes an object of whatever comes
    """Count what came; keeping it would only make this slower."""
    global seen  # noqa: PLW0603 - the manual's servers are modules
    seen += len(params.events)


@server.feature("stock/seen")
def count(_params: Any) -> int:  # noqa: ANN401
    """Tell how many events there were."""
    return seen


@server.feature("pulsedev/label")
def label(params: Any) -> None:  # noqa: ANN401
    """Show the state that somebody named."""
    server.protocol.notify("pulsedev/state", {"state": params.state})


if __name__ == "__main__":
    server.start_io()

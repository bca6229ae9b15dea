"""Documents of clients that only speak LSP: their texts become lengths here, and are dropped.

Nothing reaches this before the user agreed to it in ``initializationOptions``. What is kept of an
open document is its number and the lengths of its lines; what goes on are events.
"""

from __future__ import annotations

import hmac
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from pulsedev.core.events import DOCUMENT_BITS, Cause, EventBatch, Kind
from pulsedev.rpc.checks import ParamsError
from pulsedev.rpc.excluded import is_excluded
from pulsedev.rpc.languages import language_number
from pulsedev.rpc.lengths import Lengths, Position, units

if TYPE_CHECKING:
    from collections.abc import Callable

SYNC = types.TextDocumentSyncOptions(
    open_close=True,
    change=types.TextDocumentSyncKind.Incremental,
    save=types.SaveOptions(include_text=False),
)
"""What the client is asked for: the least that lengths can be read from."""

MOST_OPEN = 1_000
"""Documents; of more, the lengths of their lines alone would take much memory."""

BY_KEY = re.compile(r".?|\r?\n[\t ]*|\t+| +|\(\)|\[\]|\{\}|<>|\"\"|''|``", re.DOTALL)
"""What one key gives: a character, a line with its indent, a pair."""

OPENED, SWITCHED = 0, 1

Row = tuple[Kind, int, int, int, int]
"""Kind, document and the three columns."""


@dataclass(slots=True)
class Open:
    """An open document."""

    number: int
    language: int
    lengths: Lengths


class Documents:
    """What is open in one client."""

    def __init__(self, key: str, clock: Callable[[], float] = time.time) -> None:
        self._key, self._clock = bytes.fromhex(key), clock
        self._open: dict[int, Open] = {}
        self._shown = self._seq = 0
        self._takers: dict[str, Callable[[str, dict[str, Any]], list[Row]]] = {
            types.TEXT_DOCUMENT_DID_OPEN: self._opened,
            types.TEXT_DOCUMENT_DID_CHANGE: self._changed,
            types.TEXT_DOCUMENT_DID_SAVE: self._saved,
            types.TEXT_DOCUMENT_DID_CLOSE: self._closed,
        }

    def takes(self, method: str) -> bool:
        """Tell whether a notification is about a document."""
        return method in self._takers

    def batch(self, method: str, params: Any) -> EventBatch:  # noqa: ANN401 - whatever was sent
        """Turn a notification into events that happen now; ParamsError where it is none."""
        match params:
            case {"textDocument": {"uri": str(uri)}}:
                rows = [] if is_excluded(uri) else self._takers[method](uri, params)
            case _:
                raise ParamsError("textDocument.uri: must be a text")
        self._seq += 1
        kind, doc, a, b, c = ([row[column] for row in rows] for column in range(5))
        now = round(self._clock() * 1000)
        return EventBatch.of(
            self._seq, t0=now, t=[0] * len(rows), kind=kind, doc=doc, a=a, b=b, c=c
        )

    def _number(self, uri: str) -> int:
        digits = hmac.new(self._key, uri.encode("utf-8", "surrogatepass"), "sha256").hexdigest()
        return int(digits[: DOCUMENT_BITS // 4], 16)

    def _opened(self, uri: str, params: dict[str, Any]) -> list[Row]:
        match params["textDocument"]:
            case {"text": str(text), "languageId": str(language)}:
                number = self._number(uri)
            case _:
                raise ParamsError("textDocument: must have text and languageId")
        if number in self._open or len(self._open) >= MOST_OPEN:
            return []
        opened = Open(number, language_number(language), Lengths(text))
        self._open[number] = opened
        return self._show(opened, OPENED)

    def _changed(self, uri: str, params: dict[str, Any]) -> list[Row]:
        changes = params.get("contentChanges")
        if not isinstance(changes, list):
            raise ParamsError("contentChanges: must be a list")
        changed = self._open.get(self._number(uri))
        if changed is None:
            return []
        edits = [_edit(changed, change) for change in changes]
        # Several places replaced at once are a rename or a formatter, however short each is.
        together = len(edits) > 1 and any(one.inserted and one.deleted for one in edits)
        return [
            *self._show(changed, SWITCHED),
            *(
                (
                    Kind.FILE_MODIFIED,
                    changed.number,
                    one.inserted,
                    one.deleted,
                    Cause.FORMAT if together else one.cause,
                )
                for one in edits
            ),
        ]

    def _saved(self, uri: str, _: dict[str, Any]) -> list[Row]:
        saved = self._open.get(self._number(uri))
        if saved is None:
            return []
        return [(Kind.FILE_SAVED, saved.number, saved.lengths.lines, 0, 0)]

    def _closed(self, uri: str, _: dict[str, Any]) -> list[Row]:
        closed = self._open.pop(self._number(uri), None)
        if closed is None:
            return []
        if self._shown == closed.number:
            self._shown = 0
        return [(Kind.FILE_CLOSED, closed.number, 0, 0, 0)]

    def _show(self, one: Open, how: int) -> list[Row]:
        """Tell that another document is at hand: LSP has no word for it but what is done to it."""
        if self._shown == one.number:
            return []
        self._shown = one.number
        return [(Kind.FILE_OPENED, one.number, one.lengths.lines, one.language, how)]


@dataclass(frozen=True, slots=True)
class Edit:
    """One change, measured."""

    inserted: int
    deleted: int
    cause: Cause


def _edit(document: Open, change: object) -> Edit:
    """Measure a change; its text is looked at here and nowhere else."""
    match change:
        case {"range": {"start": start, "end": end}, "text": str(text)}:
            deleted = document.lengths.replace(_position(start), _position(end), text)
            return Edit(units(text), deleted, _cause(text))
        case {"text": str(text)}:  # all of it anew
            before, document.lengths = document.lengths.units, Lengths(text)
            grown = document.lengths.units - before
            return Edit(max(0, grown), max(0, -grown), Cause.OTHER_PROGRAM)
        case _:
            raise ParamsError("contentChanges: must have text, and a range or none")


def _position(value: object) -> Position:
    match value:
        case {"line": int(line), "character": int(character)} if min(line, character) >= 0:
            return line, character
        case _:
            raise ParamsError("range: must have positions")


def _cause(text: str) -> Cause:
    """Guess by the shape: what may be a machine's work is never called typed."""
    if BY_KEY.fullmatch(text):
        return Cause.TYPED
    return Cause.PASTE if re.search(r"\s", text) else Cause.COMPLETION

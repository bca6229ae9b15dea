"""The gate before pygls: what a frame must be to get through, and what the others are told.

Only methods with a handler of ours reach pygls, so it keeps no document and no path, and a
message of a kind that nobody asked for costs nothing but a count.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from enum import Enum
from typing import TYPE_CHECKING, Any

import attrs
from cattrs.errors import ClassValidationError
from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcParseError,
)
from pygls.protocol import LanguageServerProtocol, default_converter

from pulsedev.rpc import checks, messages
from pulsedev.rpc.batches import read_batch
from pulsedev.rpc.checks import ParamsError
from pulsedev.rpc.frames import BodyError
from pulsedev.rpc.messages import EVENTS, METHODS

if TYPE_CHECKING:
    from collections.abc import Callable

    from cattrs import Converter
    from pygls.lsp.server import LanguageServer

    from pulsedev.core.events import EventBatch
    from pulsedev.rpc.frames import Frame

log = logging.getLogger(__name__)

Id = int | str

NOT_INITIALIZED = -32002
"""The LSP's code for a request before ``initialize``."""

LOGGED_REFUSALS = 20
"""After so many lines the log only counts: a client that is wrong is wrong all the time."""

IGNORED = ("$/cancelRequest", "$/setTrace", "$/progress")
"""Legal notifications that change nothing here: each request is answered before the next."""


class Phase(Enum):
    """How far the LSP's life cycle has come."""

    NEW = "new"
    READY = "ready"
    SHUT = "shut"


class PulseProtocol(LanguageServerProtocol):
    """The LSP's life cycle and the methods of the table, nothing else of the LSP."""

    def __init__(self, server: LanguageServer, converter: Converter) -> None:
        super().__init__(server, converter)
        self.fm.builtin_features.clear()
        self.phase = Phase.NEW
        self.refused: Counter[str] = Counter()
        self.waiting: set[str] = set()
        """Ids of our requests that have no answer yet."""
        self.on_events: Callable[[EventBatch], None] = lambda _: None

    # The base class caches these two, and its types say so.
    def get_message_type(self, method: str) -> type[Any] | None:  # type: ignore[override]
        """Look in the table first."""
        entry = METHODS.get(method)
        return entry.message if entry else super().get_message_type(method)

    def get_result_type(self, method: str) -> type[Any] | None:  # type: ignore[override]
        """Look in the table first."""
        entry = METHODS.get(method)
        return entry.answer if entry and entry.result else super().get_result_type(method)

    def structure_message(self, data: dict[str, Any]) -> Any:  # noqa: ANN401 - as the base class
        """Type a message; whatever is wrong with it, the reason names no value."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            raise JsonRpcInvalidParams(_reason(error.__cause__)) from None

    def receive(self, frame: Frame) -> None:
        """Handle one frame; a broken one is answered as JSON-RPC wants it, or counted."""
        try:
            message: Any = frame.message()
        except BodyError:
            self.answer_error(None, JsonRpcParseError("Parse Error"))
            return
        match message:
            case {"jsonrpc": "2.0", "method": str(method), "id": id_} if _is_id(id_):
                self._request(method, id_, message)
            case {"jsonrpc": "2.0", "method": str(method)} if "id" not in message:
                self._notification(method, message, frame)
            case {"result": _} | {"error": _} if "method" not in message:
                self._response(message)
            case _:
                found = message.get("id") if isinstance(message, dict) else None
                self.answer_error(found if _is_id(found) else None, _invalid("Invalid Request"))

    def answer_error(self, id_: Id | None, error: JsonRpcException) -> None:
        """Tell the peer why its request gets no result."""
        if self.writer is None:
            return
        told = {"code": error.code, "message": error.message}
        self.writer.write(json.dumps({"jsonrpc": "2.0", "id": id_, "error": told}).encode())

    def refuse(self, method: str, reason: str) -> None:
        """Count a message that can't be answered, and log the rule that it breaks."""
        self.refused[method] += 1
        if self.refused.total() <= LOGGED_REFUSALS:
            log.warning("refused %s: %d %s", method, JsonRpcInvalidParams.CODE, reason)

    def _request(self, method: str, id_: Id, message: dict[str, Any]) -> None:
        try:
            self._admit(method)
            self._pass_on(method, message)
        except JsonRpcException as error:
            self.answer_error(id_, error)

    def _admit(self, method: str) -> None:
        if self.phase is Phase.NEW and method != types.INITIALIZE:
            raise JsonRpcException("Server Not Initialized", NOT_INITIALIZED)
        if self.phase is Phase.SHUT or (self.phase is Phase.READY and method == types.INITIALIZE):
            raise _invalid(f"Invalid Request: not after {types.SHUTDOWN} or twice")
        if method == EVENTS or (method in self.fm.builtin_features and not self._takes_id(method)):
            raise _invalid("Invalid Request: a notification has no id")
        if method not in self.fm.builtin_features:
            raise JsonRpcMethodNotFound("Method Not Found")

    def _notification(self, method: str, message: dict[str, Any], frame: Frame) -> None:
        if self.phase is not Phase.READY and method != types.EXIT:
            return
        if method == EVENTS:
            self._events(message.get("params"), frame)
        elif method not in self.fm.builtin_features:
            # Its name may be anything, so it is not told.
            self.refused["ignored" if method.startswith("$/") else "unknown"] += 1
        elif self._takes_id(method):
            self.refuse(method, "a request without an id")
        else:
            try:
                self._pass_on(method, message)
            except JsonRpcException as error:
                self.refuse(method, error.message)

    def _events(self, params: object, frame: Frame) -> None:
        # Past pygls: structuring six columns of numbers would cost more than all the rest.
        try:
            batch = read_batch(params, frame)
        except ParamsError as error:
            self.refuse(EVENTS, str(error))
        else:
            self.on_events(batch)

    def _response(self, message: dict[str, Any]) -> None:
        id_ = message.get("id")
        if not isinstance(id_, str) or id_ not in self.waiting:
            self.refused["answer"] += 1
            return
        self.waiting.discard(id_)
        try:
            self.handle_message(self.structure_message({"jsonrpc": "2.0", **message}))
        except JsonRpcException as error:
            self.refuse("answer", error.message)

    def _pass_on(self, method: str, message: dict[str, Any]) -> None:
        # Leaving the params out is legal, and so is null; pygls wants what its types want.
        if method in (types.SHUTDOWN, types.EXIT):
            message["params"] = None
        elif message.get("params") is None:
            message["params"] = {}
        self.handle_message(self.structure_message(message))

    def _takes_id(self, method: str) -> bool:
        if method in METHODS:
            return METHODS[method].result is not None
        kind = super().get_message_type(method)
        return kind is not None and any(field.name == "id" for field in attrs.fields(kind))


def converter() -> Converter:
    """Build pygls' converter, with our params checked by our rules."""
    made: Converter = default_converter()  # type: ignore[no-untyped-call]  # pygls leaves it untyped
    for params in messages.PARAMS:
        made.register_structure_hook(params, checks.structure)
    # pygls' own way would rename p_stuck to pStuck and leave out what has its default.
    made.register_unstructure_hook_func(messages.is_ours, attrs.asdict)
    return made


def _is_id(value: object) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool)


def _invalid(message: str) -> JsonRpcException:
    return JsonRpcInvalidRequest(message)


def _reason(cause: BaseException | None) -> str:
    """Find our own words among the converter's, which quote values."""
    told = "Invalid Params"
    pending = [cause]
    while pending:
        error = pending.pop()
        if isinstance(error, ParamsError):
            return f"{told}: {error}"
        if isinstance(error, ClassValidationError):
            pending += error.exceptions
    return told

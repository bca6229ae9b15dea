"""Messages in, calls of the backend; instructions out, messages to the client.

Handlers are plain functions that run at once and in order; what they raise reaches the client
as a code, never as a text that could quote an event.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import attrs
from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInternalError
from pygls.lsp.server import LanguageServer

from pulsedev import __version__
from pulsedev.core.events import Kind
from pulsedev.core.labels import Said
from pulsedev.core.policy import TITLES, Action
from pulsedev.core.trouble import Trouble
from pulsedev.faults import place
from pulsedev.rpc import learning, messages
from pulsedev.rpc.documents import SYNC, Documents
from pulsedev.rpc.params import AlertAnswer, ProbeAnswer
from pulsedev.rpc.protocol import Phase, PulseProtocol, converter
from pulsedev.rpc.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from concurrent.futures import Future

    from pulsedev.core.events import EventBatch
    from pulsedev.core.instructions import Alert, AskLabel, StateChanged
    from pulsedev.rpc.messages import (
        Explanation,
        Exported,
        LabelId,
        Records,
        Review,
        Status,
        Summary,
        Timeline,
        Until,
    )
    from pulsedev.rpc.params import (
        ExplainParams,
        ExportParams,
        LabelParams,
        MinutesParams,
        ModelParams,
        RecordsParams,
        ReviewParams,
        SpanParams,
        TimelineParams,
        TrainParams,
    )

log = logging.getLogger(__name__)

EXPORT = "pulsedev/data/export"
REVIEW = "pulsedev/review"

MAX_BACKLOG = 2**16
"""Bytes that the client has not read yet; with more, states wait and the last one counts."""

REASONS_SHOWN = 3
"""In one message: the editor shows a line or two."""


QUESTION = "How is it going?"


class Backend(Protocol):
    """What the server needs done."""

    def take(self, batch: EventBatch) -> None:
        """Take in a batch."""

    async def client_ready(self) -> None:
        """Know that the client can be told things now."""

    def configure(self, settings: object) -> list[str]:
        """Use the settings; return a line for each that makes no sense."""

    async def answered(self, alert: Alert, action: Action) -> None:
        """Know what the user did with an alert."""

    async def asked(self, said: Said, at: float) -> None:
        """Know what the user said when they were asked."""

    async def label(self, params: LabelParams) -> LabelId:
        """Keep what the user says of themself."""

    async def status(self) -> Status:
        """Tell what is believed now, and how the daemon fares."""

    async def explain(self, params: ExplainParams) -> Explanation:
        """Tell why."""

    async def timeline(self, params: TimelineParams) -> Timeline:
        """Tell what was believed."""

    async def pause(self, params: MinutesParams) -> Until:
        """Observe nothing."""

    async def resume(self) -> Until:
        """Observe again."""

    async def snooze(self, params: MinutesParams) -> Until:
        """Send no alerts."""

    async def summary(self) -> Summary:
        """Tell how much is kept."""

    async def records(self, params: RecordsParams) -> Records:
        """Tell what is kept, event by event."""

    async def export(self, params: ExportParams) -> Exported:
        """Write what is kept into a file of the user's."""

    async def erase(self, params: SpanParams) -> Summary:
        """Forget all of it, or a span."""

    async def review(self, params: ReviewParams) -> Review:
        """Tell a day in stretches."""

    async def train(self, params: TrainParams) -> learning.Started:
        """Train models now."""

    async def models(self) -> learning.Cards:
        """Tell of all models."""

    async def rollback(self, params: ModelParams) -> learning.Cards:
        """Let the model before judge again."""


class PulseServer(LanguageServer):
    """The daemon as its client sees it."""

    protocol: PulseProtocol

    def __init__(self, backend: Backend, document_key: str) -> None:
        super().__init__(
            "pulsedev", __version__, protocol_cls=PulseProtocol, converter_factory=converter
        )
        self.exit_code: int | None = None
        self.turns = Turns()
        self._backend = backend
        self._document_key = document_key
        self._shows_alerts = self._asks = False
        self._asked = 0
        self.protocol.on_events = backend.take
        for method, handler in self._handlers().items():
            self.protocol.fm.add_builtin_feature(method, partial(_guarded, method, handler))
        for method, request in self._requests().items():
            answer = partial(self.turns.answer, partial(_fault, method), request)
            self.protocol.fm.add_builtin_feature(method, answer)
        for method, request in ((EXPORT, backend.export), (REVIEW, backend.review)):
            answer = partial(self.turns.answer_beside, partial(_fault, method), request)
            self.protocol.fm.add_builtin_feature(method, answer)

    def _handlers(self) -> Mapping[str, Callable[[Any], object]]:
        return {
            types.INITIALIZE: self._initialize,
            types.INITIALIZED: self._initialized,
            types.SHUTDOWN: self._shut,
            types.EXIT: self._exit,
            types.WORKSPACE_DID_CHANGE_CONFIGURATION: self._reconfigure,
        }

    def _requests(self) -> Mapping[str, Callable[[Any], Awaitable[object]]]:
        """Return what may wait for the disk, one after the other; all else is answered at once."""
        backend = self._backend
        return {
            "pulsedev/label": backend.label,
            "pulsedev/status": lambda _: backend.status(),
            "pulsedev/explain": backend.explain,
            "pulsedev/timeline": backend.timeline,
            "pulsedev/pause": backend.pause,
            "pulsedev/resume": lambda _: backend.resume(),
            "pulsedev/snooze": backend.snooze,
            "pulsedev/data/summary": lambda _: backend.summary(),
            "pulsedev/data/records": backend.records,
            "pulsedev/data/erase": backend.erase,
            "pulsedev/train": backend.train,
            "pulsedev/models": lambda _: backend.models(),
            "pulsedev/rollback": backend.rollback,
        }

    def report_server_error(self, error: Exception, source: type[Exception]) -> None:
        """Log what went wrong, not the error's text: it may quote what the client sent."""
        log.error("%s: %s", source.__name__, place(error))

    @property
    def ready(self) -> bool:
        """Whether the client takes what nobody asked for: it is there and it reads."""
        backlog: int = getattr(self.protocol.writer, "backlog", 0)
        return self.protocol.phase is Phase.READY and backlog <= MAX_BACKLOG

    def show_state(self, changed: StateChanged) -> None:
        """Tell the client what is believed now."""
        self.protocol.notify(messages.STATE, messages.state_of(changed))

    def show_alert(self, alert: Alert) -> None:
        """Tell the user, and the backend what they did about it."""
        if self._shows_alerts:
            self._ask(alert, messages.ALERT, messages.alert_of(alert))
        else:
            self._ask(alert, types.WINDOW_SHOW_MESSAGE_REQUEST, _as_message(alert))

    def ask(self, question: AskLabel) -> None:
        """Ask how it goes, where the client can do so without a message that is in the way."""
        if self._asks:
            probe = learning.Probe(question.id, QUESTION, [said.value for said in Said])
            answer = partial(self._said, question.at)
            self._send(messages.PROBE, probe, answer)

    def _said(self, at: float, future: Future[Any]) -> None:
        if future.cancelled() or future.exception() or not isinstance(future.result(), ProbeAnswer):
            return
        state = future.result().state
        if state is not None:
            self.turns.begin(partial(_fault, "answer"), self._backend.asked(Said(state), at))

    def show_trouble(self, line: str) -> None:
        """Tell the user what does not work, and what to do."""
        self.window_show_message(
            types.ShowMessageParams(types.MessageType.Warning, f"PulseDev: {line}")
        )

    def show_progress(self, token: int | str, done: learning.WorkDone) -> None:
        """Tell how far something is."""
        told = {name: value for name, value in attrs.asdict(done).items() if value is not None}
        self.protocol.notify(types.PROGRESS, types.ProgressParams(token, told))

    def _ask(self, alert: Alert, method: str, params: object) -> None:
        self._send(method, params, partial(self._answered, alert))

    def _send(self, method: str, params: object, done: Callable[[Future[Any]], None]) -> None:
        self._asked += 1
        id_ = f"pulsedev-{self._asked}"
        self.protocol.waiting.add(id_)
        future = self.protocol.send_request(method, params, msg_id=id_)
        future.add_done_callback(done)

    def _answered(self, alert: Alert, future: Future[Any]) -> None:
        if future.cancelled() or future.exception():
            return  # the client could not show it
        answered = self._backend.answered(alert, _action(future.result()))
        self.turns.begin(partial(_fault, "answer"), answered)

    def _initialize(self, params: types.InitializeParams) -> types.InitializeResult:
        self.process_id = params.process_id
        self.protocol.phase = Phase.READY
        options = params.initialization_options
        self._shows_alerts = _option(options, "alerts") is True
        self._asks = _option(options, "probes") is True
        self._complain(self._backend.configure(_option(options, "settings")))
        ours = {
            "protocol": messages.PROTOCOL,
            "eventKinds": {kind.name.lower(): kind.value for kind in Kind},
            "documentKey": self._document_key,
        }
        # Without a yes no document sync: clients would send texts, which we don't want to have.
        if _option(options, "documents") is True:
            self.protocol.documents = Documents(self._document_key)
        offered = types.ServerCapabilities(
            text_document_sync=SYNC if self.protocol.documents else None,
            experimental={"pulsedev": ours},
        )
        return types.InitializeResult(offered, types.ServerInfo(self.name, self.version))

    def _initialized(self, _: object) -> None:
        self.turns.begin(partial(_fault, "initialized"), self._backend.client_ready())

    def _reconfigure(self, params: types.DidChangeConfigurationParams) -> None:
        settings = _option(params.settings, "pulsedev")
        if settings is not None:
            self._complain(self._backend.configure(settings))

    def _shut(self, _: object) -> None:
        self.protocol.phase = Phase.SHUT

    def _exit(self, _: object) -> None:
        self.exit_code = 0 if self.protocol.phase is Phase.SHUT else 1

    def _complain(self, complaints: list[str]) -> None:
        for complaint in complaints:
            log.warning("settings: %s", complaint)
            self.window_log_message(
                types.LogMessageParams(types.MessageType.Warning, f"pulsedev: {complaint}")
            )


def _guarded(method: str, handler: Callable[[Any], object], params: object) -> object:
    try:
        return handler(params)
    except Exception as error:  # noqa: BLE001 - the client gets an answer, whatever happens
        raise _fault(method, error) from None


def _fault(method: str, error: Exception) -> JsonRpcException:
    """Return what the client is told; pygls would send the error's text and its traceback."""
    if isinstance(error, JsonRpcException):
        return error
    log.error("%s failed: %s", method, place(error))
    if isinstance(error, Trouble):
        return JsonRpcInternalError(str(error))  # one line of ours, made to be read
    return JsonRpcInternalError("Internal Error")


def _option(options: object, name: str) -> object:
    return options.get(name) if isinstance(options, dict) else None


def _as_message(alert: Alert) -> types.ShowMessageRequestParams:
    why = "; ".join(reason.label for reason in alert.reasons[:REASONS_SHOWN])
    return types.ShowMessageRequestParams(
        types.MessageType.Info,
        f"{alert.title} ({why})" if why else alert.title,
        [types.MessageActionItem(TITLES[action]) for action in alert.actions if action in TITLES],
    )


def _action(answer: object) -> Action:
    """Read the user's answer; closing an alert is an answer too."""
    if isinstance(answer, AlertAnswer):
        return Action(answer.action)
    title = getattr(answer, "title", None)
    return next((action for action, shown in TITLES.items() if shown == title), Action.IGNORED)

"""What travels: results as attrs classes, one table of methods, and the conversion.

No type of the core goes on the wire. Times there are epoch milliseconds. Params are
beside this, in ``params``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs

from pulsedev.rpc import learning
from pulsedev.rpc.params import (
    AlertAnswer,
    ExplainParams,
    ExportParams,
    LabelParams,
    MinutesParams,
    ModelParams,
    Nothing,
    ProbeAnswer,
    RecordsParams,
    ReviewParams,
    SpanParams,
    TimelineParams,
    TrainParams,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pulsedev.core import classifier, instructions, review

EVENTS = "pulsedev/events"
STATE = "pulsedev/state"
ALERT = "pulsedev/alert"
PROBE = "pulsedev/probe"

PROTOCOL = 1
"""Rises when a client that knew the last number would misunderstand."""


@attrs.frozen
class Reason:
    """One feature's share in a judgement; null is unknown."""

    feature: str
    label: str
    value: float | None
    usual: float | None
    effect: float | None


@attrs.frozen
class Remark:
    """What else is worth knowing; it is no reason and changes nothing."""

    kind: str
    label: str
    value: float | None
    usual: float | None


@attrs.frozen
class State:
    """What is believed now."""

    state: str
    since: int
    p_stuck: float
    p_flow: float
    reasons: list[Reason]
    model: str
    remarks: list[Remark]


@attrs.frozen
class Windows:
    """How many daemons share the store, and which of them judges."""

    open: int = 1
    brain: str = "self"


@attrs.frozen
class Status:
    """What is believed now, and how the daemon fares."""

    state: str
    since: int
    p_stuck: float
    p_flow: float
    reasons: list[Reason]
    model: str
    remarks: list[Remark]
    events: int
    stored: int
    windows: Windows
    paused: bool
    store: str
    trouble: str | None
    training: learning.Training | None
    next: str


@attrs.frozen
class Explanation:
    """Why."""

    state: str
    reasons: list[Reason]


@attrs.frozen
class Timeline:
    """What was believed, in columns."""

    t: list[int]
    state: list[str]
    p_stuck: list[float]
    p_flow: list[float]


@attrs.frozen
class Until:
    """Epoch milliseconds, or null where there is no end."""

    until: int | None


@attrs.frozen
class LabelId:
    """A new label's number."""

    id: int


@attrs.frozen
class Summary:
    """How much is kept, or was erased; since when, and on how many bytes of disk."""

    store: str
    batches: int
    events: int
    vectors: int
    labels: int
    states: int
    alerts: int
    since: int | None
    bytes: int


@attrs.frozen
class Records:
    """Events in columns; ``more`` tells whether there is another page."""

    t: list[int]
    window: list[int]
    kind: list[int]
    doc: list[int]
    a: list[int]
    b: list[int]
    c: list[int]
    more: bool


RECORD = tuple(field.name for field in attrs.fields(Records))[:-1]
"""The columns of a record."""


@attrs.frozen
class Exported:
    """How much was written."""

    events: int
    bytes: int


@attrs.frozen
class Stretch:
    """What was done from one time to another, ``active`` seconds of it at work."""

    since: int
    until: int
    active: int
    edits: int
    runs: int
    failed: int
    commits: int
    files: int
    said: list[str]


@attrs.frozen
class Review:
    """A day in stretches, for the person to say how each one went."""

    day: str
    stretches: list[Stretch]


@attrs.frozen
class Alert:
    """What to tell the user, once."""

    id: int
    kind: str
    title: str
    reasons: list[Reason]
    suggestions: list[str]
    actions: list[str]


@dataclass(frozen=True)
class Method:
    """A method's name and types; those of whole messages, which pygls wants, are made of them."""

    name: str
    params: Any
    result: Any = None
    """None for a notification, which has no answer."""

    @cached_property
    def message(self) -> type:
        """The type of the whole message, made late: most connections use few."""
        fields = {"params": attrs.field(type=self.params), "jsonrpc": _text("2.0")}
        if self.result is not None:
            fields["id"] = attrs.field(type=Any, kw_only=True)  # the gate has checked it
        return attrs.make_class("Message", fields | {"method": _text(self.name)})

    @cached_property
    def answer(self) -> type:
        """The type of the whole answer."""
        fields = {"id": attrs.field(type=Any), "result": attrs.field(type=self.result)}
        return attrs.make_class("Answer", fields | {"jsonrpc": _text("2.0")})


def _text(default: str) -> Any:  # noqa: ANN401 - what attrs.field returns
    return attrs.field(default=default, type=str)


METHODS = {
    method.name: method
    for method in (
        Method("pulsedev/label", LabelParams, LabelId),
        Method("pulsedev/status", Nothing, Status),
        Method("pulsedev/explain", ExplainParams, Explanation),
        Method("pulsedev/timeline", TimelineParams, Timeline),
        Method("pulsedev/pause", MinutesParams, Until),
        Method("pulsedev/resume", Nothing, Until),
        Method("pulsedev/snooze", MinutesParams, Until),
        Method("pulsedev/data/summary", Nothing, Summary),
        Method("pulsedev/data/records", RecordsParams, Records),
        Method("pulsedev/data/export", ExportParams, Exported),
        Method("pulsedev/data/erase", SpanParams, Summary),
        Method("pulsedev/review", ReviewParams, Review),
        Method("pulsedev/train", TrainParams, learning.Started),
        Method("pulsedev/models", Nothing, learning.Cards),
        Method("pulsedev/rollback", ModelParams, learning.Cards),
        Method(STATE, State),
        Method(ALERT, Alert, AlertAnswer | None),
        Method(PROBE, learning.Probe, ProbeAnswer | None),
    )
}
"""All methods of ours but EVENTS, which never reaches pygls: see ``protocol``."""

PARAMS = (
    *(Nothing, LabelParams, MinutesParams, ExplainParams, TimelineParams, AlertAnswer),
    ProbeAnswer,
    *(SpanParams, RecordsParams, ExportParams, TrainParams, ModelParams),
    ReviewParams,
)
"""What is read from the wire, with ``checks.structure``."""


def is_ours(kind: object) -> bool:
    """Tell whether a class is one of the results."""
    return getattr(kind, "__module__", None) in {__name__, learning.__name__}


def milliseconds(seconds: float) -> int:
    """Turn epoch seconds into what the wire has."""
    return round(seconds * 1000)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None  # JSON has no NaN


def reasons_of(given: Iterable[classifier.Reason]) -> list[Reason]:
    """Turn the core's reasons into the wire's."""
    return [
        Reason(r.feature, r.label, _finite(r.value), _finite(r.usual), _finite(r.effect))
        for r in given
    ]


def state_of(changed: instructions.StateChanged) -> State:
    """Turn the core's judgement into the wire's."""
    return State(
        changed.state.value,
        milliseconds(changed.since),
        changed.p_stuck,
        changed.p_flow,
        reasons_of(changed.reasons),
        changed.model,
        [
            Remark(one.kind.value, one.label, _finite(one.value), _finite(one.usual))
            for one in changed.remarks
        ],
    )


def alert_of(alert: instructions.Alert) -> Alert:
    """Turn the core's alert into the wire's."""
    return Alert(
        alert.id,
        alert.kind,
        alert.title,
        reasons_of(alert.reasons),
        list(alert.suggestions),
        [action.value for action in alert.actions],
    )


def review_of(day: date, found: Iterable[review.Stretch]) -> Review:
    """Turn the core's stretches into the wire's."""
    return Review(
        day.isoformat(),
        [
            Stretch(
                milliseconds(one.since),
                milliseconds(one.until),
                round(one.active),
                one.edits,
                one.runs,
                one.failed,
                one.commits,
                one.files,
                [word.value for word in one.said],
            )
            for one in found
        ],
    )

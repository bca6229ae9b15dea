"""What clients ask with: params as attrs classes, which are checked strictly.

Keys that we don't know are ignored; no error quotes what was sent. Times are epoch milliseconds.
"""

from __future__ import annotations

import math
from datetime import date
from enum import StrEnum

import attrs

from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.models import ModelName
from pulsedev.core.policy import Action
from pulsedev.rpc.checks import (
    ParamsError,
    calendar_day,
    number,
    one_of,
    some_of,
    text,
    token,
    truth,
    whole_numbers,
)

LATEST_MS = 2**47
"""Epoch milliseconds; the core's limit for a clock that makes sense."""

LONGEST_MIN = 7 * 24 * 60
"""Minutes; a pause or snooze for longer than a week is forgotten, not meant."""

MOST_ROWS = 10_000
"""Rows of one timeline: a week by the minute."""

MOST_RECORDS = 10_000
"""Records of one page; as columns of numbers half a megabyte."""

MOST_SEQ = 2**53
"""The largest whole number that is exact in JavaScript."""

_TIME = number(0, LATEST_MS)


class Format(StrEnum):
    """Forms of an export."""

    JSONL = "jsonl"
    CSV = "csv"


@attrs.frozen
class Nothing:
    """Params of a method that takes none."""


@attrs.frozen
class LabelParams:
    """What the user says of themself; ``since`` is an earlier onset."""

    state: str = attrs.field(validator=one_of(Said))
    source: str = attrs.field(validator=one_of(Source))
    at: float | None = attrs.field(default=None, validator=_TIME)
    since: float | None = attrs.field(default=None, validator=_TIME)
    alert: int | None = attrs.field(default=None, validator=number(0, MOST_SEQ))

    def __attrs_post_init__(self) -> None:
        if self.at is not None and self.since is not None and self.since > self.at:
            raise ParamsError("since: must not be after at")

    def label(self, label_id: int, now: float) -> Label:
        """Turn it into the core's label; what has no time, or a later one, is said of now."""
        at = now if self.at is None else min(self.at / 1000, now)
        return Label(
            label_id,
            Said(self.state),
            at,
            Source(self.source),
            since=None if self.since is None else min(self.since / 1000, at),
            alert=None if self.alert is None else int(self.alert),
        )


@attrs.frozen
class MinutesParams:
    """For how long."""

    minutes: float | None = attrs.field(default=None, validator=number(0, LONGEST_MIN))


@attrs.frozen
class ExplainParams:
    """Of which moment; now if it is left out."""

    at: float | None = attrs.field(default=None, validator=_TIME)


@attrs.frozen
class TimelineParams:
    """From when to when, and how often."""

    from_: float = attrs.field(validator=_TIME, alias="from_")
    to: float = attrs.field(validator=_TIME)
    step: float = attrs.field(validator=number(1, LATEST_MS))

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.to - self.from_ <= self.step * MOST_ROWS:
            raise ParamsError(f"step: must make at most {MOST_ROWS} rows between from and to")

    def times(self) -> list[int]:
        """Return the epoch milliseconds of the rows."""
        return list(range(int(self.from_), int(self.to), max(1, int(self.step))))[:MOST_ROWS]


@attrs.frozen
class SpanParams:
    """From when, and up to when; all of it where both are left out."""

    from_: float | None = attrs.field(default=None, validator=_TIME, alias="from_")
    to: float | None = attrs.field(default=None, validator=_TIME)

    def __attrs_post_init__(self) -> None:
        if self.from_ is not None and self.to is not None and self.from_ > self.to:
            raise ParamsError("from: must not be after to")

    def span(self) -> tuple[float, float]:
        """Return both ends in epoch seconds; what is left out is infinite."""
        return (
            -math.inf if self.from_ is None else self.from_ / 1000,
            math.inf if self.to is None else self.to / 1000,
        )


@attrs.frozen
class RecordsParams(SpanParams):
    """Which events: of these kinds, a page of so many after so many others."""

    kinds: list[int] | None = attrs.field(default=None, validator=whole_numbers(0, MOST_SEQ))
    skip: int = attrs.field(default=0, validator=number(0, MOST_SEQ))
    limit: int = attrs.field(default=1_000, validator=number(1, MOST_RECORDS))


@attrs.frozen
class ExportParams:
    """Into which file, which must not be there yet, what of it, and in which form."""

    path: str = attrs.field(validator=text())
    from_: float | None = attrs.field(default=None, validator=_TIME, alias="from_")
    to: float | None = attrs.field(default=None, validator=_TIME)
    format: str = attrs.field(default="jsonl", validator=one_of(Format))
    anonymize: bool = attrs.field(default=False, validator=truth())

    def span(self) -> tuple[float, float]:
        """Return both ends in epoch seconds; what is left out is infinite."""
        return SpanParams(self.from_, self.to).span()


@attrs.frozen
class ReviewParams:
    """Which day, in local time; today if it is left out."""

    day: str | None = attrs.field(default=None, validator=calendar_day())

    def chosen(self) -> date | None:
        """Return the day, None for today."""
        return None if self.day is None else date.fromisoformat(self.day)


@attrs.frozen
class TrainParams:
    """Which models, all unless told, and the token that progress is told by."""

    models: list[str] | None = attrs.field(default=None, validator=some_of(ModelName))
    work_done_token: int | str | None = attrs.field(
        default=None, validator=token(), metadata={"wire": "workDoneToken"}
    )

    def names(self) -> tuple[ModelName, ...]:
        """Return the models, each once and in their order."""
        return tuple(name for name in ModelName if self.models is None or name in self.models)


@attrs.frozen
class ModelParams:
    """Which model."""

    model: str = attrs.field(validator=one_of(ModelName))


@attrs.frozen
class ProbeAnswer:
    """How it goes; null where the user did not say."""

    state: str | None = attrs.field(default=None, validator=attrs.validators.optional(one_of(Said)))


@attrs.frozen
class AlertAnswer:
    """What the user did with an alert."""

    action: str = attrs.field(validator=one_of(Action))

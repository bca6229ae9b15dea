"""Recordings of other tools as what the core is told: batches, each with the time of its arrival.

The rule: nothing is in a batch before it had happened. Arrivals are made while they are read, and
may be read again from the start.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from pulsedev.core.events import BATCH_SPAN_MS, MAX_EVENTS, EventBatch, EventError
from pulsedev.core.stimuli import Arrived

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Event: TypeAlias = tuple[int, int, int, int, int, int]
"""Epoch milliseconds, kind, document number, a, b, c."""

Warn: TypeAlias = "Callable[[str], None]"
"""Takes one sentence on what of a damaged file was lost."""


class RecordingError(Exception):
    """A file that is not what it should be; the message is one line: file, line, what is wrong."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One person's session or sessions, in order; it can be handed to another process.

    ``damage`` says, once the arrivals were read, what of the file's tail was lost.
    """

    name: str
    make: Callable[[Warn], Iterator[Arrived]]
    damage: list[str] = field(default_factory=list)

    @property
    def arrivals(self) -> Iterator[Arrived]:
        """Read the batches; RecordingError if they are wrong."""
        try:
            yield from self.make(self._warn)
        except EventError as error:
            raise RecordingError(f"{self.name}: {error}") from None

    def _warn(self, sentence: str) -> None:
        if sentence not in self.damage:
            self.damage.append(sentence)


def in_batches(events: Iterable[Event], window: int = 0) -> Iterator[Arrived]:
    """Cut events, whose times must not fall, into the batches that a client would have sent.

    A batch arrives with its last event.

    >>> [(arrived.at, list(arrived.batch.t)) for arrived in in_batches(
    ...     [(0, 5, 0, 0, 0, 0), (400, 5, 0, 0, 0, 0), (5_000, 5, 0, 0, 0, 0)])]
    [(0.4, [0, 400]), (5.0, [0])]
    """
    seq, until = 0, 0
    rows: list[Event] = []
    for row in events:
        if rows and (row[0] > until or len(rows) >= MAX_EVENTS):
            seq += 1
            yield _batch(rows, seq, window)
            rows.clear()
        if not rows:
            until = row[0] + BATCH_SPAN_MS
        rows.append(row)
    if rows:
        yield _batch(rows, seq + 1, window)


def _batch(rows: list[Event], seq: int, window: int) -> Arrived:
    t0 = rows[0][0]
    at, kind, doc, a, b, c = zip(*rows, strict=True)
    t = [time - t0 for time in at]
    batch = EventBatch.of(seq, t0=t0, t=t, kind=kind, doc=doc, a=a, b=b, c=c, window=window)
    return Arrived(batch, at[-1] / 1000)

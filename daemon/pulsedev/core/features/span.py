"""What a windowed feature is computed from: the counts of one span and what lasted during it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pulsedev.core.counters import BUSY_MS

if TYPE_CHECKING:
    from pulsedev.core.activity import Activity
    from pulsedev.core.spans import Counts

TIME_SPANS = (("2m", 120.0), ("5m", 300.0), ("15m", 900.0))
"""Active seconds of each span of time."""

EVENT_SPANS = (("25e", 25), ("50e", 50))
"""Events of each span of events: one and two of Carter's segments."""

SESSION = "session"
"""The span that reaches back to the last break of fifteen minutes or to the start."""

SPANS = (*(name for name, _ in TIME_SPANS), SESSION, *(name for name, _ in EVENT_SPANS))

SHORTEST = 1.0
"""Active seconds; rates over less say nothing, so a shorter span counts as one second."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of active time up to now.

    ``counts`` is indexed by ``counters``; ``signals`` has a bit for each kind of event that the
    client ever reported.
    """

    counts: Counts
    seconds: float
    minutes: float
    signals: int
    away: float
    longest_insert: float
    longest_delete: float
    longest_pause: float
    code_sets: int
    busy: float
    """Seconds with input, gaps of a few seconds between two keys among them."""


def mask(*kinds: int) -> int:
    """Return the bits of kinds of events, to be held against the signals of a span."""
    return sum(1 << kind for kind in kinds)


def _span(activity: Activity, signals: int, now: float, start: float, counts: Counts) -> Span:
    seconds = max(now - start, SHORTEST)
    busy = counts[BUSY_MS] / 1000.0 + activity.busy_since_last(now)
    return Span(
        counts=counts,
        seconds=seconds,
        minutes=seconds / 60.0,
        signals=signals,
        away=activity.away.between(start, now),
        longest_insert=activity.inserts.since(start),
        longest_delete=activity.deletes.since(start),
        longest_pause=activity.pauses.since(start),
        code_sets=activity.diagnostics.distinct(start),
        busy=busy,
    )


def spans(activity: Activity, signals: int, now: float) -> list[Span | None]:
    """Return the spans up to an active second, in the order of SPANS; None where too short."""
    ledger = activity.ledger
    found: list[Span | None] = []
    for _, length in TIME_SPANS:
        start = max(now - length, 0.0)
        found.append(_span(activity, signals, now, start, ledger.since(now, length)))
    found.append(_span(activity, signals, now, 0.0, ledger.now))
    for _, events in EVENT_SPANS:
        last = ledger.last(events)
        found.append(last and _span(activity, signals, now, *last))
    return found

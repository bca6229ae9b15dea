"""Kept batches as single events, in the order in which they happened, a page at a time."""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush
from itertools import islice
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from pulsedev.store.rows import ms

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from pulsedev.core.events import EventBatch
    from pulsedev.core.stimuli import Arrived
    from pulsedev.store.disk import DiskStore

LATE_S = 12 * 3600.0
"""Seconds that an event may be handed in late; what comes later still is listed out of order."""

CLOCK_S = 24 * 3600.0
"""Seconds by which a batch may seem to arrive before its events: the clock was set in between."""

NEAR_S = 24 * 3600.0
"""Seconds in which the newest events are looked for at first."""

WIDER = 8
"""How many times as far back to look next, where there were too few."""


class Record(NamedTuple):
    """One event: ``t`` in epoch milliseconds; ``seq`` and ``place`` say where it was told."""

    t: int
    window: int
    seq: int
    place: int
    kind: int
    doc: int
    a: int
    b: int
    c: int


class Choice(NamedTuple):
    """Which events: from ``first`` up to ``last`` in epoch seconds, of these kinds or of all."""

    first: float = -inf
    last: float = inf
    kinds: Collection[int] | None = None


def records(arrivals: Iterable[Arrived], choice: Choice) -> Iterator[Record]:
    """Yield the events of batches that are in the order of their arrival.

    The events of LATE_S are in memory at once, as an earlier one may still come.
    """
    waiting: list[Record] = []
    for arrived in arrivals:
        settled = ms(arrived.at - LATE_S)
        while waiting and waiting[0].t < settled:
            yield heappop(waiting)
        for record in _chosen(arrived.batch, choice):
            heappush(waiting, record)
    while waiting:
        yield heappop(waiting)


def listed(store: DiskStore, choice: Choice) -> Iterator[Record]:
    """Read the events that are kept; all of them, however late they came."""
    return records(store.arrivals(choice.first - CLOCK_S), choice)


def page(store: DiskStore, choice: Choice, limit: int, skip: int = 0) -> list[Record]:
    """Return at most ``limit`` events after the first ``skip``."""
    return list(islice(listed(store, choice), skip, skip + limit))


def newest(store: DiskStore, choice: Choice, limit: int, skip: int, now: float) -> list[Record]:
    """Return at most ``limit`` events before the last ``skip``, looking back as far as needed."""
    wanted, span = limit + skip, NEAR_S
    since = store.kept().since
    oldest = max(choice.first, inf if since is None else since)
    while True:
        start = max(min(choice.last, now) - span, oldest)
        found = deque(listed(store, choice._replace(first=start)), maxlen=wanted)
        if len(found) == wanted or start <= oldest:
            return list(found)[: max(0, len(found) - skip)][-limit:]
        span *= WIDER


def _chosen(batch: EventBatch, choice: Choice) -> Iterator[Record]:
    low, high, kinds = ms(choice.first), ms(choice.last), choice.kinds
    rows = zip(batch.t, batch.kind, batch.doc, batch.a, batch.b, batch.c, strict=True)
    for place, (after, kind, doc, a, b, c) in enumerate(rows):
        t = batch.t0 + after
        if low <= t < high and (kinds is None or kind in kinds):
            yield Record(t, batch.window, batch.seq, place, kind, doc, a, b, c)

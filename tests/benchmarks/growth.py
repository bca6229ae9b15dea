"""Whether cost grows with the span, the day and the store: it must not.

Ours against ours: the same work where little came before, and where much did, in turn. A ratio of
1 says that it makes no difference.
"""

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.events import MONDAY, batched, days
from tests.benchmarks.features import SIGNALS, seen
from tests.benchmarks.row import Row, Side, against
from tests.benchmarks.ticks import START_MS, busy
from tests.benchmarks.turns import MICRO, in_turn

from pulsedev.core.activity import Activity
from pulsedev.core.features.points import Past
from pulsedev.core.features.registry import vector
from pulsedev.core.session import Session
from pulsedev.core.stimuli import Arrived, Tick
from pulsedev.importers.recording import in_batches
from pulsedev.store.disk import DiskStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GROUP = "Cost as things grow"
FLAT = 0.8
"""Of the cost where little came before: a quarter more is the most that is taken for flat."""

HOUR_S = 3_600
SPARSE, DENSE = 1, 20
"""Events a second."""

DAY_HOURS = 8
PART_S, PARTS = 60, 30
"""Seconds of work that a round hands in, and how many rounds there are."""

YEAR_DAYS, HOURS, BATCHES = 250, 3.0, 600
TIDY_DAYS = 5
DAY_S = 86_400.0

SPAN_NOTE = f"Spans of up to fifteen minutes that hold {SPARSE} or {DENSE} events a second."
DAY_NOTE = (
    f"A minute of eight events a second with its ticks, in the first and after {DAY_HOURS} hours."
)
STORE_NOTE = (
    f"With one working day in the store and with {YEAR_DAYS}, about a million events, tidied every"
    " fifth day."
)


def _vectors(per_second: int) -> Callable[[], object]:
    events = seen(busy(1, HOUR_S, per_second))
    activity, past, now = Activity(events[0].time), Past(), events[-1].time
    for event in events:
        activity.apply(event)
    return lambda: vector(activity, signals=SIGNALS, past=past, now=now, local=now)


def span() -> Row:
    """Compare a vector over few and over many events."""
    many, few = f"a vector, {DENSE} events a second", f"{SPARSE} event a second"
    works = {many: _vectors(DENSE), few: _vectors(SPARSE)}
    found = in_turn(works, 500, scale=MICRO)
    return against(GROUP, many, "us", found[many], Side(few, found[few]), goal=FLAT, note=SPAN_NOTE)


def _minutes(after_s: int) -> Callable[[], object]:
    """Return a session that goes on by a minute whenever it is called."""
    session = Session()
    arrivals = in_batches(busy(1, after_s + (PARTS + 2) * PART_S))
    now = START_MS / 1000

    def run(seconds: int = PART_S) -> None:
        nonlocal now
        now += seconds
        for arrived in arrivals:
            session.handle(arrived)
            session.handle(Tick(arrived.at + 0.01))
            if arrived.at >= now:
                return
        raise RuntimeError("no events are left")

    run(after_s)
    return run


def day() -> Row:
    """Compare a minute late in a day with one early in it."""
    late, early = f"a minute after {DAY_HOURS} hours", "in the first hour"
    works = {late: _minutes(DAY_HOURS * HOUR_S), early: _minutes(10 * PART_S)}
    found = in_turn(works, PARTS, scale=MICRO)
    return against(
        GROUP, late, "us", found[late], Side(early, found[early]), goal=FLAT, note=DAY_NOTE
    )


def _fill(store: DiskStore, count: int) -> list[Arrived]:
    """Keep so many working days; return the batches of the last, moved behind it."""
    made: list[Arrived] = []
    before = 0
    for number, (_, events) in enumerate(days(count, HOURS, 1), start=1):
        made = list(batched(events, before))
        before += len(made)
        store.add_batches(made)
        if number % TIDY_DAYS == 0:
            store.tidy(made[-1].at)
    store.tidy(made[-1].at)
    t0 = round(DAY_S * 1000)
    return [
        replace(one, at=one.at + DAY_S, batch=replace(one.batch, t0=one.batch.t0 + t0, window=2))
        for one in made[: BATCHES + 1]
    ]


def store() -> Iterator[Row]:
    """Compare a store that holds a year with one that holds a day."""
    year, a_day = f"with {YEAR_DAYS} days", "with a day"
    with tempfile.TemporaryDirectory() as made:
        home = Path(made)
        with (
            closing(DiskStore.open(home / "year", now=MONDAY, keep_days=0)) as full,
            closing(DiskStore.open(home / "day", now=MONDAY, keep_days=0)) as empty,
        ):
            stores = {year: full, a_day: empty}
            lines = {year: iter(_fill(full, YEAR_DAYS)), a_day: iter(_fill(empty, 1))}
            cursors = {name: each.cursor() for name, each in stores.items()}

            def add(name: str) -> Callable[[], object]:
                return lambda: stores[name].add_batches([next(lines[name])])

            def news(name: str) -> Callable[[], object]:
                def run() -> None:
                    now = stores[name].cursor()
                    stores[name].batches_between(cursors[name], now)
                    cursors[name] = now

                return run

            works = {
                f"{what} {name}": work(name)
                for what, work in (("adding a batch", add), ("reading the new", news))
                for name in stores
            }
            found = in_turn(works, BATCHES, scale=MICRO)
    for what in ("adding a batch", "reading the new"):
        mine, other = f"{what} {year}", f"{what} {a_day}"
        side = Side(a_day, found[other])
        yield against(GROUP, mine, "us", found[mine], side, goal=FLAT, note=STORE_NOTE)


def rows() -> Iterator[Row]:
    """Measure all three."""
    yield span()
    yield day()
    yield from store()

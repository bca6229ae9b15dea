"""What a year in the store costs: bytes for each event, and time for each batch that is taken in.

The argument is the folder ``abb_blaze``, the work of professionals: one person's that lasts for a
year, and several persons' one after the other, each with the clock set to where the one before
ended, until a year is full. Batches are taken in one by one, and the store is tidied whenever five
minutes have passed, as a daemon does; "judged" is with all that a brain makes of them. Beside it,
in the same run, a table of SQLite with a row for each event. A second argument sets the days that
events are kept, 0 for ever.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pulsedev.core.instructions import (
    Alert,
    Instruction,
    StateChanged,
    StoreBatch,
    StoreMemory,
    StoreVector,
)
from pulsedev.core.replay import replay
from pulsedev.core.session import Session
from pulsedev.core.stimuli import Arrived
from pulsedev.importers.detect import read
from pulsedev.store.disk import DiskStore, Judged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DAY_S = 86_400.0
YEAR_S = 365 * DAY_S
TIDY_S = 300.0

ONE = "dev_255.csv.gz"
"""Who was recorded for longer than a year."""

ROUNDS = 2_000
"""Batches that are taken in by each store in turn, to compare their times."""


class Rows:
    """The peer: what anybody would write first."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.path = folder / "rows.db"
        self.connection = sqlite3.connect(self.path, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")
        self.connection.execute(
            "CREATE TABLE event (window INTEGER, at INTEGER, kind INTEGER, doc INTEGER, a INTEGER,"
            " b INTEGER, c INTEGER)"
        )

    def add_batches(self, arrivals: list[Arrived]) -> None:
        """Write a row for each event."""
        self.connection.execute("BEGIN IMMEDIATE")
        for one in arrivals:
            batch = one.batch
            columns = batch.kind, batch.doc, batch.a, batch.b, batch.c
            at = (batch.t0 + t for t in batch.t)
            window = [batch.window] * len(batch)
            self.connection.executemany(
                "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)",
                zip(window, at, *columns, strict=True),
            )
        self.connection.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()


def shifted(arrived: Arrived, by: float, window: int) -> Arrived:
    """Return a batch of another window, later by whole seconds."""
    t0 = arrived.batch.t0 + round(by * 1000)
    return replace(arrived, batch=replace(arrived.batch, t0=t0, window=window), at=arrived.at + by)


def a_year(paths: Iterable[Path]) -> Iterator[Arrived]:
    """Read recordings one after the other, until a year is full."""
    first = last = None
    for window, path in enumerate(paths, start=1):
        by = None
        for recording in read(path):
            for arrived in recording.arrivals:
                if by is None:
                    by = 0.0 if last is None else float(round(last - arrived.at) + 1)
                moved = shifted(arrived, by, window)
                first, last = first or moved.at, moved.at
                if last > first + YEAR_S:
                    return
                yield moved


def take_in(store: DiskStore, made: Iterable[Arrived | Instruction]) -> tuple[int, float]:
    """Let a store have all of it; return the events, and the longest that a tidying took."""
    window, tidied, longest, events = store.begin_window(0.0), 0.0, 0.0, 0
    term = store.take_lease(store.lease(), window) or 0
    for one in made:
        match one:
            case Arrived() | StoreBatch():
                store.add_batches([Arrived(one.batch, one.at)])
                events += len(one.batch)
                if one.at > tidied + TIDY_S:
                    start = time.perf_counter()
                    store.tidy(one.at)
                    longest, tidied = max(longest, time.perf_counter() - start), one.at
            case StoreVector():
                store.judge(window, term, Judged(vectors=(one,)))
            case StateChanged():
                store.judge(window, term, Judged(states=(one,)))
            case Alert():
                store.judge(window, term, Judged(alerts=(one,)))
            case StoreMemory():
                store.judge(window, term, Judged(memory=one))
    return events, longest


def size(folder: Path, name: str, paths: list[Path], *, is_judged: bool, keep_days: int) -> None:
    """Take a year in and print how much room it takes."""
    arrivals = a_year(paths)
    made = replay(Session(remember=True), arrivals) if is_judged else arrivals
    start = time.perf_counter()
    with closing(DiskStore.open(folder, now=0.0, keep_days=keep_days)) as store:
        events, longest = take_in(store, made)
        kept = store.kept()
    took = time.perf_counter() - start
    whole = sum(path.stat().st_size for path in folder.iterdir())
    print(
        f"{name:28} {events:7} events  {kept.states:6} states  {kept.vectors:5} vectors  "
        f"{whole / 1024:7.0f} KiB  {whole / events:5.2f} bytes an event  "
        f"({took:.0f} s, longest tidying {longest * 1000:.0f} ms)"
    )


def row_size(folder: Path, paths: list[Path]) -> None:
    """Let the peer take the same in, and print how much room it takes."""
    with closing(Rows(folder)) as rows:
        part: list[Arrived] = []
        events = 0
        for arrived in a_year(paths):
            part.append(arrived)
            events += len(arrived.batch)
            if len(part) == ROUNDS:
                rows.add_batches(part)
                part.clear()
        rows.add_batches(part)
    whole = rows.path.stat().st_size
    print(f"{'a row for each event':28} {events:7} events {whole / 1024:39.0f} KiB  ", end="")
    print(f"{whole / events:5.2f} bytes an event")


def speed(folder: Path, paths: list[Path]) -> None:
    """Take the same batches in with a year and with a day in the store, in turn; print times."""
    year = list(a_year(paths))
    day = [arrived for arrived in year if arrived.at > year[-1].at - DAY_S]
    stores: dict[str, DiskStore | Rows] = {
        "a year": DiskStore.open(folder / "year", now=0.0, keep_days=0),
        "a day": DiskStore.open(folder / "day", now=0.0, keep_days=0),
        "a year of rows": Rows(folder / "rows" / "year"),
        "a day of rows": Rows(folder / "rows" / "day"),
    }
    for name, store in stores.items():
        before = year if "year" in name else day
        if isinstance(store, DiskStore):
            take_in(store, before)
        else:
            store.add_batches(before)
    times: dict[str, list[float]] = {name: [] for name in stores}
    by = year[-1].at + 60.0 - year[0].at
    for arrived in year[:ROUNDS]:
        moved = shifted(arrived, by, 10_000)
        for name, store in stores.items():
            start = time.perf_counter()
            store.add_batches([moved])
            times[name].append((time.perf_counter() - start) * 1e6)
    for name, store in stores.items():
        low, middle, high = statistics.quantiles(times[name], n=4)
        longest = max(times[name])
        print(
            f"a batch with {name:14} {middle:6.0f} us  (half of them {low:.0f} to {high:.0f},"
            f" longest {longest:.0f})"
        )
        store.close()
    for one, other in (("a year", "a day"), ("a year of rows", "a day of rows")):
        ratios = [first / second for first, second in zip(times[one], times[other], strict=True)]
        low, middle, high = statistics.quantiles(ratios, n=4)
        of_medians = statistics.median(times[one]) / statistics.median(times[other])
        print(
            f"{one} to {other}: {of_medians:.2f} (pair by pair {middle:.2f},"
            f" half of them {low:.2f} to {high:.2f})"
        )


def main() -> int:
    """Print a table of sizes, and the times that batches take."""
    recordings, keep_days = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    several = sorted(recordings.glob("dev_*.csv.gz"))
    one = [recordings / ONE]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for number, (name, paths, is_judged) in enumerate(
            (
                ("one person", one, False),
                ("one person, judged", one, True),
                ("several persons", several, False),
                ("several persons, judged", several, True),
            )
        ):
            size(folder / str(number), name, paths, is_judged=is_judged, keep_days=keep_days)
        row_size(folder / "all rows", several)
        speed(folder, several)
    return 0


if __name__ == "__main__":
    sys.exit(main())

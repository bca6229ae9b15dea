"""Taking events in to a store: ours, ActivityWatch's, and a row for each event in bare SQLite.

The batches of a simulated day go to each store in turn, one by one, as they would come. Each writes
to a file on the same disk. ActivityWatch gets each event as a heartbeat, merged with the one before
where both say the same within a second, as its server does it: in the storage that its server uses
unless told otherwise.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.events import MONDAY, batched, days
from tests.benchmarks.row import Row, Side, against
from tests.benchmarks.store import Rows
from tests.benchmarks.turns import MICRO, in_turn
from tests.simulator.person import DAY

from pulsedev.store.disk import DiskStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pulsedev.core.events import EventBatch
    from pulsedev.core.stimuli import Arrived

GROUP = "Taking in to the store"
OURS, SQLITE, WATCH = (
    "a batch",
    "bare SQLite, a row an event",
    "ActivityWatch, a heartbeat an event",
)
HOURS, BATCHES = 3.0, 1_000
PULSE_S = 1.0

NOTE = (
    f"{BATCHES:,} batches of a simulated day, each of up to a second, one by one; each side"
    " commits each batch, ActivityWatch (aw-core, peewee on SQLite) each heartbeat as it comes."
)
SIZE_NOTE = (
    "The closed files after the same batches; ours tidied once, as it is every five minutes."
)


class Watch:
    """ActivityWatch's store, fed as its server feeds it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.path = folder / "watch.db"
        datastore, storages = import_module("aw_datastore"), import_module("aw_datastore.storages")
        self._merge = import_module("aw_transform").heartbeat_merge
        self._event = import_module("aw_core.models").Event
        store = datastore.Datastore(storages.PeeweeStorage, testing=True, filepath=str(self.path))
        self.close = store.storage_strategy.db.close
        created = datetime.fromtimestamp(MONDAY, UTC)
        self._bucket = store.create_bucket("editor", "app.editor.activity", "x", "x", created)
        self._last: Any = None

    def add_batches(self, arrivals: list[Arrived]) -> None:
        """Take a heartbeat in for each event."""
        for arrived in arrivals:
            self._add(arrived.batch)

    def _add(self, batch: EventBatch) -> None:
        told = (batch.t, batch.kind, batch.doc, batch.a, batch.b, batch.c)
        for t, kind, doc, a, b, c in zip(*told, strict=True):
            at = datetime.fromtimestamp((batch.t0 + t) / 1000, UTC)
            data = {"kind": kind, "doc": doc, "a": a, "b": b, "c": c}
            beat = self._event(timestamp=at, duration=timedelta(0), data=data)
            self._beat(beat)

    def _beat(self, beat: Any) -> None:  # noqa: ANN401 - the peer's own type
        merged = None
        if self._last is not None:
            merged = self._merge(self._last, beat, PULSE_S)
        if merged is None:
            self._last = self._bucket.insert(beat)
        else:
            self._last = merged
            self._bucket.replace_last(merged)


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


def pair(peer: Rows | Watch, name: str, home: Path, batches: list[Arrived]) -> Iterator[Row]:
    """Compare our store with one peer, batch by batch."""
    store = DiskStore.open(home, now=MONDAY, keep_days=0)

    def each(add: Callable[[list[Arrived]], object]) -> Callable[[], object]:
        waiting = iter(batches)
        return lambda: add([next(waiting)])

    works = {OURS: each(store.add_batches), name: each(peer.add_batches)}
    found = in_turn(works, BATCHES, scale=MICRO)
    store.tidy(batches[-1].at + DAY)
    store.close()
    peer.close()
    yield against(GROUP, OURS, "us", found[OURS], Side(name, found[name]), note=NOTE)
    events = sum(len(one.batch) for one in batches)
    sizes = [_size(folder) / events for folder in (home, peer.path.parent)]
    side = Side(name, sizes[1:])
    yield against(GROUP, "room for an event", "bytes", sizes[:1], side, note=SIZE_NOTE)


def rows() -> Iterator[Row]:
    """Measure both pairs, each with a store of ours."""
    [(_, made)] = days(1, HOURS, 1)
    batches = list(islice(batched(made), BATCHES + 1))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        yield from pair(Watch(home / "watch"), WATCH, home / "beside watch", batches)
        yield from pair(Rows(home / "rows"), SQLITE, home / "beside rows", batches)

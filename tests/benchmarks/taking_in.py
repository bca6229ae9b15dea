"""Taking events in to a store: ours, ActivityWatch's, and a row for each event in bare SQLite.

The batches of a simulated day go to each store in turn, one by one, as they would come. Each writes
to a file on the same disk. ActivityWatch gets each event as a heartbeat, merged with the one before
where both say the same within a second, as its server does it: in the storage that its server uses
unless told otherwise.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.events import MONDAY, batched, days
from tests.benchmarks.row import Row, Side, against
from tests.benchmarks.store import Rows
from tests.benchmarks.turns import MICRO, in_turn

from pulsedev.store.disk import DiskStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pulsedev.core.stimuli import Arrived

GROUP = "Taking in to the store"
OURS, SQLITE, WATCH = "a batch", "bare SQLite, a row an event", "ActivityWatch, a heartbeat an event"
HOURS, BATCHES = 3.0, 1_000
PULSE_S = 1.0

NOTE = (
    f"{BATCHES:,} batches of a simulated day, each of up to a second, one after the other; each side"
    " commits each batch, ActivityWatch (aw-core, peewee on SQLite) each heartbeat as it comes."
)
SIZE_NOTE = "The files after the same batches, before anything is tidied; all on the same disk."


class Watch:
    """ActivityWatch's store, fed as its server feeds it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.path = folder / "watch.db"
        datastore, storages = import_module("aw_datastore"), import_module("aw_datastore.storages")
        self._merge = import_module("aw_transform").heartbeat_merge
        self._event = import_module("aw_core.models").Event
        store = datastore.Datastore(storages.PeeweeStorage, testing=True, filepath=str(self.path))
        created = datetime.fromtimestamp(MONDAY, UTC)
        self._bucket = store.create_bucket("editor", "app.editor.activity", "x", "x", created)
        self._last: Any = None

    def add(self, arrived: Arrived) -> None:
        """Take a heartbeat in for each event of a batch."""
        batch = arrived.batch
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


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in path.parent.iterdir())


def rows() -> Iterator[Row]:
    """Measure the stores in turn."""
    [(_, made)] = days(1, HOURS, 1)
    batches = list(islice(batched(made), BATCHES + 1))
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        store = DiskStore.open(home / "ours", now=MONDAY, keep_days=0)
        stack.callback(store.close)
        plain = Rows(home / "rows")
        stack.callback(plain.close)
        watch = Watch(home / "watch")

        def each(add: Callable[[Arrived], object]) -> Callable[[], object]:
            waiting = iter(batches)
            return lambda: add(next(waiting))

        works = {
            OURS: each(lambda one: store.add_batches([one])),
            SQLITE: each(lambda one: plain.add_batches([one])),
            WATCH: each(watch.add),
        }
        found = in_turn(works, BATCHES, scale=MICRO)
        events = sum(len(one.batch) for one in batches)
        ours = _size(home / "ours" / "x") / events
        for peer in (WATCH, SQLITE):
            yield against(GROUP, OURS, "us", found[OURS], Side(peer, found[peer]), note=NOTE)
        for peer, path in ((WATCH, watch.path), (SQLITE, plain.path)):
            side = Side(peer, [_size(path) / events])
            yield against(GROUP, "room for an event", "bytes", [ours], side, note=SIZE_NOTE)

"""What our feature code adds to a training, against the same pipeline given the rows at once.

Both train all models on the same simulated days, with the same labels and the same estimators of
scikit-learn, and write them. Ours begins with the events in the store; the other with the rows that
came of them, as a run goes on that had been given up.
"""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.events import MONDAY
from tests.benchmarks.month import fill
from tests.benchmarks.row import Row, Side, against
from tests.benchmarks.turns import in_turn

from pulsedev.core.models import ModelName
from pulsedev.learn.shelf import Shelf
from pulsedev.store.disk import DiskStore
from pulsedev.training.cleaning import clean
from pulsedev.training.collecting import collect
from pulsedev.training.keeping import Kept
from pulsedev.training.request import Request
from pulsedev.training.running import Training

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GROUP = "Training"
OURS, PEER = "all models, from events", "the same, from rows that are there"
DAYS, HOURS, ROUNDS = 10, 3.0, 3
NOTE = f"{DAYS} simulated days of {HOURS:.0f} hours; the difference is our feature code."


def rows() -> Iterator[Row]:
    """Train in turn, each time on an empty shelf."""
    with tempfile.TemporaryDirectory() as made:
        home = Path(made)
        with closing(DiskStore.open(home, now=MONDAY, keep_days=0)) as store:
            request = Request(tuple(ModelName), now=fill(store, DAYS, HOURS))
            dataset = clean(collect(store, request.now, request.utc_offset))
            runs = 0
            shelf = Shelf(home / "0")

            def before(name: str) -> None:
                nonlocal runs, shelf
                runs += 1
                shelf = Shelf(home / str(runs))
                if name == PEER:
                    Kept(shelf.folder, request).save(dataset)

            def train() -> None:
                Training(store, shelf, request, lambda *_: None).run()

            works: dict[str, Callable[[], object]] = {OURS: train, PEER: train}
            found = in_turn(works, ROUNDS, before=before)
    yield against(GROUP, OURS, "s", found[OURS], Side(PEER, found[PEER]), note=NOTE)

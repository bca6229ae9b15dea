"""What learned models cost the daemon: a row through three of them, and a swap, beside the peer.

The argument is the folder ``abb_blaze``: the models are trained on a busy month of real work with
labels at random, so that their trees are as large as they get. Each row goes through our three
models, and through scikit-learn's own from the bundles, with the steps before them, in turn in the
same run. ``swaps.py`` tells by how much models that are read beside a loop delay a tick.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import joblib
import numpy as np
from tests.benchmarks import swaps
from tests.benchmarks.learning import busiest, fill, train

from pulsedev.core.features import SCHEMA
from pulsedev.core.learned import Learned
from pulsedev.core.models import ModelName
from pulsedev.core.tree_models import AnomalyDetector
from pulsedev.learn.artifact import load
from pulsedev.learn.loading import Models
from pulsedev.learn.shelf import Role, Shelf
from pulsedev.store.disk import DiskStore
from pulsedev.training.collecting import collect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Judge = Callable[[Sequence[float]], object]

ROWS = 2_000
"""Rows that are judged."""

EVERY = 20
"""Of so many rows the peer judges one: it takes fifty times as long."""

MICRO, MILLI = 1e6, 1e3
TREES = (ModelName.STUCK, ModelName.FLOW, ModelName.ANOMALY)


def ours(shelf: Shelf) -> list[Judge]:
    """Return our three models."""
    found: list[Judge] = []
    for name in TREES:
        model = load(there(shelf, name), SCHEMA).model
        if isinstance(model, Learned):
            found.append(model.model.log_odds)
        elif isinstance(model, AnomalyDetector):
            found.append(model.score)
    return found


def theirs(shelf: Shelf) -> list[Judge]:
    """Return scikit-learn's own, from the bundles that were written beside ours."""
    return [peer(joblib.load(there(shelf, name).with_suffix(".joblib"))) for name in TREES]


def there(shelf: Shelf, name: ModelName) -> Path:
    """Return the file of a model, on trial or in use."""
    champion = shelf.path(name, Role.CHAMPION)
    return champion if champion.exists() else shelf.path(name, Role.SHADOW)


def peer(bundle: dict[str, Any]) -> Judge:
    """Return a bundle's pipeline for one row."""
    columns = [SCHEMA.index(name) for name in bundle["features"]]

    def judge(row: Sequence[float]) -> object:
        ready = np.array([[row[column] for column in columns]])
        ready = bundle["scaler"].transform(bundle["imputer"].transform(ready))
        if "selector" in bundle:
            return bundle["model"].predict_proba(bundle["selector"].transform(ready))
        return bundle["model"].score_samples(ready)

    return judge


def timed(judges: list[Judge], row: Sequence[float]) -> float:
    """Return the seconds that all models take for a row."""
    began = time.perf_counter()
    for judge in judges:
        judge(row)
    return time.perf_counter() - began


def spread(seconds: list[float]) -> str:
    """Say the median and the quartiles in microseconds."""
    low, middle, high = statistics.quantiles(seconds, n=4)
    return f"{middle * MICRO:,.0f} us ({low * MICRO:,.0f} to {high * MICRO:,.0f})"


def main() -> None:
    """Print what it costs."""
    warnings.simplefilter("ignore")
    _, arrivals = busiest(Path(sys.argv[1]))
    with tempfile.TemporaryDirectory() as home:
        folder, now = Path(home), arrivals[-1].at + 3_600.0
        with closing(DiskStore.open(folder, now=now, keep_days=0)) as store:
            fill(store, arrivals)
            rows = collect(store, now, 0.0).rows[:ROWS].tolist()
        train(folder, now)
        shelf = Shelf(folder / "models")
        mine, other = ours(shelf), theirs(shelf)
        ours_s, theirs_s = [], []
        for place, row in enumerate(rows):
            ours_s.append(timed(mine, row))
            if place % EVERY == 0:
                theirs_s.append(timed(other, row))
        print(f"one row through three models: {spread(ours_s)}")
        print(f"scikit-learn, the same rows:  {spread(theirs_s)}")
        print(f"ratio {statistics.median(theirs_s) / statistics.median(ours_s):.0f}")
        models = Models(shelf)
        began = time.perf_counter()
        models.news()
        print(f"all models read in {(time.perf_counter() - began) * MILLI:.0f} ms")
        subprocess.run([sys.executable, swaps.__file__, home], check=True)  # noqa: S603 - our own


if __name__ == "__main__":
    main()

"""Trains the models that need no labels: what is unusual, what keeps coming back, and commits.

Nobody can say how right they are, so they never alarm. They are used if they are sound: if what
they learned in the earlier part looks the same in the later one.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

import numpy as np

from pulsedev.core.models import ModelName
from pulsedev.learn.layout import Kind
from pulsedev.training import commits, patterns
from pulsedev.training.estimators import SEED, isolation
from pulsedev.training.exporting import isolation_arrays
from pulsedev.training.pipeline import Prepared
from pulsedev.training.request import Made, Outcome, Result
from pulsedev.training.splitting import by_time

if TYPE_CHECKING:
    from pulsedev.core.commits import CommitHabits
    from pulsedev.core.patterns import Patterns
    from pulsedev.training.dataset import Dataset

FEWEST_ROWS = 600
"""Rows, five hours of work, that each part must have: before, nothing is usual yet."""

MOST_ROWS = 4_000
"""Rows that the isolation forest is fitted on; each of its trees sees 256."""

RARE, FREQUENT = 0.02, 0.25
"""Share of unusual moments in the later part within which a detector is sound; 0.1 is meant."""


def anomaly(dataset: Dataset) -> Result:
    """Train ``anomaly_detection``."""
    name = ModelName.ANOMALY
    train, later = by_time(dataset)
    if min(len(train), len(later)) < FEWEST_ROWS:
        return _too_little(name, dataset, "more hours of work needed")
    rng = np.random.default_rng(SEED)
    chosen = np.sort(rng.choice(train, min(MOST_ROWS, len(train)), replace=False))
    prepared = Prepared.fit(dataset.rows[chosen])
    model = isolation().fit(prepared(dataset.rows[chosen]))
    unusual = (
        float((model.predict(prepared(dataset.rows[later])) < 0).mean()) if len(later) else 0.0
    )
    if not RARE <= unusual <= FREQUENT:
        why = f"{unusual:.0%} of the later moments would be unusual, so it says nothing"
        return _too_little(name, dataset, why)
    arrays, numbers = isolation_arrays(model, prepared)
    columns = prepared.columns
    card = {
        "rows": len(chosen),
        "columns": len(columns),
        "unusual": unusual,
        "dropped": dict(dataset.dropped),
    }
    bundle = {
        "model": model,
        "scaler": prepared.scaler,
        "imputer": prepared.imputer,
        "features": [dataset.columns[column] for column in columns],
    }
    why = f"{unusual:.0%} of the later moments are unusual by it; 10 % are meant to be"
    made = Made(Kind.ISOLATION, arrays, numbers, card, bundle)
    return Result(name, Outcome.PROMOTED, why, len(dataset), 0, made)


def pattern(dataset: Dataset) -> Result:
    """Train ``pattern_recognition``."""
    found = patterns.fit(dataset)
    if found is None:
        why = "more stretches of a quarter of an hour needed"
        return _too_little(ModelName.PATTERN, dataset, why)
    card = {"rows": len(dataset), "kinds": len(found.kinds), "segments": sum(found.counts)}
    why = f"{len(found.kinds)} kinds of stretches keep coming back"
    made = Made(Kind.CLUSTERS, _clusters(found), {}, card)
    return Result(ModelName.PATTERN, Outcome.PROMOTED, why, len(dataset), 0, made)


def commit(dataset: Dataset) -> Result:
    """Train ``commit_analysis``."""
    found = commits.fit(dataset)
    if found is None:
        return _too_little(ModelName.COMMIT, dataset, "more commits needed")
    why = f"the habits of {found.count} commits"
    made = Made(Kind.HABITS, *_habits(found), {"rows": len(dataset), "commits": found.count})
    return Result(ModelName.COMMIT, Outcome.PROMOTED, why, len(dataset), 0, made)


def _too_little(name: ModelName, dataset: Dataset, why: str) -> Result:
    return Result(name, Outcome.TOO_LITTLE, why, len(dataset))


def _clusters(found: Patterns) -> dict[str, array[Any]]:
    prepared = found.preparation
    return {
        "column": array("i", prepared.columns),
        "fill": array("d", prepared.fill),
        "mean": array("d", prepared.mean),
        "spread": array("d", prepared.spread),
        "center": array("d", [value for center in found.centers for value in center]),
        "kind": array("i", found.kinds),
        "count": array("i", found.counts),
        "minutes": array("d", found.minutes),
        "stuck": array("d", found.stuck),
        "ended": array("i", found.ended),
    }


def _habits(found: CommitHabits) -> tuple[dict[str, array[Any]], dict[str, float]]:
    arrays = {
        "size": array("d", found.sizes),
        "interval": array("d", found.intervals),
        "after": array("d", [found.followed, found.failed]),
    }
    return arrays, {"commits": float(found.count)}

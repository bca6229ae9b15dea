"""One row through three learned models: ours, scikit-learn's, ONNX Runtime's and river's forest.

The models are trained by the real child on a simulated month. scikit-learn's are the bundles beside
them, ONNX Runtime's the same bundles converted, with the steps before the model; river's adaptive
forest of its own ten trees learns the same rows for one target alone.
"""

from __future__ import annotations

import math
import tempfile
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import joblib
import numpy as np
from sklearn.pipeline import Pipeline
from tests.benchmarks.events import MONDAY
from tests.benchmarks.inference import TREES, ours, theirs, there
from tests.benchmarks.learning import train
from tests.benchmarks.month import fill
from tests.benchmarks.row import Row, Side, against
from tests.benchmarks.turns import MICRO, in_turn

from pulsedev.core.features import SCHEMA
from pulsedev.core.models import ModelName
from pulsedev.learn.shelf import Shelf
from pulsedev.store.disk import DiskStore
from pulsedev.training.collecting import collect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.benchmarks.inference import Judge

GROUP = "Inference, one row"
DAYS, HOURS, ROWS = 20, 3.0, 150
LEARNED = 400
"""Rows that river's forest learns; it learns one at a time, and slowly."""

NAMES = {
    ModelName.STUCK: "random forest",
    ModelName.FLOW: "gradient boosting",
    ModelName.ANOMALY: "isolation forest",
}
SCIKIT, ONNX, RIVER = "scikit-learn", "ONNX Runtime", "river, adaptive forest"
GOALS = {SCIKIT: None, ONNX: 1.0}
NOTE = (
    "Imputing, scaling, selecting and the trees, on rows of a simulated month; the peers get the"
    " columns that they need as an array. ONNX Runtime runs on one thread."
)
RIVER_NOTE = (
    f"predict_proba_one of ARFClassifier with its 10 trees, after {LEARNED} rows of the columns of"
    " our forest, which has 100."
)


def onnx(bundle: dict[str, Any]) -> Judge:
    """Return a bundle converted for ONNX Runtime; it takes single precision."""
    names = [name for name in ("imputer", "scaler", "selector", "model") if name in bundle]
    columns = [SCHEMA.index(name) for name in bundle["features"]]
    pipeline = Pipeline([(name, bundle[name]) for name in names])
    kind = import_module("skl2onnx.common.data_types").FloatTensorType([None, len(columns)])
    options = {id(bundle["model"]): {"zipmap": False}} if "selector" in bundle else {}
    made = import_module("skl2onnx").convert_sklearn(
        pipeline,
        initial_types=[("row", kind)],
        options=options,
        target_opset={"": 17, "ai.onnx.ml": 3},
    )
    runtime = import_module("onnxruntime")
    how = runtime.SessionOptions()
    how.intra_op_num_threads = how.inter_op_num_threads = 1
    session = runtime.InferenceSession(
        made.SerializeToString(), how, providers=["CPUExecutionProvider"]
    )

    def judge(row: Sequence[float]) -> object:
        ready = np.array([[row[column] for column in columns]], dtype=np.float32)
        return session.run(None, {"row": ready})

    return judge


def river(bundle: dict[str, Any], rows: list[list[float]], said: Judge) -> Judge:
    """Return river's forest, taught what our own forest says."""
    forest = import_module("river.forest").ARFClassifier(seed=1)
    columns = [(name, SCHEMA.index(name)) for name in bundle["selected"]]

    def known(row: Sequence[float]) -> dict[str, float]:
        return {name: row[at] for name, at in columns if not math.isnan(row[at])}

    scores = [float(str(said(row))) for row in rows]
    middle = sorted(scores)[len(scores) // 2]
    for row, score in zip(rows, scores, strict=True):
        forest.learn_one(known(row), score > middle)
    return lambda row: forest.predict_proba_one(known(row))


def _each(judge: Judge, rows: list[list[float]]) -> Callable[[], object]:
    waiting = iter(rows)
    return lambda: judge(next(waiting))


def rows() -> Iterator[Row]:
    """Train, convert, and measure row by row in turn."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        with closing(DiskStore.open(folder, now=MONDAY, keep_days=0)) as store:
            now = fill(store, DAYS, HOURS)
            made = collect(store, now, 0.0).rows.tolist()
        ended = train(folder, now)
        shelf = Shelf(folder / "models")
        bundles = [joblib.load(there(shelf, name).with_suffix(".joblib")) for name in TREES]
        sides = {"": ours(shelf), SCIKIT: theirs(shelf), ONNX: [onnx(one) for one in bundles]}
    if len(sides[""]) != len(TREES):
        raise RuntimeError(f"not all models were trained: {ended.end} {ended.why}")
    some = made[-ROWS - 1 :]
    for place, name in enumerate(TREES):
        works = {side: _each(judges[place], some) for side, judges in sides.items()}
        if name is ModelName.STUCK:
            spread = made[:: max(len(made) // LEARNED, 1)][:LEARNED]
            works[RIVER] = _each(river(bundles[place], spread, sides[""][place]), some)
        found = in_turn(works, ROWS, scale=MICRO)
        for peer, times in found.items():
            if peer:
                note, goal = (RIVER_NOTE if peer == RIVER else NOTE), GOALS.get(peer)
                side = Side(peer, times)
                yield against(GROUP, NAMES[name], "us", found[""], side, goal=goal, note=note)

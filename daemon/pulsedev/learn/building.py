"""From an export's arrays and numbers to the model that they make, refused where they make none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pulsedev.core.commits import CommitHabits
from pulsedev.core.forest import FlatForest, ForestError, Inputs, Nodes
from pulsedev.core.hysteresis import FLOW_THRESHOLDS, STUCK_THRESHOLDS
from pulsedev.core.learned import Learned
from pulsedev.core.line import Line
from pulsedev.core.models import ModelName
from pulsedev.core.patterns import Patterns
from pulsedev.core.preparation import Preparation
from pulsedev.core.tree_models import AnomalyDetector, Beside, TreeClassifier, Unit
from pulsedev.learn.layout import Kind

if TYPE_CHECKING:
    from array import array
    from collections.abc import Mapping

    from pulsedev.learn.manifest import Manifest

Model = Learned | AnomalyDetector | Patterns | CommitHabits

MOST_EVIDENCE = 1e6
"""Labels; nobody gives a million."""

STEEPEST = 100.0
"""Of a calibration, and the most that its shift may be: more would only say 0 or 1."""


AFTER = 2
"""Shares that tell what comes after a commit."""


class BuildError(ValueError):
    """The numbers make no model; one line without their content."""


def build(manifest: Manifest, arrays: Mapping[str, array[Any]]) -> Model:
    """Make the model; raises BuildError, or the model's own ValueError, where there is none."""
    width = len(manifest.features)
    if manifest.kind is Kind.CLUSTERS:
        return _patterns(arrays, width)
    if manifest.kind is Kind.HABITS:
        return _habits(manifest.numbers, arrays)
    forest = _forest(manifest.numbers, arrays, width)
    if manifest.kind is Kind.ISOLATION:
        return _detector(manifest.numbers, forest)
    return _learned(manifest, arrays, forest)


def _forest(
    numbers: Mapping[str, float], arrays: Mapping[str, array[Any]], width: int
) -> FlatForest:
    inputs = Inputs(tuple(arrays["column"]), tuple(arrays["fill"]))
    names = ("roots", "feature", "left", "right", "threshold", "value")
    nodes = Nodes(**{name: arrays[name] for name in names})
    return FlatForest(nodes, inputs, width, base=numbers["base"], scale=numbers["scale"])


def _learned(manifest: Manifest, arrays: Mapping[str, array[Any]], forest: FlatForest) -> Learned:
    numbers = manifest.numbers
    if manifest.kind is not Kind.BOOSTING:
        is_mean = forest.scale == 1 / len(forest.nodes.roots) and forest.base == 0.0
        if not is_mean or not all(0 <= value <= 1 for value in forest.nodes.value):
            raise BuildError("its scores are no probabilities")
    slope, intercept, evidence = (numbers[name] for name in ("slope", "intercept", "evidence"))
    if not 0 < slope <= STEEPEST or abs(intercept) > STEEPEST or not 0 <= evidence <= MOST_EVIDENCE:
        raise BuildError("its calibration is none")
    high, low = numbers["high"], numbers["low"]
    if not 0 < low <= high < 1:
        raise BuildError("its thresholds are none")
    unit = Unit.LOG_ODDS if manifest.kind is Kind.BOOSTING else Unit.PROBABILITY
    usual = FLOW_THRESHOLDS if manifest.name == ModelName.FLOW else STUCK_THRESHOLDS
    beside = _beside(manifest, arrays) if manifest.kind is Kind.MIXED else None
    model = TreeClassifier(forest, unit, slope, intercept, beside)
    return Learned(model, evidence, replace(usual, high=high, low=low))


def _beside(manifest: Manifest, arrays: Mapping[str, array[Any]]) -> Beside:
    share, start = manifest.numbers["share"], manifest.numbers["line_start"]
    if not 0 < share <= STEEPEST:
        raise BuildError("its share is none")
    columns, fill, weights = (
        tuple(arrays[f"line_{name}"]) for name in ("column", "fill", "weight")
    )
    line = Line(columns, fill, weights, start)
    if max(line.columns) >= len(manifest.features):
        raise BuildError("its linear part asks for a column that there is not")
    return Beside(share, line)


def _detector(numbers: Mapping[str, float], forest: FlatForest) -> AnomalyDetector:
    if not 0 < numbers["limit"] < 1:
        raise BuildError("its limit is none")
    if forest.base != 0.0 or forest.scale <= 0 or min(forest.nodes.value) < 0:
        raise ForestError("its scores are no depths")
    return AnomalyDetector(forest, numbers["limit"])


def _patterns(arrays: Mapping[str, array[Any]], width: int) -> Patterns:
    prepared = (tuple(arrays[name]) for name in ("column", "fill", "mean", "spread"))
    preparation = Preparation(*prepared)
    if max(preparation.columns) >= width:
        raise BuildError("it asks for a column that there is not")
    size, numbers = len(preparation.columns), arrays["center"]
    if len(numbers) != size * len(arrays["kind"]):
        raise BuildError("its arrays don't fit together")
    centers = tuple(tuple(numbers[start : start + size]) for start in range(0, len(numbers), size))
    told = (tuple(arrays[name]) for name in ("kind", "count", "minutes", "stuck", "ended"))
    return Patterns(preparation, centers, *told)


def _habits(numbers: Mapping[str, float], arrays: Mapping[str, array[Any]]) -> CommitHabits:
    sizes, intervals, after = (tuple(arrays[name]) for name in ("size", "interval", "after"))
    if len(after) != AFTER:
        raise BuildError("its arrays don't fit together")
    followed, failed = after
    return CommitHabits(sizes, intervals, followed, failed, int(numbers["commits"]))

"""From fitted trees to the arrays that the daemon infers from, without the steps before them.

A column's way to the model, less the mean, by the spread, rounded to single precision, never goes
down where the column goes up. So for each threshold of the model there is a largest value of the
column that stays at or below it; with that in its place a tree says the same of the bare column,
for every double that there is.
"""

from __future__ import annotations

from array import array
from math import log
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier

from pulsedev.core.forest import LEAF
from pulsedev.learn.layout import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sklearn.ensemble import IsolationForest

    from pulsedev.training.dataset import Floats, Whole
    from pulsedev.training.pipeline import Fitted, Prepared

Arrays = dict[str, "array[Any]"]

BITS = 64
"""Steps of a bisection between all doubles."""

EULER = 0.5772156649015329
"""Of the mean depth of an unsuccessful search in a binary tree (Liu et al. 2008)."""


def forest_arrays(fitted: Fitted) -> tuple[Arrays, dict[str, float]]:
    """Return a random forest's or boosting's arrays, and its base and scale."""
    model, places = fitted.model, np.flatnonzero(fitted.selector.get_support())
    if isinstance(model, GradientBoostingClassifier):
        trees = [tree.tree_ for tree in model.estimators_[:, 0]]
        values = [tree.value[:, 0, 0] for tree in trees]
        _, positive = model.init_.class_prior_
        numbers = {"base": log(positive / (1 - positive)), "scale": float(model.learning_rate)}
    else:
        trees = [tree.tree_ for tree in model.estimators_]
        values = [tree.value[:, 0, 1] for tree in trees]
        numbers = {"base": 0.0, "scale": 1 / len(trees)}
    return _arrays(trees, values, fitted.prepared, places), numbers


def judging_arrays(fitted: Fitted) -> tuple[Kind, Arrays, dict[str, float]]:
    """Return the kind, the arrays and the numbers of a model with what is beside it."""
    arrays, numbers = forest_arrays(fitted)
    if isinstance(fitted.model, GradientBoostingClassifier):
        return Kind.BOOSTING, arrays, numbers
    beside = fitted.beside
    if beside is None:
        return Kind.FOREST, arrays, numbers
    (mean, width), (other_mean, other_width) = beside.own, beside.other
    line, start = beside.linear.arrays(1.0 / (2.0 * other_width))
    start -= other_mean / (2.0 * other_width) + mean / (2.0 * width)
    numbers |= {"share": 1.0 / (2.0 * width), "line_start": start}
    return Kind.MIXED, arrays | line, numbers


def isolation_arrays(model: IsolationForest, prepared: Prepared) -> tuple[Arrays, dict[str, float]]:
    """Return an isolation forest's arrays: depths, whose scale makes them usual depths."""
    trees = [tree.tree_ for tree in model.estimators_]
    values = [_depths(tree) + _usual_depth(tree.n_node_samples) for tree in trees]
    usual = float(_usual_depth(np.array([model.max_samples_]))[0])
    numbers = {"base": 0.0, "scale": 1 / (len(trees) * usual), "limit": -float(model.offset_)}
    places = np.arange(len(prepared.columns))
    return _arrays(trees, values, prepared, places), numbers


def _arrays(
    trees: Sequence[Any], values: Sequence[Floats], prepared: Prepared, places: Whole
) -> Arrays:
    mean, spread = prepared.scaler.mean_[places], prepared.scaler.scale_[places]
    sizes = [tree.node_count for tree in trees]
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    offset = np.repeat(first, sizes)
    feature = np.concatenate([tree.feature for tree in trees])
    splits = feature >= 0
    threshold = np.concatenate([tree.threshold for tree in trees])
    asked = feature[splits]
    threshold[splits] = largest(threshold[splits], mean[asked], spread[asked])
    threshold[~splits] = 0.0
    left, right = (
        np.where(splits, np.concatenate([getattr(tree, name) for tree in trees]) + offset, LEAF)
        for name in ("children_left", "children_right")
    )
    value = np.concatenate(
        [_averaged(tree, said) for tree, said in zip(trees, values, strict=True)]
    )
    return {
        "column": array("i", prepared.columns[places].tolist()),
        "fill": array("d", prepared.imputer.statistics_[places].tolist()),
        "roots": array("i", first.tolist()),
        "feature": array("i", np.where(splits, feature, LEAF).tolist()),
        "left": array("i", left.tolist()),
        "right": array("i", right.tolist()),
        "threshold": array("d", threshold.tolist()),
        "value": array("d", value.tolist()),
    }


def largest(threshold: Floats, mean: Floats, spread: Floats) -> Floats:
    """Return the largest values that are, less mean and by spread, at most the threshold.

    In single precision, as scikit-learn's trees compare. All have shape (n,).
    """
    low = np.full(len(threshold), _key(np.array([-np.finfo(float).max]))[0])
    high = np.full(len(threshold), _key(np.array([np.finfo(float).max]))[0])
    with np.errstate(over="ignore"):
        for _ in range(BITS):
            middle = (low & high) + ((low ^ high) >> 1) + ((low ^ high) & 1)
            value = (_value(middle) - mean) / spread
            fits = value.astype(np.float32) <= threshold
            low, high = np.where(fits, middle, low), np.where(fits, high, middle - 1)
            high = np.maximum(low, high)
    return _value(low)


def _key(value: Floats) -> Whole:
    """Return whole numbers in the order of the doubles."""
    bits = value.view(np.int64)
    key: Whole = np.where(bits < 0, bits ^ np.int64(0x7FFF_FFFF_FFFF_FFFF), bits)
    return key


def _value(key: Whole) -> Floats:
    bits = np.where(key < 0, key ^ np.int64(0x7FFF_FFFF_FFFF_FFFF), key)
    return np.ascontiguousarray(bits).view(np.float64)


def _averaged(tree: Any, leaves: Floats) -> Floats:  # noqa: ANN401 - scikit-learn's Tree has no type
    """Return what each node would say: of an inner one, the mean of its leaves by their weight.

    Boosting moves its leaves after it has grown them, and leaves the nodes above as they were.
    """
    value, weight = leaves.astype(float), tree.weighted_n_node_samples
    for node in range(tree.node_count - 1, -1, -1):
        left, right = tree.children_left[node], tree.children_right[node]
        if left >= 0:
            whole = weight[left] + weight[right]
            value[node] = (weight[left] * value[left] + weight[right] * value[right]) / whole
    return value


def _depths(tree: Any) -> Floats:  # noqa: ANN401 - scikit-learn's Tree has no type
    depth = np.zeros(tree.node_count)
    for node in range(tree.node_count):
        for child in (tree.children_left[node], tree.children_right[node]):
            if child >= 0:
                depth[child] = depth[node] + 1
    return depth


def _usual_depth(rows: Whole) -> Floats:
    """Return the mean depth at which so many rows come apart (Liu et al. 2008, equation 1)."""
    rows = rows.astype(float)
    many = np.maximum(rows, 3.0)
    deep = 2.0 * (np.log(many - 1.0) + EULER) - 2.0 * (many - 1.0) / many
    usual: Floats = np.where(rows <= 1, 0.0, np.where(rows == 2, 1.0, deep))  # noqa: PLR2004 - the equation's
    return usual

"""Decision trees as flat arrays: from a row of features to a score, and what each feature did.

The thresholds are in the features' own units, so that a row needs no scaling; what is unknown
(NaN) is filled in first. Whatever the arrays hold is checked before it is used, so that no row can
lead out of them or around in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import inf, isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator, Sequence

LEAF = -1
"""In place of a leaf's feature and of its children."""

MOST_TREES = 1_000
"""Ten times what the forests here have."""

MOST_NODES = 2**18
"""A hundred full trees of depth ten have fewer; each takes about 110 bytes of memory."""

MOST_DEPTH = 64
"""Steps from a root to a leaf; grown without a limit, trees on a month of work stay below."""

LARGEST = 1e9
"""Of the numbers that are added up: no share and no log-odds, and a sum of them stays finite."""


class ForestError(ValueError):
    """What the arrays hold is no forest; one line without their content."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """All trees in a row: each begins at its root, and children come after their parents.

    ``value`` has a number for each node, also where it is no leaf: there, it is what the tree would
    say if it ended there.
    """

    roots: array[int]
    feature: array[int]
    left: array[int]
    right: array[int]
    threshold: array[float]
    """What goes left is at most this."""
    value: array[float]

    def __len__(self) -> int:
        return len(self.feature)


@dataclass(frozen=True, slots=True)
class Inputs:
    """Which columns of a row the nodes' features are, and what stands in for an unknown value."""

    columns: tuple[int, ...]
    fill: tuple[float, ...]

    def __call__(self, row: Sequence[float]) -> list[float]:
        """Return the values that the nodes ask for."""
        values = [row[column] for column in self.columns]
        return [
            fill if value != value else value  # noqa: PLR0124 - NaN
            for value, fill in zip(values, self.fill, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Contributions:
    """How a score came about: where it started, and what each column, by its index, added.

    The start and all effects sum to the score.
    """

    start: float
    effects: dict[int, float]


class FlatForest:
    """The sum of what the trees say, times a scale, on top of a base.

    For a random forest the scale is one by the number of trees and the base zero; for boosting
    they are the learning rate and the first guess. ``width`` is the length of a row. Raises
    ForestError for what is no forest.
    """

    def __init__(
        self, nodes: Nodes, inputs: Inputs, width: int, *, base: float, scale: float
    ) -> None:
        _check_inputs(inputs, width)
        _check(nodes, len(inputs.columns), base, scale)
        self.nodes = nodes
        self.inputs = inputs
        self.base = base
        self.scale = scale
        self._trees = _linked(nodes)

    def score(self, row: Sequence[float]) -> float:
        """Return the score of a row with all columns; NaN is unknown."""
        known, total = self.inputs(row), 0.0
        for feature, at, left, right in self._trees:
            while left is not None:
                feature, at, left, right = left if known[feature] <= at else right  # noqa: PLW2901 - the way down
            total += at
        return self.base + self.scale * total

    def contributions(self, row: Sequence[float]) -> Contributions:
        """Tell how the score came about, by the steps down each tree."""
        nodes, columns, known = self.nodes, self.inputs.columns, self.inputs(row)
        start, effects = 0.0, dict[int, float]()
        for root in nodes.roots:
            node, said = root, nodes.value[root]
            start += said
            while (feature := nodes.feature[node]) != LEAF:
                ahead = nodes.left if known[feature] <= nodes.threshold[node] else nodes.right
                node = ahead[node]
                before, said, column = said, nodes.value[node], columns[feature]
                effects[column] = effects.get(column, 0.0) + self.scale * (said - before)
        return Contributions(self.base + self.scale * start, effects)


def _linked(nodes: Nodes) -> list[tuple[Any, ...]]:
    """Return the trees' roots as tuples of feature, threshold and the same for both children.

    Walking these takes half the time of walking the arrays. A leaf has its value in place of the
    threshold. What is the same is kept once, and a question whose answers agree is left out: what
    fits into the processor's cache is fast.
    """
    leaves: dict[float, tuple[Any, ...]] = {}
    numbers: dict[float, float] = {}
    made: list[Any] = [None] * len(nodes)
    for node in reversed(range(len(nodes))):
        feature = nodes.feature[node]
        if feature == LEAF:
            value = nodes.value[node]
            made[node] = leaves.setdefault(value, (LEAF, value, None, None))
            continue
        left, right = made[nodes.left[node]], made[nodes.right[node]]
        threshold = nodes.threshold[node]
        threshold = numbers.setdefault(threshold, threshold)
        made[node] = left if left is right else (feature, threshold, left, right)
    return [made[root] for root in nodes.roots]


def _check_inputs(inputs: Inputs, width: int) -> None:
    columns = inputs.columns
    if not columns or len(inputs.fill) != len(columns) or len(set(columns)) != len(columns):
        raise ForestError("its columns are none, or don't fit together")
    if not all(0 <= column < width for column in columns):
        raise ForestError("it asks for a column that there is not")
    if not all(map(isfinite, inputs.fill)):
        raise ForestError("what stands in for an unknown value is no number")


def _check(nodes: Nodes, features: int, base: float, scale: float) -> None:
    for sentence in _wrong_sizes(nodes):
        raise ForestError(sentence)
    if not all(-inf <= threshold <= inf for threshold in nodes.threshold):
        raise ForestError("a threshold is no number")
    for numbers in (nodes.value, (base, scale)):
        if not all(-LARGEST <= number <= LARGEST for number in numbers):
            raise ForestError("a value is no number, or far too large")
    _check_trees(nodes, features)


def _wrong_sizes(nodes: Nodes) -> Iterator[str]:
    count = len(nodes)
    if not 1 <= len(nodes.roots) <= MOST_TREES:
        yield f"it has no trees, or more than {MOST_TREES}"
    if not 1 <= count <= MOST_NODES:
        yield f"it has no nodes, or more than {MOST_NODES}"
    each = (nodes.left, nodes.right, nodes.threshold, nodes.value)
    if any(len(numbers) != count for numbers in each):
        yield "its arrays don't fit together"


def _check_trees(nodes: Nodes, features: int) -> None:
    """Follow each tree from its root: all nodes belong to it, each has one parent before it."""
    bounds = (*nodes.roots, len(nodes))
    if bounds[0] != 0 or any(root >= end for root, end in pairwise(bounds)):
        raise ForestError("its trees don't follow one another")
    for root, end in pairwise(bounds):
        _check_tree(nodes, features, root, end)


def _check_tree(nodes: Nodes, features: int, root: int, end: int) -> None:
    depth = [LEAF] * (end - root)
    depth[0] = 0
    for node in range(root, end):
        here = depth[node - root]
        if here == LEAF:
            raise ForestError("a node has no parent before it")
        feature, children = nodes.feature[node], (nodes.left[node], nodes.right[node])
        if feature == LEAF and children == (LEAF, LEAF):
            continue
        if not 0 <= feature < features:
            raise ForestError("a node asks for a feature that there is not")
        if here == MOST_DEPTH:
            raise ForestError(f"a tree is deeper than {MOST_DEPTH}")
        for child in children:
            if not node < child < end:
                raise ForestError("a child is not after its parent in the same tree")
            if depth[child - root] != LEAF:
                raise ForestError("a node has two parents")
            depth[child - root] = here + 1

"""Decision trees as flat arrays: from a row of features to scores, and what each feature did.

A row is compared as scikit-learn does it: its values are rounded to single precision, the
thresholds are not, and an unknown value (NaN) goes where each node says. Whatever the arrays hold
is checked before it is used, so that no row can lead out of them or around in them.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LEAF = -1
"""In place of a leaf's feature and of its children."""

MOST_TREES = 1_000
"""Ten times what the forests here have."""

MOST_NODES = 2**18
"""A hundred full trees of depth ten have fewer; each takes about 160 bytes of memory."""

MOST_DEPTH = 64
"""Steps from a root to a leaf; grown without a limit, trees on a month of work stay below."""

LARGEST = 1e9
"""Of the numbers that are added up: no share and no log-odds, and a sum of them stays finite."""


class ForestError(ValueError):
    """What the arrays hold is no forest; one line without their content."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """All trees in a row: each begins at its root, and children come after their parents.

    ``value`` has one number for each output of a node, also where it is no leaf: there, it is
    what the tree would say if it ended there.
    """

    roots: array[int]
    feature: array[int]
    left: array[int]
    right: array[int]
    threshold: array[float]
    """What goes left is at most this; infinite where the question is whether a value is known."""
    value: array[float]
    missing_left: array[int]
    """1 where an unknown value goes left, else 0."""

    def __len__(self) -> int:
        return len(self.feature)


@dataclass(frozen=True, slots=True)
class Contributions:
    """How a score came about: where it started, and what each feature, by its index, added.

    The start and all effects sum to the score.
    """

    start: float
    effects: dict[int, float]


class FlatForest:
    """The sum of what the trees say, times a scale, on top of a base for each output.

    For a random forest the scale is one by the number of trees and the base zero; for boosting
    they are the learning rate and the first guess. Raises ForestError for what is no forest.
    """

    def __init__(self, nodes: Nodes, columns: int, base: Sequence[float], scale: float) -> None:
        _check(nodes, columns, base, scale)
        self.nodes = nodes
        self.columns = columns
        self.base = tuple(base)
        self.scale = scale
        self._used = sorted(set(nodes.feature) - {LEAF})
        self._trees = _linked(nodes, self._used, len(base))

    def scores(self, row: Sequence[float]) -> tuple[float, ...]:
        """Return the score of each output for a row with all columns; NaN is unknown."""
        if len(row) != self.columns:
            raise ForestError("a row of another length")
        known = array("f", [row[column] for column in self._used]).tolist()
        known += [value if value == value else -inf for value in known]  # noqa: PLR0124 - NaN
        found = []
        for feature, at, left, right in self._trees:
            while left is not None:
                feature, at, left, right = left if known[feature] <= at else right  # noqa: PLW2901 - the way down
            found.append(at)
        sums = map(sum, zip(*found, strict=True))
        return tuple(base + self.scale * total for base, total in zip(self.base, sums, strict=True))

    def contributions(self, row: Sequence[float], output: int = 0) -> Contributions:
        """Tell how the score of an output came about, by the steps down each tree."""
        nodes, outputs = self.nodes, len(self.base)
        value, known = nodes.value, array("f", row)
        start, effects = 0.0, dict[int, float]()
        for root in nodes.roots:
            node, said = root, value[root * outputs + output]
            start += said
            while (feature := nodes.feature[node]) != LEAF:
                node = self._child(node, known[feature])
                before, said = said, value[node * outputs + output]
                effects[feature] = effects.get(feature, 0.0) + self.scale * (said - before)
        return Contributions(self.base[output] + self.scale * start, effects)

    def _child(self, node: int, value: float) -> int:
        nodes = self.nodes
        goes_left = value <= nodes.threshold[node] or (value != value and nodes.missing_left[node])  # noqa: PLR0124 - NaN
        return nodes.left[node] if goes_left else nodes.right[node]


def _linked(nodes: Nodes, used: Sequence[int], outputs: int) -> list[tuple[Any, ...]]:
    """Return the trees' roots as tuples of feature, threshold and the same for both children.

    This takes four times the memory of the arrays, and walking it half the time. A leaf has its
    values in place of the threshold. Features are counted among those used, and a second time
    behind them, where a value that is unknown is less than anything: there, it goes left.
    """
    place = {feature: index for index, feature in enumerate(used)}
    made: list[Any] = [None] * len(nodes)
    for node in reversed(range(len(nodes))):
        feature = nodes.feature[node]
        if feature == LEAF:
            values = tuple(nodes.value[node * outputs : (node + 1) * outputs])
            made[node] = (LEAF, values, None, None)
        else:
            at = place[feature] + len(used) * nodes.missing_left[node]
            children = made[nodes.left[node]], made[nodes.right[node]]
            made[node] = (at, nodes.threshold[node], *children)
    return [made[root] for root in nodes.roots]


def _check(nodes: Nodes, columns: int, base: Sequence[float], scale: float) -> None:
    for sentence in _wrong_sizes(nodes, len(base)):
        raise ForestError(sentence)
    if not all(-inf < threshold <= inf for threshold in nodes.threshold):
        raise ForestError("a threshold is no number")
    for numbers in (nodes.value, base, (scale,)):
        if not all(-LARGEST <= number <= LARGEST for number in numbers):
            raise ForestError("a value is no number, or far too large")
    if not all(missing in {0, 1} for missing in nodes.missing_left):
        raise ForestError("a node does not say where unknown values go")
    _check_trees(nodes, columns)


def _wrong_sizes(nodes: Nodes, outputs: int) -> Iterator[str]:
    count = len(nodes)
    if not outputs:
        yield "it has no output"
    if not 1 <= len(nodes.roots) <= MOST_TREES:
        yield f"it has no trees, or more than {MOST_TREES}"
    if not 1 <= count <= MOST_NODES:
        yield f"it has no nodes, or more than {MOST_NODES}"
    each = (nodes.left, nodes.right, nodes.threshold, nodes.missing_left)
    if any(len(numbers) != count for numbers in each) or len(nodes.value) != count * outputs:
        yield "its arrays don't fit together"


def _check_trees(nodes: Nodes, columns: int) -> None:
    """Follow each tree from its root: all nodes belong to it, each has one parent before it."""
    bounds = (*nodes.roots, len(nodes))
    if bounds[0] != 0 or any(root >= end for root, end in pairwise(bounds)):
        raise ForestError("its trees don't follow one another")
    for root, end in pairwise(bounds):
        _check_tree(nodes, columns, root, end)


def _check_tree(nodes: Nodes, columns: int, root: int, end: int) -> None:
    depth = [LEAF] * (end - root)
    depth[0] = 0
    for node in range(root, end):
        here = depth[node - root]
        if here == LEAF:
            raise ForestError("a node has no parent before it")
        feature, children = nodes.feature[node], (nodes.left[node], nodes.right[node])
        if feature == LEAF and children == (LEAF, LEAF):
            continue
        if not 0 <= feature < columns:
            raise ForestError("a node asks for a feature that there is not")
        if here == MOST_DEPTH:
            raise ForestError(f"a tree is deeper than {MOST_DEPTH}")
        for child in children:
            if not node < child < end:
                raise ForestError("a child is not after its parent in the same tree")
            if depth[child - root] != LEAF:
                raise ForestError("a node has two parents")
            depth[child - root] = here + 1

"""A forest says what its trees say, read one by one and slowly, and tells what each feature did."""

from __future__ import annotations

import struct
from array import array
from dataclasses import dataclass, replace
from itertools import pairwise
from math import fsum, inf, isnan, nan, nextafter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.forest import (
    LARGEST,
    LEAF,
    MOST_DEPTH,
    MOST_TREES,
    FlatForest,
    ForestError,
    Nodes,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = 5
THRESHOLDS = [-1.0, 0.0, 0.1, 1 / 3, 2.5, 1e-40, 16_777_217.0, inf]
"""Some of them no single precision number is equal to; the last asks whether a value is known."""


@dataclass(frozen=True)
class Leaf:
    """What a tree says in the end, for each output."""

    says: tuple[float, ...]


@dataclass(frozen=True)
class Split:
    """A question, and what the tree would say without asking it."""

    says: tuple[float, ...]
    feature: int
    threshold: float
    missing_left: bool
    left: Tree
    right: Tree


Tree = Leaf | Split


def single(value: float) -> float:
    """Round to single precision."""
    try:
        return float(struct.unpack("<f", struct.pack("<f", value))[0])
    except OverflowError:
        return inf if value > 0 else -inf


def path(tree: Tree, row: Sequence[float]) -> list[Tree]:
    """Return the nodes that a row comes by, the leaf last."""
    if isinstance(tree, Leaf):
        return [tree]
    value = row[tree.feature]
    left = tree.missing_left if isnan(value) else single(value) <= tree.threshold
    return [tree, *path(tree.left if left else tree.right, row)]


def flat(trees: Sequence[Tree]) -> Nodes:
    """Write trees into arrays, level by level, so that no child is next to its parent."""
    roots, feature, left, right = (array("i") for _ in range(4))
    nodes = Nodes(roots, feature, left, right, array("d"), array("d"), array("B"))
    for tree in trees:
        nodes.roots.append(len(nodes))
        ahead = [tree]
        for node in ahead:
            is_split = isinstance(node, Split)
            end = nodes.roots[-1] + len(ahead)
            nodes.feature.append(node.feature if isinstance(node, Split) else LEAF)
            nodes.left.append(end if is_split else LEAF)
            nodes.right.append(end + 1 if is_split else LEAF)
            nodes.threshold.append(node.threshold if isinstance(node, Split) else 0.0)
            nodes.missing_left.append(isinstance(node, Split) and node.missing_left)
            nodes.value.extend(node.says)
            if isinstance(node, Split):
                ahead += [node.left, node.right]
    return nodes


def trees(outputs: int) -> st.SearchStrategy[list[Tree]]:
    """Make trees of any shape with so many outputs."""
    says = st.tuples(*[st.floats(-5, 5)] * outputs)
    split = st.tuples(says, st.integers(0, COLUMNS - 1), st.sampled_from(THRESHOLDS), st.booleans())
    tree: st.SearchStrategy[Tree] = st.recursive(
        st.builds(Leaf, says),
        lambda below: st.builds(lambda head, *pair: Split(*head, *pair), split, below, below),
        max_leaves=12,
    )
    return st.lists(tree, min_size=1, max_size=4)


NEAR = [step(value) for value in THRESHOLDS for step in (float, single)]
VALUES = st.one_of(
    st.sampled_from([nan, inf, -inf, 1e300, *NEAR, *(nextafter(value, inf) for value in NEAR)]),
    st.floats(-3, 3),
)
ROWS = st.lists(VALUES, min_size=COLUMNS, max_size=COLUMNS)
FORESTS = st.integers(1, 3).flatmap(trees)
SCALES = st.floats(0.01, 1.0)
SMALL: list[Tree] = [
    Split((0.0,), 1, 0.5, missing_left=True, left=Leaf((1.0,)), right=Leaf((2.0,))),
    Leaf((4.0,)),
]


def forest(made: Sequence[Tree], scale: float = 1.0) -> FlatForest:
    """Return a forest with bases that tell the outputs apart."""
    base = [float(index) for index, _ in enumerate(made[0].says)]
    return FlatForest(flat(made), COLUMNS, base, scale)


@given(FORESTS, ROWS, SCALES)
def test_scores(made: list[Tree], row: list[float], scale: float) -> None:
    """A score is the base and, scaled, the sum of the leaves that a row comes to."""
    for output, score in enumerate(forest(made, scale).scores(row)):
        leaves = fsum(path(tree, row)[-1].says[output] for tree in made)
        assert score == pytest.approx(output + scale * leaves, abs=1e-12)


@given(FORESTS, ROWS, SCALES)
def test_contributions(made: list[Tree], row: list[float], scale: float) -> None:
    """Each feature did what its questions changed, and all of it sums to the score."""
    whole = forest(made, scale)
    for output, score in enumerate(whole.scores(row)):
        found = whole.contributions(row, output)
        expected = [0.0] * COLUMNS
        for tree in made:
            steps = path(tree, row)
            for step, after in pairwise(steps):
                assert isinstance(step, Split)
                change = after.says[output] - step.says[output]
                expected[step.feature] += scale * change
        effects = [found.effects.get(feature, 0.0) for feature in range(COLUMNS)]
        assert effects == pytest.approx(expected, abs=1e-12)
        assert found.start + fsum(effects) == pytest.approx(score, abs=1e-12)


@pytest.mark.parametrize(("value", "score"), [(0.5, 5.0), (0.6, 6.0), (nan, 5.0), (inf, 6.0)])
def test_ways(value: float, score: float) -> None:
    """What is at most the threshold goes left, and so does the unknown where a node says so."""
    row = [nan, value, nan, nan, nan]
    assert forest(SMALL).scores(row) == (score,)
    assert forest(SMALL).contributions(row).effects == {1: score - 4.0}


def test_single_precision() -> None:
    """A value is compared as it is in single precision: 0.1 there is more than 0.1."""
    tree = Split((0.0,), 0, 0.1, missing_left=False, left=Leaf((1.0,)), right=Leaf((2.0,)))
    assert single(0.1) > 0.1
    assert forest([tree]).scores([0.1] * COLUMNS) == (2.0,)


def test_question_whether_a_value_is_known() -> None:
    """At an infinite threshold whatever is known goes left, and the unknown where the node says."""
    tree = Split((0.0,), 0, inf, missing_left=False, left=Leaf((1.0,)), right=Leaf((2.0,)))
    for value, score in [(-inf, 1.0), (0.0, 1.0), (1e300, 1.0), (nan, 2.0)]:
        assert forest([tree]).scores([value] * COLUMNS) == (score,)


def chain(depth: int) -> Tree:
    """Return a tree that asks so many questions on the way to its last leaf."""
    tree: Tree = Leaf((1.0,))
    for _ in range(depth):
        tree = Split((0.0,), 0, 0.0, missing_left=False, left=tree, right=Leaf((0.0,)))
    return tree


def test_depth() -> None:
    """Trees may be deep, but no deeper than a row may take time."""
    assert forest([chain(MOST_DEPTH)]).scores([-1.0] * COLUMNS) == (1.0,)
    with pytest.raises(ForestError, match="deeper"):
        forest([chain(MOST_DEPTH + 1)])


def test_row_of_another_length() -> None:
    """A row with other columns is refused, as its features can't be known."""
    for length in (0, COLUMNS - 1, COLUMNS + 1):
        with pytest.raises(ForestError, match="another length"):
            forest(SMALL).scores([0.0] * length)


@pytest.mark.parametrize(
    ("name", "index", "number", "sentence"),
    [
        ("roots", 0, 1, "follow one another"),
        ("roots", 1, 0, "follow one another"),
        ("roots", 1, 4, "follow one another"),
        ("roots", 1, -1, "follow one another"),
        ("roots", 1, 2**31 - 1, "follow one another"),
        ("roots", 1, 2, "not after its parent"),
        ("feature", 0, COLUMNS, "feature that there is not"),
        ("feature", 0, -2, "feature that there is not"),
        ("feature", 0, LEAF, "feature that there is not"),
        ("feature", 1, 0, "not after its parent"),
        ("left", 0, 0, "not after its parent"),
        ("left", 0, LEAF, "not after its parent"),
        ("left", 0, -2, "not after its parent"),
        ("left", 0, 3, "not after its parent"),
        ("left", 0, 2**31 - 1, "not after its parent"),
        ("left", 0, 2, "two parents"),
        ("right", 0, 1, "two parents"),
        ("left", 1, 2, "feature that there is not"),
        ("right", 3, 0, "feature that there is not"),
        ("threshold", 0, nan, "threshold is no number"),
        ("threshold", 2, -inf, "threshold is no number"),
        ("value", 0, nan, "value is no number"),
        ("value", 3, -inf, "value is no number"),
        ("value", 3, 2 * LARGEST, "value is no number"),
        ("missing_left", 0, 2, "where unknown values go"),
    ],
)
def test_refused(name: str, index: int, number: float, sentence: str) -> None:
    """One wrong number is enough: nothing is looked up with it."""
    nodes = flat(SMALL)
    getattr(nodes, name)[index] = number
    with pytest.raises(ForestError, match=sentence):
        FlatForest(nodes, COLUMNS, (0.0,), 1.0)


@pytest.mark.parametrize("name", ["feature", "left", "right", "threshold", "value", "missing_left"])
def test_arrays_of_other_lengths(name: str) -> None:
    """No array may be longer or shorter than the others."""
    short, long = flat(SMALL), flat(SMALL)
    getattr(short, name).pop()
    getattr(long, name).append(0)
    for nodes in (short, long):
        with pytest.raises(ForestError, match="fit together"):
            FlatForest(nodes, COLUMNS, (0.0,), 1.0)


def test_nodes_of_no_tree() -> None:
    """A node that no question leads to is refused: what is not used has no business there."""
    nodes = flat([*SMALL, Leaf((1.0,))])
    with pytest.raises(ForestError, match="no parent"):
        FlatForest(replace(nodes, roots=array("i", [0, 3])), COLUMNS, (0.0,), 1.0)


def test_no_forest() -> None:
    """A forest has trees, though not too many, nodes and outputs, and numbers that are some."""
    nodes = flat(SMALL)
    for wrong, base, scale in [
        (replace(nodes, roots=array("i")), (0.0,), 1.0),
        (flat([Leaf((0.0,))] * (MOST_TREES + 1)), (0.0,), 1.0),
        (flat([]), (0.0,), 1.0),
        (nodes, (), 1.0),
        (nodes, (nan,), 1.0),
        (nodes, (0.0,), inf),
        (nodes, (0.0,), nan),
    ]:
        with pytest.raises(ForestError):
            FlatForest(wrong, COLUMNS, base, scale)


@given(
    st.sampled_from(["roots", "feature", "left", "right", "missing_left"]),
    st.data(),
    FORESTS,
    ROWS,
)
def test_any_wrong_number(
    name: str, data: st.DataObject, made: list[Tree], row: list[float]
) -> None:
    """Whatever a number is changed to, the forest is refused, or gives scores for any row."""
    nodes = flat(made)
    numbers = getattr(nodes, name)
    low = 0 if name == "missing_left" else -3
    index = data.draw(st.integers(0, len(numbers) - 1))
    numbers[index] = data.draw(st.integers(low, len(nodes) + 2))
    try:
        changed = FlatForest(nodes, COLUMNS, [0.0] * len(made[0].says), 1.0)
    except ForestError:
        return
    for output, score in enumerate(changed.scores(row)):
        found = changed.contributions(row, output)
        assert found.start + fsum(found.effects.values()) == pytest.approx(score, abs=1e-9)

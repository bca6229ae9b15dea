"""A forest says what its trees say, read one by one and slowly, and tells what each feature did."""

from __future__ import annotations

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
    Inputs,
    Nodes,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = 5
WIDTH = 7
INPUTS = Inputs(columns=(6, 1, 2, 0, 5), fill=(0.0, 0.4, -1.0, 2.5, 7.0))
"""Five of the seven columns, in another order, and what stands in for each."""
THRESHOLDS = [-1.0, 0.0, 0.1, 1 / 3, 2.5, 1e-40, 16_777_217.0, inf]


@dataclass(frozen=True)
class Leaf:
    """What a tree says in the end."""

    says: float


@dataclass(frozen=True)
class Split:
    """A question, and what the tree would say without asking it."""

    says: float
    feature: int
    threshold: float
    left: Tree
    right: Tree


Tree = Leaf | Split


def path(tree: Tree, row: Sequence[float]) -> list[Tree]:
    """Return the nodes that a row comes by, the leaf last."""
    if isinstance(tree, Leaf):
        return [tree]
    value = row[INPUTS.columns[tree.feature]]
    known = INPUTS.fill[tree.feature] if isnan(value) else value
    return [tree, *path(tree.left if known <= tree.threshold else tree.right, row)]


def flat(trees: Sequence[Tree]) -> Nodes:
    """Write trees into arrays, level by level, so that no child is next to its parent."""
    roots, feature, left, right = (array("i") for _ in range(4))
    nodes = Nodes(roots, feature, left, right, array("d"), array("d"))
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
            nodes.value.append(node.says)
            if isinstance(node, Split):
                ahead += [node.left, node.right]
    return nodes


SAYS = st.floats(-5, 5)
SPLIT = st.tuples(SAYS, st.integers(0, COLUMNS - 1), st.sampled_from(THRESHOLDS))
TREE: st.SearchStrategy[Tree] = st.recursive(
    st.builds(Leaf, st.sampled_from([0.0, 1.0]) | SAYS),
    lambda below: st.builds(lambda head, *pair: Split(*head, *pair), SPLIT, below, below),
    max_leaves=12,
)
"""Trees of any shape, some of whose leaves say the same."""


NEAR = [nextafter(value, inf) for value in THRESHOLDS]
VALUES = st.sampled_from([nan, inf, -inf, 1e300, *THRESHOLDS, *NEAR]) | st.floats(-3, 3)
ROWS = st.lists(VALUES, min_size=WIDTH, max_size=WIDTH)
FORESTS = st.lists(TREE, min_size=1, max_size=4)
SCALES = st.floats(0.01, 1.0)
SMALL: list[Tree] = [
    Split(0.0, 1, 0.5, left=Leaf(1.0), right=Leaf(2.0)),
    Leaf(4.0),
]


def forest(made: Sequence[Tree], scale: float = 1.0, base: float = 0.0) -> FlatForest:
    """Return a forest of these trees."""
    return FlatForest(flat(made), INPUTS, WIDTH, base=base, scale=scale)


@given(FORESTS, ROWS, SCALES, SAYS)
def test_scores(made: list[Tree], row: list[float], scale: float, base: float) -> None:
    """A score is the base and, scaled, the sum of the leaves that a row comes to."""
    leaves = fsum(path(tree, row)[-1].says for tree in made)
    score = forest(made, scale, base).score(row)
    assert score == pytest.approx(base + scale * leaves, abs=1e-12)


@given(FORESTS, ROWS, SCALES, SAYS)
def test_contributions(made: list[Tree], row: list[float], scale: float, base: float) -> None:
    """Each column did what its questions changed, and all of it sums to the score."""
    whole = forest(made, scale, base)
    found = whole.contributions(row)
    expected = dict.fromkeys(INPUTS.columns, 0.0)
    for tree in made:
        for step, after in pairwise(path(tree, row)):
            assert isinstance(step, Split)
            expected[INPUTS.columns[step.feature]] += scale * (after.says - step.says)
    effects = {column: found.effects.get(column, 0.0) for column in INPUTS.columns}
    assert effects == pytest.approx(expected, abs=1e-12)
    total = found.start + fsum(found.effects.values())
    assert total == pytest.approx(whole.score(row), abs=1e-12)


@pytest.mark.parametrize(("value", "score"), [(0.5, 5.0), (0.6, 6.0), (nan, 5.0), (inf, 6.0)])
def test_ways(value: float, score: float) -> None:
    """What is at most the threshold goes left; what is unknown goes as what stands in for it."""
    row = [value if column == 1 else nan for column in range(WIDTH)]
    assert forest(SMALL).score(row) == score
    assert forest(SMALL).contributions(row).effects == {1: score - 4.0}


def chain(depth: int) -> Tree:
    """Return a tree that asks so many questions on the way to its last leaf."""
    tree: Tree = Leaf(1.0)
    for _ in range(depth):
        tree = Split(0.0, 0, 0.0, left=tree, right=Leaf(0.0))
    return tree


def test_depth() -> None:
    """Trees may be deep, but no deeper than a row may take time."""
    assert forest([chain(MOST_DEPTH)]).score([-1.0] * WIDTH) == 1.0
    with pytest.raises(ForestError, match="deeper"):
        forest([chain(MOST_DEPTH + 1)])


@pytest.mark.parametrize(
    "inputs",
    [
        Inputs((), ()),
        Inputs((0, 1), (0.0,)),
        Inputs((1, 1, 2, 3, 4), (0.0,) * 5),
        Inputs((0, 1, 2, 3, WIDTH), (0.0,) * 5),
        Inputs((0, 1, 2, 3, -1), (0.0,) * 5),
        Inputs((0, 1, 2, 3, 4), (0.0, 0.0, 0.0, 0.0, nan)),
    ],
)
def test_inputs(inputs: Inputs) -> None:
    """Columns that there are not, or twice, are refused, and so is a stand-in that is no number."""
    with pytest.raises(ForestError):
        FlatForest(flat(SMALL), inputs, WIDTH, base=0.0, scale=1.0)


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
        ("value", 0, nan, "value is no number"),
        ("value", 3, -inf, "value is no number"),
        ("value", 3, 2 * LARGEST, "value is no number"),
    ],
)
def test_refused(name: str, index: int, number: float, sentence: str) -> None:
    """One wrong number is enough: nothing is looked up with it."""
    nodes = flat(SMALL)
    getattr(nodes, name)[index] = number
    with pytest.raises(ForestError, match=sentence):
        FlatForest(nodes, INPUTS, WIDTH, base=0.0, scale=1.0)


@pytest.mark.parametrize("name", ["feature", "left", "right", "threshold", "value"])
def test_arrays_of_other_lengths(name: str) -> None:
    """No array may be longer or shorter than the others."""
    short, long = flat(SMALL), flat(SMALL)
    getattr(short, name).pop()
    getattr(long, name).append(0)
    for nodes in (short, long):
        with pytest.raises(ForestError, match="fit together"):
            FlatForest(nodes, INPUTS, WIDTH, base=0.0, scale=1.0)


def test_nodes_of_no_tree() -> None:
    """A node that no question leads to is refused: what is not used has no business there."""
    nodes = flat([*SMALL, Leaf(1.0)])
    with pytest.raises(ForestError, match="no parent"):
        FlatForest(replace(nodes, roots=array("i", [0, 3])), INPUTS, WIDTH, base=0.0, scale=1.0)


def test_no_forest() -> None:
    """A forest has trees, though not too many, and nodes, and numbers that are some."""
    nodes = flat(SMALL)
    for wrong, base, scale in [
        (replace(nodes, roots=array("i")), 0.0, 1.0),
        (flat([Leaf(0.0)] * (MOST_TREES + 1)), 0.0, 1.0),
        (flat([]), 0.0, 1.0),
        (nodes, nan, 1.0),
        (nodes, 0.0, inf),
        (nodes, 0.0, nan),
    ]:
        with pytest.raises(ForestError):
            FlatForest(wrong, INPUTS, WIDTH, base=base, scale=scale)


@given(st.sampled_from(["roots", "feature", "left", "right"]), st.data(), FORESTS, ROWS)
def test_any_wrong_number(
    name: str, data: st.DataObject, made: list[Tree], row: list[float]
) -> None:
    """Whatever a number is changed to, the forest is refused, or gives a score for any row."""
    nodes = flat(made)
    numbers = getattr(nodes, name)
    index = data.draw(st.integers(0, len(numbers) - 1))
    numbers[index] = data.draw(st.integers(-3, len(nodes) + 2))
    try:
        changed = FlatForest(nodes, INPUTS, WIDTH, base=0.0, scale=1.0)
    except ForestError:
        return
    found = changed.contributions(row)
    total = found.start + fsum(found.effects.values())
    assert total == pytest.approx(changed.score(row), abs=1e-9)

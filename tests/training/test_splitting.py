"""Splits go by time, with a gap, and never tear apart what one label speaks of."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.training.datasets import DAY, START, synthetic
from tests.training.moments import moments

from pulsedev.core.labels import Source
from pulsedev.training.dataset import NO_EPISODE, SOURCES, Dataset, Labelling, Target
from pulsedev.training.splitting import GAP, by_time, forward

if TYPE_CHECKING:
    from pulsedev.training.dataset import Whole

targets = st.sampled_from([None, *Target])
shares = st.floats(0.1, 0.9)
gaps = st.sampled_from([0.0, 60.0, GAP])


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    """Draw moments at any distances, of which labels speak that may cross each other's targets."""
    steps = draw(st.lists(st.sampled_from([1.0, 30.0, 30.0, 900.0, 3_600.0]), max_size=40))
    size = len(steps)
    said = {}
    for target in Target:
        labelling = Labelling.none(size)
        edges = sorted(draw(st.lists(st.integers(0, size), max_size=12)))
        for number, (first, last) in enumerate(pairwise(edges)):
            if draw(st.booleans()):
                labelling.y[first:last] = float(draw(st.booleans()))
                labelling.weight[first:last] = 1.0
                source = draw(st.sampled_from([Source.BUTTON, Source.ALERT]))
                labelling.source[first:last] = SOURCES.index(source)
                labelling.episode[first:last] = number
        said[target] = labelling
    dataset = moments({}, [0] * size)
    return replace(dataset, at=START + np.cumsum(steps), said=said)


def holds(dataset: Dataset, train: Whole, test: Whole, gap: float) -> None:
    """Assert all that two sides must be to each other."""
    assert (np.diff(train) > 0).all()
    assert (np.diff(test) > 0).all()
    assert not np.isin(train, test).any()
    if len(train) and len(test):
        assert np.abs(dataset.at[train][:, None] - dataset.at[test][None, :]).min() >= gap
    for said in dataset.said.values():
        shared = np.intersect1d(said.episode[train], said.episode[test])
        assert set(shared.tolist()) <= {NO_EPISODE}


@given(datasets(), targets, shares, gaps)
def test_the_two_parts_are_apart(
    dataset: Dataset, target: Target | None, share: float, gap: float
) -> None:
    """The later part follows the earlier one after the gap, and ends with the last row."""
    train, later = by_time(dataset, target, share, gap)
    holds(dataset, train, later, gap)
    assert bool(len(later)) == bool(len(dataset))
    assert later.tolist() == list(range(len(dataset) - len(later), len(dataset)))
    assert not len(train) or train[-1] < later[0]


@given(datasets(), st.sampled_from(Target), shares)
def test_the_later_labels_are_in_the_later_part(
    dataset: Dataset, target: Target, share: float
) -> None:
    """The cut lies where a label that may count begins, if there is one."""
    said = dataset.said[target]
    _, later = by_time(dataset, target, share)
    counting = np.flatnonzero(said.evaluates)
    if len(counting):
        begins = [counting[said.episode[counting] == n][0] for n in set(said.episode[counting])]
        assert later[0] == sorted(begins)[int(share * len(begins))]


@given(datasets(), st.sampled_from(Target), st.integers(1, 6), gaps)
def test_blocks_come_after_what_they_are_judged_by(
    dataset: Dataset, target: Target, k: int, gap: float
) -> None:
    """No block shares a row with another, and all that judges it is earlier by the gap."""
    found = forward(dataset, target, k, gap)
    assert len(found) < k or not found
    judged = [row for _, test in found for row in test.tolist()]
    assert judged == list(range(judged[0], len(dataset))) if judged else not found
    for train, test in found:
        holds(dataset, train, test, gap)
        assert not len(train) or train[-1] < test[0]


def test_labels_decide_where_the_cut_is() -> None:
    """With labels in the first half alone, the cut lies there; without a target, by the rows."""
    dataset = synthetic(days=10)
    for said in dataset.said.values():
        for name in ("y", "episode"):
            getattr(said, name)[len(dataset) // 2 :] = np.nan if name == "y" else NO_EPISODE
    train, later = by_time(dataset, Target.STUCK)
    assert dataset.at[later[0]] < START + 4 * DAY
    assert dataset.at[later[0]] - dataset.at[train[-1]] > GAP
    train, later = by_time(dataset)
    assert later[0] == int(0.7 * len(dataset))


@pytest.mark.parametrize("target", Target)
def test_every_label_but_the_first_is_judged_once(target: Target) -> None:
    """Blocks hold as many labels each, and together all but those of the first part."""
    dataset = synthetic(days=10)
    said = dataset.said[target]
    each = [
        set(said.episode[test][said.known[test]].tolist())
        for _, test in forward(dataset, target, 5)
    ]
    whole = set(said.episode[said.known].tolist())
    assert len(each) == 4
    assert max(map(len, each)) - min(map(len, each)) <= 1
    assert (
        sum(map(len, each))
        == len(set().union(*each))
        == len(whole) - len(whole) // 5 - (len(whole) % 5 > 0)
    )


def test_without_labels_there_is_no_block() -> None:
    """Where nobody said anything, nothing is judged."""
    for dataset in (synthetic(days=4, labels=0), synthetic(days=4).take(np.arange(0))):
        assert forward(dataset, Target.FLOW) == []

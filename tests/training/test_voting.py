"""Rules are believed as often as the person agreed with them, and fill gaps, nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from tests.training.datasets import synthetic

from pulsedev.core.labels import Source
from pulsedev.training.calibrating import USUAL
from pulsedev.training.dataset import SOURCES, Labelling, Target
from pulsedev.training.examples import USUAL_ROWS
from pulsedev.training.splitting import by_time
from pulsedev.training.voting import (
    ASSUMED,
    HIGHEST,
    LOWEST,
    MOST_GUESSES,
    SURE,
    WEAK_WEIGHT,
    Voting,
    label,
)
from pulsedev.training.weak import votes

if TYPE_CHECKING:
    from pulsedev.training.dataset import Dataset, Floats
    from pulsedev.training.weak import Votes

WEAK = SOURCES.index(Source.WEAK)
RATE = -1.5
"""Log-odds of a usual moment."""

ROWS = 30
cast = hnp.arrays(np.int8, (ROWS, 3), elements=st.integers(-1, 1))
truths = hnp.arrays(np.float64, ROWS, elements=st.sampled_from([0.0, 1.0, np.nan]))
weights = hnp.arrays(np.float64, ROWS, elements=st.floats(0.0, 10.0))
targets = pytest.mark.parametrize("target", Target)


def guesses(said: Labelling) -> Labelling:
    """Return the rows that nobody but the rules spoke of."""
    return said.take(said.known & (said.source == WEAK))


@given(cast, truths, weights)
def test_accuracies_and_probabilities_have_bounds(cast: Votes, y: Floats, weight: Floats) -> None:
    """No rule is certain, none counts the other way, and only where one votes is anything said."""
    voting = Voting.fit(cast, y, weight, RATE)
    assert ((voting.accuracy >= LOWEST) & (voting.accuracy <= HIGHEST)).all()
    said = voting.probability(cast)
    silent = np.isnan(said)
    assert silent[(cast == 0).all(axis=1)].all()
    assert ((said > 0.0) & (said < 1.0))[~silent].all()
    believed = (cast != 0) & (voting.accuracy > LOWEST)
    assert (silent == ~believed.any(axis=1)).all()


@given(cast, weights)
def test_without_a_word_all_is_as_assumed(cast: Votes, weight: Floats) -> None:
    """Where the person said nothing every rule has the accuracy that any rule is given."""
    voting = Voting.fit(cast, np.full(ROWS, np.nan), weight, RATE)
    assert voting.accuracy == pytest.approx(np.full(3, ASSUMED))


@given(truths, weights)
def test_right_rules_gain_and_wrong_ones_lose(y: Floats, weight: Floats) -> None:
    """Who is always right is believed more, who never is less, and who is silent as before."""
    right = np.where(np.isnan(y), 0, np.where(y > 0, 1, -1)).astype(np.int8)
    voting = Voting.fit(np.column_stack([right, -right, 0 * right]), y, weight, RATE)
    spoken = weight[~np.isnan(y)].sum()
    better, worse, silent = voting.accuracy
    assert silent == pytest.approx(ASSUMED)
    if spoken > 1e-3:
        assert worse < ASSUMED < better
    if spoken > 5.0:
        assert worse == LOWEST


def test_one_label_counts_once() -> None:
    """A label weighs the same in an accuracy whether it speaks of one row or of ten."""
    one = Voting.fit(np.ones((1, 1), np.int8), np.ones(1), np.ones(1), RATE)
    ten = Voting.fit(np.ones((10, 1), np.int8), np.ones(10), np.full(10, 0.1), RATE)
    assert one.accuracy == pytest.approx(ten.accuracy)


def test_votes_for_and_against_move_the_usual_probability() -> None:
    """A vote for it makes it likelier than usual, one against it less likely; both cancel."""
    voting = Voting(np.array([0.8, 0.8]), 0.0)
    said = voting.probability(np.array([[1, 0], [-1, 0], [1, -1], [1, 1], [0, 0]], np.int8))
    assert said[:4] == pytest.approx([0.8, 0.2, 0.5, 16 / 17])
    assert np.isnan(said[4])


def prepared(target: Target, seed: int = 0) -> tuple[Dataset, Labelling]:
    """Return made-up days and what is said of them with guesses."""
    dataset = synthetic(days=10, seed=seed)
    return dataset, label(dataset, target, by_time(dataset, target)[0])


@targets
def test_what_the_person_said_is_untouched(target: Target) -> None:
    """Guesses stand only where nobody said anything, in the part that is trained on."""
    dataset, said = prepared(target)
    human = dataset.said[target]
    for name in ("y", "weight", "source", "episode"):
        now, before = getattr(said, name), getattr(human, name)
        assert np.array_equal(now[human.known], before[human.known])
    train, later = by_time(dataset, target)
    assert len(guesses(said).y) == len(guesses(said.take(train)).y) > 0
    assert not guesses(said.take(later)).known.any()
    assert not (dataset.said[target].source == WEAK).any()


@targets
def test_guesses_are_sure_light_and_few(target: Target) -> None:
    """A guess is a clear yes or no with little weight, and they don't outvote the person."""
    dataset, said = prepared(target)
    train, _ = by_time(dataset, target)
    made = guesses(said)
    assert set(made.y.tolist()) == {0.0, 1.0}
    assert (made.weight <= WEAK_WEIGHT).all()
    assert (made.weight > 0).all()
    assert len(made.y) <= MOST_GUESSES * dataset.said[target].known[train].sum()


@targets
def test_unsure_rows_get_no_guess(target: Target) -> None:
    """Only rows of whose probability the rules are sure are guessed, as they lean."""
    dataset, said = prepared(target)
    train, _ = by_time(dataset, target)
    human, cast = dataset.said[target].take(train), votes(dataset, target)
    fitted = Voting.fit(cast[train], human.y, human.weight / USUAL_ROWS, USUAL[target])
    chosen = said.known & (said.source == WEAK)
    probability = fitted.probability(cast)[chosen]
    assert (np.abs(probability - said.y[chosen]) <= SURE).all()


@targets
def test_guesses_never_count_in_a_judgement(target: Target) -> None:
    """Rows with guesses may train; recall and precision don't see them."""
    dataset, said = prepared(target)
    assert guesses(said).known.any()
    assert not guesses(said).evaluates.any()
    assert np.array_equal(said.evaluates, dataset.said[target].evaluates)


@targets
def test_heavy_labels_make_no_heavy_guesses(target: Target) -> None:
    """Labels of a single row weigh ten times as much a row; guesses don't."""
    dataset = synthetic(days=6)
    dataset.said[target].weight[:] *= 10.0
    said = label(dataset, target, by_time(dataset, target)[0])
    assert guesses(said).weight.max() == WEAK_WEIGHT


@targets
def test_later_labels_change_no_guess(target: Target) -> None:
    """What the person says after the part that is trained on has no part in it."""
    dataset, said = prepared(target)
    train, later = by_time(dataset, target)
    human = dataset.said[target]
    changed = Labelling(*(getattr(human, n).copy() for n in ("y", "weight", "source", "episode")))
    changed.y[later] = 1.0 - changed.y[later]
    changed.weight[later] *= 7.0
    again = label(replace(dataset, said={**dataset.said, target: changed}), target, train)
    for name in ("y", "weight", "source"):
        assert np.array_equal(
            getattr(said, name)[train], getattr(again, name)[train], equal_nan=True
        )


@targets
def test_without_a_word_nothing_is_guessed(target: Target) -> None:
    """Where the person said nothing there is nothing to fill in beside."""
    dataset = synthetic(days=3, labels=0)
    said = label(dataset, target, np.arange(len(dataset)))
    assert not said.known.any()


@pytest.mark.parametrize("seed", range(3))
@targets
def test_guesses_are_mostly_right(target: Target, seed: int) -> None:
    """On made-up days nine of ten guesses of each answer say what is so."""
    _, said = prepared(target, seed)
    truth = synthetic(days=10, seed=seed, labels=18).said[target]
    both = said.known & (said.source == WEAK) & truth.known
    for answer in (0.0, 1.0):
        chosen = both & (said.y == answer)
        assert chosen.sum() > 10
        assert (truth.y[chosen] == answer).mean() > 0.9

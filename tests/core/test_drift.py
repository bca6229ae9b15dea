"""What was learned holds as long as the answers and the features are what they were."""

from __future__ import annotations

from math import exp, log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.drift import FEWEST, LEAST_SHARE, MOST_LOSS, PageHinkley, stability

LOSSES = st.lists(st.floats(0, 20), max_size=60)
SHARES = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=12)

MODELS, ANSWERS = 300, 200


def answers(random: Random, count: int, *, turned: bool = False) -> list[float]:
    """Return the losses of a model whose probabilities hold, or of one that errs as often."""
    losses = []
    for _ in range(count):
        p = 1.0 / (1.0 + exp(-random.gauss(-1.0, 1.0)))
        outcome = (random.random() < p) is not turned
        losses.append(-log(p if outcome else 1.0 - p))
    return losses


def first(test: PageHinkley, losses: list[float]) -> int | None:
    """Return after how many losses a drift is told."""
    return next((place + 1 for place, loss in enumerate(losses) if test.add(loss)), None)


def test_by_hand() -> None:
    """Losses are summed less their mean so far and the allowance, and held to the least sum."""
    test = PageHinkley(delta=0.25, limit=1.0)
    test.add(0.5)
    assert test.dump() == [1, 0.5, -0.25, -0.25]
    test.add(1.5)  # the mean is 1, the sum -0.25 + 1.5 - 1 - 0.25
    assert test.dump() == [2, 1.0, 0.0, -0.25]
    test.add(0.25)  # the mean is 0.75, the sum 0 + 0.25 - 0.75 - 0.25, the least so far
    assert test.dump() == [3, 0.75, -0.75, -0.75]


def test_told_when_the_sum_is_over_the_limit() -> None:
    """A drift is told at the very answer that brings the sum over the limit, and once."""
    test = PageHinkley(delta=0.0, limit=2.0)
    assert first(test, [0.0] * 10) is None
    # The sum rises by 1 - 1/11, 1 - 2/12 and 1 - 3/13.
    assert [test.add(1.0) for _ in range(3)] == [False, False, True]
    assert test.dump() == PageHinkley().dump()


def test_too_early_to_tell() -> None:
    """Nothing is told of a handful of answers."""
    test = PageHinkley(delta=0.0, limit=0.1)
    assert not any(test.add(float(place)) for place in range(FEWEST - 1))
    assert test.add(MOST_LOSS)


def test_one_answer_is_no_drift() -> None:
    """However sure the model was of the opposite, one answer alone never is a drift."""
    test = PageHinkley()
    assert first(test, [0.1] * 50) is None
    assert not test.add(float("inf"))


def test_seldom_for_nothing() -> None:
    """Of models that hold, few are suspected within the answers of months."""
    random = Random(3)  # noqa: S311 - no secret
    found = [first(PageHinkley(), answers(random, ANSWERS)) for _ in range(MODELS)]
    assert sum(place is not None for place in found) / MODELS <= 0.05


def test_soon_when_answers_turn_around() -> None:
    """A model whose answers turn around is found out within some ten of them, mostly."""
    random = Random(3)  # noqa: S311 - no secret
    delays = []
    for _ in range(MODELS):
        test = PageHinkley()
        first(test, answers(random, 60))
        delays.append(first(test, answers(random, 100, turned=True)) or 100)
    assert sorted(delays)[MODELS // 2] <= 14


@given(LOSSES, LOSSES)
def test_there_and_back(earlier: list[float], later: list[float]) -> None:
    """It outlasts a restart to the bit."""
    before, after = PageHinkley(), PageHinkley()
    first(before, earlier)
    after.load(before.dump())
    assert [before.add(loss) for loss in later] == [after.add(loss) for loss in later]
    assert before.dump() == after.dump()


@given(st.lists(st.floats(), max_size=5))
def test_no_test(dumped: list[float]) -> None:
    """Whatever was dumped, it is one, or refused whole."""
    test = PageHinkley()
    try:
        test.load(dumped)
    except ValueError:
        assert test.dump() == PageHinkley().dump()
    else:
        assert test.add(1.0) in {True, False}


@pytest.mark.parametrize("loss", [-0.1, float("nan")])
def test_no_loss(loss: float) -> None:
    """What is no loss is refused and changes nothing."""
    test = PageHinkley()
    with pytest.raises(ValueError, match="no loss"):
        test.add(loss)
    assert test.dump() == PageHinkley().dump()


def test_stability_by_hand() -> None:
    """The index is the sum over the bins of the difference times the logarithm of the ratio."""
    by_hand = (0.2 - 0.25) * log(0.2 / 0.25) * 2 + (0.35 - 0.25) * log(0.35 / 0.25)
    assert stability([0.25] * 4, [0.2, 0.35, 0.2, 0.25]) == pytest.approx(by_hand)
    assert by_hand == pytest.approx(0.055962, abs=1e-6)


def test_empty_bin() -> None:
    """A bin that became empty counts as one with the least share, and no more."""
    by_hand = (LEAST_SHARE - 0.1) * log(LEAST_SHARE / 0.1) + 0.1 * log(1.0 / 0.9)
    assert stability([0.1, 0.9], [0.0, 1.0]) == pytest.approx(by_hand)
    assert (LEAST_SHARE - 0.1) * log(LEAST_SHARE / 0.1) == pytest.approx(0.456, abs=1e-3)
    assert stability([0.0], [0.0]) == 0.0


@given(SHARES)
def test_stability_is_a_distance(shares: list[tuple[float, float]]) -> None:
    """The index is the same both ways, never below 0, and 0 without a change."""
    one, other = [a for a, _ in shares], [b for _, b in shares]
    assert stability(one, other) == pytest.approx(stability(other, one))
    assert stability(one, other) >= 0.0
    assert stability(one, one) == 0.0


def test_not_as_many() -> None:
    """Shares of other bins are refused."""
    with pytest.raises(ValueError, match="zip"):
        stability([1.0], [0.5, 0.5])

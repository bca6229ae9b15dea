"""A challenger is found better when it is, and hardly ever when it is not, whenever one looks."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.trial import ENOUGH, MOST, STAKES, Trial

SHARES = st.floats(0, 1)
LABELS = st.lists(st.tuples(SHARES, SHARES, st.booleans(), SHARES), max_size=60)

TRIALS, LONG = 1_000, 200


def held(labels: list[tuple[float, float, bool, float]]) -> Trial:
    """Return a trial of these labels."""
    trial = Trial()
    for champion, challenger, outcome, weight in labels:
        trial.add(champion, challenger, outcome=outcome, weight=weight)
    return trial


def share_ever_better(off: float, *, biased: float = 0.0) -> float:
    """Return how many trials ever find a challenger better that errs by as much the other way.

    Where the truth is ``p``, the champion says ``p + off + biased`` and the challenger ``p - off``.
    """
    random = Random(7)  # noqa: S311 - no secret
    found = 0
    for _ in range(TRIALS):
        trial = Trial()
        for _ in range(LONG):
            p = random.uniform(0.3, 0.7)
            trial.add(p + off + biased, p - off, outcome=random.random() < p)
            if trial.better:
                found += 1
                break
    return found / TRIALS


@pytest.mark.parametrize("off", [0.05, 0.15, 0.3, -0.3])
def test_hardly_ever_by_chance(off: float) -> None:
    """Of challengers that are just as good, at most 5 % are ever called better, looking always."""
    assert share_ever_better(off) <= 0.05


def test_found_when_it_is_so() -> None:
    """A challenger that is clearly better is nearly always found out within 200 labels."""
    assert share_ever_better(0.0, biased=0.3) >= 0.9


def test_by_hand() -> None:
    """The wealth is what each way to bet has won, averaged."""
    trial = Trial()
    trial.add(0.5, 1.0, outcome=True)
    assert trial.wealth == pytest.approx(sum(1 + stake * 0.25 for stake in STAKES) / len(STAKES))
    trial.add(0.5, 1.0, outcome=False, weight=0.5)
    pairs = [(1 + stake * 0.25) * (1 - stake * 0.375) for stake in STAKES]
    assert trial.wealth == pytest.approx(sum(pairs) / len(pairs))
    assert trial.count == 2


@given(LABELS)
def test_the_same_says_nothing(labels: list[tuple[float, float, bool, float]]) -> None:
    """Who says the same as the champion wins and loses nothing."""
    trial = held([(champion, champion, outcome, weight) for champion, _, outcome, weight in labels])
    assert trial.wealth == 1.0


@given(LABELS)
def test_only_one_wins(labels: list[tuple[float, float, bool, float]]) -> None:
    """Of two who are held to the same labels, at most one is better than the other."""
    swapped = [(theirs, ours, outcome, weight) for ours, theirs, outcome, weight in labels]
    assert not (held(labels).better and held(swapped).better)


@given(LABELS, st.integers(0, 60))
def test_there_and_back(labels: list[tuple[float, float, bool, float]], cut: int) -> None:
    """A trial outlasts a restart to the bit."""
    before, after = held(labels[:cut]), Trial()
    before.observe(90.5, 2, 1)
    after.load(before.dump())
    for champion, challenger, outcome, weight in labels[cut:]:
        before.add(champion, challenger, outcome=outcome, weight=weight)
        after.add(champion, challenger, outcome=outcome, weight=weight)
    assert after.dump() == before.dump()
    assert after.per_hour == before.per_hour


@given(st.lists(st.floats(), max_size=12))
def test_no_trial(dumped: list[float]) -> None:
    """Whatever was dumped, it becomes a trial whose every number holds, or is refused whole."""
    trial = Trial()
    try:
        trial.load(dumped)
    except ValueError:
        assert trial.dump() == Trial().dump()
    else:
        assert 0.0 <= trial.wealth <= MOST


def test_bounded() -> None:
    """However much was won, it stays a number, and a challenger that turns bad is found out."""
    trial = held([(0.0, 1.0, True, 1.0)] * 3_000)
    assert trial.wealth <= MOST
    for _ in range(40):
        trial.add(0.0, 1.0, outcome=False)
    assert trial.wealth < ENOUGH


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan")])
def test_no_probability(wrong: float) -> None:
    """What is no probability, or no weight, is refused and changes nothing."""
    trial = Trial()
    for said in ((wrong, 0.5, 1.0), (0.5, wrong, 1.0), (0.5, 0.5, wrong)):
        with pytest.raises(ValueError, match="no probability"):
            trial.add(said[0], said[1], outcome=True, weight=said[2])
    assert trial.dump() == Trial().dump()


def test_louder() -> None:
    """A better challenger that gives more false alarms is not promoted, until it no longer does."""
    trial = held([(0.2, 0.9, True, 1.0)] * 20)
    assert trial.per_hour is None
    trial.observe(1_800.0, 1, 2)
    assert trial.better
    assert not trial.may_promote
    assert trial.per_hour == (2.0, 4.0)
    trial.observe(1_800.0, 1, 0)
    assert trial.may_promote
    assert trial.per_hour == (2.0, 2.0)


def test_quiet_is_not_enough() -> None:
    """A challenger that gives fewer false alarms but is no better is not promoted."""
    trial = held([(0.5, 0.6, True, 1.0)])
    trial.observe(3_600.0, 5, 0)
    assert trial.quieter
    assert not trial.may_promote

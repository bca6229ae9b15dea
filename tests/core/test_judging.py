"""From features to a state: habits, evidence, hysteresis."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.baseline import BINS, MEMORY, Habit, Scale, position, value_at
from pulsedev.core.evidence import CAP, EvidenceClassifier
from pulsedev.core.explaining import reasons
from pulsedev.core.features import COLUMN, SCHEMA, new_baseline
from pulsedev.core.hysteresis import FLOW_THRESHOLDS, STUCK_THRESHOLDS, Hysteresis, Latch
from pulsedev.core.states import State
from pulsedev.core.terms import FLOW, FLOW_BIAS, STUCK, STUCK_BIAS

UNKNOWN = [math.nan] * len(SCHEMA)


def row(**values: float) -> list[float]:
    """Return a row in which only these columns are known; ``__`` stands for the point."""
    found = UNKNOWN.copy()
    for name, value in values.items():
        found[COLUMN[name.replace("__", ".")]] = value
    return found


@given(st.floats(0.0, 10_000.0), st.sampled_from(Scale))
def test_places_and_values_are_inverse(value: float, scale: Scale) -> None:
    """The value at a place has that place again, on every scale."""
    place = position(value, scale)
    assert 0.0 <= place < BINS
    assert position(value_at(place, scale), scale) == pytest.approx(place, abs=1e-6)


@given(st.lists(st.integers(0, 31), min_size=1, max_size=200))
def test_a_rank_is_the_share_of_earlier_values_below(bins: list[int]) -> None:
    """Each value's rank counts the values before it only, ties half."""
    habit, past = Habit(Scale.LINEAR), list[int]()
    for index in bins:
        rank = habit.add((index + 0.5) / BINS)
        if past:
            below, upto = bisect_left(past, index), bisect_right(past, index)
            assert rank == pytest.approx((below + upto) / 2 / len(past))
        else:
            assert math.isnan(rank)
        past.insert(bisect_left(past, index), index)


def test_the_median_follows_the_values() -> None:
    """The usual value is near the median of what was seen, with half the quartile distance."""
    habit = Habit(Scale.LINEAR)
    for index in range(1_000):
        habit.add((index % 100) / 100)
    middle, half = habit.usual()
    assert value_at(middle, Scale.LINEAR) == pytest.approx(0.5, abs=0.03)
    assert half / BINS == pytest.approx(0.25, abs=0.03)


def test_old_habits_fade() -> None:
    """After two weeks of other behaviour the usual value is the new one."""
    habit = Habit(Scale.LINEAR)
    for value in (0.1, 0.9):
        for _ in range(MEMORY):
            habit.add(value)
    assert habit.seen <= MEMORY
    assert value_at(habit.usual()[0], Scale.LINEAR) > 0.8


def test_nothing_known_gives_the_base_rate_and_no_evidence() -> None:
    """A row of unknowns has the prior probabilities, no reasons, and evidence zero."""
    verdict = EvidenceClassifier().judge(UNKNOWN, new_baseline())
    assert verdict.p_stuck == pytest.approx(1 / (1 + math.exp(-STUCK_BIAS)))
    assert verdict.p_flow == pytest.approx(1 / (1 + math.exp(-FLOW_BIAS)))
    assert verdict.evidence == 0.0
    stuck, flow = EvidenceClassifier().account(UNKNOWN, new_baseline())
    assert not stuck.shares
    assert not flow.shares


@given(st.lists(st.tuples(st.integers(0, len(STUCK) - 1), st.floats(0.0, 2_000.0)), max_size=20))
def test_the_reasons_sum_to_the_score(values: list[tuple[int, float]]) -> None:
    """Bias and effects add up to the log-odds, and the strongest reasons come first."""
    found = UNKNOWN.copy()
    for index, value in values:
        found[COLUMN[STUCK[index].column]] = value
    verdict = EvidenceClassifier().judge(found, new_baseline())
    stuck, _ = EvidenceClassifier().account(found, new_baseline())
    assert stuck.start == STUCK_BIAS
    assert stuck.log_odds == pytest.approx(math.log(verdict.p_stuck / (1 - verdict.p_stuck)))
    strengths = [abs(reason.effect) for reason in reasons(stuck, found)]
    assert strengths == sorted(strengths, reverse=True)


@pytest.mark.parametrize("term", [*STUCK, *FLOW], ids=lambda term: f"{term.column} {term.weight}")
def test_each_term_pulls_in_its_direction_and_no_further_than_its_cap(term: object) -> None:
    """An unusually high value moves the log-odds by the sign of the weight, capped."""
    column, weight, prior = (getattr(term, name) for name in ("column", "weight", "prior"))
    baseline, flow = new_baseline(), term in FLOW
    habit = baseline.habit(COLUMN[column])
    usual = prior.usual if prior else 5.0
    for _ in range(200):
        habit.add(usual)
    found = UNKNOWN.copy()
    found[COLUMN[column]] = 1.0 if habit.scale is Scale.LINEAR else 1e6
    account = EvidenceClassifier().account(found, baseline)[flow]
    (reason,) = [reason for reason in reasons(account, found) if reason.feature == column]
    assert math.copysign(1.0, reason.effect) == math.copysign(1.0, weight)
    assert abs(reason.effect) <= abs(weight) * CAP + 1e-9
    assert "{" not in reason.label


def test_the_same_value_means_less_to_someone_for_whom_it_is_usual() -> None:
    """Four red runs in a row speak louder of a person who seldom has one."""
    seldom, often = new_baseline(), new_baseline()
    for _ in range(500):
        seldom.habit(COLUMN["failed_run_streak"]).add(0.0)
        often.habit(COLUMN["failed_run_streak"]).add(4.0)
    judge = EvidenceClassifier().judge
    found = row(failed_run_streak=4.0)
    assert judge(found, seldom).p_stuck > judge(found, often).p_stuck + 0.1


def test_trouble_outweighs_a_usual_moment() -> None:
    """Long red, a failing streak and the same error again are more likely stuck than not."""
    found = row(
        since_green=1_800.0,
        failed_run_streak=8.0,
        green_share__15m=0.0,
        error_age=600.0,
        repeated_error_density__15m=0.8,
    )
    assert EvidenceClassifier().judge(found, new_baseline()).p_stuck > 0.8
    stuck, _ = EvidenceClassifier().account(found, new_baseline())
    first = reasons(stuck, found)[0]
    assert first.label.startswith(("no passing run", "8 failed runs"))


def test_a_state_is_entered_after_its_dwell_and_left_after_its_own() -> None:
    """Three minutes above the threshold enter, two minutes below the lower one leave."""
    latch = Latch(STUCK_THRESHOLDS)
    on = [time for time in range(0, 1_200, 30) if latch.update(time, 0.9)]
    assert on[0] == STUCK_THRESHOLDS.enter_after
    off = [time for time in range(1_200, 3_000, 30) if not latch.update(time, 0.0)]
    assert 1_200 + STUCK_THRESHOLDS.leave_after <= off[0] <= 1_600


@given(values=st.lists(st.floats(0.41, 0.59), min_size=1, max_size=100), held=st.booleans())
def test_between_the_thresholds_nothing_changes(values: list[float], *, held: bool) -> None:
    """A probability between the two thresholds keeps whatever state there was."""
    latch = Latch(STUCK_THRESHOLDS)
    if held:
        latch.hold(0.0)
        latch.smoothed = 0.5
    for index, value in enumerate(values):
        assert latch.update(30.0 * (index + 1), value) is held


def test_a_spike_is_no_state() -> None:
    """One alarming minute between quiet ones never becomes a state."""
    latch = Latch(STUCK_THRESHOLDS)
    values = ([0.1] * 10 + [1.0] * 2) * 10
    assert not any(latch.update(30.0 * index, value) for index, value in enumerate(values))


def test_flow_comes_slowly_and_survives_a_distraction() -> None:
    """Ten minutes enter flow, and two bad minutes do not end it."""
    latch = Latch(FLOW_THRESHOLDS)
    on = [time for time in range(0, 1_200, 30) if latch.update(time, 0.9)]
    assert on[0] == FLOW_THRESHOLDS.enter_after
    assert all(latch.update(1_200.0 + 30 * index, 0.2) for index in range(4))


def test_a_hole_without_evidence_is_no_dwell() -> None:
    """Three minutes of which two are unknown do not enter a state; three known ones do."""
    latch = Latch(STUCK_THRESHOLDS)
    latch.update(0.0, 0.9)
    latch.interrupt()
    assert not latch.update(180.0, 0.9)
    assert not latch.update(330.0, 0.9)
    assert latch.update(360.0, 0.9)


def test_progress_before_the_first_score_says_nothing_of_it() -> None:
    """A latch that was released before it knew anything takes the first probability as it is."""
    latch = Latch(STUCK_THRESHOLDS)
    latch.release(10.0)
    assert latch.smoothed is None
    latch.update(30.0, 0.9)
    assert latch.smoothed == 0.9


def test_where_both_would_hold_nobody_knows() -> None:
    """Stuck and flow at once is unknown."""
    both = Hysteresis()
    both.stuck.hold(0.0)
    both.flow.hold(0.0)
    assert both.state() is State.UNKNOWN

"""Alarms and episodes: what is right, what is late, and what a budget allows."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evaluation.conftest import noise, people

from pulsedev.evaluation import alarms
from pulsedev.evaluation.chance import DRAWS, chance, drawn

TIMES = st.lists(st.integers(0, 20_000), max_size=30)


def test_close_marks_are_one_episode() -> None:
    """Marks up to five minutes apart belong together, in whatever order they come."""
    assert alarms.episodes(np.array([900.0, 0.0, 300.0, 601.0])) == [(0.0, 300.0), (601.0, 900.0)]


def test_an_episode_is_met_once() -> None:
    """Of two alarms at one episode the second is false, and a delay counts from its begin."""
    there = [(1000.0, 1100.0), (5000.0, 5000.0)]
    assert alarms.matched([600.0, 701.0, 1400.0, 5100.0], there) == (2, [-299.0, 100.0])


@given(TIMES, TIMES)
def test_counts_are_bounded(first: list[int], marks: list[int]) -> None:
    """Never are more alarms right than there are alarms or episodes."""
    at = np.array(sorted(first), float)
    sounded = alarms.sounded(at, np.ones(len(at), bool))
    there = alarms.episodes(np.array(marks, float))
    right, delays = alarms.matched(sounded, there)
    assert right == len(delays) <= min(len(sounded), len(there))
    gaps = (later - earlier for earlier, later in pairwise(sounded))
    assert all(gap >= alarms.COOL_DOWN for gap in gaps)


def test_threshold_keeps_the_budget() -> None:
    """The threshold is the lowest with at most one false alarm an active hour."""
    outcome = np.zeros(240, bool)
    outcome[[30, 31, 150]] = True
    moments = people(noise(240, 0), outcome, 120)
    score = np.linspace(0.0, 1.0, 240)
    which = np.arange(240)
    level = alarms.threshold(moments, which, score)
    lines = alarms.timelines(moments, which)
    assert alarms.count(moments, lines, score >= level).false_per_hour <= alarms.BUDGET
    lower = max(each for each in alarms.levels(score) if each < level)
    assert alarms.count(moments, lines, score >= lower).false_per_hour > alarms.BUDGET


def test_figures_without_meaning_are_none() -> None:
    """Nothing is divided by nothing."""
    empty = alarms.Counts()
    assert empty.false_per_hour == 0.0
    assert empty.as_dict()["recall"] is None
    assert empty.as_dict()["precision"] is None


def test_chance_is_the_same_each_time_and_near_a_half() -> None:
    """Scores at random have an AUC near one half, the best of them is above their mean."""
    outcome = np.random.default_rng(5).random(600) < 0.3
    moments = people(noise(600, 1), outcome, 60)
    which = np.arange(600)
    found = chance(moments, which)
    assert found == chance(moments, which)
    assert found["auc"][0] == pytest.approx(0.5, abs=0.03)
    assert found["auc"][1] > found["auc"][0]
    assert len(drawn(moments, which, 1.0)) == DRAWS

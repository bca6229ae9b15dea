"""Figures by hand, and what a method shows that is no better than chance."""

from __future__ import annotations

import numpy as np
import pytest
from tests.evaluation.conftest import noise, people, told_by

from pulsedev.evaluation import figures
from pulsedev.evaluation.carter import votes
from pulsedev.evaluation.examining import examine
from pulsedev.evaluation.methods import METHODS
from pulsedev.evaluation.segments import RATIOS

FLAGS = np.array([False, True, False, True])


def test_within_a_person_others_do_not_help() -> None:
    """Who is often stuck is told from who never is, and within nobody anything is told."""
    outcome = np.array([True, True, False, True, False, False, False, True])
    group = np.repeat([0, 1], 4)
    score = np.where(group == 0, 0.9, 0.1)
    found = figures.within(score, outcome, group)
    assert found == {"within": 0.5, "within_worst_quartile": 0.5, "within_people": 2}


def test_reliability_and_its_error() -> None:
    """Bins hold what was said and what was so; the error is their distance."""
    said = np.array([0.2, 0.8] * 10)
    so = np.array([False, True] * 10)
    bins = figures.reliability(said, so)
    assert sum(count for *_, count in bins) == 20
    assert figures.calibration_error(bins) == pytest.approx(0.2)


def test_gain_is_zero_against_itself() -> None:
    """A score gains nothing on itself, and the interval says so."""
    outcome = np.tile(FLAGS, 20)
    score = np.random.default_rng(0).random(80)
    assert figures.gain(score, score, outcome, np.repeat(np.arange(8), 10)) == [0.0, 0.0, 0.0]


def test_curves_begin_and_end_where_they_must() -> None:
    """A perfect score has the perfect curves, and the band lies around them."""
    score = FLAGS.astype(float)
    assert figures.roc(score, FLAGS)[[0, -1]].tolist() == [1.0, 1.0]
    assert figures.precision_recall(score, FLAGS)[1:-1].min() == 1.0
    group = np.repeat(np.arange(10), 4)
    many, noisy = np.tile(FLAGS, 10), np.random.default_rng(1).random(40)
    band = figures.band(figures.roc, noisy, many, group)
    assert all(low <= high for low, high in zip(band["low"], band["high"], strict=True))


def test_methods_find_what_is_there_and_nothing_else() -> None:
    """Where a column tells, what learns finds it; where none does, nobody beats chance."""
    rows = noise(240, 4)
    answers = told_by("last_gap", rows, 5)
    quick = [method for method in METHODS if method.name != "boosting"]
    result = examine(people(rows, answers, 40), quick, lambda: None)
    methods = result["methods"]
    assert methods["gap"]["auc"][0] > 0.8
    assert methods["single"]["auc"] == methods["gap"]["auc"]
    assert methods["linear"]["auc"][0] > 0.75
    assert methods["forest"]["auc"][0] > 0.75
    assert methods["linear"]["gain"]["over"] in ("gap", "single")
    assert methods["majority"]["auc"][0] == 0.5
    random = np.random.default_rng(8).random(240) < 0.4
    nothing = examine(people(rows, random, 40), quick, lambda: None)["methods"]
    assert max(row["auc"][0] for row in nothing.values()) < 0.65


def test_published_detector_votes() -> None:
    """Five segments vote: where editing stops, the tree that was taught so says stuck."""
    moments = people(noise(40, 0), np.tile([False] * 10 + [True] * 10, 2), 20)
    for watched in moments.watched:
        at = np.arange(0.0, 1200.0, 60.0)
        editing = np.where(at < 600.0, 0.9, 0.1)
        others = np.zeros((len(at), len(RATIOS) - 1))
        object.__setattr__(watched, "segments", np.column_stack([at, editing, others]))
    train, test = np.arange(20), np.arange(20, 40)
    found = votes(moments, train, test)
    assert found[4] == 0.0
    assert found[-1] == 1.0
    assert set(found[10:14]) <= {0.2, 0.4, 0.6, 0.8, 1.0}

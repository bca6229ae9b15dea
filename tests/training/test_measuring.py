"""Figures of labels that a model never saw: one label counts once, days are drawn as a whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.training.datasets import synthetic

from pulsedev.core.labels import Source
from pulsedev.training.dataset import SOURCES, Target
from pulsedev.training.measuring import FIGURES, episodes, figures, measured

DATASET = synthetic(days=6, seed=2)
ALL = np.arange(len(DATASET))


def test_a_label_counts_once() -> None:
    """A label that speaks of twice as many rows is still one entry, with the mean of its rows."""
    found = episodes(DATASET, Target.STUCK, ALL)
    assert len(found) == DATASET.labels
    said = np.arange(len(DATASET), dtype=float)
    assert found.mean(said)[0] == pytest.approx(found.rows[0].mean())
    assert set(found.day.tolist()) == {int(day) for day in np.unique(DATASET.at // 86_400)}


@pytest.mark.parametrize("source", [Source.WEAK, Source.ALERT])
def test_what_may_not_evaluate_does_not(source: Source) -> None:
    """Guesses, and labels that an alert provoked, are in no figure."""
    dataset = synthetic(days=6, seed=2)
    said = dataset.said[Target.STUCK]
    first = said.episode == said.episode[said.known][0]
    said.source[first] = SOURCES.index(source)
    assert len(episodes(dataset, Target.STUCK, ALL)) == DATASET.labels - 1


def test_figures_by_hand() -> None:
    """The figures are those that one counts on fingers."""
    said = np.array([0.9, 0.8, 0.6, 0.2])
    outcome = np.array([True, False, True, False])
    found = figures(said, outcome)
    assert found["auc"] == pytest.approx(0.75)
    assert found["precision"] == pytest.approx(2 / 3)
    assert found["recall"] == 1.0
    assert found["f1"] == pytest.approx(0.8)
    assert found["brier"] == pytest.approx((0.01 + 0.64 + 0.16 + 0.04) / 4)


@pytest.mark.parametrize("outcome", [[], [True, True], [False, False]])
def test_what_has_no_meaning_is_none(outcome: list[bool]) -> None:
    """With one kind of answer there is no AUC, and with none there is no figure at all."""
    found = figures(np.full(len(outcome), 0.3), np.array(outcome, bool))
    assert found["auc"] is None
    assert set(found) == set(FIGURES)
    if not outcome:
        assert set(found.values()) == {None}


def test_intervals_hold_the_figure() -> None:
    """Each figure lies between its ends, and the same labels give the same ends."""
    found = episodes(DATASET, Target.STUCK, ALL)
    said = found.mean(1.0 / (1.0 + np.exp(-DATASET.prior[:, 0])))
    first, again = measured(found, said), measured(found, said)
    assert first == again
    for value, low, high in first.values():
        assert value is not None
        assert low is not None
        assert high is not None
        assert low <= value <= high


def test_one_day_has_no_interval() -> None:
    """Labels of a single day depend on one another: no interval is claimed."""
    found = episodes(DATASET, Target.STUCK, ALL)
    found = replace(found, day=np.zeros_like(found.day))
    for _, low, high in measured(found, np.full(len(found), 0.4)).values():
        assert (low, high) == (None, None)

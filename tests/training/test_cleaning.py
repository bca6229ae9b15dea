"""Damaged moments, scraps and outliers are left out and counted; usual work is not."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.training.datasets import synthetic
from tests.training.moments import moments, say

from pulsedev.core.features import SCHEMA
from pulsedev.training.cleaning import FEWEST_IN_STRETCH, MOST_FAR, clean
from pulsedev.training.dataset import Dataset, Labelling, Target

COLUMNS = SCHEMA[:8]


def work(rows: int = 200) -> Dataset:
    """Return one stretch of usual work: some columns scatter, and nobody says anything."""
    rng = np.random.default_rng(0)
    return moments({name: rng.normal(0.0, 1.0, rows) for name in COLUMNS}, [0] * rows)


def test_usual_work_stays() -> None:
    """Of made-up days nothing is left out, nor of no day at all."""
    dataset = synthetic(days=3)
    assert clean(dataset) is dataset
    assert len(clean(moments({}, []))) == 0


@pytest.mark.parametrize("value", [inf, -inf])
def test_infinite_values_are_damage(value: float) -> None:
    """A row with an infinite value goes; one with unknown values doesn't."""
    dataset = work()
    dataset.column(COLUMNS[0])[3] = value
    dataset.column(COLUMNS[0])[5] = nan
    found = clean(dataset)
    assert found.dropped == {"damaged": 1}
    assert found.at.tolist() == np.delete(dataset.at, 3).tolist()


@pytest.mark.parametrize("active", [-1.0, nan, inf])
def test_time_that_cannot_be_is_damage(active: float) -> None:
    """No moment stands for less than no time, for ever, or for nobody knows how long."""
    dataset = work()
    dataset.active[7] = active
    assert clean(dataset).dropped == {"damaged": 1}


@pytest.mark.parametrize("time", [-1e6, 0.0, 1e6, nan, inf])
def test_one_wrong_clock_costs_one_row(time: float) -> None:
    """A time far back, far ahead, the same again or none at all takes nothing else with it."""
    dataset = work()
    dataset.at[50] = dataset.at[49] + time
    found = clean(dataset)
    assert found.dropped == {"damaged": 1}
    assert (np.diff(found.at) > 0).all()


@given(st.lists(st.integers(0, 30).map(float), max_size=40))
def test_what_stays_is_in_order(times: list[float]) -> None:
    """Whatever the times are, those that stay grow, and every row is there or counted."""
    dataset = work(len(times))
    dataset = replace(dataset, at=np.array(times))
    said = Labelling.none(len(times))
    said.y[:] = 0.0
    dataset = replace(dataset, said={Target.STUCK: said})
    found = clean(dataset)
    assert (np.diff(found.at) > 0).all()
    assert len(found) + sum(found.dropped.values()) == len(times)
    assert bool(len(found)) == bool(times)
    assert clean(found) is found


def test_scraps_of_work_go() -> None:
    """A stretch of too few rows goes, unless the person spoke of it."""
    few = FEWEST_IN_STRETCH - 1
    stretch = [0] * FEWEST_IN_STRETCH + [1] * few + [2] * few
    dataset = moments({}, stretch)
    say(dataset, slice(len(stretch) - few, len(stretch)), 1.0)
    found = clean(dataset)
    assert found.dropped == {"short": few}
    assert set(found.stretch.tolist()) == {0, 2}


@pytest.mark.parametrize(("columns", "gone"), [(MOST_FAR - 1, 0), (MOST_FAR, 1)])
def test_far_out_in_many_columns_is_an_outlier(columns: int, gone: int) -> None:
    """A row goes if it lies far out in enough columns at once."""
    dataset = work()
    for name in COLUMNS[:columns]:
        dataset.column(name)[9] = 1_000.0
    assert sum(clean(dataset).dropped.values()) == gone


def test_what_the_person_spoke_of_is_no_outlier() -> None:
    """Unusual moments are what people label, so these stay."""
    dataset = work()
    for name in COLUMNS:
        dataset.column(name)[9:12] = 1_000.0
    say(dataset, slice(10, 11), 1.0)
    found = clean(dataset)
    assert found.dropped == {"outlier": 2}
    assert np.isin(dataset.at[10], found.at)


def test_what_happens_now_and_then_is_no_outlier() -> None:
    """Columns that mostly stand nearly still, and in one of ten moments don't, cost nothing."""
    dataset = work()
    for name in COLUMNS:
        values = np.tile([0.0, 0.01], 100)
        values[::10] = 5.0
        dataset.column(name)[:] = values
    assert clean(dataset) is dataset


def test_columns_without_spread_decide_nothing() -> None:
    """What is the same in most rows, or never known, has no usual width to lie out of."""
    dataset = work()
    for name in COLUMNS:
        dataset.column(name)[:] = 0.0
        dataset.column(name)[9] = 1_000.0
    assert clean(dataset) is dataset


def test_counts_add_to_earlier_ones() -> None:
    """What was left out before stays counted, and the given rows are not written to."""
    dataset = replace(work(), dropped={"damaged": 2, "other": 1})
    dataset.column(COLUMNS[0])[3] = inf
    before = dataset.rows.copy()
    assert clean(dataset).dropped == {"damaged": 3, "other": 1}
    assert np.array_equal(before, dataset.rows, equal_nan=True)

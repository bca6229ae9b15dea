"""The rules that guess labels vote as FEATURES.md says, and never on what is unknown."""

from __future__ import annotations

from itertools import product
from math import nan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.training.datasets import synthetic
from tests.training.moments import moments

from pulsedev.training.dataset import Target
from pulsedev.training.weak import LABELLING_FUNCTIONS, votes

DOCUMENT = Path(__file__).parents[2] / "daemon" / "FEATURES.md"
HEADING = "| rule | of | yes; no | source |\n|---|---|---|---|\n"
RULES = {rule.name: rule for rule in LABELLING_FUNCTIONS}

YES: dict[str, dict[str, float]] = {
    "same_error": {"repeated_error_density.15m": 0.5, "error_age": 180.0},
    "failing_streak": {"failed_run_streak": 3.0},
    "rework": {"rework_share.15m": 0.5, "net_growth.15m": 0.05},
    "searching": {"away_return_count.15m": 4.0},
    "reverting": {"undo_rate.15m": 1.0},
    "sustained": {"event_rate.5m.rank": 0.75, "idle_share.5m": 0.49},
    "few_switches": {"switch_rate.5m": 0.5, "idle_share.5m": 0.49},
    "green_cadence": {"green_share.15m": 0.8, "edit_run_cycle.15m": 480.0},
}
NO: dict[str, dict[str, float]] = {
    "same_error": {"repeated_error_density.15m": 0.0, "error_age": 0.0},
    "failing_streak": {"failed_run_streak": 0.0, "green_share.15m": 0.8},
    "rework": {"rework_share.15m": 0.25, "net_growth.15m": 0.5},
    "searching": {"away_return_count.15m": 0.0, "idle_share.5m": 0.49},
    "sustained": {"event_rate.5m.rank": 0.25},
    "few_switches": {"switch_rate.5m": 4.0},
    "green_cadence": {"failed_run_streak": 3.0},
}
"""Values at the limits of each rule."""

BEYOND = {
    "same_error": {"repeated_error_density.15m": 0.4, "error_age": 170.0},
    "failing_streak": {"failed_run_streak": 2.0, "green_share.15m": 0.7},
    "rework": {"rework_share.15m": 0.4, "net_growth.15m": 0.3},
    "searching": {"away_return_count.15m": 3.0, "idle_share.5m": 0.6},
    "reverting": {"undo_rate.15m": 0.9},
    "sustained": {"event_rate.5m.rank": 0.5, "idle_share.5m": 0.6},
    "few_switches": {"switch_rate.5m": 1.0, "idle_share.5m": 0.6},
    "green_cadence": {
        "green_share.15m": 0.7,
        "edit_run_cycle.15m": 490.0,
        "failed_run_streak": 2.0,
    },
}
"""Values between the limits, where there is no vote."""

CASES = [(name, says, values[name]) for says, values in ((1, YES), (-1, NO)) for name in values]


def vote(name: str, values: dict[str, float]) -> int:
    """Return what a rule says of one moment."""
    return int(RULES[name].votes(moments({key: [value] for key, value in values.items()}, [0]))[0])


def test_the_document_has_the_table() -> None:
    """FEATURES.md lists exactly the rules that there are, in their words."""
    table = [f"| {r.name} | {r.target} | {r.meaning} | {r.source} |" for r in LABELLING_FUNCTIONS]
    assert "\n".join(["", HEADING + table[0], *table[1:], "", ""]) in DOCUMENT.read_text("utf-8")
    assert len(RULES) == len(LABELLING_FUNCTIONS)


@pytest.mark.parametrize(("name", "says", "values"), CASES)
def test_a_rule_votes_at_its_limits(name: str, says: int, values: dict[str, float]) -> None:
    """At its limits a rule says what they stand for; with one missed or unknown, nothing."""
    assert vote(name, values) == says
    for missed in values:
        assert vote(name, {**values, missed: BEYOND[name][missed]}) == 0
        assert vote(name, {**values, missed: nan}) == 0


def test_every_rule_is_among_the_cases() -> None:
    """Each rule can say yes; only undoing can't say no, as most people hardly undo anything."""
    assert set(YES) == set(RULES)
    assert set(RULES) - set(NO) == {"reverting"}


@given(st.data())
def test_a_vote_is_yes_or_no_or_nothing(data: st.DataObject) -> None:
    """Whatever the columns hold, votes are -1, 0 or 1, without a warning."""
    names = {name for limits in (*YES.values(), *NO.values()) for name in limits}
    anything = st.floats(allow_infinity=False, width=32)
    dataset = moments({name: [data.draw(anything)] for name in sorted(names)}, [0])
    for target in Target:
        assert set(votes(dataset, target).ravel().tolist()) <= {-1, 0, 1}


@pytest.mark.parametrize("target", Target)
def test_votes_have_a_column_for_each_rule(target: Target) -> None:
    """There is one small whole number a row and rule, in the order of the table."""
    dataset = synthetic(days=2)
    found = votes(dataset, target)
    own = [rule for rule in LABELLING_FUNCTIONS if rule.target is target]
    assert (found.shape, found.dtype) == ((len(dataset), len(own)), np.dtype(np.int8))
    assert all((found[:, place] == rule.votes(dataset)).all() for place, rule in enumerate(own))
    assert votes(moments({}, []), target).shape == (0, len(own))


@pytest.mark.parametrize(("target", "seed"), [*product(Target, range(2))])
def test_votes_agree_with_what_is_so(target: Target, seed: int) -> None:
    """Where a made-up person said anything, most votes say the same."""
    dataset = synthetic(days=6, seed=seed)
    said, found = dataset.said[target], votes(dataset, target)
    truth = np.where(said.y > 0, 1, -1)[:, None]
    cast = (found != 0) & said.known[:, None]
    assert (found == truth)[cast].mean() > 0.7

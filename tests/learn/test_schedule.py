"""Models are trained when all of the specification's conditions hold, each as often as it says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.models import ModelName
from pulsedev.learn.schedule import DAY, HOUR, Standing, due

if TYPE_CHECKING:
    from collections.abc import Iterable

NOW = 1_700_000_000.0
STUCK, FLOW = ModelName.STUCK, ModelName.FLOW
ANOMALY, PATTERN, COMMIT = ModelName.ANOMALY, ModelName.PATTERN, ModelName.COMMIT
ALL = tuple(ModelName)


def ago(seconds: float, names: Iterable[ModelName] = ALL) -> dict[ModelName, float]:
    """Return that these models were trained so long ago."""
    return dict.fromkeys(names, NOW - seconds)


READY = Standing(
    events=1_000,
    events_since=101,
    events_last_hour=9,
    last=ago(40 * DAY),
    tried=NOW - 12 * HOUR,
    on_mains=True,
)
"""Every condition is met, and only just."""


def test_all_conditions_met() -> None:
    """Where every condition is met, only just, all that is due is trained."""
    assert due(NOW, READY).models == ALL
    assert due(NOW, READY).why_not == ""


@pytest.mark.parametrize(
    ("change", "why_not"),
    [
        ({"running": True}, "a training runs"),
        ({"events": 999}, "1 more events are needed"),
        ({"events": 0}, "1000 more events are needed"),
        ({"on_mains": False}, "the machine runs on its battery"),
        ({"tried": NOW - 12 * HOUR + 1}, "the last was 12 h ago; the next is 12 h after it"),
        ({"tried": NOW - 600}, "the last was 10 min ago; the next is 12 h after it"),
        ({"tried": NOW}, "the last was 0 s ago; the next is 12 h after it"),
        ({"events_since": 100}, "1 more new events are needed"),
        ({"events_last_hour": 10}, "it waits for an hour without work"),
    ],
)
@pytest.mark.parametrize("drifted", [False, True])
def test_one_condition_not_met(change: dict[str, Any], why_not: str, *, drifted: bool) -> None:
    """Each condition alone keeps everything from being trained, after a drift too, and is named."""
    found = due(NOW, replace(READY, drifted=drifted, **change))
    assert (found.models, found.why_not) == ((), why_not)


@pytest.mark.parametrize(
    "change",
    [
        {"on_mains": None},
        {"tried": None},
        {"last": {}, "tried": None},
        {"tried": NOW + DAY},
        {"last": ago(-DAY)},
    ],
)
def test_what_nobody_knows_is_no_obstacle(change: dict[str, Any]) -> None:
    """Unknown power counts as mains, and times that never were or are still to come as long ago."""
    assert due(NOW, replace(READY, **change)).models == ALL


@pytest.mark.parametrize(
    ("since", "models"),
    [
        (22 * HOUR - 1, ()),
        (22 * HOUR, (STUCK, FLOW)),
        (7 * DAY - 2 * HOUR - 1, (STUCK, FLOW)),
        (7 * DAY - 2 * HOUR, (STUCK, FLOW, ANOMALY, PATTERN)),
        (30 * DAY - 2 * HOUR - 1, (STUCK, FLOW, ANOMALY, PATTERN)),
        (30 * DAY - 2 * HOUR, ALL),
    ],
)
def test_how_often(since: float, models: tuple[ModelName, ...]) -> None:
    """Stuck and flow are trained daily, anomalies and patterns weekly, commits monthly."""
    assert due(NOW, replace(READY, last=ago(since))).models == models


def test_each_by_its_own_time() -> None:
    """A model is due by when it was trained itself, not by when another was."""
    last = {**ago(14 * HOUR), PATTERN: NOW - 8 * DAY}
    assert due(NOW, replace(READY, last=last)).models == (PATTERN,)
    del last[COMMIT]
    assert due(NOW, replace(READY, last=last)).models == (PATTERN, COMMIT)


def test_a_drift() -> None:
    """After a drift stuck and flow do not wait for their day, and nothing else is trained."""
    standing = replace(READY, last=ago(13 * HOUR), tried=NOW - 13 * HOUR)
    assert due(NOW, standing).models == ()
    assert due(NOW, replace(standing, drifted=True)).models == (STUCK, FLOW)


def test_nothing_due() -> None:
    """Where nothing is due, it is said when something will be, and then it is."""
    standing = replace(READY, last=ago(13 * HOUR), tried=NOW - 13 * HOUR)
    assert due(NOW, standing).why_not == "the next is due in 9 h"
    assert due(NOW + 9 * HOUR, standing).models == (STUCK, FLOW)


STANDINGS = st.builds(
    Standing,
    events=st.integers(0, 3_000),
    events_since=st.integers(0, 300),
    events_last_hour=st.integers(0, 20),
    last=st.dictionaries(st.sampled_from(ALL), st.floats(0, 2 * NOW)),
    tried=st.none() | st.floats(0, 2 * NOW),
    on_mains=st.none() | st.booleans(),
    running=st.booleans(),
    drifted=st.booleans(),
)


@given(st.floats(0, 2 * NOW), STANDINGS)
def test_something_or_why_not(now: float, standing: Standing) -> None:
    """There is either something to train, or a line that says why not."""
    found = due(now, standing)
    assert bool(found.models) is not bool(found.why_not)

"""The registry: what each feature says, and that a missing signal is unknown."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from pulsedev.core.activity import Activity, Event
from pulsedev.core.day import Day, Stays
from pulsedev.core.events import Cause, Kind
from pulsedev.core.features import (
    COLUMN,
    POINTS,
    RAW,
    SCHEMA,
    SPANS,
    WINDOWED,
    Past,
    unit_of,
    vector,
)
from pulsedev.core.features.points import RHYTHM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.conftest import Story

    from pulsedev.core.features.feature import Feature

TEN = [
    "total_events",
    "duration_hours",
    "file_edit_count",
    "test_run_count",
    "error_rate",
    "git_activity",
    "context_switches",
    "typing_speed",
    "peak_hour_activity",
    "code_complexity",
]

RARE = {Kind.COMMIT_CREATED, Kind.DEBUG_STARTED, Kind.SUGGESTION, Kind.SEARCH, Kind.NOTEBOOK_RUN}


def features(
    events: Iterable[tuple[float, int, int, int, int, int]], now: float
) -> dict[str, float]:
    """Return the vector after some rows (seconds, kind, doc, a, b, c), by column."""
    rows = sorted(events)
    activity, past, signals = Activity(rows[0][0]), Past(), 0
    for place, (at, kind, doc, a, b, c) in enumerate(rows):
        before = activity.clock.at(activity.last)
        activity.apply(Event(at, 0, 1, place, kind, doc, a, b, c))
        past.day.count(at, activity.clock.at(activity.last) - before)
        signals |= 1 << kind
    row = vector(activity, signals=signals, past=past, now=now, local=now)
    return dict(zip(RAW, row, strict=True))


def test_every_column_has_one_name_and_a_unit() -> None:
    """The schema names each column once; ranks are shares."""
    assert len(set(SCHEMA)) == len(SCHEMA) == len(COLUMN)
    assert all(unit_of(column) for column in SCHEMA)
    assert len(RAW) == len(WINDOWED) * len(SPANS) + len(POINTS)


def test_the_ten_session_features_of_the_specification_are_there() -> None:
    """The ten names of the specification are columns of their own."""
    assert set(TEN) <= set(RAW)


@pytest.mark.parametrize("feature", [*WINDOWED, *POINTS], ids=lambda feature: feature.name)
def test_every_feature_says_what_it_is(feature: Feature[Any]) -> None:
    """A feature has a unit, a meaning of several words and an origin."""
    assert all(text.strip() for text in (feature.name, feature.unit, feature.origin))
    assert " " in feature.meaning


def test_a_missing_signal_is_unknown_and_never_zero() -> None:
    """A client that reports edits only leaves all else unknown."""
    found = features([(at, Kind.FILE_MODIFIED, 1, 1, 0, 0) for at in range(60)], 60.0)
    for name in (
        "focus_ratio.5m",
        "away_share.5m",
        "idle_share.5m",
        "switch_rate.5m",
        "run_count.15m",
        "green_share.15m",
        "error_count",
        "error_age",
        "since_green",
        "since_commit",
        "failed_run_streak",
        "code_complexity",
        "ai_dismiss_streak",
        "commits_last_hour",
    ):
        assert math.isnan(found[name]), name
    assert found["edit_ratio.5m"] == 1.0


def test_a_busy_story_knows_every_feature_it_can(story: Story) -> None:
    """A session that reports everything leaves only what it never did unknown."""
    story.struggle(0.0, 12)
    story.event(3.0, Kind.FILE_OPENED, doc=1, a=100)
    story.event(5.0, Kind.COMMAND_EXECUTED, a=1, b=1, c=500)
    for kind in RARE:
        story.event(6.0, kind, a=2 if kind is Kind.SUGGESTION else 1)
    story.event(300.0, Kind.FILE_MODIFIED, a=100, c=Cause.PASTE)
    found = features(story.rows, 720.0)
    unknown = {name for name, value in found.items() if math.isnan(value)}
    of_long = {"switch_hazard", *(feature.name for feature in RHYTHM)}
    assert unknown == {"since_errors_fell", "since_errors_zero", *of_long}


def test_ratios_are_shares_of_what_the_person_did(story: Story) -> None:
    """The ratios count edits, runs, navigation and focus against all actions."""
    story.keys(0.0, 6)
    story.run(10.0, green=False)
    story.event(11.0, Kind.CURSOR_MOVED)
    story.event(12.0, Kind.FOCUS_CHANGED, a=0)
    story.event(13.0, Kind.FOCUS_CHANGED, a=1)
    found = features(story.rows, 60.0)
    names = ("edit_ratio.2m", "debug_ratio.2m", "navigation_ratio.2m", "focus_ratio.2m")
    assert [found[name] for name in names] == [0.6, 0.1, 0.1, 0.2]


def test_what_programs_change_is_never_typing(story: Story) -> None:
    """AI edits, formatters and other programs add to the machine's share and to nothing else."""
    story.keys(0.0, 10)
    mine = features(story.rows, 30.0)
    for index, cause in enumerate((Cause.AI_EDIT, Cause.FORMAT, Cause.OTHER_PROGRAM)):
        story.event(1.0 + index / 10, Kind.FILE_MODIFIED, a=500, b=100, c=cause)
    both = features(story.rows, 30.0)
    changed = {name for name in RAW if mine[name] != both[name] and not math.isnan(mine[name])}
    assert {name.partition(".")[0] for name in changed} == {"machine_edit_share", "total_events"}


def test_typing_speed_counts_bursts_only(story: Story) -> None:
    """Five keys a second are 300 characters a minute, whatever the pause between two bursts."""
    story.keys(0.0, 50)
    story.keys(100.0, 50)
    assert features(story.rows, 120.0)["typing_speed"] == pytest.approx(300.0)


def test_time_away_is_told_from_idleness(story: Story) -> None:
    """A minute outside and two minutes of silence inside are shares of the last five minutes."""
    story.event(0.0, Kind.CURSOR_MOVED)
    story.event(60.0, Kind.FOCUS_CHANGED, a=0)
    story.event(120.0, Kind.FOCUS_CHANGED, a=1)
    for at in range(121, 181):
        story.event(float(at), Kind.CURSOR_MOVED)
    found = features(story.rows, 300.0)
    assert found["away_share.5m"] == pytest.approx(0.2)
    assert found["idle_share.5m"] == pytest.approx((60 + 120) / 300, abs=0.01)
    assert found["away_return_count.15m"] == 1


@pytest.mark.parametrize(("now", "idle"), [(60.0, 0.0), (69.0, 0.0), (76.0, 16 / 76)])
def test_a_gap_is_idle_once_it_is_long(story: Story, now: float, idle: float) -> None:
    """Ten seconds since the last key may be typing still; from fifteen on they are idle."""
    for second in range(61):
        story.event(float(second), Kind.CURSOR_MOVED)
    assert features(story.rows, now)["idle_share.2m"] == pytest.approx(idle)


def test_the_focus_is_in_one_window() -> None:
    """A window that was closed without a word does not keep the focus for ever."""
    rows = [(0.0, 1, 1), (10.0, 2, 1), (20.0, 2, 0), (30.0, 1, 0)]
    activity = Activity(0.0)
    for place, (at, window, gained) in enumerate(rows):
        activity.apply(Event(at, window, 1, place, Kind.FOCUS_CHANGED, 0, gained, 0, 0))
    assert activity.left == 20.0


def test_clocks_count_active_time_only(story: Story) -> None:
    """Three hours of absence add five minutes to a clock, not three hours."""
    story.run(0.0, green=True)
    story.keys(10_800.0, 5)
    found = features(story.rows, 10_801.0)
    assert found["since_green"] == pytest.approx(301.0, abs=1.0)
    assert found["duration_hours"] == pytest.approx(301.0 / 3600, abs=0.001)


def test_event_spans_are_unknown_until_full(story: Story) -> None:
    """A span of 25 events says nothing of 24, and all of 25."""
    story.keys(0.0, 24)
    assert math.isnan(features(story.rows, 10.0)["edit_ratio.25e"])
    story.keys(5.0, 1)
    assert features(story.rows, 10.0)["edit_ratio.25e"] == 1.0
    assert math.isnan(features(story.rows, 10.0)["edit_ratio.50e"])


def test_how_long_stays_last_is_learned() -> None:
    """The switch hazard is unknown at first and then this person's own."""
    stays = Stays()
    assert math.isnan(stays.hazard(0.0))
    for minutes in (0.5, 5.5) * 10:
        stays.add(60 * minutes)
    assert (stays.hazard(10.0), stays.hazard(90.0), stays.hazard(5.5 * 60)) == (0.5, 0.0, 1.0)


def test_the_busiest_hour_is_of_today() -> None:
    """A new local day begins with no events of the day before."""
    day = Day()
    for _ in range(9):
        day.count(3600.0 * 10, 1.0)
    day.count(3600.0 * 11, 1.0)
    assert day.peak_share() == 0.9
    day.count(86_400.0 + 5, 1.0)
    assert (day.peak_share(), day.active) == (1.0, 1.0)

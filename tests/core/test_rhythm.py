"""When this person works: relative to their own past, slowly forgotten, whatever the clock does."""

from __future__ import annotations

import json
from math import isnan, nan
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pulsedev.core.features import COLUMN
from pulsedev.core.features.points import RHYTHM
from pulsedev.core.instructions import StoreVector
from pulsedev.core.replay import replay
from pulsedev.core.rhythm import DAY, HOUR, Rhythm
from pulsedev.core.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.conftest import Story

MONDAY = 4
"""Local days since the epoch."""

OFFICE = (9, 10, 11, 13, 14, 15, 16)

ANY_COUNT = st.tuples(
    st.floats(-1e6, 1e11), st.floats(0.0, 3_600.0), st.integers(0, 9), st.integers(0, 9)
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=1), inner),
    max_leaves=8,
)


def at(day: int, hour: float) -> float:
    """Return local epoch seconds."""
    return day * DAY + hour * HOUR


def worked(
    days: Iterable[int], hours: Iterable[int] = OFFICE, *, green: Iterable[int] = ()
) -> Rhythm:
    """Return the rhythm of somebody who worked these hours, with two runs in each."""
    rhythm, hours, green = Rhythm(), tuple(hours), set(green)
    for day in days:
        for hour in hours:
            rhythm.count(at(day, hour + 0.9), HOUR, 2, 2 * (hour in green))
    return rhythm


def weeks(count: int) -> list[int]:
    """Return the days from Monday to Friday of so many weeks."""
    return [MONDAY + 7 * week + day for week in range(count) for day in range(5)]


def values(rhythm: Rhythm, local: float) -> list[float]:
    """Return all that it says of a moment."""
    return [
        rhythm.hour_activity(local),
        rhythm.weekday_activity(local),
        rhythm.season_activity(local),
        rhythm.cycle_position(local),
        rhythm.hour_green(local),
    ]


def test_nothing_is_said_of_somebody_new() -> None:
    """Each feature is unknown until there is enough of the person's own past."""
    assert all(map(isnan, values(Rhythm(), at(MONDAY, 10))))
    first_day = values(worked([MONDAY]), at(MONDAY, 17))
    assert all(map(isnan, first_day))


def test_an_hour_is_measured_against_an_even_spread() -> None:
    """Who works the same seven hours each day has 24/7 of the even share in each, and else none."""
    rhythm = worked(weeks(1))
    assert rhythm.hour_activity(at(MONDAY + 7, 10.5)) == pytest.approx(24 / 7)
    assert rhythm.hour_activity(at(MONDAY + 7, 3)) == 0.0


def test_a_weekday_is_measured_once_each_came_twice() -> None:
    """Five even days of seven are 7/5 each; before two weeks have passed nobody knows."""
    assert isnan(worked(weeks(2)).weekday_activity(at(MONDAY + 14, 10)))
    rhythm = worked(weeks(12))
    assert rhythm.weekday_activity(at(MONDAY + 84, 10)) == pytest.approx(7 / 5, rel=0.05)
    assert rhythm.weekday_activity(at(MONDAY + 89, 10)) == 0.0  # a Saturday


def test_a_season_is_measured_by_its_days() -> None:
    """After months of long days one of short days is below 1, and is unknown in its first week."""
    rhythm = worked(range(180))
    assert rhythm.season_activity(at(180, 0)) == pytest.approx(1.0, rel=0.05)
    for day in range(183, 203):
        rhythm.count(at(day, 9.5), HOUR, 0, 0)
        said = rhythm.season_activity(at(day, 9.5))
        assert isnan(said) if day < 190 else said < 0.5


def test_two_months_have_to_pass_before_a_season_is_told_from_another() -> None:
    """Within the first sixty days there is nothing to compare with."""
    rhythm = Rhythm()
    for day in range(90):
        rhythm.count(at(day, 9.5), HOUR, 0, 0)
        if day < 60:
            assert isnan(rhythm.season_activity(at(day, 9.5)))
    assert rhythm.season_activity(at(89, 9.5)) == pytest.approx(1.0)


def test_the_day_goes_by_in_the_persons_own_hours() -> None:
    """The cycle is 0 before they begin, half over in the middle of their hours, 1 after them."""
    rhythm = worked(weeks(1), hours=(22, 23, 0, 1))
    tomorrow = MONDAY + 7
    said = [rhythm.cycle_position(at(tomorrow, hour)) for hour in (12, 22.5, 24, 25, 27)]
    assert said == pytest.approx([0.0, 0.125, 0.5, 0.75, 1.0])


def test_the_hours_in_which_runs_pass_are_told() -> None:
    """Twice as many runs pass in the hours before noon as in all; few runs say nothing."""
    assert isnan(worked(weeks(1)[:1], green=(9, 10, 11)).hour_green(at(MONDAY, 10)))
    rhythm = worked(weeks(2), hours=range(8, 16), green=range(8, 12))
    assert rhythm.hour_green(at(MONDAY + 14, 9.5)) == pytest.approx(2.0)
    assert rhythm.hour_green(at(MONDAY + 14, 15.5)) == 0.0
    assert isnan(rhythm.hour_green(at(MONDAY + 14, 20)))


def test_where_no_run_ever_passed_no_hour_is_better() -> None:
    """A share of nothing is unknown, not zero."""
    assert isnan(worked(weeks(2)).hour_green(at(MONDAY + 14, 10)))


def test_a_new_job_is_a_new_rhythm() -> None:
    """Two months of nights outweigh two months of days, which still show."""
    rhythm = worked(range(60), hours=(9, 10))
    for day in range(60, 120):
        for hour in (21, 22):
            rhythm.count(at(day, hour + 0.5), HOUR, 0, 0)
    night, day_time = (rhythm.hour_activity(at(120, hour)) for hour in (21, 9))
    assert night == pytest.approx(2 * day_time, rel=0.01)


@pytest.mark.parametrize("lost", [3650, 400, -400, -3650])
def test_a_clock_that_was_wrong_for_a_minute_changes_next_to_nothing(lost: int) -> None:
    """Years ahead or back and right again, the person's rhythm is what it was and goes on."""
    rhythm, now = worked(weeks(60)), at(MONDAY + 420, 10)
    before = values(rhythm, now)
    rhythm.count(now + lost * DAY, 60.0, 0, 0)
    assert values(rhythm, now) == pytest.approx(before, rel=0.05, nan_ok=True)
    rhythm.count(now, 60.0, 0, 0)
    again = worked(weeks(60))
    for one in (rhythm, again):
        for day in range(421, 450):
            one.count(at(MONDAY + day, 20), HOUR, 0, 0)
    later = at(MONDAY + 450, 20.5)
    assert values(rhythm, later) == pytest.approx(values(again, later), rel=0.05, nan_ok=True)


def test_a_clock_that_began_in_1970_makes_nobody_known_for_years() -> None:
    """A first minute long ago and three days' work are three days' work."""
    rhythm = Rhythm()
    rhythm.count(at(0, 10), 60.0, 0, 0)
    for day in range(20_000, 20_003):
        rhythm.count(at(day, 10), 5 * HOUR, 0, 0)
    now = at(20_003, 10)
    assert isnan(rhythm.weekday_activity(now))
    assert isnan(rhythm.season_activity(now))


def test_half_a_year_away_is_no_season_without_work() -> None:
    """A long absence neither fades the hours nor counts as idle months; a fortnight does."""
    rhythm = worked(range(180))
    before = rhythm.hour_activity(at(360, 10)), rhythm.season_activity(at(179, 10))
    rhythm.count(at(360, 10), 60.0, 0, 0)
    after = rhythm.hour_activity(at(360, 10)), rhythm.season_activity(at(179, 10))
    assert after == pytest.approx(before, rel=0.01)
    idle = worked([*range(157), 171])
    assert idle.season_activity(at(171, 10)) < 0.5


@given(st.lists(ANY_COUNT, max_size=40), st.floats(-1e6, 1e11))
def test_whatever_the_clock_says_the_features_are_sane(
    counts: list[tuple[float, float, int, int]], local: float
) -> None:
    """At any times in any order each feature is unknown or not negative; the cycle is a share."""
    rhythm = Rhythm()
    for when, active, runs, passed in counts:
        rhythm.count(when, active, runs + passed, passed)
    assert all(isnan(value) or value >= 0.0 for value in values(rhythm, local))
    position = rhythm.cycle_position(local)
    assert isnan(position) or position <= 1.0


@given(st.lists(ANY_COUNT, max_size=20), st.lists(ANY_COUNT, min_size=1, max_size=5))
@example([(-172_801.0, 0.0, 0, 0)], [(0.0, 0.0, 0, 0)])  # two days before the epoch
def test_what_was_dumped_goes_on_as_the_same(
    before: list[tuple[float, float, int, int]], after: list[tuple[float, float, int, int]]
) -> None:
    """Through JSON and back, and counting on, nothing differs by a bit."""
    first, second = Rhythm(), Rhythm()
    for count in before:
        first.count(*count)
    second.load(json.loads(json.dumps(first.dump())))
    for count in after:
        first.count(*count)
        second.count(*count)
    assert second.dump() == first.dump()
    assert len(json.dumps(first.dump())) < 4_000


def test_a_rhythm_that_still_knew_its_first_day_is_taken() -> None:
    """An earlier version kept the first day before the last one."""
    rhythm, loaded = worked(weeks(10)), Rhythm()
    days, *counts = rhythm.dump()
    loaded.load([[MONDAY, *days], *counts])
    assert loaded.dump() == rhythm.dump()


@given(ANY_JSON)
def test_what_is_no_rhythm_is_refused(dumped: list[list[float]]) -> None:
    """Any other JSON is a ValueError."""
    with pytest.raises(ValueError, match="no rhythm"):
        Rhythm().load(dumped)


@pytest.mark.parametrize("bad", [nan, float("inf"), -1.0, 10**400, "7", None, [1.0]])
@pytest.mark.parametrize("which", range(7))
def test_one_number_that_is_none_leaves_all_as_it_was(which: int, bad: float) -> None:
    """A single bad value anywhere is refused, and nothing of the rest is taken over."""
    rhythm = worked(weeks(2))
    kept, dumped = rhythm.dump(), worked(weeks(4)).dump()
    dumped[which][-1] = bad if which or bad != -1.0 else -2.0  # a day of -1 is none yet
    with pytest.raises(ValueError, match="no rhythm"):
        rhythm.load(dumped)
    assert rhythm.dump() == kept


def columns(session: Session, story: Story, start: float) -> list[tuple[float, dict[str, float]]]:
    """Return what the vectors of a story say of the rhythm, by seconds of the story."""
    return [
        (made.at - start, {each.name: made.row[COLUMN[each.name]] for each in RHYTHM})
        for made in replay(session, story.arrivals(), step=15.0)
        if isinstance(made, StoreVector)
    ]


def mornings(story: Story, count: int) -> None:
    """Write four hours of work into each of so many days, with a run every ten minutes."""
    for day in range(count):
        for minute in range(0, 240, 2):
            story.keys(day * DAY + minute * 60.0, 5)
            if minute % 10 == 0:
                story.run(day * DAY + minute * 60.0 + 30.0, green=minute < 120)


def test_a_session_learns_when_its_person_works(story: Story, start: float) -> None:
    """Unknown at first; on the fifth day the hour, the cycle and the runs are their own."""
    mornings(story, 5)
    rows = columns(Session(), story, start)
    first = [row for when, row in rows if when < DAY]
    fifth = [row for when, row in rows if when > 4 * DAY]
    assert all(isnan(value) for row in first[:30] for value in row.values())
    assert all(isnan(row["hour_activity"]) for row in first)
    assert 4.0 < fifth[60]["hour_activity"] < 8.0
    cycle = [row["cycle_position"] for row in fifth[: 2 * 230]]
    assert cycle[0] < 0.1
    assert cycle[-1] > 0.9
    assert cycle[230] == pytest.approx(0.5, abs=0.1)
    assert fifth[120]["hour_green"] > 1.5
    assert fifth[400]["hour_green"] < 0.5
    assert all(isnan(row["weekday_activity"]) for row in fifth)


def test_nothing_of_the_future_is_known(story: Story, new_story: type[Story], start: float) -> None:
    """The first three of five days say the same, bit for bit, whether or not two more follow."""
    mornings(story, 5)
    short = new_story()
    mornings(short, 3)
    known = columns(Session(), short, start)
    assert len(known) > 1_000
    assert repr(columns(Session(), story, start)[: len(known)]) == repr(known)

"""How long and how often runs have failed, over breaks; the pauses before the latest actions."""

from __future__ import annotations

from math import inf, isnan, nan
from typing import TYPE_CHECKING, Any

import pytest

from pulsedev.core.active import GAP_CAP
from pulsedev.core.events import Kind
from pulsedev.core.features import COLUMN
from pulsedev.core.instructions import StoreVector
from pulsedev.core.reds import Reds
from pulsedev.core.replay import replay
from pulsedev.core.session import Session

if TYPE_CHECKING:
    from tests.conftest import Story

HOUR = 3_600.0


def last(story: Story, *columns: str) -> list[float]:
    """Return some columns of the last score of a story."""
    [*_, vector] = [
        one for one in replay(Session(), story.arrivals()) if isinstance(one, StoreVector)
    ]
    return [vector.row[COLUMN[name]] for name in columns]


def test_a_break_does_not_make_failed_runs_pass(story: Story) -> None:
    """Who comes back to failing tests is where they were, and the break counts as any gap does."""
    story.run(0.0, green=False)
    story.run(60.0, green=False)
    story.run(2 * HOUR, green=False)
    story.keys(2 * HOUR + 5.0, 60)
    runs, seconds, plain = last(story, "red_runs", "red_time", "since_green")
    assert runs == 3.0
    assert seconds == pytest.approx(60.0 + GAP_CAP + plain)


def test_a_run_that_passes_begins_anew(story: Story) -> None:
    """After a green run both count from it, whatever there was before the break."""
    story.run(0.0, green=False)
    story.run(2 * HOUR, green=True)
    story.run(2 * HOUR + 30.0, green=False)
    story.keys(2 * HOUR + 31.0, 60)
    runs, seconds, plain = last(story, "red_runs", "red_time", "since_green")
    assert (runs, seconds) == (1.0, plain)


def test_nothing_is_known_before_the_first_run(story: Story) -> None:
    """Without a run there is nothing to be red."""
    story.keys(0.0, 100)
    assert all(isnan(value) for value in last(story, "red_runs", "red_time"))


def test_pauses_before_the_latest_actions(story: Story) -> None:
    """Pauses of the latest acts are told; what follows within a second is the same act."""
    for at in (0.0, 100.0, 107.0, 107.5, 110.0, 130.0, 131.0, 134.0):
        story.event(at, Kind.FILE_SAVED, a=10)
    found = last(story, "last_gap", "longest_gap", "mean_gap", "present_gap")
    assert found[:2] == [3.0, 20.0]
    assert found[2] == pytest.approx((7.0 + 2.5 + 20.0 + 1.0 + 3.0 + 100.0) / 6)
    assert found[3] > 0.0


def test_dumped_and_loaded() -> None:
    """What outlasts a process is the same afterwards, the unknown too."""
    known, unknown = Reds(), Reds()
    known.load([3.0, 700.0])
    for each in (known, unknown):
        other = Reds()
        other.load(each.dump())
        assert other.dump() == each.dump()
    assert unknown.dump() == []


@pytest.mark.parametrize("dumped", [[1.0], [-1.0, 5.0], [1.0, inf], [nan, 1.0], ["a", "b"]])
def test_what_was_not_dumped_is_refused(dumped: list[Any]) -> None:
    """Numbers that nothing dumped change nothing."""
    reds = Reds()
    reds.load([3.0, 700.0])
    with pytest.raises(ValueError, match="no reds"):
        reds.load(dumped)
    assert reds.dump() == [3.0, 700.0]

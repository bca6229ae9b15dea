"""`pulsedev/review`: a day in stretches over the wire, whose params are strict."""

from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.conftest import START

from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.states import State
from pulsedev.rpc.checks import ParamsError, structure
from pulsedev.rpc.params import ReviewParams
from pulsedev.service import Service
from pulsedev.store.disk import DiskStore

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Story
    from tests.rpc.conftest import Endpoint


def local_day(at: float) -> str:
    """Return the local day of a moment."""
    return datetime.fromtimestamp(at, UTC).astimezone().date().isoformat()


def test_nothing_is_kept_in_memory(ready: Endpoint) -> None:
    """Without a store on disk a day is empty; today's is meant unless another one is named."""
    empty: list[object] = []
    assert ready.result("pulsedev/review", {"day": "2026-11-23"}) == {
        "day": "2026-11-23",
        "stretches": empty,
    }
    today = local_day(ready.clock.now)
    assert ready.result("pulsedev/review") == {"day": today, "stretches": empty}


@pytest.mark.parametrize(
    "day",
    [
        *("", "today", "2026-11-31", "2026-W47-1", "20261123", "2026-11-23T00:00", "26-11-23"),
        *("1970-01-01", "9999-12-31", "0001-01-01", "\uff12026-11-23", 5, True, ["2026-11-23"]),
    ],
)
def test_refused_days(ready: Endpoint, day: object) -> None:
    """What is no day is refused, and the reason quotes nothing."""
    assert ready.error("pulsedev/review", {"day": day}) == -32602
    with pytest.raises(ParamsError, match=r"^day: must be a day like 2026-11-23$"):
        structure({"day": day}, ReviewParams)


@pytest.mark.parametrize("day", ["1971-01-01", "2024-02-29", "2999-12-31"])
def test_days(ready: Endpoint, day: str) -> None:
    """Each day that clocks can have is taken."""
    assert ready.result("pulsedev/review", {"day": day})["day"] == day


def test_a_day(tmp_path: Path, story: Story) -> None:
    """What was done is told in numbers and what was said beside it, but not what was believed."""
    noon = datetime.fromtimestamp(START, UTC).astimezone().replace(hour=12, minute=0, second=0)
    shift = noon.timestamp() - START
    story.struggle(shift, 10)
    with closing(DiskStore.open(tmp_path, now=0.0)) as store:
        window = store.begin_window(START)
        store.add_batches(story.arrivals(window=window))
        last = START + shift + 9 * 60 + 38
        label = Label(5, Said.STUCK, last, Source.REVIEW, since=START + shift)
        store.add_label(label, State.UNKNOWN, last + 3600.0)
    told, before = asyncio.run(
        reviewed(tmp_path, noon.date().isoformat(), noon - timedelta(days=1))
    )
    [stretch] = told["stretches"]
    assert stretch == {
        "since": round((START + shift) * 1000),
        "until": round(last * 1000),
        "active": 578,
        "edits": 230,
        "runs": 10,
        "failed": 10,
        "commits": 0,
        "files": 1,
        "said": ["stuck"],
    }
    assert before["stretches"] == []


async def reviewed(folder: Path, day: str, before: datetime) -> tuple[Any, Any]:
    """Return what a daemon on a folder tells of two days."""
    service = Service(clock=lambda: START, folder=folder)
    try:
        days = [day, before.date().isoformat()]
        first, second = [attrs.asdict(await service.review(ReviewParams(one))) for one in days]
    finally:
        await service.close()
    return first, second

"""Moments are read as people write them, in local time."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentTypeError
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.cli.moments import argument, moment, said, short
from pulsedev.core.events import MAX_TIME_MS

if TYPE_CHECKING:
    from collections.abc import Iterator

posix = pytest.mark.skipif(sys.platform == "win32", reason="a process has no zone of its own there")


def epoch(year: int, month: int, day: int, hour: int = 0, *rest: int) -> float:
    """Return the epoch seconds of a time in UTC."""
    minute, second = [*rest, 0, 0][:2]
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()


NOW = epoch(2026, 11, 23, 9, 30)


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Be an hour ahead of UTC in winter, and two in summer."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
        time.tzset()
        yield
    time.tzset()


@posix
@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-23", epoch(2026, 11, 22, 23)),
        ("2026-07-01", epoch(2026, 6, 30, 22)),
        ("2026-11-23T10:00", epoch(2026, 11, 23, 9)),
        ("2026-11-23 10:00:30", epoch(2026, 11, 23, 9, 0, 30)),
        ("2026-11-23T10:00Z", epoch(2026, 11, 23, 10)),
        ("2026-11-23t10:00-05:00", epoch(2026, 11, 23, 15)),
        ("10:00", epoch(2026, 11, 23, 9)),
        ("9:05", epoch(2026, 11, 23, 8, 5)),
        ("9:05:07", epoch(2026, 11, 23, 8, 5, 7)),
        ("today", epoch(2026, 11, 22, 23)),
        ("Yesterday", epoch(2026, 11, 21, 23)),
        ("now", NOW),
        ("2h", NOW - 7_200),
        ("90 s ago", NOW - 90),
        ("1.5d", NOW - 129_600),
        (" 3w ", NOW - 1_814_400),
        ("20min", NOW - 1_200),
        ("20m", NOW - 1_200),
    ],
)
def test_moments(text: str, at: float) -> None:
    """Days, times of today and how long ago are all understood."""
    assert moment(text, NOW) == at


@posix
@pytest.mark.usefixtures("berlin")
def test_written() -> None:
    """Times are written as the clock on the wall shows them, and short where the day is clear."""
    assert said(NOW + 5) == "2026-11-23 10:30:05"
    assert short(NOW - 1_800, NOW) == "10:00"
    assert short(epoch(2026, 7, 1), NOW) == "2026-07-01 02:00"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2h3",
        "3 fortnights",
        "25:00",
        "2026-13-01",
        "soon",
        "1e9h",
        "9" * 400 + "d",
        "0001-01-01",
    ],
)
def test_no_moment(text: str) -> None:
    """What is no moment is refused with the ways to write one."""
    with pytest.raises(ArgumentTypeError, match="is no moment; write one as 2026-11-23, "):
        argument(text)


@given(st.text() | st.from_regex(r"[0-9]{1,20}(\.[0-9]{1,3})? ?(s|m|h|d|w)", fullmatch=True))
def test_any_text(text: str) -> None:
    """Whatever is typed is a time that clocks can show, or refused."""
    try:
        at = moment(text, NOW)
    except ValueError:
        return
    assert 0 <= at < MAX_TIME_MS / 1000

"""Moments as people write them: days, times of today, and how long ago."""

from __future__ import annotations

import re
import time
from argparse import ArgumentTypeError
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day

from pulsedev.core.events import MAX_TIME_MS

UNITS = {"s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0}
AGO = re.compile(r"(\d+(?:\.\d+)?) ?([a-z]+)(?: ago)?")
TIME = re.compile(r"\d\d?:\d\d(:\d\d)?")
WAYS = "2026-11-23, 2026-11-23T10:00, 10:00 (of today), 2h (ago), today or yesterday"
"""What a help tells of the ways to name a moment."""


def argument(text: str) -> float:
    """Read an argument; epoch seconds."""
    try:
        return moment(text, time.time())
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no moment; write one as {WAYS}") from None


def moment(text: str, now: float) -> float:
    """Return the epoch seconds of a moment in local time; ValueError where it is none.

    A day means its beginning.

    >>> moment("2h", 10_000.0), moment("1.5 min ago", 100.0), moment("1970-01-02T00:00Z", 0.0)
    (2800.0, 10.0, 86400.0)
    """
    at = _moment(text.strip().lower(), now)
    if not 0 <= at < MAX_TIME_MS / 1000:
        raise ValueError("before or beyond all clocks")
    return at


def _moment(text: str, now: float) -> float:
    if ago := AGO.fullmatch(text):
        return now - float(ago[1]) * _seconds(ago[2])
    today = local(now).date()
    days = {"today": today, "yesterday": today - timedelta(days=1)}
    if TIME.fullmatch(text):
        padded = f"0{text}" if text[1] == ":" else text
        return _epoch(datetime.combine(today, time_of_day.fromisoformat(padded)))
    if day := days.get(text):
        return _epoch(datetime.combine(day, time_of_day()))
    return now if text == "now" else _epoch(datetime.fromisoformat(text.upper()))


def _seconds(unit: str) -> float:
    if unit not in UNITS:
        raise ValueError("no unit of time")
    return UNITS[unit]


def _epoch(when: datetime) -> float:
    try:
        return when.timestamp()  # without a zone, the local one of that day
    except (OverflowError, OSError):
        raise ValueError("before or beyond all clocks") from None


def local(at: float) -> datetime:
    """Return epoch seconds as a local time."""
    return datetime.fromtimestamp(at, UTC).astimezone()


def said(at: float) -> str:
    """Write epoch seconds as a local time."""
    return local(at).strftime("%Y-%m-%d %H:%M:%S")


def short(at: float, now: float) -> str:
    """Write epoch seconds without what is clear: the seconds, and the day where it is today's."""
    form = "%H:%M" if local(at).date() == local(now).date() else "%Y-%m-%d %H:%M"
    return local(at).strftime(form)

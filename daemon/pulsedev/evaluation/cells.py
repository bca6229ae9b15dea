"""Figures in words: what the table in a terminal, the page and the documents have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NONE = "-"
"""Of a figure that has no meaning."""

MOMENTS, EVENTS = 6, 5
"""Figures of moments and of events that a row has."""

MINUTE = 60.0


def many(result: Mapping[str, Any]) -> str:
    """Return how many people or groups there are, in words."""
    group = result["group"]
    return f"{result['groups']:,} {'people' if group == 'person' else group + 's'}"


def of_chance(chance: Mapping[str, Any], place: int) -> list[str]:
    """Return what alarms at random give: the mean at place 0, the best at 1."""
    known = [number(chance[name][place]) for name in ("auc", "average_precision")]
    events = {name: values[place] for name, values in chance["events"].items()}
    return known + [NONE] * (MOMENTS - len(known)) + of_events(events)


def of_alerts(alerts: Mapping[str, float | None]) -> list[str]:
    """Return what a user's alerts gave; they are of events alone."""
    return [NONE] * MOMENTS + of_events(alerts)


def of_method(row: Mapping[str, Any]) -> list[str]:
    """Return a method's figures of moments, then those of events."""
    return [
        interval(row["auc"]),
        number(row["average_precision"][0]),
        number(row["brier"][0]),
        number(row["calibration_error"]),
        number(row["within"]),
        number(row["within_worst_quartile"]),
        *of_events(row["events"]),
    ]


def of_events(events: Mapping[str, float | None]) -> list[str]:
    """Return recall, precision, false alarms an active hour, alarms a day, and delay in minutes."""
    delay = events.get("delay_s")
    return [
        number(events["recall"], 2),
        number(events["precision"], 2),
        number(events["false_per_hour"], 2),
        number(events.get("alarms_per_day"), 1),
        NONE if delay is None else f"{delay / MINUTE:+.1f}",
    ]


def interval(figure: Sequence[float | None], *, sign: bool = False) -> str:
    """Write a figure with the ends of its interval, with a sign where it is a difference.

    >>> interval([0.6801, 0.6249, 0.734]), interval([0.04, -0.032, 0.118], sign=True)
    ('.680 [.625, .734]', '+.040 [-.032, +.118]')
    """
    middle, low, high = (number(value, sign=sign) for value in figure)
    return middle if NONE in (middle, low, high) else f"{middle} [{low}, {high}]"


def number(value: float | None, digits: int = 3, *, sign: bool = False) -> str:
    """Write a number, without the zero before the point where it is a share.

    >>> number(0.5), number(12.34, 1), number(0.0, 1), number(None)
    ('.500', '12.3', '0.0', '-')
    """
    if value is None:
        return NONE
    written = f"{value:{'+' if sign else ''}.{digits}f}"
    return written.replace("0.", ".", 1) if abs(value) < 1 and digits > 1 else written

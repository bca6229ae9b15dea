"""A result as a table in a terminal: every method beside chance, with its intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

NONE = "-"

HEAD = ("", "AUC [95 %]", "AP", "Brier", "calib.", "within", "worst ¼")
EVENT_HEAD = ("recall", "precision", "false/h", "a day", "delay")
WIDTHS = (20, 19, 6, 7, 8, 8, 9, 8, 11, 9, 7, 9)
"""Characters of each column, the first one left, the others right."""


def report(name: str, result: Mapping[str, Any]) -> str:
    """Return the lines of one data set's result."""
    return "\n".join(_lines(name, result)) + "\n"


def _lines(name: str, result: Mapping[str, Any]) -> Iterator[str]:
    yield f"{name}: {result['asks']}"
    yield (
        f"{result['moments']} moments, {many(result)} held out in turn, "
        f"{result['base']:.1%} stuck; to beat: {result['reference']}"
    )
    yield from map(_row, ((*HEAD, *EVENT_HEAD), *cells(result)))


def many(result: Mapping[str, Any]) -> str:
    """Return how many people or groups there are, in words."""
    group = result["group"]
    return f"{result['groups']:,} {'people' if group == 'person' else group + 's'}"


def cells(result: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    """Yield the rows of a result's table, with a cell for each of HEAD and EVENT_HEAD."""
    yield from (_random(result["random"], which) for which in (0, 1))
    yield from map(_method, result["methods"].values())
    yield "alerts as shown", *(NONE,) * 6, *_events(result["alerts"])


def _random(chance: Mapping[str, Any], which: int) -> Sequence[str]:
    events = {name: values[which] for name, values in chance["events"].items()}
    return (
        ("at random, mean", "at random, best")[which],
        _number(chance["auc"][which]),
        _number(chance["average_precision"][which]),
        *(NONE,) * 4,
        *_events(events),
    )


def _method(row: Mapping[str, Any]) -> Sequence[str]:
    return (
        row["title"],
        interval(row["auc"]),
        _number(row["average_precision"][0]),
        _number(row["brier"][0]),
        _number(row["calibration_error"]),
        _number(row["within"]),
        _number(row["within_worst_quartile"]),
        *_events(row["events"]),
    )


def _events(events: Mapping[str, float | None]) -> Sequence[str]:
    delay = events.get("delay_s")
    return (
        _number(events["recall"], 2),
        _number(events["precision"], 2),
        _number(events["false_per_hour"], 2),
        _number(events.get("alarms_per_day"), 1),
        NONE if delay is None else f"{delay / 60:+.1f} min",
    )


def interval(figure: Sequence[float | None]) -> str:
    """Write a figure with the ends of its interval.

    >>> interval([0.6801, 0.6249, 0.734]), interval([None, None, None])
    ('.680 [.625, .734]', '-')
    """
    if figure[0] is None:
        return NONE
    if figure[1] is None:
        return _number(figure[0])
    return f"{_number(figure[0])} [{_number(figure[1])}, {_number(figure[2])}]"


def _number(value: float | None, digits: int = 3) -> str:
    if value is None:
        return NONE
    written = f"{value:.{digits}f}"
    return written[1:] if written.startswith("0.") and digits > 1 else written


def _row(cells: Sequence[str]) -> str:
    first, *others = zip(cells, WIDTHS, strict=True)
    left = f"  {first[0]:<{first[1]}}"
    return (left + "".join(f"{cell:>{width}}" for cell, width in others)).rstrip()

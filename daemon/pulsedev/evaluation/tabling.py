"""A result as a table in HTML: every method's figures beside what chance gives."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pulsedev.evaluation.alarms import DAY
from pulsedev.evaluation.chance import DRAWS
from pulsedev.evaluation.methods import Kind
from pulsedev.evaluation.picturing import drawn
from pulsedev.evaluation.svg import opened, shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Result = Mapping[str, Any]

NONE = "\N{EN DASH}"
MINUTE = 60.0

MOMENTS, EVENTS = 6, 5
"""Columns of the figures of moments and of events."""

KINDS = {
    Kind.BASE: "what is usual",
    Kind.RULE: "one look at one number",
    Kind.PUBLISHED: "published",
    Kind.OURS: "what everybody begins with",
    Kind.LEARNED: "learned",
}


def table(name: str, result: Result) -> Iterator[str]:
    """Yield the table; it is wider than a phone, so that it can be moved, with keys too."""
    yield f'<div class="wide" tabindex="0" role="region" aria-label="All methods, {escape(name)}">'
    yield "<table><caption>All methods; what chance gives is grey.</caption>"
    yield from _head(result["base"])
    yield '<tbody class="chance">'
    for place, which in enumerate(("mean", "best")):
        yield _row(f"at random, {which} of {DRAWS}", "", _random(result["random"], place))
    yield "</tbody>"
    marks = {each.name: _mark(each.colour) for each in drawn(result)}
    for kind, rows in groupby(result["methods"].items(), key=lambda each: str(each[1]["kind"])):
        yield f"<tbody>{_kind(KINDS[Kind(kind)])}"
        yield from (_row(row["title"], marks.get(each, ""), _method(row)) for each, row in rows)
        yield "</tbody>"
    yield f"<tbody>{_kind('what a user saw')}"
    yield _row("the product's alerts", "", [NONE] * MOMENTS + _events(result["alerts"]))
    yield "</tbody></table></div>"


def _head(base: float) -> Iterator[str]:
    yield '<thead><tr><td></td><th scope="colgroup" colspan="4">moments, of all people</th>'
    yield '<th scope="colgroup" colspan="2">AUC within a person</th>'
    yield f'<th scope="colgroup" colspan="{EVENTS}">alarms</th></tr><tr><th scope="col">method</th>'
    for words in (
        *(
            "AUC [95 %]",
            f"average precision (base\N{NO-BREAK SPACE}{_number(base)})",
            "Brier score",
        ),
        *("calibration error", "mean", "worst quartile", "recall", "precision"),
        *("false per active hour", f"alarms a day of {DAY:g}\N{NO-BREAK SPACE}h", "delay, min"),
    ):
        yield f'<th scope="col">{words}</th>'
    yield "</tr></thead>"


def _kind(words: str) -> str:
    columns = 1 + MOMENTS + EVENTS
    return f'<tr class="kind"><th scope="rowgroup" colspan="{columns}">{words}</th></tr>'


def _mark(colour: int) -> str:
    """Draw the mark that a method has in the pictures."""
    return opened(12, 12, "in the pictures") + shape(6, 6, colour) + "</svg> "


def _row(title: str, mark: str, cells: Sequence[str]) -> str:
    figures = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{mark}{escape(title)}</th>{figures}</tr>'


def _random(chance: Mapping[str, Any], place: int) -> list[str]:
    known = [_number(chance[name][place]) for name in ("auc", "average_precision")]
    events = {name: values[place] for name, values in chance["events"].items()}
    return known + [NONE] * (MOMENTS - len(known)) + _events(events)


def _method(row: Mapping[str, Any]) -> list[str]:
    return [
        interval(row["auc"]),
        _number(row["average_precision"][0]),
        _number(row["brier"][0]),
        _number(row["calibration_error"]),
        _number(row["within"]),
        _number(row["within_worst_quartile"]),
        *_events(row["events"]),
    ]


def _events(events: Mapping[str, float | None]) -> list[str]:
    delay = events.get("delay_s")
    return [
        _number(events["recall"], 2),
        _number(events["precision"], 2),
        _number(events["false_per_hour"], 2),
        _number(events.get("alarms_per_day"), 1),
        NONE if delay is None else _signed(f"{delay / MINUTE:+.1f}"),
    ]


def interval(figure: Sequence[float | None], *, sign: bool = False) -> str:
    """Write a figure with the ends of its interval, with a sign where it is a difference.

    >>> interval([0.6801, 0.6249, 0.734]), interval([0.04, 0.032, 0.118], sign=True)
    ('.680 [.625, .734]', '+.040 [+.032, +.118]')
    """
    middle, low, high = (_number(value, sign=sign) for value in figure)
    return middle if NONE in (middle, low, high) else f"{middle} [{low}, {high}]"


def _number(value: float | None, digits: int = 3, *, sign: bool = False) -> str:
    if value is None:
        return NONE
    written = f"{value:{'+' if sign else ''}.{digits}f}"
    return _signed(written.replace("0.", ".", 1) if abs(value) < 1 and digits > 1 else written)


def _signed(written: str) -> str:
    """Give a number a minus of full width."""
    return written.replace("-", "\N{MINUS SIGN}")

"""A result as a table in HTML: every method's figures beside what chance gives."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pulsedev.evaluation.alarms import DAY
from pulsedev.evaluation.cells import (
    EVENTS,
    MOMENTS,
    NONE,
    number,
    of_alerts,
    of_chance,
    of_method,
)
from pulsedev.evaluation.chance import DRAWS
from pulsedev.evaluation.methods import Kind
from pulsedev.evaluation.picturing import drawn
from pulsedev.evaluation.svg import opened, shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Result = Mapping[str, Any]

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
        yield _row(f"at random, {which} of {DRAWS}", "", of_chance(result["random"], place))
    yield "</tbody>"
    marks = {each.name: _mark(each.colour) for each in drawn(result)}
    for kind, rows in groupby(result["methods"].items(), key=lambda each: str(each[1]["kind"])):
        yield f"<tbody>{_kind(KINDS[Kind(kind)])}"
        yield from (_row(row["title"], marks.get(each, ""), of_method(row)) for each, row in rows)
        yield "</tbody>"
    yield f"<tbody>{_kind('what a user saw')}"
    yield _row("the product's alerts", "", of_alerts(result["alerts"]))
    yield "</tbody></table></div>"


def _head(base: float) -> Iterator[str]:
    yield '<thead><tr><td></td><th scope="colgroup" colspan="4">moments, of all people</th>'
    yield '<th scope="colgroup" colspan="2">AUC within a person</th>'
    yield f'<th scope="colgroup" colspan="{EVENTS}">alarms</th></tr><tr><th scope="col">method</th>'
    for words in (
        *(
            "AUC [95 %]",
            f"average precision (base\N{NO-BREAK SPACE}{number(base)})",
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
    figures = "".join(f"<td>{typeset(cell)}</td>" for cell in cells)
    return f'<tr><th scope="row">{mark}{escape(title)}</th>{figures}</tr>'


def typeset(cell: str) -> str:
    """Return a figure with a minus of full width, or a dash where it has no meaning."""
    return "\N{EN DASH}" if cell == NONE else cell.replace("-", "\N{MINUS SIGN}")

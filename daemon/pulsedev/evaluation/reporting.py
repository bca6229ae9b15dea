"""A result as a table in a terminal: every method beside chance, with its intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulsedev.evaluation.cells import many, of_alerts, of_chance, of_method

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HEAD = ("", "AUC [95 %]", "AP", "Brier", "calib.", "within", "worst ¼")
EVENT_HEAD = ("recall", "precision", "false/h", "a day", "delay/min")
WIDTHS = (20, 19, 6, 7, 8, 8, 9, 8, 11, 9, 7, 11)
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
    yield from map(_row, ((*HEAD, *EVENT_HEAD), *_rows(result)))


def _rows(result: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    for place, which in enumerate(("mean", "best")):
        yield f"at random, {which}", *of_chance(result["random"], place)
    for row in result["methods"].values():
        yield row["title"], *of_method(row)
    yield "alerts as shown", *of_alerts(result["alerts"])


def _row(cells: Sequence[str]) -> str:
    first, *others = zip(cells, WIDTHS, strict=True)
    left = f"  {first[0]:<{first[1]}}"
    return (left + "".join(f"{cell:>{width}}" for cell, width in others)).rstrip()

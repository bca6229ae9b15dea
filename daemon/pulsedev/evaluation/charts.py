"""Lines over two axes as SVG, with bands and names; the same numbers give the same picture."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from pulsedev.evaluation.svg import PLAIN, number, opened, path, shape, text, ticks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Points = Sequence[tuple[float, float]]

WIDTH, HIGH = 400, 290
"""Of a picture and of its plot, in the picture's units; a phone shows a unit as a good 0.8 px."""

LEFT, RIGHT, TOP, BOTTOM = 48, 14, 30, 42
"""What is around a plot."""

ENTRY = 17
"""Height of a line of the legend."""

LONG_NAME = 25
"""Characters of which two still stand side by side in a legend."""

EDGE = 3
"""Units by which a line at the end of an axis may stand out, so that it is seen whole."""


@dataclass(frozen=True, slots=True)
class Series:
    """A named line in one of the colours of ``svg``, or PLAIN and dashed.

    ``low`` and ``high`` are the edges of its band. There is a mark at each ``every``th point, none
    if 0, and at ``dot``, the one place at which it is used.
    """

    name: str
    points: Points
    colour: int = PLAIN
    low: Points = ()
    high: Points = ()
    every: int = 0
    dot: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Axes:
    """What a chart says beside its lines; each axis goes from 0 to its end."""

    title: str
    x: str
    y: str
    x_end: float = 1.0
    y_end: float = 1.0

    def place(self, point: tuple[float, float]) -> tuple[float, float]:
        """Return where a point lies in the picture."""
        x, y = point[0] / self.x_end, point[1] / self.y_end
        return LEFT + x * (WIDTH - LEFT - RIGHT), TOP + (1.0 - y) * HIGH


def chart(axes: Axes, series: Sequence[Series]) -> str:
    """Draw lines over axes, and below them which is which."""
    columns = 1 if any(len(each.name) > LONG_NAME for each in series) else 2
    below = TOP + HIGH + BOTTOM
    height = below + ENTRY * -(-len(series) // columns)
    names = ", ".join(each.name for each in series)
    parts = [
        opened(WIDTH, height, f"{axes.title}: {axes.y} over {axes.x}; {names}"),
        text(0, 14, axes.title, "title"),
        *_grid(axes),
        _window(),
        *(_band(axes, each) for each in series if each.low),
        *(_line(axes, each) for each in series if each.points),
        "</svg>",
        *(mark for each in series for mark in _marks(axes, each)),
    ]
    for place, each in enumerate(series):
        x = LEFT + place % columns * (WIDTH - LEFT) / columns
        parts += _entry(x, below + ENTRY * (place // columns) + 8, each)
    return "".join([*parts, "</svg>"])


def _grid(axes: Axes) -> Iterator[str]:
    right, foot = WIDTH - RIGHT, TOP + HIGH
    for tick in ticks(axes.x_end):
        x, _ = axes.place((tick, 0.0))
        yield f'<path class="grid" d="M{number(x)} {TOP}V{foot + 4}"/>'
        yield text(x, foot + 17, f"{tick:g}", "soft", "middle")
    for tick in ticks(axes.y_end):
        _, y = axes.place((0.0, tick))
        yield f'<path class="grid" d="M{LEFT - 4} {number(y)}H{right}"/>'
        yield text(LEFT - 7, y + 4, f"{tick:g}", "soft", "end")
    yield text((LEFT + right) / 2, foot + 33, axes.x, "", "middle")
    yield (
        f'<text transform="translate(12 {TOP + HIGH / 2:g})rotate(-90)" text-anchor="middle">'
        f"{escape(axes.y)}</text>"
    )


def _window() -> str:
    """Begin what shows nothing outside of the plot."""
    left, top = LEFT - EDGE, TOP - EDGE
    wide, high = WIDTH - LEFT - RIGHT + 2 * EDGE, HIGH + 2 * EDGE
    return (
        f'<svg x="{left}" y="{top}" width="{wide}" height="{high}" '
        f'viewBox="{left} {top} {wide} {high}">'
    )


def _band(axes: Axes, series: Series) -> str:
    edge = path([axes.place(each) for each in (*series.low, *reversed(series.high))])
    return f'<path class="band c{series.colour}" d="{edge}Z"/>'


def _line(axes: Axes, series: Series) -> str:
    way = path([axes.place(each) for each in series.points])
    return (
        f'<path class="line {_kind(series)}" d="{way}"><title>{escape(series.name)}</title></path>'
    )


def _kind(series: Series) -> str:
    return "plain" if series.colour == PLAIN else f"c{series.colour}"


def _marks(axes: Axes, series: Series) -> Iterator[str]:
    """Mark points of a line; lines begin at different ones, so that marks seldom meet."""
    marked = series.points[series.colour % series.every :: series.every] if series.every else ()
    for point in (*marked, *([series.dot] if series.dot else [])):
        if point[0] <= axes.x_end and point[1] <= axes.y_end:
            yield shape(*axes.place(point), series.colour)


def _entry(x: float, y: float, series: Series) -> Iterator[str]:
    if series.points:
        yield f'<path class="line {_kind(series)}" d="M{number(x)} {number(y - 4)}h22"/>'
    if series.colour != PLAIN or series.dot:
        yield shape(x + 11, y - 4, series.colour)
    yield text(x + 28, y, series.name)

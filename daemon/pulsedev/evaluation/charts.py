"""Pictures as SVG: lines with bands, and a recording along its time.

The same numbers always give the same picture. Colours are told apart by the colour-blind too
(Okabe & Ito 2008), and each line has its name beside it in the legend.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WIDTH, HEIGHT = 420, 340
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 30, 44
"""Margins of a chart, in its own units, as all numbers here are."""

LONG, LOW = 860, 84
"""Width and height of a timeline."""

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00")
PLAIN = "#8a8a8a"
"""Of what chance gives."""

TICKS = 5
"""Steps of an axis."""


@dataclass(frozen=True, slots=True)
class Series:
    """A named line; ``band`` are the points of its lower and of its upper edge."""

    name: str
    points: Sequence[tuple[float, float]]
    colour: str
    band: tuple[Sequence[tuple[float, float]], Sequence[tuple[float, float]]] | None = None
    dots: bool = False


@dataclass(frozen=True, slots=True)
class Axes:
    """What a chart says beside its lines; each axis goes from 0 to its end."""

    title: str
    x: str
    y: str
    x_end: float = 1.0
    y_end: float = 1.0
    legend_above: bool = False
    """Where the lines are low, their names stand above them."""

    def place(self, point: tuple[float, float]) -> tuple[float, float]:
        """Return where a point lies in the picture; what lies outside is moved to the edge."""
        x = min(max(point[0] / self.x_end, 0.0), 1.0)
        y = min(max(point[1] / self.y_end, 0.0), 1.0)
        return (
            round(LEFT + x * (WIDTH - LEFT - RIGHT), 1),
            round(HEIGHT - BOTTOM - y * (HEIGHT - TOP - BOTTOM), 1),
        )


def chart(axes: Axes, series: Sequence[Series]) -> str:
    """Draw lines over axes."""
    label = escape(f"{axes.title}: {axes.y} over {axes.x}", quote=True)
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">',
        f'<text class="h" x="{LEFT}" y="16">{escape(axes.title)}</text>',
        *_grid(axes),
    ]
    for each in series:
        parts += _drawn(axes, each)
    for place, each in enumerate(series):
        last = TOP + 12 + 15 * (len(series) - 1) if axes.legend_above else HEIGHT - BOTTOM - 10
        y = last - 15 * (len(series) - 1 - place)
        x = WIDTH - RIGHT - 150
        parts.append(f'<path d="M{x} {y - 4}h16" stroke="{each.colour}" stroke-width="3"/>')
        parts.append(f'<text x="{x + 22}" y="{y}">{escape(each.name)}</text>')
    return "".join([*parts, "</svg>"])


def _grid(axes: Axes) -> Iterator[str]:
    for step in range(TICKS + 1):
        share = step / TICKS
        x, y = axes.place((share * axes.x_end, share * axes.y_end))
        yield f'<path class="g" d="M{x} {TOP}V{HEIGHT - BOTTOM}M{LEFT} {y}H{WIDTH - RIGHT}"/>'
        below, beside = _tick(share * axes.x_end), _tick(share * axes.y_end)
        yield f'<text x="{x}" y="{HEIGHT - BOTTOM + 15}" text-anchor="middle">{below}</text>'
        yield f'<text x="{LEFT - 5}" y="{y + 4}" text-anchor="end">{beside}</text>'
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">{escape(axes.x)}</text>'
    turn = f'transform="rotate(-90 12 {HEIGHT / 2})" text-anchor="middle"'
    yield f'<text x="12" y="{HEIGHT / 2}" {turn}>{escape(axes.y)}</text>'


def _tick(value: float) -> str:
    return f"{value:g}" if value else "0"


def _drawn(axes: Axes, series: Series) -> Iterator[str]:
    if series.band is not None:
        low, high = series.band
        edge = _path(axes, [*low, *reversed(high)])
        yield f'<path d="{edge}Z" fill="{series.colour}" fill-opacity="0.13"/>'
    if series.points:
        yield (
            f'<path d="{_path(axes, series.points)}" fill="none" stroke="{series.colour}" '
            'stroke-width="2"/>'
        )
    for point in series.points if series.dots else ():
        x, y = axes.place(point)
        yield f'<circle cx="{x}" cy="{y}" r="3.5" fill="{series.colour}"/>'


def _path(axes: Axes, points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in map(axes.place, points))


@dataclass(frozen=True, slots=True)
class Timeline:
    """A recording: times in seconds from its begin to ``end``.

    ``line`` has a probability at each change, ``stuck`` the stretches shown as stuck.
    """

    name: str
    end: float
    line: Sequence[tuple[float, float]]
    stuck: Sequence[tuple[float, float]]
    marks: Sequence[float]
    alerts: Sequence[float]

    def x(self, at: float) -> float:
        """Return where a time lies in the picture."""
        share = min(max(at / self.end, 0.0), 1.0) if self.end else 0.0
        return round(8 + share * (LONG - 16), 1)


def timeline(told: Timeline) -> str:
    """Draw a recording: the probability, what was shown, what was said, and alerts."""
    base, top = LOW - 20, 22
    label = escape(f"{told.name}: probability of being stuck over its time", quote=True)
    parts = [
        f'<svg viewBox="0 0 {LONG} {LOW}" role="img" aria-label="{label}">',
        f'<text class="h" x="8" y="14">{escape(told.name)}</text>',
        f'<text x="{LONG - 8}" y="14" text-anchor="end">{told.end / 3600:.1f} h</text>',
        f'<path class="g" d="M8 {base}H{LONG - 8}M8 {top}H{LONG - 8}"/>',
    ]
    for begin, end in told.stuck:
        x = told.x(begin)
        width = round(told.x(end) - x, 1)
        parts.append(f'<rect class="s" x="{x}" y="{top}" width="{width}" height="{base - top}"/>')
    parts += _steps(told, base, top)
    for at in told.marks:
        x = told.x(at)
        parts.append(f'<path class="m" d="M{x} {base}l-5 9h10Z"><title>said</title></path>')
    for at in told.alerts:
        x = told.x(at)
        parts.append(f'<path class="a" d="M{x} {top}V{base}"><title>alert</title></path>')
    return "".join([*parts, "</svg>"])


def _steps(told: Timeline, base: int, top: int) -> Iterator[str]:
    """Draw the probability, which holds until the next one."""
    before, path = None, list[str]()
    for at, probability in told.line:
        x, y = told.x(at), round(base - probability * (base - top), 1)
        path.append(f"M{x} {y}" if before is None else f"H{x}V{y}")
        before = y
    if path:
        path.append(f"H{told.x(told.end)}")
        yield f'<path class="p" d="{"".join(path)}"/>'

"""A recording along its time as SVG: what was shown, what somebody said, and alerts."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from pulsedev.evaluation.svg import number, opened, text, ticks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WIDTH, HIGH = 400, 64
"""Of a picture and of its plot, in the picture's units; a phone shows a unit as a good 0.8 px."""

LEFT, RIGHT, TOP = 30, 12, 30
LANE = 13
"""Below the plot, where marks lie."""

BOTTOM = 34
"""Below the marks: the time and its unit."""

MINUTE, HOUR = 60.0, 3600.0

SHORT = 3 * HOUR
"""Seconds up to which the time is told in minutes."""

LONG_NAME = 30
"""Characters of a recording's name for which there is room."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A recording: times in seconds from its begin to ``end``.

    ``line`` has the probability from each change on, ``stuck`` the begin and end of each stretch
    shown as stuck, ``breaks`` where time was cut out.
    """

    name: str
    about: str
    end: float
    line: Sequence[tuple[float, float]]
    stuck: Sequence[tuple[float, float]]
    marks: Sequence[float]
    alerts: Sequence[float]
    breaks: Sequence[float] = ()

    def x(self, at: float) -> float:
        """Return where a time lies in the picture."""
        return LEFT + at / max(self.end, 1.0) * (WIDTH - LEFT - RIGHT)


def y(probability: float) -> float:
    """Return where a probability lies in the picture."""
    return TOP + (1.0 - probability) * HIGH


def timeline(told: Timeline) -> str:
    """Draw a recording."""
    name = told.name if len(told.name) <= LONG_NAME else f"{told.name[: LONG_NAME - 1]}…"
    label = f"{told.name}: probability of being stuck along its time; {told.about}"
    parts = [
        opened(WIDTH, TOP + HIGH + LANE + BOTTOM, label),
        text(0, 14, name, "title"),
        text(WIDTH - RIGHT, 14, told.about, "soft", "end"),
        *(_stretch(told, begin, end) for begin, end in told.stuck),
        *_grid(told),
        *(_upright("break", told.x(at)) for at in told.breaks),
        _line(told),
        *(said_mark(told.x(at)) for at in told.marks),
        *(alert_mark(told.x(at)) for at in told.alerts),
    ]
    return "".join([*parts, "</svg>"])


def _stretch(told: Timeline, begin: float, end: float) -> str:
    x, width = told.x(begin), told.x(end) - told.x(begin)
    return (
        f'<rect class="stuck" x="{number(x)}" y="{TOP}" width="{number(width)}" height="{HIGH}"/>'
    )


def _grid(told: Timeline) -> Iterator[str]:
    for probability in (0.0, 0.5, 1.0):
        height = y(probability)
        yield f'<path class="grid" d="M{LEFT} {number(height)}H{WIDTH - RIGHT}"/>'
        yield text(LEFT - 6, height + 4, f"{probability:g}", "soft", "end")
    unit, name = (MINUTE, "min") if told.end <= SHORT else (HOUR, "h")
    foot = TOP + HIGH + LANE
    for tick in ticks(max(told.end, 1.0) / unit):
        x = told.x(tick * unit)
        yield f'<path class="grid" d="M{number(x)} {foot}v4"/>'
        yield text(x, foot + 16, f"{tick:g}", "soft", "middle")
    yield text(
        (LEFT + WIDTH - RIGHT) / 2, foot + 30, f"time in the recording, {name}", "", "middle"
    )


def _upright(kind: str, x: float) -> str:
    return f'<path class="{kind}" d="M{number(x)} {TOP}v{HIGH}"/>'


def _line(told: Timeline) -> str:
    """Draw steps, as what is shown holds until the next change."""
    if not told.line:
        return ""
    first, p = told.line[0]
    way = [f"M{number(told.x(first))} {number(y(p))}"]
    way += [f"H{number(told.x(at))}V{number(y(p))}" for at, p in told.line[1:]]
    return f'<path class="probability" d="{"".join(way)}H{number(told.x(told.end))}"/>'


def said_mark(x: float, foot: float = TOP + HIGH) -> str:
    """Draw what somebody said: a triangle that points up to its moment."""
    return f'<path class="said" d="M{number(x)} {number(foot + 2)}l5 9h-10Z"/>'


def alert_mark(x: float, top: float = TOP, high: float = HIGH) -> str:
    """Draw an alert: a bar with a diamond on it."""
    way = f"M{number(x)} {number(top + high)}V{number(top)}l3 -4l-3 -4l-3 4l3 4"
    return f'<path class="alert" d="{way}"/>'


KEYS = (
    ("probability of being stuck, as shown", '<path class="probability" d="M2 14H8V6H16V10H22"/>'),
    ("shown as stuck", '<rect class="stuck" x="2" y="2" width="20" height="16"/>'),
    ("somebody was stuck", said_mark(12, 4)),
    ("alert", alert_mark(12, 9, 9)),
    ("time cut out", '<path class="break" d="M12 2v16"/>'),
)


def key() -> str:
    """Tell what is what in all timelines, as a list."""
    return "".join(
        f'<li><svg xmlns="http://www.w3.org/2000/svg" class="picture" viewBox="0 0 24 20" '
        f'aria-hidden="true">{drawn}</svg>{escape(name)}</li>'
        for name, drawn in KEYS
    )

"""What all pictures share: marks, numbers, words and the ticks of an axis, as SVG text.

A colour is a class of ``styling``, and each has a mark of its own beside it, so that who sees no
colours, or prints without, can tell the lines apart.
"""

from __future__ import annotations

from html import escape
from math import ceil, floor, log10

COLOURS = 5
"""Methods that a picture can have: of more nobody can tell the lines apart."""

PLAIN = -1
"""The colour of what chance gives, or what would be ideal."""

MOST_TICKS = 5
"""Steps of an axis: more numbers would touch each other on a phone."""

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
"""What an axis may go up by, times a power of ten."""

MARK = 3.6
"""Half the size of a mark, in a picture's units."""

SHAPES = (
    f"m-{MARK} 0a{MARK} {MARK} 0 1 0 {2 * MARK} 0a{MARK} {MARK} 0 1 0 -{2 * MARK} 0Z",
    f"m-{MARK} -{MARK}h{2 * MARK}v{2 * MARK}h-{2 * MARK}Z",
    "m0 -4.6l4.6 8h-9.2Z",
    "m0 -5l5 5l-5 5l-5 -5Z",
    "m0 4.6l-4.6 -8h9.2Z",
)
"""A circle, a square, a triangle, a diamond, a triangle on its head: one for each colour."""

CROSS = "m-4.5 -4.5l9 9m0 -9l-9 9"
"""The mark of what has none of the colours."""


def number(value: float) -> str:
    """Write a place in a picture, to a tenth of a unit.

    >>> number(12.0), number(1.26), number(-0.01)
    ('12', '1.3', '0')
    """
    return f"{round(value, 1) + 0.0:g}"


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    """Write words, whatever characters they have."""
    return (
        f'<text class="{kind}" x="{number(x)}" y="{number(y)}" text-anchor="{anchor}">'
        f"{escape(words)}</text>"
    )


def path(places: list[tuple[float, float]]) -> str:
    """Return the way from place to place."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in places)


def shape(x: float, y: float, colour: int) -> str:
    """Draw a colour's mark around a place."""
    if colour == PLAIN:
        return f'<path class="cross" d="M{number(x)} {number(y)}{CROSS}"/>'
    return f'<path class="mark c{colour}" d="M{number(x)} {number(y)}{SHAPES[colour]}"/>'


def opened(width: float, height: float, label: str) -> str:
    """Begin a picture; ``label`` is what is told to those who can't see it."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="picture" role="img" '
        f'viewBox="0 0 {number(width)} {number(height)}" aria-label="{escape(label)}">'
    )


def step(end: float) -> float:
    """Return the round number by which an axis from 0 to ``end`` goes up.

    >>> step(1.0), step(0.07), step(130.0)
    (0.2, 0.02, 50.0)
    """
    power = 10.0 ** floor(log10(end / MOST_TICKS))
    fitting = (each * power for each in STEPS if each * power * MOST_TICKS >= end * (1 - 1e-9))
    return float(f"{next(fitting, 10.0 * power):.6g}")


def round_end(highest: float) -> float:
    """Return the first round number that is not below what an axis must reach.

    >>> round_end(0.93), round_end(0.071), round_end(0.0)
    (1.0, 0.08, 1.0)
    """
    if highest <= 0.0:
        return 1.0
    by = step(highest)
    return float(f"{by * ceil(highest / by * (1 - 1e-9)):.6g}")


def ticks(end: float) -> list[float]:
    """Return the numbers along an axis.

    >>> ticks(1.0), ticks(130.0)
    ([0.0, 0.2, 0.4, 0.6, 0.8, 1.0], [0.0, 50.0, 100.0])
    """
    by = step(end)
    return [float(f"{by * each:.6g}") for each in range(floor(end / by * (1 + 1e-9)) + 1)]

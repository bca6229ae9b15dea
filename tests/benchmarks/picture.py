"""``daemon/pictures/benchmarks.svg`` from a report: a bar for each ratio, on a logarithmic scale.

Bars to the right are where ours is better. The same report always gives the same picture.
"""

from __future__ import annotations

from html import escape
from math import ceil, floor, log10
from typing import TYPE_CHECKING

from tests.benchmarks.words import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.row import Report, Row

WIDTH, LEFT, RIGHT = 960, 470, 80
LINE, BAR, TOP = 22, 12, 44

BETTER, WORSE, GOAL = "#2f7d5b", "#b3552e", "#666666"

STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#333}.h{font-weight:600}.s{fill:#666}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.s{fill:#aaa}}"
)


class Scale:
    """From a ratio to a place in the picture."""

    def __init__(self, values: list[float]) -> None:
        self.first = min(floor(log10(min(values))), 0)
        self.last = max(ceil(log10(max(values))), 1)

    def __call__(self, ratio: float) -> float:
        """Return the distance from the left edge."""
        share = (log10(ratio) - self.first) / (self.last - self.first)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def picture(report: Report) -> str:
    """Draw it."""
    rows = [row for row in report.rows if row.ratio is not None and row.ratio.middle > 0]
    values = [row.ratio.middle for row in rows if row.ratio] or [1.0]
    scale = Scale([*values, *(row.goal for row in rows if row.goal)])
    groups = list(dict.fromkeys(row.group for row in rows))
    height = TOP + LINE * (len(rows) + len(groups)) + 12
    what = 'role="img" aria-label="How many times better ours is than each peer"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {what}>',
        f"<style>{STYLE}</style>",
        '<text class="h" x="8" y="18">How many times better ours is (line: the goal)</text>',
        *_axis(scale, height),
    ]
    y = TOP
    for group in groups:
        lines.append(f'<text class="h" x="8" y="{y + BAR}">{escape(group)}</text>')
        y += LINE
        for row in (row for row in rows if row.group == group):
            lines += _bar(row, scale, y)
            y += LINE
    return "\n".join([*lines, "</svg>"]) + "\n"


def _axis(scale: Scale, height: int) -> Iterator[str]:
    for power in range(scale.first, scale.last + 1):
        x = scale(10.0**power)
        strong = "#888" if power == 0 else "#8884"
        yield f'<path d="M{x} 32V{height - 6}" stroke="{strong}"/>'
        yield f'<text class="s" x="{x}" y="28" text-anchor="middle">{10.0**power:,.10g}</text>'


def _bar(row: Row, scale: Scale, y: int) -> Iterator[str]:
    assert row.ratio is not None
    ratio = row.ratio.middle
    low, high = sorted((scale(1.0), scale(ratio)))
    colour = BETTER if ratio >= 1 else WORSE
    name = escape(f"{row.name} / {row.peer}")
    yield f'<text x="{LEFT - 8}" y="{y + BAR - 2}" text-anchor="end">{name}</text>'
    width = max(round(high - low, 1), 1.0)
    yield f'<rect x="{low}" y="{y}" width="{width}" height="{BAR}" fill="{colour}"/>'
    if row.goal is not None:
        x = scale(row.goal)
        yield f'<path d="M{x} {y - 3}v{BAR + 6}" stroke="{GOAL}" stroke-width="2"/>'
    end = max(high, scale(row.goal) if row.goal else high)
    yield f'<text class="s" x="{end + 6}" y="{y + BAR - 2}">{number(ratio)}</text>'

"""All rows as one table in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from tests.benchmarks.words import goal, spread

if TYPE_CHECKING:
    from tests.benchmarks.row import Report


def table(report: Report) -> Table:
    """Draw what was found; what was not measured stands at the end, with the reason."""
    drawn = Table(title="Ratios: how many times better ours is; median (quartiles)")
    for name in ("", "ours", "peer", "theirs", "ratio", "goal"):
        drawn.add_column(name, overflow="fold")
    group = ""
    for row in report.rows:
        if row.group != group:
            group = row.group
            drawn.add_section()
            drawn.add_row(f"[bold]{group}[/bold]")
        style = "red" if row.met is False else None
        drawn.add_row(
            row.name,
            spread(row.ours, row.unit),
            row.peer,
            spread(row.theirs, row.unit) if row.theirs else "",
            spread(row.ratio) if row.ratio else "",
            goal(row),
            style=style,
        )
    for one in report.missing:
        drawn.add_section()
        drawn.add_row(f"[bold]{one.group}[/bold]", f"not measured: {one.why}", style="yellow")
    return drawn

"""Draws a view with rich: a few calm lines that fit a terminal of 80 by 24, or a narrower one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from pulsedev.cli.view import CELL, CELLS, UNCOUNTED, Run, View
from pulsedev.core.hysteresis import WARM_UP_TIME
from pulsedev.core.policy import TITLES
from pulsedev.core.states import State

if TYPE_CHECKING:
    from pulsedev.cli.glyphs import Glyphs
    from pulsedev.core.instructions import Alert

WIDTH = 78
"""Columns in use; a terminal of 80 keeps a margin."""

LABEL = 14
"""Columns of the labels on the left."""

SHARE = 5
"""Columns of a probability as a number."""

BAR = 40
"""Columns of a probability's bar."""

REASONS = 3
"""Reasons shown; the strongest come first, and more would not be read."""

TOO_EARLY = f"too early to say: that takes up to {WARM_UP_TIME / 60:.0f} min of work"
"""What stands where reasons will be."""

STATE_STYLE = {State.STUCK: "bold yellow", State.FLOW: "bold green", State.NEUTRAL: "cyan"}
RUN_STYLE = {Run.PASSED: "green", Run.FAILED: "red", Run.BROKEN: "yellow"}


def draw(view: View, glyphs: Glyphs, width: int = WIDTH) -> RenderableType:
    """Draw a whole view; its height does not change, so that nothing jumps.

    Where the width is short, bars shrink and the half hour loses its beginning.
    """
    wide = min(width, WIDTH) - LABEL
    cells = max(1, min(CELLS, wide))
    return Group(
        *(heading(view, min(width, WIDTH)), Text(), state_line(view, glyphs), Text()),
        bar("stuck", view.p_stuck, "yellow", glyphs, min(BAR, wide - SHARE)),
        bar("flow", view.p_flow, "green", glyphs, min(BAR, wide - SHARE)),
        *(Text(), *why(view), Text()),
        *(course(view, glyphs, cells), runs(view, glyphs, cells), axis(cells)),
        *(Text(), last_run(view, glyphs)),
        alert_panel(view.alert, glyphs, min(width, WIDTH)) if view.alert else Text(),
    )


def heading(view: View, width: int) -> RenderableType:
    """Name the session on the left and the speed on the right."""
    line = Table.grid(expand=False, padding=0)
    line.add_column(width=width - len(view.speed), no_wrap=True, overflow="ellipsis")
    line.add_column(justify="right")
    line.add_row(Text(view.title, style="bold"), Text(view.speed, style="dim"))
    return line


def state_line(view: View, glyphs: Glyphs) -> Text:
    """Say the state and for how long it has held."""
    style = STATE_STYLE.get(view.state, "dim")
    return Text.assemble(
        (f"{clock(view.elapsed)}   ", "dim"),
        (f"{glyphs.dot} {view.state.value}", style),
        (f"  for {minutes(view.state_for)}", "dim"),
    )


def bar(label: str, share: float | None, style: str, glyphs: Glyphs, columns: int) -> Text:
    """Draw a probability as a bar and as a number; nothing known is not nothing likely."""
    filled = round((share or 0.0) * columns)
    return Text.assemble(
        (f"{label:<{LABEL}}", "dim"),
        (glyphs.full * filled, style),
        (glyphs.empty * (columns - filled), "dim"),
        "" if share is None else f" {share:4.0%}",
    )


def why(view: View) -> list[Text]:
    """List the strongest reasons, always in as many lines."""
    reasons = [TOO_EARLY] if view.state is State.UNKNOWN else view.reasons
    told = [*reasons[:REASONS], *[""] * (REASONS - len(reasons))]
    heads = ["why", *[""] * (REASONS - 1)]
    return [
        Text.assemble((f"{head:<{LABEL}}", "dim"), reason, no_wrap=True, overflow="ellipsis")
        for head, reason in zip(heads, told, strict=True)
    ]


def course(view: View, glyphs: Glyphs, cells: int) -> Text:
    """Draw how the probability of being stuck went."""
    top = len(glyphs.levels) - 1
    levels = "".join(
        " " if share is None else glyphs.levels[round(share * top)]
        for share in view.course[-cells:]
    )
    return Text.assemble((f"{'stuck, course':<{LABEL}}", "dim"), (levels, "yellow"))


def runs(view: View, glyphs: Glyphs, cells: int) -> Text:
    """Mark the test runs under the moments when they ended."""
    text = Text.assemble((f"{'test runs':<{LABEL}}", "dim"))
    for run in view.runs[-cells:]:
        text.append(sign(run, glyphs) if run else glyphs.quiet, RUN_STYLE[run] if run else "dim")
    return text


def sign(run: Run, glyphs: Glyphs) -> str:
    """Return the mark of a run."""
    return {Run.PASSED: glyphs.passed, Run.FAILED: glyphs.failed, Run.BROKEN: glyphs.broken}[run]


def last_run(view: View, glyphs: Glyphs) -> Text:
    """Say how the newest run ended, of how many tests, and when."""
    ran = view.last_run
    if ran is None:
        return Text(f"{'last run':<{LABEL}}", style="dim")
    passed, failed = ran.counts
    ago = view.last_run_ago
    when = f"{minutes(ago)} ago" if ago >= 60 else "just now"  # noqa: PLR2004 - seconds a minute
    told = {Run.PASSED: "passed", Run.FAILED: "failed", Run.BROKEN: "failed, errors in the code"}
    counted = "" if ran.counts == UNCOUNTED else f", {passed} of {passed + failed} tests passed"
    return Text.assemble(
        (f"{'last run':<{LABEL}}", "dim"),
        (f"{sign(ran.how, glyphs)} {told[ran.how]}", RUN_STYLE[ran.how]),
        f"{counted}, {when}",
    )


def axis(cells: int) -> Text:
    """Name the ends of the time that is drawn."""
    begin = f"{cells * CELL / 60:.0f} min ago"
    return Text(f"{'':{LABEL}}{begin:<{cells - 3}}now", style="dim")


def alert_panel(alert: Alert, glyphs: Glyphs, width: int) -> Panel:
    """Draw an alert as an editor shows it: title, reasons, what might help, buttons."""
    lines = [Text("; ".join(reason.label for reason in alert.reasons[:REASONS]))]
    lines += [Text(suggestion, style="dim") for suggestion in alert.suggestions[:1]]
    buttons = "  ".join(f"[ {TITLES[action]} ]" for action in alert.actions)
    return Panel(
        Group(*lines, Text(buttons, style="bold")),
        title=Text(alert.title, style="bold yellow"),
        title_align="left",
        border_style="yellow",
        box=box.ASCII if glyphs.full.isascii() else box.ROUNDED,
        width=width,
    )


def clock(seconds: float) -> str:
    """Write a length of time as hours, minutes and seconds.

    >>> clock(3_725)
    '1:02:05'
    """
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def minutes(seconds: float) -> str:
    """Write how long a state has held.

    >>> minutes(40), minutes(600)
    ('40 s', '10 min')
    """
    return f"{seconds:.0f} s" if seconds < 60 else f"{seconds / 60:.0f} min"  # noqa: PLR2004 - a minute

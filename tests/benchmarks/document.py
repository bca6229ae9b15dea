"""``daemon/BENCHMARKS.md`` from a report; nothing in it is written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.words import goal, number, spread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.row import Report, Row

PICTURE = "pictures/benchmarks.svg"

HEAD = f"""# Benchmarks

`nox -s bench` measures this, `nox -s bench -- --write` writes it; a test holds this page to
[benchmarks.json](benchmarks.json), the figures of the last such run. Nobody edits it by hand.

Each pair is measured in turn in the same run, with the same seeds. Figures are medians, in brackets
between what half of the rounds lie (of fewer than five rounds, the least and the most). A **ratio**
says how many times better ours is than the peer: 2 is twice as fast or half the memory, 0.5 the
other way round. It is the median of the ratios of each round, so it need not be exactly that of
the medians beside it. A goal is the least ratio that is wanted, set before anything was measured.

![Ratios as bars: how many times better ours is than each peer, with the goals]({PICTURE})
"""


def document(report: Report) -> str:
    """Return the page."""
    return "\n".join([HEAD, *_summary(report), *_groups(report), *_circumstances(report)]) + "\n"


def _summary(report: Report) -> Iterator[str]:
    missed = [row for row in report.rows if row.met is False]
    goals = [row for row in report.rows if row.met is not None]
    yield f"{len(goals) - len(missed)} of {len(goals)} goals are met."
    if missed:
        yield "Missed:"
        yield ""
    for row in missed:
        assert row.goal is not None
        assert row.ratio is not None
        short = number(row.goal / row.ratio.middle)
        yield (
            f"- {row.group}: {row.name}, against {row.peer}: {number(row.ratio.middle)}"
            f" instead of {row.goal:.3g}, which is {short} times too little"
        )
    yield ""


def _groups(report: Report) -> Iterator[str]:
    for group in dict.fromkeys(row.group for row in report.rows):
        rows = [row for row in report.rows if row.group == group]
        yield f"## {group}"
        yield "| | ours | peer | theirs | ratio | goal |"
        yield "|---|---|---|---|---|---|"
        yield from map(_line, rows)
        yield ""
        yield from _notes(rows)
    if report.missing:
        yield "## Not measured"
        yield from (f"- {one.group}: {one.why}" for one in report.missing)
        yield ""


def _line(row: Row) -> str:
    theirs = spread(row.theirs, row.unit) if row.theirs else ""
    ratio = f"**{number(row.ratio.middle)}** {_around(row)}".strip() if row.ratio else ""
    cells = (row.name, spread(row.ours, row.unit), row.peer, theirs, ratio, goal(row))
    return f"| {' | '.join(cells)} |"


def _around(row: Row) -> str:
    if row.ratio is None or row.ratio.rounds == 1:
        return ""
    return f"({number(row.ratio.low)} to {number(row.ratio.high)})"


def _notes(rows: list[Row]) -> Iterator[str]:
    notes: dict[str, list[Row]] = {}
    for row in rows:
        if row.note:
            notes.setdefault(row.note, []).append(row)
    for note, noted in notes.items():
        yield note if len(noted) == len(rows) else f"- *{_named(noted, rows)}*: {note}"
    if notes:
        yield ""


def _named(noted: list[Row], rows: list[Row]) -> str:
    """Name the rows of a note, by what tells them from the others."""
    others = {row.name for row in rows} - {row.name for row in noted}
    names = {row.name for row in noted}
    if len(others) + len(names) == len({(row.name, row.note) for row in rows}):
        return "; ".join(dict.fromkeys(row.name for row in noted))
    peers = {row.peer for row in noted}
    if peers.isdisjoint(row.peer for row in rows if row not in noted):
        return "; ".join(dict.fromkeys(row.peer for row in noted))
    return "; ".join(f"{row.name}, {row.peer}" for row in noted)


def _circumstances(report: Report) -> Iterator[str]:
    yield "## Machine and versions"
    yield f"Measured on {report.date}, in {report.seconds / 60:.1f} minutes."
    yield ""
    yield "| | |"
    yield "|---|---|"
    yield from (f"| {name} | {value} |" for name, value in report.machine.items())
    yield from (f"| {name} | {value} |" for name, value in report.versions.items())

"""The tables of README.md and ``daemon/EVALUATION.md`` and a picture, from a result's figures.

What stands between the markers is written by ``nox -s evaluate -- DATA --write`` and by nobody.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pulsedev.evaluation.reporting import interval, many

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).parents[2]
FIGURES = ROOT / "daemon" / "evaluation.json"
DRAWN = ROOT / "daemon" / "pictures" / "evaluation.svg"
PAGES = (ROOT / "README.md", ROOT / "daemon" / "EVALUATION.md")

BEGIN, END = "<!-- written by nox -s evaluate -->", "<!-- end of what is written -->"

LEFT_OUT = ("curves", "reliability")
"""Of a result: they are for the page of pictures, and would make the file ten times as long."""

DIGITS = 4

EVENTS = "hermes_stuck"
"""The one data set whose labels are moments that somebody reported, so that alarms can be right."""

WIDTH, LINE, LEFT, PANEL, GAP, TOP = 980, 20, 170, 180, 20, 48
LOW, HIGH = 0.35, 0.85
COLOURS = {"base": "#777", "rule": "#777", "published": "#a05a00", "ours": "#0b62a4"}
LEARNED = "#2f7d5b"

WHAT = (
    'role="img" aria-label="AUC of each method with its 95 % interval, a panel for each data set"'
)
STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#333}.h{font-weight:600}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}}"
)

Tasks = dict[str, dict[str, Any]]


def shortened(value: object) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Return a result without what is left out, its numbers rounded."""
    if isinstance(value, dict):
        return {name: shortened(each) for name, each in value.items() if name not in LEFT_OUT}
    if isinstance(value, list | tuple):
        return [shortened(each) for each in value]
    return round(value, DIGITS) if isinstance(value, float) else value


def readme(told: Mapping[str, Any]) -> str:
    """Return the README's table: AUC of each method on each data set, and events."""
    return "\n".join(_overview(told["tasks"])) + "\n"


def _overview(tasks: Tasks) -> Iterator[str]:
    names = list(tasks)
    yield f"| AUC [95 %] | {' | '.join(f'`{name}`' for name in names)} |"
    yield "|---" * (1 + len(names)) + "|"
    counts = (many(tasks[name]) for name in names)
    yield f"| each judged by what the others taught | {' | '.join(counts)} |"
    bases = (f"{tasks[name]['base']:.3f}" for name in names)
    yield f"| base rate | {' | '.join(bases)} |"
    best = (f"{tasks[name]['random']['auc'][1]:.3f}" for name in names)
    yield f"| at random, best of 20 | {' | '.join(best)} |"
    for method, first in tasks[names[0]]["methods"].items():
        figures = (interval(tasks[name]["methods"][method]["auc"]) for name in names)
        yield f"| {first['title']} | {' | '.join(figures)} |"
    yield f"| to beat | {' | '.join(tasks[name]['reference'] for name in names)} |"


def details(told: Mapping[str, Any]) -> str:
    """Return the tables of each data set with all figures, and what they were made with."""
    lines = [line for name, task in told["tasks"].items() for line in _detail(name, task)]
    made = told["made"]
    versions = ", ".join(f"{name} {number}" for name, number in made["versions"].items())
    lines.append(f"Made in {made['seconds']:.0f} s on {made['machine']}, with {versions}.")
    return "\n".join(lines) + "\n"


def _detail(name: str, task: Mapping[str, Any]) -> Iterator[str]:
    yield f"### {name}"
    yield (
        f"{task['asks'][0].upper()}{task['asks'][1:]}. {task['moments']:,} moments of "
        f"{many(task)}, {task['base']:.1%} of them stuck; "
        f"{task['unseen_moments']} moments at which nobody worked are left out. "
        f"To beat: {task['reference']}."
    )
    yield ""
    yield (
        "| | AUC [95 %] | AP [95 %] | Brier | calibration error | within a person | worst quarter "
        "| gain on the best rule | recall | precision | false alarms/h | delay |"
    )
    yield "|---" * 12 + "|"
    for which, title in enumerate(("at random, mean of 20", "at random, best of 20")):
        yield _random(title, task["random"], which)
    yield from (_method(row) for row in task["methods"].values())
    yield f"| alerts as shown {'| ' * 8}| {' | '.join(_events(task['alerts']))} |"
    yield ""


def _random(title: str, chance: Mapping[str, Any], which: int) -> str:
    events = {name: values[which] for name, values in chance["events"].items()}
    auc, precise = (f"{chance[name][which]:.3f}" for name in ("auc", "average_precision"))
    return f"| {title} | {auc} | {precise} {'| ' * 6}| {' | '.join(_events(events))} |"


def _method(row: Mapping[str, Any]) -> str:
    cells = [
        row["title"],
        interval(row["auc"]),
        interval(row["average_precision"]),
        _number(row["brier"][0]),
        _number(row["calibration_error"]),
        _number(row["within"]),
        _number(row["within_worst_quartile"]),
        interval(row["gain"]["auc"]) if "gain" in row else "",
        *_events(row["events"]),
    ]
    return f"| {' | '.join(cells)} |"


def _events(events: Mapping[str, float | None]) -> Sequence[str]:
    delay = events.get("delay_s")
    figures = (_number(events[name], 2) for name in ("recall", "precision", "false_per_hour"))
    return (*figures, "" if delay is None else f"{delay / 60:+.1f} min")


def _number(value: float | None, digits: int = 3) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def between(page: str, made: str) -> str:
    """Return a page with what stands between its markers written anew; ValueError without them."""
    before, found, rest = page.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        raise ValueError("a page without the markers")
    return f"{before}{BEGIN}\n\n{made}\n{END}{after}"


def picture(told: Mapping[str, Any]) -> str:
    """Return a picture: each method's AUC with its interval, a panel a data set."""
    tasks: Tasks = told["tasks"]
    methods = next(iter(tasks.values()))["methods"]
    height = TOP + LINE * len(methods) + 34
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {WHAT}>',
        f"<style>{STYLE}</style>",
    ]
    for place, row in enumerate(methods.values()):
        lines.append(f'<text x="8" y="{_y(place) + 4}">{escape(row["title"])}</text>')
    for panel, (name, task) in enumerate(tasks.items()):
        lines += _panel(LEFT + panel * (PANEL + GAP), name, task, height)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _panel(left: int, name: str, task: Mapping[str, Any], height: int) -> Iterator[str]:
    bottom = height - 26
    yield f'<text class="h" x="{left}" y="18">{escape(name)}</text>'
    for tick in (0.4, 0.5, 0.6, 0.7, 0.8):
        x = left + _x(tick)
        colour = "#999" if tick == 0.5 else "#9993"
        yield f'<path d="M{x} {TOP - 14}V{bottom}" stroke="{colour}"/>'
        yield f'<text x="{x}" y="{bottom + 16}" text-anchor="middle">{tick}</text>'
    for place, row in enumerate(task["methods"].values()):
        middle, low, high = row["auc"]
        colour, y = COLOURS.get(row["kind"], LEARNED), _y(place)
        yield (
            f'<path d="M{left + _x(low)} {y}H{left + _x(high)}" stroke="{colour}" '
            'stroke-width="2"/>'
            f'<circle cx="{left + _x(middle)}" cy="{y}" r="3.5" fill="{colour}"/>'
        )


def _x(value: float) -> float:
    return round((min(max(value, LOW), HIGH) - LOW) / (HIGH - LOW) * PANEL, 1)


def _y(place: int) -> int:
    return TOP + LINE * place

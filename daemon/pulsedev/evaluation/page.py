"""``pulsedev evaluate --html``: one file with all tables and pictures, nothing from elsewhere."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from pulsedev.evaluation.charts import COLOURS, PLAIN, Axes, Series, Timeline, chart, timeline
from pulsedev.evaluation.figures import GRID
from pulsedev.evaluation.methods import Kind
from pulsedev.evaluation.reporting import EVENT_HEAD, HEAD, cells, many

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pulsedev.evaluation.watching import Watched

    Result = Mapping[str, Any]

MOST_LINES = 5
"""Methods in a picture: of more nobody can tell the lines apart."""

MOST_RECORDINGS = 12
"""Recordings of a data set that are drawn; more would be pages without end."""

HALF = 0.5
"""Base rate below which precision is low, and the names of its lines stand above them."""

STYLE = """
:root{color-scheme:light dark;--ink:#222;--soft:#6a6a6a;--line:#8884;--ground:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#ddd;--soft:#9a9a9a;--ground:#161616}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground);
max-width:66rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}
.wide{overflow-x:auto}th,td{padding:.2rem .6rem;text-align:right;white-space:nowrap;
border-bottom:1px solid var(--line)}th:first-child,td:first-child{text-align:left}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(22rem,1fr));gap:1rem}
svg{width:100%;height:auto}svg text{font:12px system-ui,sans-serif;fill:var(--ink)}
svg .h{font-weight:600}.g{stroke:var(--line);fill:none}.p{stroke:#0072b2;fill:none;stroke-width:1.5}
.s{fill:#d55e00;fill-opacity:.18}.m{fill:#009e73}.a{stroke:#d55e00;stroke-width:2}
p{color:var(--soft)}section{break-inside:avoid-page}
"""


def page(results: Mapping[str, Result], recordings: Mapping[str, Sequence[Watched]]) -> str:
    """Return the page; ``recordings`` are those of each data set, by its name."""
    sections = [
        part for name in results for part in _section(name, results[name], recordings[name])
    ]
    body = "\n".join(sections)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>PulseDev: evaluation</title><style>{STYLE}</style></head>"
        f"<body><h1>How well is being stuck told?</h1>\n{body}\n</body></html>\n"
    )


def _section(name: str, result: Result, recordings: Sequence[Watched]) -> Iterator[str]:
    yield f"<section><h2>{escape(name)}</h2>"
    yield (
        f"<p>{escape(result['asks'])}. {result['moments']:,} moments of "
        f"{escape(many(result))}, each judged by what the others taught; "
        f"{result['base']:.1%} of them stuck. To beat: {escape(result['reference'])}.</p>"
    )
    yield from _table(result)
    yield '<div class="charts">'
    yield from _charts(result)
    yield "</div></section>"
    yield from _timelines(recordings)


def _table(result: Result) -> Iterator[str]:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in (*HEAD, *EVENT_HEAD))
    yield f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>'
    for row in cells(result):
        yield f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
    yield "</tbody></table></div>"


def _chosen(result: Result) -> list[tuple[str, str, str]]:
    """Return names, titles and colours of the methods that are drawn: the best of each kind."""
    methods = result["methods"]

    def strength(name: str) -> float:
        return methods[name]["auc"][0] or 0.0

    best = sorted((name for name in methods if methods[name]["kind"] != Kind.BASE), key=strength)
    found = list[str]()
    for kind in (Kind.LEARNED, Kind.OURS, Kind.PUBLISHED, Kind.RULE):
        found += [name for name in reversed(best) if methods[name]["kind"] == kind][:1]
    found += [name for name in reversed(best) if name not in found]
    pairs = zip(found[:MOST_LINES], COLOURS, strict=False)
    return [(name, methods[name]["title"], colour) for name, colour in pairs]


def _charts(result: Result) -> Iterator[str]:
    chosen, curves = _chosen(result), result["curves"]
    roc = [_banded(curves[name]["roc"], title, colour) for name, title, colour in chosen]
    even = Series("chance", ((0.0, 0.0), (1.0, 1.0)), PLAIN)
    yield chart(Axes("ROC", "false positive rate", "true positive rate"), [*roc, even])
    precise = [
        _banded(curves[name]["precision_recall"], title, colour) for name, title, colour in chosen
    ]
    base = result["base"]
    level = Series("base rate", ((0.0, base), (1.0, base)), PLAIN)
    axes = Axes("Precision and recall", "recall", "precision", legend_above=base < HALF)
    yield chart(axes, [*precise, level])
    met = [Series(title, curves[name]["events"], colour) for name, title, colour in chosen]
    luck = Series("at random", result["random"]["curve"], PLAIN)
    axes = Axes("Episodes met", "false alarms an active hour", "recall", x_end=4.0)
    yield chart(axes, [*met, luck])
    said = [
        Series(
            title,
            [(p, so) for p, so, _ in result["methods"][name]["reliability"]],
            colour,
            dots=True,
        )
        for name, title, colour in chosen
    ]
    sure = Series("as it should be", ((0.0, 0.0), (1.0, 1.0)), PLAIN)
    yield chart(Axes("Calibration", "probability that is said", "share that is so"), [*said, sure])


def _banded(curve: Mapping[str, Sequence[float]], title: str, colour: str) -> Series:
    middle, low, high = (
        list(zip(GRID.tolist(), curve[name], strict=True)) for name in ("middle", "low", "high")
    )
    return Series(title, middle, colour, band=(low, high))


def _timelines(recordings: Sequence[Watched]) -> Iterator[str]:
    marked = [each for each in recordings if len(each.marks) and len(each.line)]
    if not marked:
        return
    shown = sorted(marked, key=lambda each: (-len(each.alerts), -len(each.marks), each.name))
    yield (
        "<h3>Recordings</h3><p>Line: the probability of being stuck that was shown, 0 to 1. "
        "Shaded: shown as stuck. Triangles: somebody was stuck. Bars: alerts.</p>"
    )
    yield from (timeline(_told(each)) for each in shown[:MOST_RECORDINGS])
    if len(marked) > MOST_RECORDINGS:
        yield f"<p>{len(marked) - MOST_RECORDINGS:,} more recordings are not shown.</p>"


def _told(watched: Watched) -> Timeline:
    times = np.concatenate([watched.at, watched.line[:, 0], watched.marks])
    first, last = float(times.min()), float(times.max())
    line = [(at - first, p) for at, p, _ in watched.line.tolist()]
    stuck, since = list[tuple[float, float]](), None
    for at, _, on in [*watched.line.tolist(), (last, 0.0, 0.0)]:
        if on and since is None:
            since = at - first
        elif not on and since is not None:
            stuck.append((since, at - first))
            since = None
    return Timeline(
        name=watched.name,
        end=last - first,
        line=line,
        stuck=stuck,
        marks=(watched.marks - first).tolist(),
        alerts=(watched.alerts - first).tolist(),
    )

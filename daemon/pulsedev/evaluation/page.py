"""All results as one HTML file: tables, pictures and timelines, with nothing from elsewhere."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from pulsedev.evaluation.alarms import NEAR
from pulsedev.evaluation.cells import MINUTE, interval
from pulsedev.evaluation.folding import LONGEST_BREAK, told
from pulsedev.evaluation.methods import Kind
from pulsedev.evaluation.picturing import pictures
from pulsedev.evaluation.styling import PICTURES, STYLE
from pulsedev.evaluation.tabling import table, typeset
from pulsedev.evaluation.timelines import key, timeline

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pulsedev.evaluation.watching import Watched

    Result = Mapping[str, Any]

MOST_RECORDINGS = 12
"""Timelines of a data set: with more, nobody would come to the next one."""

INTRODUCTION = (
    "Each method judges people who taught it nothing, at moments as the live session saw them, "
    "with nothing of what came later. An AUC of 0.5 is chance, 1 is always right; intervals are "
    "95 % over people. What beats neither chance at its luckiest nor the best rule has shown "
    "nothing."
)


READING = (
    f"An alarm is right within {NEAR / MINUTE:g} min of an episode of being stuck, and each "
    "episode has one. Delay: the median from an episode's begin to its alarm, below 0 where that "
    "came before. Calibration error: how far what is said lies from what is so, on average. Worst "
    "quartile: the AUC that three of four people reach."
)


def page(results: Mapping[str, Result], recordings: Mapping[str, Sequence[Watched]]) -> str:
    """Return the page; results and recordings of each data set are by its name."""
    names = list(results)
    parts = [
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>PulseDev: evaluation</title><style>{PICTURES}{STYLE}</style></head><body>",
        f"<main><h1>How well is being stuck told?</h1><p>{INTRODUCTION}</p>",
        f'<p class="soft">{READING}</p>',
        *_links(names),
    ]
    for place, name in enumerate(names):
        parts.append(f'<section aria-labelledby="set-{place}"><h2 id="set-{place}">')
        parts.append(f"{escape(name)}</h2>")
        parts += _asked(results[name])
        parts += table(name, results[name])
        parts.append('<h3>In pictures</h3><div class="charts">')
        parts += pictures(results[name])
        parts.append("</div>")
        parts += _timelines(recordings.get(name, ()))
        parts.append("</section>")
    return "\n".join([*parts, "</main></body></html>\n"])


def _links(names: Sequence[str]) -> Iterator[str]:
    if len(names) > 1:
        yield '<nav aria-label="Data sets"><ul>'
        for place, name in enumerate(names):
            yield f'<li><a href="#set-{place}">{escape(name)}</a></li>'
        yield "</ul></nav>"


def _asked(result: Result) -> Iterator[str]:
    group = result.get("group", "group")
    facts = {
        "Asked": result.get("asks"),
        "To beat": result.get("reference"),
        "Moments": f"{result['moments']:,} in {_many(result['recordings'], 'recording')}",
        "Held out": f"each of {result['groups']:,} by {group}",
        "Base rate": f"{result['base']:.1%} of the moments are stuck",
        "Best learned": _best_learned(result),
    }
    yield "<dl>"
    for name, words in facts.items():
        if words:
            yield f"<dt>{name}</dt><dd>{escape(words)}</dd>"
    yield "</dl>"


def _best_learned(result: Result) -> str | None:
    """Say how far what learned best is above the best rule, and whether that is beyond chance."""
    learned = [row for row in result["methods"].values() if row["kind"] == Kind.LEARNED]
    held = [row for row in learned if row.get("gain") and row["gain"]["auc"][1] is not None]
    if not held:
        return None
    best = max(held, key=lambda row: row["auc"][0] or 0.0)
    over, gain = result["methods"][best["gain"]["over"]]["title"], best["gain"]["auc"]
    beyond = "beyond chance" if gain[1] > 0 else "not beyond chance"
    more = typeset(interval(gain, sign=True))
    auc = interval(best["auc"])
    return f"{best['title']}, AUC {auc}: {more} over the best rule ({over}), {beyond}"


def _timelines(recordings: Sequence[Watched]) -> Iterator[str]:
    marked = [each for each in recordings if len(each.marks)]
    seen = [each for each in marked if len(each.line)]
    seen.sort(key=lambda each: (-each.active_hours, each.name))
    yield "<h3>Recordings</h3>"
    yield f"<p>{_of_recordings(len(marked), len(seen))}</p>"
    if seen:
        yield f'<ul class="key">{key()}</ul><div class="charts">'
        yield from (f"<figure>{timeline(told(each))}</figure>" for each in seen[:MOST_RECORDINGS])
        yield "</div>"


def _of_recordings(marked: int, seen: int) -> str:
    """Say which recordings with marks are drawn, and how many are not."""
    if not marked:
        return "In none of them somebody was stuck, so none is drawn."
    words = [f"Somebody was stuck in {_many(marked, 'recording')}."]
    if marked > seen:
        words.append(f"{marked - seen:,} of them ended before any probability was shown.")
    if seen > MOST_RECORDINGS:
        words.append(
            f"The {MOST_RECORDINGS} with the most active hours are drawn; "
            f"{seen - MOST_RECORDINGS:,} more are not shown."
        )
    if seen:
        longest = f"{LONGEST_BREAK / MINUTE:g} min"
        words.append(f"Stretches of more than {longest} in which nothing was are cut out.")
    return " ".join(words)


def _many(count: int, name: str) -> str:
    return f"{count:,} {name}{'' if count == 1 else 's'}"

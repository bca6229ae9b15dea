"""The four pictures of a data set's result: how well moments are told apart, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from pulsedev.evaluation.alarms import BUDGET
from pulsedev.evaluation.charts import Axes, Series, chart
from pulsedev.evaluation.figures import GRID
from pulsedev.evaluation.methods import Kind
from pulsedev.evaluation.svg import COLOURS, round_end

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Result = Mapping[str, Any]

SEATS = ((Kind.OURS, 1), (Kind.PUBLISHED, 1), (Kind.RULE, 1), (Kind.LEARNED, 2))
"""Of each kind, so many have a picture's colours; the same kind always has the same ones."""

MOST_FALSE = 3.0
"""False alarms an active hour that are still drawn: who is called so often looks no more."""

EVERY = 8
"""Points of a curve from mark to mark: often enough to follow it, seldom enough to see it."""

EVEN = ((0.0, 0.0), (1.0, 1.0))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A method that is in the pictures."""

    name: str
    title: str
    colour: int


def drawn(result: Result) -> list[Drawn]:
    """Return those that are in the pictures: what begins with everybody, and the best of others.

    Ours is the evidence of one moment, which comes first; of each other kind it is the highest AUC.
    """
    found, colour = list[Drawn](), 0
    for kind, seats in SEATS:
        there = [(name, row) for name, row in result["methods"].items() if row["kind"] == kind]
        if kind is not Kind.OURS:
            there.sort(key=lambda each: -(each[1]["auc"][0] or 0.0))
        for place, (name, row) in enumerate(there[:seats]):
            found.append(Drawn(name, row["title"], (colour + place) % COLOURS))
        colour += seats
    return found


def pictures(result: Result) -> Iterator[str]:
    """Draw them, each with a sentence on how to read it."""
    chosen = drawn(result)
    for made, words in (_roc(result, chosen), _precision(result, chosen), _events(result, chosen)):
        yield _figure(made, words)
    yield _figure(*_reliability(result, chosen))


def _figure(made: str, words: str) -> str:
    return f"<figure>{made}<figcaption>{escape(words)}</figcaption></figure>"


def _roc(result: Result, chosen: Sequence[Drawn]) -> tuple[str, str]:
    lines = [_banded(each, result["curves"][each.name]["roc"], 0) for each in chosen]
    axes = Axes(
        "ROC: stuck moments told from others",
        "false positive rate (share of moments not stuck)",
        "true positive rate (share of stuck moments)",
    )
    words = "Higher is better; the area below a line is its AUC. Bands: 95 % over people."
    return chart(axes, [*lines, Series("chance", EVEN)]), words


def _precision(result: Result, chosen: Sequence[Drawn]) -> tuple[str, str]:
    base = result["base"]
    # At a recall of 0 nothing is called stuck, so that no precision is measured there.
    lines = [_banded(each, result["curves"][each.name]["precision_recall"], 1) for each in chosen]
    axes = Axes(
        "Precision and recall of moments",
        "recall (share of stuck moments)",
        "precision (share of those called stuck)",
    )
    words = "Higher is better; chance lies on the base rate. Bands: 95 % over people."
    level = Series(f"base rate, {base:.1%}", ((0.0, base), (1.0, base)))
    return chart(axes, [*lines, level]), words


def _events(result: Result, chosen: Sequence[Drawn]) -> tuple[str, str]:
    lines = [
        Series(
            each.title,
            result["curves"][each.name]["events"],
            each.colour,
            dot=_used(result["methods"][each.name]["events"]),
        )
        for each in chosen
    ]
    chance = Series("alarms at random", result["random"]["curve"])
    alerts = Series("the product's alerts", (), dot=_used(result["alerts"]))
    everything = [*lines, chance, alerts]
    reached = max((x for each in everything for x, _ in each.points), default=BUDGET)
    axes = Axes(
        "Episodes met, for false alarms",
        "false alarms per active hour",
        "recall (share of episodes of being stuck)",
        x_end=min(round_end(reached), MOST_FALSE),
    )
    words = (
        "Up and to the left is better. Marks: the threshold that was chosen among those who "
        f"taught, for at most {BUDGET:g} false alarm per active hour."
    )
    return chart(axes, everything), words


def _reliability(result: Result, chosen: Sequence[Drawn]) -> tuple[str, str]:
    lines = [
        Series(
            each.title,
            [(said, so) for said, so, _ in result["methods"][each.name]["reliability"]],
            each.colour,
            every=1,
        )
        for each in chosen
    ]
    end = round_end(
        max((value for each in lines for point in each.points for value in point), default=1.0)
    )
    axes = Axes(
        "Reliability of the probability",
        "probability that was said",
        "share that was stuck",
        x_end=end,
        y_end=end,
    )
    words = "On the dashed line is best. Each mark stands for a tenth of the moments."
    return chart(axes, [*lines, Series("as it should be", EVEN)]), words


def _banded(each: Drawn, curve: Mapping[str, Sequence[float]], first: int) -> Series:
    middle, low, high = (
        list(zip(GRID.tolist(), curve[name], strict=True))[first:]
        for name in ("middle", "low", "high")
    )
    return Series(each.title, middle, each.colour, low, high, every=EVERY)


def _used(events: Mapping[str, float | None]) -> tuple[float, float] | None:
    """Return where a method's alarms lie in the picture; nowhere if there was no episode."""
    false, recall = events["false_per_hour"], events["recall"]
    return None if false is None or recall is None else (false, recall)

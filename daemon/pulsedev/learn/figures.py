"""The figures of a model card in words and tables, each beside what it has to beat."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pulsedev.core.remarking import meaning_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulsedev.learn.manifest import Manifest

NAMES = {
    "auc": "AUC",
    "average_precision": "average precision",
    "brier": "Brier score (less is better)",
    "accuracy": "accuracy",
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "drift": "drift: stability index of the last week (less is better)",
}

DROPPED = {
    "damaged": "damaged moments",
    "short": "moments of stretches that hardly began",
    "outlier": "outliers",
}

NOTHING = "-"
"""In a table, where a figure has no meaning."""


def training_lines(manifest: Manifest) -> str:
    """Say what a model was trained on."""
    told = manifest.card
    lines = [
        f"- {day(manifest.since)} to {day(manifest.until)}, trained on {day(manifest.created)}"
    ]
    if _number(told, "labels") is not None:
        lines.append(
            f"- {told['labels']} labels of yours, {_number(told, 'positive') or 0} of them yes;"
            f" {_number(told, 'weak_rows') or 0} moments guessed by rules, with a quarter of the"
            " weight"
        )
    hours = _number(told, "hours")
    rows = _number(told, "rows")
    if rows is not None:
        lines.append(f"- {rows:,} moments" + (f", {hours:.0f} active hours" if hours else ""))
    for name, words in (("commits", "commits"), ("segments", "quarters of an hour")):
        if _number(told, name) is not None:
            lines.append(f"- {told[name]:,} {words}")
    lines += _left_out(told.get("dropped"))
    return "\n".join([*lines, *_foremost(told.get("foremost"))])


def _left_out(dropped: object) -> list[str]:
    if not isinstance(dropped, dict) or not dropped:
        return ["- nothing left out"]
    said = (f"{dropped[name]:,} {words}" for name, words in DROPPED.items() if name in dropped)
    return [f"- left out: {', '.join(said)}"]


def _foremost(columns: object) -> list[str]:
    if not isinstance(columns, list) or not columns:
        return []
    known = []
    for column in columns:
        try:
            known.append(meaning_of(str(column)))
        except KeyError:
            continue
    unique = list(dict.fromkeys(known))
    return [f"- looks most at: {'; '.join(unique[:5])}"]


def figure_table(told: Mapping[str, Any]) -> str:
    """Return a table of figures on later labels, beside the champion's and the baselines'."""
    later, scores = told.get("later"), told.get("scores")
    if not isinstance(later, dict) or not isinstance(scores, dict):
        return "No labels came after those that it was trained on, so nobody knows yet."
    head = (
        f"On {later.get('labels')} labels, {later.get('positive')} of them yes, each judged by a"
        " model that was trained in the same way on earlier ones alone; with 95 % intervals from"
        " days drawn at random:"
    )
    champion, majority = _table(told, "champion"), _table(told, "majority")
    feature = _table(told, "feature")
    rows = ["| | this model | in use before | base rate | best single feature |"]
    rows.append("|---|---|---|---|---|")
    for name, words in NAMES.items():
        if name not in scores:
            continue
        cells = [
            _interval(scores.get(name)),
            _interval(champion.get(name)),
            _plain(_base(name, majority)),
            _interval(feature.get(name)),
        ]
        rows.append(f"| {words} | {' | '.join(cells)} |")
    return head + "\n\n" + "\n".join(rows)


def _base(name: str, majority: Mapping[str, Any]) -> object:
    if name == "auc":
        return 0.5
    return majority.get("base_rate" if name == "average_precision" else name)


def alarm_lines(told: Mapping[str, Any]) -> str:
    """Say how loud it would have been, beside the champion and chance."""
    ours, theirs = _table(told, "alarms"), _table(told, "champion_alarms")
    if not ours:
        return ""
    chance = _table(told, "random")
    first = (
        f"- {ours.get('alarms')} would-be alarms in {_plain(ours.get('hours'))} active hours,"
        f" {ours.get('false')} of them where you said otherwise"
        f" ({_plain(ours.get('false_per_hour'))} an hour; in use before:"
        f" {_plain(theirs.get('false_per_hour'))})"
    )
    lines = [first]
    if isinstance(chance.get("recall_mean"), float):
        lines.append(
            f"- as many alarms at random would meet {chance['recall_mean']:.0%} of the labels,"
            f" with luck {chance['recall_best']:.0%}"
        )
    return "\n".join(lines)


def met_table(told: Mapping[str, Any]) -> str:
    """Return a table of the limits that were set, and whether they are met."""
    met = _table(told, "met")
    if not met:
        return ""
    rows = ["| limit | | |", "|---|---|---|"]
    for name, words in NAMES.items():
        found = met.get(name)
        if isinstance(found, dict):
            rows.append(f"| {words} | {_plain(found.get('limit'))} | {_said(found.get('met'))} |")
    return "\n".join(rows)


def _said(met: object) -> str:
    if met is None:
        return "can't be measured"
    return "met" if met else "not met"


def day(at: float) -> str:
    """Return the date of epoch seconds, in UTC as a card is read anywhere."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def _table(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = told.get(name)
    return found if isinstance(found, dict) else {}


def _number(told: Mapping[str, Any], name: str) -> float | None:
    found = told.get(name)
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None


def _plain(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float | int) else NOTHING


def _interval(figure: object) -> str:
    if not isinstance(figure, list) or not figure or not isinstance(figure[0], float):
        return NOTHING
    value, low, high = (*figure, None, None)[:3]
    if isinstance(low, float) and isinstance(high, float):
        return f"{value:.2f} ({low:.2f} to {high:.2f})"
    return f"{value:.2f}"

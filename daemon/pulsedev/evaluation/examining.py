"""One data set's result: every method's figures, events and curves, beside what chance gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pulsedev.evaluation import alarms, figures
from pulsedev.evaluation.chance import chance
from pulsedev.evaluation.methods import Kind
from pulsedev.evaluation.scoring import said
from pulsedev.evaluation.splitting import unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pulsedev.evaluation.methods import Method
    from pulsedev.evaluation.moments import Moments
    from pulsedev.evaluation.scoring import Said
    from pulsedev.evaluation.splitting import Split
    from pulsedev.training.dataset import Whole

Result = dict[str, Any]


def examine(
    moments: Moments,
    methods: Sequence[Method],
    progress: Callable[[], None],
    splits: list[Split] | None = None,
) -> Result:
    """Hold every method to people that taught it nothing; return figures by name.

    ``splits`` says who teaches whom; each group is judged by all others if None.
    """
    splits = unseen(moments.group) if splits is None else splits
    rows: dict[str, Result] = {}
    told: dict[str, Said] = {}
    for method in methods:
        told[method.name] = each = said(method, moments, splits)
        rows[method.name] = {"title": method.title, "kind": method.kind.value}
        rows[method.name] |= _of_moments(moments, each) | {"events": _of_events(moments, each)}
        progress()
    _add_gains(rows, moments, methods, told)
    which = np.sort(np.concatenate([test for _, test in splits]))
    return {
        "moments": len(which),
        "groups": len(np.unique(moments.group[which])),
        "recordings": len(np.unique(moments.session[which])),
        "base": float(moments.outcome[which].mean()),
        "unseen_moments": sum(watched.unseen for watched in moments.watched),
        "random": chance(moments, which),
        "alerts": _alerts(moments, which),
        "methods": rows,
        "curves": _curves(moments, told),
    }


def _of_moments(moments: Moments, each: Said) -> Result:
    outcome, group = moments.outcome[each.which], moments.group[each.which]
    found: Result = dict(figures.figures(each.score, each.probability, outcome, group))
    found |= figures.within(each.score, outcome, group)
    bins = figures.reliability(each.probability, outcome)
    return found | {"calibration_error": figures.calibration_error(bins), "reliability": bins}


def _of_events(moments: Moments, each: Said) -> Result:
    lines = alarms.timelines(moments, each.which)
    counts = alarms.count(moments, lines, each.probability >= each.threshold)
    return counts.as_dict()


def _add_gains(
    rows: dict[str, Result], moments: Moments, methods: Sequence[Method], told: dict[str, Said]
) -> None:
    """Hold what is learned to the best of the rules: one that is not better has shown nothing."""
    rules = [method.name for method in methods if method.kind is Kind.RULE]
    if not rules:
        return
    best = max(rules, key=lambda name: rows[name]["auc"][0] or 0.0)
    for method in methods:
        if method.kind not in (Kind.BASE, Kind.RULE):
            ours = told[method.name]
            outcome, group = moments.outcome[ours.which], moments.group[ours.which]
            gain = figures.gain(ours.score, told[best].score, outcome, group)
            rows[method.name]["gain"] = {"over": best, "auc": gain}


def _alerts(moments: Moments, which: Whole) -> Result:
    """Return what came of the alerts that a user would have seen."""
    sessions = np.unique(moments.session[which])
    each = (alarms.tally(moments, one, moments.watched[one].alerts.tolist()) for one in sessions)
    return sum(each, alarms.Counts()).as_dict()


def _curves(moments: Moments, told: dict[str, Said]) -> Result:
    found: Result = {}
    for name, each in told.items():
        outcome, group = moments.outcome[each.which], moments.group[each.which]
        found[name] = {
            "roc": figures.band(figures.roc, each.score, outcome, group),
            "precision_recall": figures.band(figures.precision_recall, each.score, outcome, group),
            "events": alarms.curve(moments, each.which, each.probability),
        }
    return found

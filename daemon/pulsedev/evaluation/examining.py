"""One data set's result: every method's figures, events and curves, beside what chance gives."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from pulsedev.evaluation import alarms, figures
from pulsedev.evaluation.chance import chance
from pulsedev.evaluation.methods import Kind
from pulsedev.evaluation.parallel import each
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
    *,
    splits: list[Split] | None = None,
    jobs: int = 1,
) -> Result:
    """Hold every method to people that taught it nothing; return figures by name.

    ``splits`` says who teaches whom; each group is judged by all others if None.
    """
    splits = unseen(moments.group) if splits is None else splits
    rows: dict[str, Result] = {}
    told: dict[str, Said] = {}
    curves: Result = {}
    hold = partial(_held, moments=moments, splits=splits)
    for method, held in zip(methods, each(hold, methods, min(jobs, len(methods))), strict=True):
        told[method.name], rows[method.name], curves[method.name] = held
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
        "curves": curves,
    }


def _held(method: Method, *, moments: Moments, splits: list[Split]) -> tuple[Said, Result, Result]:
    found = said(method, moments, splits)
    row = {"title": method.title, "kind": method.kind.value}
    row |= _of_moments(moments, found) | {"events": _of_events(moments, found)}
    return found, row, _curves(moments, found)


def _of_moments(moments: Moments, told: Said) -> Result:
    outcome, group = moments.outcome[told.which], moments.group[told.which]
    found: Result = dict(figures.figures(told.score, told.probability, outcome, group))
    found |= figures.within(told.score, outcome, group)
    bins = figures.reliability(told.probability, outcome)
    return found | {"calibration_error": figures.calibration_error(bins), "reliability": bins}


def _of_events(moments: Moments, told: Said) -> Result:
    lines = alarms.timelines(moments, told.which)
    counts = alarms.count(moments, lines, told.probability >= told.threshold)
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
    counts = (alarms.tally(moments, one, moments.watched[one].alerts.tolist()) for one in sessions)
    return sum(counts, alarms.Counts()).as_dict()


def _curves(moments: Moments, told: Said) -> Result:
    outcome, group = moments.outcome[told.which], moments.group[told.which]
    return {
        "roc": figures.band(figures.roc, told.score, outcome, group),
        "precision_recall": figures.band(figures.precision_recall, told.score, outcome, group),
        "events": alarms.curve(moments, told.which, told.probability),
    }

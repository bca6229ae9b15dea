"""What scores and alarms at random give: the mean is chance, the best of them luck.

Whoever tries often enough finds a lucky one, so a figure that the best of twenty reaches is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from pulsedev.evaluation import alarms
from pulsedev.evaluation.alarms import BUDGET, Counts
from pulsedev.training.estimators import SEED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pulsedev.evaluation.moments import Moments
    from pulsedev.training.dataset import Whole

DRAWS = 20

PACES = (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
"""Alarms in an active hour along the curve of chance."""

EVENT_FIGURES = ("recall", "precision", "false_per_hour", "alarms_per_day")

MeanAndBest = list[float | None]


def chance(moments: Moments, which: Whole) -> dict[str, Any]:
    """Return AUC, average precision and event figures of DRAWS draws: mean and best of each."""
    rng, outcome = np.random.default_rng(SEED), moments.outcome[which]
    scores = [rng.random(len(which)) for _ in range(DRAWS)]
    right = np.mean(
        [counts.right / max(counts.alarms, 1) for counts in drawn(moments, which, BUDGET)]
    )
    pace = BUDGET / max(1.0 - float(right), 1.0 / DRAWS)
    events = [counts.as_dict() for counts in drawn(moments, which, pace)]
    return {
        "auc": _mean_and_best(roc_auc_score(outcome, score) for score in scores),
        "average_precision": _mean_and_best(
            average_precision_score(outcome, score) for score in scores
        ),
        "events": {name: _mean_and_best(draw[name] for draw in events) for name in EVENT_FIGURES},
        "curve": [_middle(drawn(moments, which, each)) for each in PACES],
    }


def drawn(moments: Moments, which: Whole, pace: float) -> list[Counts]:
    """Return what DRAWS times so many alarms an active hour give, at moments drawn evenly."""
    lines, rng, found = alarms.timelines(moments, which), np.random.default_rng(SEED), []
    for _ in range(DRAWS):
        total = Counts()
        for line in lines:
            wanted = rng.poisson(pace * moments.watched[line.session].active_hours)
            above = rng.permutation(len(line.at)) < wanted
            total += alarms.tally(moments, line.session, alarms.sounded(line.at, above))
        found.append(total)
    return found


def _middle(counts: list[Counts]) -> tuple[float, float]:
    """Return false alarms an hour and recall, on average."""
    recall = np.mean([each.right / max(each.episodes, 1) for each in counts])
    return float(np.mean([each.false_per_hour for each in counts])), float(recall)


def _mean_and_best(values: Iterable[float | None]) -> MeanAndBest:
    known = [value for value in values if value is not None]
    return [float(np.mean(known)), float(np.max(known))] if known else [None, None]

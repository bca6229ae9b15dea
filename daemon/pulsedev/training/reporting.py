"""What a model's card tells: what it was trained on, and how well it does beside what it must beat.

Everything is a number, a name of ours or nothing; ``learn.cards`` makes words of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pulsedev.core.labels import Source
from pulsedev.training import baselines, measuring
from pulsedev.training.comparing import HOUR, alarm_figures
from pulsedev.training.dataset import SOURCES, Target
from pulsedev.training.drifting import DAY, LAST_DAYS, psi, reference
from pulsedev.training.pipeline import SURE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulsedev.training.comparing import Contender
    from pulsedev.training.dataset import Dataset, Floats, Labelling, Whole
    from pulsedev.training.measuring import Interval
    from pulsedev.training.request import Request

NEAR = 10
"""Rows, five minutes, by which an alarm at random may miss a label and still meet it."""

FOREMOST = 10
"""Columns that a card names."""

FIGURES = ("accuracy", "precision", "recall", "f1")
"""Those that the specification sets limits for."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A target's rows: those that were judged without having been seen, and those held against.

    ``later`` are those of ``judged`` that the champion had not seen either.
    """

    dataset: Dataset
    target: Target
    judged: Whole
    later: Whole


def trained_on(parts: Parts, said: Labelling, columns: Whole, importance: Floats) -> dict[str, Any]:
    """Return what a model was trained on; ``said`` includes the weak labels."""
    human, every = parts.dataset.said[parts.target], np.arange(len(parts.dataset))
    there = np.flatnonzero(human.known)
    numbers, first = np.unique(human.episode[there], return_index=True)
    weak = said.known & (said.source == SOURCES.index(Source.WEAK))
    strongest = np.argsort(importance)[::-1][:FOREMOST]
    return {
        "rows": len(every),
        "hours": _hours(parts.dataset, every),
        "labels": len(numbers),
        "positive": int((human.y[there[first]] >= SURE).sum()),
        "weak_rows": int(weak.sum()),
        "dropped": dict(parts.dataset.dropped),
        "columns": len(columns),
        "foremost": [parts.dataset.columns[columns[place]] for place in strongest],
        "reference": reference(parts.dataset.rows, columns, parts.dataset.columns),
    }


def judged_on(
    parts: Parts, sides: Sequence[Contender], columns: Whole, request: Request
) -> dict[str, Any]:
    """Return how the champion and the challenger did on the later labels, beside the baselines."""
    dataset, target, later = parts.dataset, parts.target, parts.later
    found = measuring.episodes(dataset, target, later)
    hours = _hours(dataset, later)
    judged: dict[str, Any] = {
        "later": {"labels": len(found), "positive": int(found.outcome.sum()), "hours": hours}
    }
    if len(found):
        champion, challenger = (
            measuring.measured(found, found.mean(side.calibrated)) for side in sides
        )
        before = np.setdiff1d(np.arange(len(dataset)), later)
        train = measuring.episodes(dataset, target, before)
        judged |= {
            "scores": challenger,
            "champion": champion,
            "majority": baselines.majority(found),
            "feature": baselines.single_feature(dataset, train, found, columns),
            "met": _met(challenger, request.limits),
        }
    judged["met"] = {**judged.get("met", {}), "drift": _drift(parts, columns, request.limits)}
    if target is Target.STUCK:
        theirs, ours = (alarm_figures(side, dataset, later, found) for side in sides)
        judged |= {
            "alarms": ours,
            "champion_alarms": theirs,
            "random": baselines.random_alarms(found, later, ours["alarms"], NEAR),
        }
    return judged


def _met(scores: Mapping[str, Interval], limits: Mapping[str, float]) -> dict[str, Any]:
    """Return for each limit whether it is met; None where it can't be measured."""
    met: dict[str, Any] = {}
    for name in FIGURES:
        value = scores[name][0]
        met[name] = {"limit": limits[name], "met": None if value is None else value >= limits[name]}
    return met


def _drift(parts: Parts, columns: Whole, limits: Mapping[str, float]) -> dict[str, Any]:
    """Return how far the last week is from the training, and whether that is little enough."""
    before = parts.dataset.at < parts.dataset.until - LAST_DAYS * DAY
    if not before.any():
        return {"limit": limits["drift"], "value": None, "met": None}
    told = reference(parts.dataset.rows[before], columns, parts.dataset.columns)
    value, limit = psi(parts.dataset, told), limits["drift"]
    return {"limit": limit, "value": value, "met": None if value is None else value <= limit}


def _hours(dataset: Dataset, rows: Whole) -> float:
    return round(float(dataset.active[rows].sum() / HOUR), 2)

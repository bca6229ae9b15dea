"""Trains the model of one target, holds it to the user's later labels, and says what came of it.

The order of time rules everything: whatever judges a label was fitted, scaled, selected and
calibrated on earlier ones alone. What then serves is fitted in the same way on all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pulsedev.core.models import ModelName
from pulsedev.training import measuring
from pulsedev.training.blending import evidence_of, weights
from pulsedev.training.budget import USUAL, choose
from pulsedev.training.calibrating import logistic
from pulsedev.training.comparing import Contender, compare
from pulsedev.training.dataset import Target
from pulsedev.training.exporting import judging_arrays
from pulsedev.training.pipeline import fit
from pulsedev.training.reporting import Parts, judged_on, trained_on
from pulsedev.training.request import Made, Outcome, Result
from pulsedev.training.voting import label
from pulsedev.training.walking import Walk, calibrated, missing, on_labels, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulsedev.core.hysteresis import Thresholds
    from pulsedev.core.learned import Learned
    from pulsedev.training.calibrating import Calibration
    from pulsedev.training.dataset import Dataset, Floats
    from pulsedev.training.pipeline import Fitted
    from pulsedev.training.request import Request

MODELS = {Target.STUCK: ModelName.STUCK, Target.FLOW: ModelName.FLOW}

TRIAL = 14 * 86_400.0
"""Seconds back from now in which labels compare two models: how it was before matters no more."""

WEEK = 7 * 86_400.0

FEWEST_ANSWERS = 8
"""Labels of a week without which nothing is contradicted."""

DRIFTED_HALF_LIFE = 3 * 86_400.0
"""Seconds after which a label weighs half where the user's answers say that all has changed."""


@dataclass(frozen=True, slots=True)
class Champion:
    """What is in use, None for the prior alone, and up to when it, or what it was, was trained.

    ``until`` is in epoch seconds. What was said before that has made its way into a model, so
    only what came later compares it with another.
    """

    learned: Learned | None = None
    until: float = 0.0

    @property
    def limits(self) -> Thresholds | None:
        """The thresholds that were chosen for it."""
        return None if self.learned is None else self.learned.thresholds

    def log_odds(self, dataset: Dataset, target: Target) -> Floats:
        """Return what it says of each row, blended as the daemon does."""
        prior: Floats = dataset.prior[:, list(Target).index(target)]
        if self.learned is None:
            return prior
        own = np.array([self.learned.model.log_odds(row) for row in dataset.rows.tolist()])
        blended: Floats = prior + self.learned.weight * (own - prior)
        return blended


@dataclass(frozen=True, slots=True)
class _Trained:
    """What all labels gave."""

    fitted: Fitted
    calibration: Calibration
    evidence: float


def train(
    dataset: Dataset,
    target: Target,
    champion: Champion,
    request: Request,
    progress: Callable[[float], None],
) -> Result:
    """Train for one target, and hold what comes of it against the champion."""
    name = MODELS[target]
    is_wrong = contradicted(dataset, target, champion)
    drifted = request.drifted or is_wrong
    dataset = _recent(dataset) if drifted else dataset
    needed = missing(dataset.said[target])
    if needed:
        return Result(name, Outcome.TOO_LITTLE, needed, len(dataset))
    done = walk(dataset, target, progress)
    said = label(dataset, target, fitted_on=np.arange(len(dataset)))
    fitted = fit(dataset.rows, said, target)
    progress(1.0)
    calibration = on_labels(done.score, dataset, target, done.judged)
    ours, theirs, weight = _sides(dataset, target, champion, done, calibration)
    limits = choose(dataset.take(done.judged), theirs.log_odds[done.judged], target, request.budget)
    theirs = replace(theirs, limits=limits)
    since = max(champion.until, dataset.until - TRIAL)
    later = done.judged[dataset.at[done.judged] > since]
    found = measuring.episodes(dataset, target, later)
    trial = compare(ours, theirs, dataset, later, found)
    columns = fitted.columns
    parts = Parts(dataset, target, done.judged, later)
    card = trained_on(parts, said, columns, fitted.model.feature_importances_)
    card |= judged_on(parts, (ours, theirs), columns, request)
    card |= {"trial": {"labels": trial.count, "wealth": float(trial.wealth)}, "weight": weight}
    trained = _Trained(fitted, calibration, evidence_of(weight))
    outcome = Outcome.SHADOW
    if trial.may_promote:
        outcome = Outcome.PROMOTED
    elif is_wrong:
        outcome = Outcome.WITHDRAWN
    return Result(
        name,
        outcome,
        _why(len(found), outcome),
        len(dataset),
        card["labels"],
        _made(dataset, target, trained, limits, card),
        drifted=drifted,
    )


def contradicted(dataset: Dataset, target: Target, champion: Champion) -> bool:
    """Return whether what is in use did worse on the last week's labels than one answer to all."""
    if champion.learned is None:
        return False
    log_odds = champion.log_odds(dataset, target)
    recent = np.flatnonzero(dataset.at > max(dataset.until - WEEK, champion.until))
    before = np.flatnonzero(dataset.at <= dataset.until - WEEK)
    found = measuring.episodes(dataset, target, recent)
    if len(found) < FEWEST_ANSWERS or missing(dataset.said[target].take(before)):
        return False
    said = logistic(on_labels(log_odds, dataset, target, before)(log_odds))
    rate = found.outcome.mean()
    brier = np.mean((found.mean(said) - found.outcome) ** 2)
    return bool(brier > rate * (1.0 - rate))


def _recent(dataset: Dataset) -> Dataset:
    """Let what was said before the change count for little."""
    kept = 0.5 ** ((dataset.until - dataset.at) / DRIFTED_HALF_LIFE)
    said = {
        target: replace(labels, weight=labels.weight * kept)
        for target, labels in dataset.said.items()
    }
    return replace(dataset, said=said)


def _why(labels: int, outcome: Outcome) -> str:
    if outcome is Outcome.WITHDRAWN:
        return "your late answers contradict what was in use; what every user begins with judges"
    if outcome is Outcome.PROMOTED:
        return f"better on {labels} later labels by more than chance, and no louder"
    if not labels:
        return "no later labels to be judged on yet; it runs in the shadow"
    return f"not better on {labels} later labels by more than chance; it runs in the shadow"


def _sides(
    dataset: Dataset,
    target: Target,
    champion: Champion,
    done: Walk,
    calibration: Calibration,
) -> tuple[Contender, Contender, float]:
    """Return champion and challenger as they would have judged live, and the latter's weight."""
    prior = dataset.prior[:, list(Target).index(target)]
    of_prior = calibrated(prior, dataset, target, done)
    in_use = champion.log_odds(dataset, target)
    known = calibrated(in_use, dataset, target, done)
    ours = Contender(in_use, logistic(known), champion.limits or USUAL[target])
    own = calibrated(done.score, dataset, target, done)
    weight, last = weights(of_prior, own, dataset, target, done)
    usual = calibration.slope * done.score + calibration.usual(target)
    log_odds = prior + weight * (usual - prior)
    mixed = of_prior + weight * (own - of_prior)
    return ours, Contender(log_odds, logistic(mixed), USUAL[target]), last


def _made(
    dataset: Dataset, target: Target, trained: _Trained, limits: Thresholds, card: dict[str, Any]
) -> Made:
    kind, arrays, numbers = judging_arrays(trained.fitted)
    numbers |= {
        "slope": trained.calibration.slope,
        "intercept": trained.calibration.usual(target),
        "high": limits.high,
        "low": limits.low,
        "evidence": trained.evidence,
    }
    fitted, prepared = trained.fitted, trained.fitted.prepared
    bundle = {
        "model": fitted.model,
        "scaler": prepared.scaler,
        "imputer": prepared.imputer,
        "selector": fitted.selector,
        "features": [dataset.columns[column] for column in prepared.columns],
        "selected": [dataset.columns[column] for column in fitted.columns],
        "calibration": {"slope": numbers["slope"], "intercept": numbers["intercept"]},
        "target": target.value,
    }
    if fitted.beside is not None:
        bundle["beside"] = fitted.beside.linear.steps
        bundle["beside_features"] = [dataset.columns[each] for each in fitted.beside.linear.columns]
        bundle["spreads"] = {"model": fitted.beside.own, "beside": fitted.beside.other}
    return Made(kind, arrays, numbers, card, bundle)

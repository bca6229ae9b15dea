"""Trains the model of one target, holds it to the user's later labels, and says what came of it.

The order of time rules everything: whatever judges a label was fitted, scaled, selected and
calibrated on earlier ones alone. What then serves is fitted in the same way on all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pulsedev.core.models import ModelName
from pulsedev.learn.layout import Kind
from pulsedev.training import measuring
from pulsedev.training.budget import USUAL, choose
from pulsedev.training.calibrating import logistic
from pulsedev.training.comparing import Contender, compare
from pulsedev.training.dataset import Target
from pulsedev.training.examples import evidence
from pulsedev.training.exporting import forest_arrays
from pulsedev.training.pipeline import fit
from pulsedev.training.reporting import Parts, judged_on, trained_on
from pulsedev.training.request import Made, Outcome, Result
from pulsedev.training.voting import label
from pulsedev.training.walking import Walk, calibrated, missing, on_labels, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulsedev.core.learned import Learned
    from pulsedev.training.calibrating import Calibration
    from pulsedev.training.dataset import Dataset
    from pulsedev.training.pipeline import Fitted
    from pulsedev.training.request import Request

MODELS = {Target.STUCK: ModelName.STUCK, Target.FLOW: ModelName.FLOW}
KINDS = {Target.STUCK: Kind.FOREST, Target.FLOW: Kind.BOOSTING}

DRIFTED_HALF_LIFE = 3 * 86_400.0
"""Seconds after which a label weighs half where the user's answers say that all has changed."""


@dataclass(frozen=True, slots=True)
class Champion:
    """What is in use, and up to when it was trained, in epoch seconds."""

    learned: Learned
    until: float


@dataclass(frozen=True, slots=True)
class _Trained:
    """What all labels gave."""

    fitted: Fitted
    calibration: Calibration
    evidence: float


def train(
    dataset: Dataset,
    target: Target,
    champion: Champion | None,
    request: Request,
    progress: Callable[[float], None],
) -> Result:
    """Train for one target; ``champion`` is what was learned before, None for the prior alone."""
    name = MODELS[target]
    if request.drifted:
        dataset = _recent(dataset)
    needed = missing(dataset.said[target])
    if needed:
        return Result(name, Outcome.TOO_LITTLE, needed, len(dataset))
    done = walk(dataset, target, progress)
    said = label(dataset, target, fitted_on=np.arange(len(dataset)))
    trained = _Trained(
        fit(dataset.rows, said, target),
        on_labels(done.score, dataset, target, done.judged),
        evidence(dataset.said[target]),
    )
    progress(1.0)
    sides = _sides(dataset, target, champion, done, trained.calibration)
    later = done.judged[dataset.at[done.judged] > (champion.until if champion else 0.0)]
    limits = choose(
        dataset.take(done.judged), sides[1].log_odds[done.judged], target, request.budget
    )
    ours, theirs = sides[0], replace(sides[1], limits=limits)
    found = measuring.episodes(dataset, target, later)
    trial = compare(ours, theirs, dataset, later, found)
    parts = Parts(dataset, target, done.judged, later)
    columns, model = trained.fitted.columns, trained.fitted.model
    card = trained_on(parts, said, columns, model.feature_importances_)
    card |= judged_on(parts, (ours, theirs), columns, request)
    card |= {"trial": {"labels": trial.count, "wealth": float(trial.wealth)}}
    return Result(
        name,
        Outcome.PROMOTED if trial.may_promote else Outcome.SHADOW,
        _why(len(found), promoted=trial.may_promote),
        len(dataset),
        card["labels"],
        _made(dataset, target, trained, theirs, card),
    )


def _recent(dataset: Dataset) -> Dataset:
    """Let what was said before the change count for little."""
    kept = 0.5 ** ((dataset.until - dataset.at) / DRIFTED_HALF_LIFE)
    said = {
        target: replace(labels, weight=labels.weight * kept)
        for target, labels in dataset.said.items()
    }
    return replace(dataset, said=said)


def _why(labels: int, *, promoted: bool) -> str:
    if promoted:
        return f"better on {labels} later labels by more than chance, and no louder"
    if not labels:
        return "no later labels to be judged on yet; it runs in the shadow"
    return f"not better on {labels} later labels by more than chance; it runs in the shadow"


def _sides(
    dataset: Dataset,
    target: Target,
    champion: Champion | None,
    done: Walk,
    calibration: Calibration,
) -> tuple[Contender, Contender]:
    """Return the champion and the challenger, as they would have judged live."""
    prior = dataset.prior[:, list(Target).index(target)]
    of_prior = calibrated(prior, dataset, target, done)
    ours = Contender(prior, logistic(of_prior), USUAL[target])
    if champion is not None:
        learned = champion.learned
        own = np.array([learned.model.log_odds(row) for row in dataset.rows])
        blended = prior + learned.weight * (own - prior)
        known = calibrated(blended, dataset, target, done)
        ours = Contender(blended, logistic(known), learned.thresholds)
    usual = calibration.slope * done.score + calibration.usual(target)
    log_odds = prior + done.weight * (usual - prior)
    own = calibrated(done.score, dataset, target, done)
    mixed = of_prior + done.weight * (own - of_prior)
    return ours, Contender(log_odds, logistic(mixed), USUAL[target])


def _made(
    dataset: Dataset, target: Target, trained: _Trained, side: Contender, card: dict[str, Any]
) -> Made:
    arrays, numbers = forest_arrays(trained.fitted)
    numbers |= {
        "slope": trained.calibration.slope,
        "intercept": trained.calibration.usual(target),
        "high": side.limits.high,
        "low": side.limits.low,
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
    return Made(KINDS[target], arrays, numbers, card, bundle)

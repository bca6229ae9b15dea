"""Trains the model of one target, holds it to the user's later labels, and says what came of it.

The order of time rules everything: columns, scale, selection, trees, calibration and thresholds
come from the earlier part; the later part only judges, and what it judged is what then serves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pulsedev.core.learned import HALF
from pulsedev.core.models import ModelName
from pulsedev.learn.layout import Kind
from pulsedev.training import calibrating, measuring
from pulsedev.training.budget import USUAL, choose
from pulsedev.training.calibrating import logistic, logit
from pulsedev.training.comparing import Contender, compare, on_labels
from pulsedev.training.dataset import Target
from pulsedev.training.examples import evidence
from pulsedev.training.exporting import forest_arrays
from pulsedev.training.pipeline import fit, has_both
from pulsedev.training.reporting import Parts, judged_on, trained_on
from pulsedev.training.request import Made, Outcome, Result
from pulsedev.training.splitting import blocks, by_time
from pulsedev.training.voting import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulsedev.core.learned import Learned
    from pulsedev.training.calibrating import Calibration
    from pulsedev.training.dataset import Dataset, Floats, Labelling, Whole
    from pulsedev.training.pipeline import Fitted
    from pulsedev.training.request import Request

MODELS = {Target.STUCK: ModelName.STUCK, Target.FLOW: ModelName.FLOW}
KINDS = {Target.STUCK: Kind.FOREST, Target.FLOW: Kind.BOOSTING}

FEWEST_LABELS = 12
"""Human labels in the earlier part; of fewer, a model would learn those by heart."""

FEWEST_OF_EACH = 3
"""Of them with each answer."""

FOLDS = 4
"""Blocks of time of the cross-validation: a week each, of a month."""


@dataclass(frozen=True, slots=True)
class _Trained:
    """What the earlier part gave."""

    fitted: Fitted
    calibration: Calibration
    evidence: float

    @property
    def weight(self) -> float:
        """What it counts beside the prior."""
        return self.evidence / (self.evidence + HALF)

    def log_odds(self, rows: Floats, target: Target) -> Floats:
        """Return what the daemon will say of usual moments, before it is blended."""
        own = logit(self.fitted.probability(rows))
        return self.calibration.slope * own + self.calibration.usual(target)


def train(
    dataset: Dataset,
    target: Target,
    champion: Learned | None,
    request: Request,
    progress: Callable[[float], None],
) -> Result:
    """Train for one target; ``champion`` is what was learned before, None for the prior alone."""
    train_rows, later_rows = by_time(dataset, target)
    missing = _missing(dataset.said[target], train_rows)
    if missing:
        return Result(MODELS[target], Outcome.TOO_LITTLE, missing, len(dataset))
    said = label(dataset, target, fitted_on=train_rows)
    trained = _fit(dataset, said, target, train_rows, progress)
    if trained is None:
        return Result(
            MODELS[target], Outcome.TOO_LITTLE, "the labels are too close together", len(dataset)
        )
    parts = Parts(dataset, target, train_rows, later_rows)
    sides = _sides(parts, champion, trained, request.budget)
    found = measuring.episodes(dataset, target, later_rows)
    trial = compare(*sides, dataset, later_rows, found)
    promoted = trial.may_promote
    columns = trained.fitted.columns
    card = trained_on(parts, said, columns, trained.fitted.model.feature_importances_)
    card |= judged_on(parts, sides, columns, request)
    card |= {"trial": {"labels": trial.count, "wealth": float(trial.wealth)}}
    return Result(
        MODELS[target],
        Outcome.PROMOTED if promoted else Outcome.SHADOW,
        _why(len(found), promoted=promoted),
        len(dataset),
        card["labels"],
        _made(dataset, target, trained, sides[1], card),
    )


def _why(labels: int, *, promoted: bool) -> str:
    if promoted:
        return f"better on {labels} later labels by more than chance, and no louder"
    if not labels:
        return "no later labels to be judged on yet; it runs in the shadow"
    return f"not better on {labels} later labels by more than chance; it runs in the shadow"


def _missing(said: Labelling, rows: Whole) -> str:
    """Say what is needed still, if anything."""
    there = rows[said.known[rows]]
    numbers, first = np.unique(said.episode[there], return_index=True)
    yes = int((said.y[there[first]] > 0).sum()) if len(there) else 0
    no = len(numbers) - yes
    if len(numbers) < FEWEST_LABELS:
        return f"{FEWEST_LABELS - len(numbers)} more labels needed"
    if min(yes, no) < FEWEST_OF_EACH:
        return f"{FEWEST_OF_EACH - min(yes, no)} more labels of the rarer kind needed"
    return ""


def _fit(
    dataset: Dataset,
    said: Labelling,
    target: Target,
    rows: Whole,
    progress: Callable[[float], None],
) -> _Trained | None:
    """Cross-validate over blocks of time for the calibration, then fit on all of the part."""
    human = dataset.said[target]
    folds = blocks(dataset, rows, target, k=FOLDS)
    score = np.full(len(dataset), np.nan)
    for done, (inside, outside) in enumerate(folds):
        if has_both(said.take(inside)):
            judged = outside[human.known[outside]]
            fitted = fit(dataset.rows[inside], said.take(inside), target)
            score[judged] = logit(fitted.probability(dataset.rows[judged]))
        progress((done + 1) / (len(folds) + 1))
    judged = np.flatnonzero(~np.isnan(score))
    if not len(judged) or not has_both(human.take(judged)):
        return None
    outcome, weight = human.y[judged] > 0, human.weight[judged]
    calibration = calibrating.fit(score[judged], outcome, weight)
    fitted = fit(dataset.rows[rows], said.take(rows), target)
    progress(1.0)
    return _Trained(fitted, calibration, evidence(human.take(rows)))


def _sides(
    parts: Parts, champion: Learned | None, trained: _Trained, budget: int
) -> tuple[Contender, Contender]:
    """Return the champion and the challenger, as they would be judged live."""
    dataset, target, rows = parts.dataset, parts.target, parts.train
    prior = dataset.prior[:, list(Target).index(target)]
    of_prior = on_labels(prior, dataset, target, rows)
    if champion is None:
        ours = Contender(prior, logistic(of_prior(prior)), USUAL[target])
    else:
        own = np.array([champion.model.log_odds(row) for row in dataset.rows])
        blended = prior + champion.weight * (own - prior)
        calibration = on_labels(blended, dataset, target, rows)
        ours = Contender(blended, logistic(calibration(blended)), champion.thresholds)
    weight = trained.weight
    log_odds = prior + weight * (trained.log_odds(dataset.rows, target) - prior)
    # The model knows the labels of its own rows; its calibration is of rows it did not know.
    own = trained.calibration(logit(trained.fitted.probability(dataset.rows)))
    calibrated = logistic(of_prior(prior) + weight * (own - of_prior(prior)))
    limits = choose(dataset.take(rows), log_odds[rows], target, budget)
    return ours, Contender(log_odds, calibrated, limits)


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

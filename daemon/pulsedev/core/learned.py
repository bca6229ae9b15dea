"""What was learned from one person, blended with the prior by how much they said themself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pulsedev.core.classifier import Account, Share, Verdict
from pulsedev.core.evidence import EvidenceClassifier
from pulsedev.core.features import COLUMN, SCHEMA
from pulsedev.core.hysteresis import FLOW_THRESHOLDS, STUCK_THRESHOLDS, Thresholds
from pulsedev.core.log_odds import logistic, logit
from pulsedev.core.remarking import meaning_of, say_unusual

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.core.baseline import Baseline
    from pulsedev.core.commits import CommitHabits
    from pulsedev.core.patterns import Patterns
    from pulsedev.core.remarks import Remark
    from pulsedev.core.tree_models import AnomalyDetector, TreeClassifier

HALF = 20.0
"""Labels at which what was learned counts as much as the prior: ten of each kind tell a little."""

_CHARS, _TIME = COLUMN["uncommitted_chars"], COLUMN["uncommitted_time"]


@dataclass(frozen=True, slots=True)
class Learned:
    """A model of one target, with the human labels behind it and the thresholds chosen for it."""

    model: TreeClassifier
    evidence: float
    thresholds: Thresholds

    @property
    def weight(self) -> float:
        """What it counts beside the prior, 0 to 1.

        >>> from pulsedev.core.hysteresis import STUCK_THRESHOLDS
        >>> Learned(None, 60.0, STUCK_THRESHOLDS).weight
        0.75
        """
        return self.evidence / (self.evidence + HALF)


@dataclass(frozen=True, slots=True)
class LearnedModels:
    """The models that there are; each may be missing."""

    stuck: Learned | None = None
    flow: Learned | None = None
    anomaly: AnomalyDetector | None = None
    patterns: Patterns | None = None
    commits: CommitHabits | None = None


@dataclass(frozen=True, slots=True)
class LearnedClassifier:
    """Judges by the learned models and the prior, in log-odds."""

    name: str
    models: LearnedModels
    prior: EvidenceClassifier = field(default_factory=EvidenceClassifier)

    @property
    def thresholds(self) -> tuple[Thresholds, Thresholds]:
        """Those chosen for this person, where they were."""
        stuck, flow = self.models.stuck, self.models.flow
        return (
            STUCK_THRESHOLDS if stuck is None else stuck.thresholds,
            FLOW_THRESHOLDS if flow is None else flow.thresholds,
        )

    def judge(self, row: Sequence[float], baseline: Baseline) -> Verdict:
        """Turn a row of features and this user's habits into a verdict."""
        prior = self.prior.judge(row, baseline)
        return Verdict(
            logistic(_blended(self.models.stuck, logit(prior.p_stuck), row)),
            logistic(_blended(self.models.flow, logit(prior.p_flow), row)),
            prior.evidence,
        )

    def account(self, row: Sequence[float], baseline: Baseline) -> tuple[Account, Account]:
        """Tell how the verdict's log-odds of being stuck, and of flow, came about."""
        stuck, flow = self.prior.account(row, baseline)
        return (
            _merged(self.models.stuck, stuck, row),
            _merged(self.models.flow, flow, row),
        )

    def remarks(self, row: Sequence[float], lasted: float) -> tuple[Remark, ...]:
        """Say what is unusual, what it is like, and what is not committed yet."""
        found: list[Remark] = []
        models = self.models
        if models.anomaly is not None and models.anomaly.is_anomaly(row):
            found.append(_unusual(models.anomaly, row))
        if models.patterns is not None:
            remark = models.patterns.remark(row, lasted)
            found += [remark] if remark is not None else []
        if models.commits is not None:
            found += models.commits.remarks(row[_CHARS], row[_TIME])
        return tuple(found)


def _blended(learned: Learned | None, prior: float, row: Sequence[float]) -> float:
    if learned is None:
        return prior
    return prior + learned.weight * (learned.model.log_odds(row) - prior)


def _merged(learned: Learned | None, prior: Account, row: Sequence[float]) -> Account:
    """Add both accounts column by column, each by its weight."""
    if learned is None:
        return prior
    own, told = learned.weight, learned.model.contributions(row)
    shares = {
        column: Share((1.0 - own) * share.effect, share.usual)
        for column, share in prior.shares.items()
    }
    fill = learned.model.usual
    for column, effect in told.effects.items():
        before = shares.get(column)
        usual = fill[column] if before is None else before.usual
        shares[column] = Share(own * effect + (before.effect if before else 0.0), usual)
    return Account((1.0 - own) * prior.start + own * told.start, shares)


def _unusual(anomaly: AnomalyDetector, row: Sequence[float]) -> Remark:
    column = next(iter(anomaly.marks(row)), anomaly.forest.inputs.columns[0])
    return say_unusual(meaning_of(SCHEMA[column]), column, anomaly.score(row), anomaly.limit)

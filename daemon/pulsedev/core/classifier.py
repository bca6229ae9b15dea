"""What every classifier is to the session: features in, probabilities and their account out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulsedev.core.baseline import Baseline
    from pulsedev.core.hysteresis import Thresholds
    from pulsedev.core.remarks import Remark


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a probability is what it is, as one feature's share in it.

    ``label`` says it in words. ``value`` and ``usual`` are in the feature's unit.
    ``effect`` is the change in log-odds of being stuck (or in flow) against a usual moment.
    """

    feature: str
    label: str
    value: float
    usual: float
    effect: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a classifier makes of one moment.

    ``evidence`` is the share, 0 to 1, of what the classifier looks at that was known at all.
    """

    p_stuck: float
    p_flow: float
    evidence: float


@dataclass(frozen=True, slots=True)
class Share:
    """What one column did: a change in log-odds, against its ``usual`` value in its unit."""

    effect: float
    usual: float


@dataclass(frozen=True, slots=True)
class Account:
    """How log-odds came about, exactly: the start and all effects sum to them.

    ``shares`` are by the column's index in ``features.SCHEMA``.
    """

    start: float = 0.0
    shares: Mapping[int, Share] = field(default_factory=dict)

    @property
    def log_odds(self) -> float:
        """The sum."""
        return self.start + sum(share.effect for share in self.shares.values())


class Classifier(Protocol):
    """Judges one moment from its features, in the order of ``features.SCHEMA``; NaN is unknown."""

    @property
    def name(self) -> str:
        """What the wire calls this model."""

    @property
    def thresholds(self) -> tuple[Thresholds, Thresholds]:
        """When being stuck, and flow, are entered and left."""

    def judge(self, row: Sequence[float], baseline: Baseline) -> Verdict:
        """Turn a row of features and this user's habits into a verdict."""

    def account(self, row: Sequence[float], baseline: Baseline) -> tuple[Account, Account]:
        """Tell how the verdict's log-odds of being stuck, and of flow, came about."""

    def remarks(self, row: Sequence[float], lasted: float, /) -> tuple[Remark, ...]:
        """Say what else is worth knowing of a moment, ``lasted`` active seconds into the work."""

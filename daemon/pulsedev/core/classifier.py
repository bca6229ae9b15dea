"""What every classifier is to the session: features in, probabilities and reasons out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.core.baseline import Baseline


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
class Explanation:
    """Why a verdict is what it is, the strongest reasons first.

    With the classifier's bias the effects sum to the log-odds, save for those too small to say.
    """

    stuck: tuple[Reason, ...] = ()
    flow: tuple[Reason, ...] = ()


class Classifier(Protocol):
    """Judges one moment from its features, in the order of ``features.SCHEMA``; NaN is unknown."""

    @property
    def name(self) -> str:
        """What the wire calls this model."""

    def judge(self, row: Sequence[float], baseline: Baseline) -> Verdict:
        """Turn a row of features and this user's habits into a verdict."""

    def explain(self, row: Sequence[float], baseline: Baseline) -> Explanation:
        """Give the reasons for the verdict on the same row and habits; costs more than judging."""

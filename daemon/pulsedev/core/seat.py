"""A classifier at work on one person: corrected by their answers, smoothed, and compared."""

from __future__ import annotations

from math import isfinite, log
from typing import TYPE_CHECKING

from pulsedev.core.calibration import OnlineCalibration
from pulsedev.core.drift import PageHinkley
from pulsedev.core.explaining import reasons
from pulsedev.core.hysteresis import LEAST_EVIDENCE, Hysteresis
from pulsedev.core.labels import Said
from pulsedev.core.log_odds import logistic, logit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from pulsedev.core.baseline import Baseline
    from pulsedev.core.classifier import Classifier, Reason, Verdict

STUCK_OUTCOME = {Said.STUCK: True, Said.PROGRESS: False, Said.FLOW: False, Said.INTERRUPTED: False}
FLOW_OUTCOME = {Said.FLOW: True, Said.STUCK: False, Said.INTERRUPTED: False}
"""What a word says of each target; somebody who gets on may be in flow or not."""


class Seat:
    """One classifier, what it last said, and the state that this makes."""

    __slots__ = ("_raw", "classifier", "corrections", "hysteresis", "losses")

    def __init__(self, classifier: Classifier) -> None:
        self.classifier = classifier
        self.hysteresis = Hysteresis(*classifier.thresholds)
        self.corrections = OnlineCalibration(), OnlineCalibration()
        """Of being stuck, and of flow."""
        self._raw: Verdict | None = None
        self.losses = PageHinkley()

    def begin(self) -> None:
        """Start on a new piece of work."""
        self.hysteresis = Hysteresis(*self.classifier.thresholds)
        self._raw = None

    def take_over(self, before: Seat | None, *seats: Seat | None) -> None:
        """Go on from the state that ``before`` came to, and corrected as the same model was."""
        if before is not None:
            self.hysteresis = before.hysteresis
            self.hysteresis.use(*self.classifier.thresholds)
        for seat in (before, *seats):
            if seat is not None and seat.classifier.name == self.classifier.name:
                self.corrections, self.losses = seat.corrections, seat.losses

    def judge(self, row: Sequence[float], baseline: Baseline, active: float, *, warm: bool) -> bool:
        """Judge a moment at so many active seconds; return whether that says anything."""
        self._raw = verdict = self.classifier.judge(row, baseline)
        if not (warm and _is_sound(verdict)):
            self.hysteresis.interrupt()
            return False
        self.hysteresis.update(active, *self._corrected(verdict))
        return True

    def is_false_alarm(self, said: Said) -> bool:
        """Return whether it holds somebody for stuck who says otherwise."""
        return self.hysteresis.stuck.on and not STUCK_OUTCOME[said]

    def said(self) -> tuple[float, float] | None:
        """Return the last probabilities of being stuck and of flow, if there are any."""
        if self._raw is None or not _is_sound(self._raw):
            return None
        return self._corrected(self._raw)

    def believe(self, said: Said, active: float) -> None:
        """Take the user's word for the state, at so many active seconds."""
        stuck, flow = self.hysteresis.stuck, self.hysteresis.flow
        if said is Said.STUCK:
            stuck.hold(active)
        else:
            stuck.release(active)
        if said is Said.FLOW:
            flow.hold(active)
        elif said is not Said.PROGRESS:
            flow.release(active)

    def surprised(self, said: Said) -> bool:
        """Return whether this answer, after those before, shows that the model fits no longer."""
        found = self.said()
        if found is None:
            return False
        right = found[0] if STUCK_OUTCOME[said] else 1.0 - found[0]
        return self.losses.add(-log(right))

    def learn(self, said: Said, weight: float) -> None:
        """Correct what is said from now on by what the user said of the last verdict."""
        if self._raw is None or not _is_sound(self._raw):
            return
        stuck, flow = self.corrections
        stuck.learn(logit(self._raw.p_stuck), outcome=STUCK_OUTCOME[said], weight=weight)
        if said in FLOW_OUTCOME:
            flow.learn(logit(self._raw.p_flow), outcome=FLOW_OUTCOME[said], weight=weight)

    def reasons(
        self, row: Sequence[float], baseline: Baseline
    ) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
        """Return what pulled towards or away from being stuck, and flow, as corrected."""
        stuck, flow = self.classifier.account(row, baseline)
        of_stuck, of_flow = self.corrections
        return reasons(stuck, row, of_stuck.slope), reasons(flow, row, of_flow.slope)

    def dump(self) -> dict[str, Any]:
        """Return the corrections, for ``load``."""
        stuck, flow = self.corrections
        return {
            "model": self.classifier.name,
            "stuck": stuck.dump(),
            "flow": flow.dump(),
            "losses": self.losses.dump(),
        }

    def load(self, dumped: Mapping[str, Any]) -> None:
        """Go on from corrections, if they were of the same model."""
        if dumped["model"] == self.classifier.name:
            stuck, flow = self.corrections
            stuck.load(dumped["stuck"])
            flow.load(dumped["flow"])
            self.losses.load(dumped["losses"])

    def _corrected(self, verdict: Verdict) -> tuple[float, float]:
        stuck, flow = self.corrections
        return logistic(stuck(logit(verdict.p_stuck))), logistic(flow(logit(verdict.p_flow)))


def _is_sound(verdict: Verdict) -> bool:
    """Return whether a verdict says anything; what is no number would be smoothed for ever."""
    return (
        verdict.evidence >= LEAST_EVIDENCE
        and isfinite(verdict.p_stuck)
        and isfinite(verdict.p_flow)
    )

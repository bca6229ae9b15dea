"""Whether a model on trial has shown, on the same live moments, that it is the better one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev.core.labels import EVALUATE
from pulsedev.core.models import ModelName, made_at
from pulsedev.core.seat import FLOW_OUTCOME, STUCK_OUTCOME
from pulsedev.core.trial import Trial

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pulsedev.core.instructions import Compared

TARGETS = ((ModelName.STUCK, STUCK_OUTCOME), (ModelName.FLOW, FLOW_OUTCOME))
"""In the order of a comparison's probabilities."""


def trials(compared: Iterable[Compared], shadow: str) -> dict[ModelName, Trial]:
    """Return each trial of a shadow's models, from all comparisons with those very models.

    What was said to an alert is left out: the champion's alert provoked it.
    """
    now = made_at(shadow)
    found = {name: Trial() for name, _ in TARGETS}
    for one in compared:
        if one.challenger is None:
            continue
        then, champion = made_at(one.shadow), made_at(one.model)
        for place, (name, outcomes) in enumerate(TARGETS):
            if now[place] != then[place] or now[place] == champion[place]:
                continue  # of another model, or of one that is the champion's as well
            if one.source not in EVALUATE:
                continue
            if name is ModelName.STUCK:
                found[name].observe(one.active, *one.false_alarms)
            if one.said in outcomes:
                ours, theirs = one.champion[place], one.challenger[place]
                found[name].add(ours, theirs, outcome=outcomes[one.said])
    return found


def promotable(compared: Iterable[Compared], shadow: str) -> tuple[ModelName, ...]:
    """Return the models of a shadow that may take the champion's place."""
    return tuple(name for name, trial in trials(compared, shadow).items() if trial.may_promote)

"""From what the user said to what is said of each row.

A label speaks of the time from its onset to its moment, within one stretch of work; a later word
overrules an earlier one where they overlap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pulsedev.core.labels import PROVOKED, Said, Source
from pulsedev.core.seat import FLOW_OUTCOME, STUCK_OUTCOME
from pulsedev.training.dataset import SOURCES, Labelling, Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.core.labels import Label
    from pulsedev.training.dataset import Floats, Whole

ONSET = 300.0
"""Seconds that a label reaches back without an onset: who says "stuck" has been so for a while."""

HALF_LIFE = 14 * 86_400.0
"""Seconds after which a label weighs half: people and projects change within weeks."""

USUAL_ROWS = 10.0
"""Rows of a label without an onset; one that speaks of more weighs the same as a whole."""

OUTCOMES: dict[Target, dict[Said, bool]] = {
    Target.STUCK: STUCK_OUTCOME,
    Target.FLOW: FLOW_OUTCOME,
}


def labelled(
    at: Floats, stretch: Whole, labels: Sequence[Label], now: float
) -> dict[Target, Labelling]:
    """Return what is said of the rows at these times; ``now`` is when the latest word is new."""
    found = {target: Labelling.none(len(at)) for target in Target}
    for episode, label in enumerate(sorted(labels, key=lambda label: label.at)):
        rows = _rows(at, stretch, label)
        if not len(rows):
            continue
        weight = _weight(label, now) * USUAL_ROWS / len(rows)
        for target, outcomes in OUTCOMES.items():
            if label.said in outcomes:
                said = found[target]
                said.y[rows] = float(outcomes[label.said])
                said.weight[rows] = weight
                said.source[rows] = SOURCES.index(label.source)
                said.episode[rows] = episode
    return found


def evidence(said: Labelling) -> float:
    """Return how many labels a training part holds, each by its weight."""
    human = said.known & (said.source != SOURCES.index(Source.WEAK))
    return float(said.weight[human].sum() / USUAL_ROWS)


def _rows(at: Floats, stretch: Whole, label: Label) -> Whole:
    """Return the rows that a label speaks of, all in the stretch of its moment."""
    since = label.at - ONSET if label.since is None else label.since
    first, last = np.searchsorted(at, [since, label.at + 1.0])
    rows = np.arange(first, last)
    return rows[stretch[rows] == stretch[rows[-1]]] if len(rows) else rows


def _weight(label: Label, now: float) -> float:
    recent = 0.5 ** (max(now - label.at, 0.0) / HALF_LIFE)
    return float(recent * (PROVOKED if label.source is Source.ALERT else 1.0))

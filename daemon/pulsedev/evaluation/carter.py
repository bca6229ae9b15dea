"""The published detector of difficulty, fitted anew: Carter & Dewan (CSCW 2010, GROUP 2010).

Segments of 25 events; of each the shares of edits, debugging, navigation, focus changes and
removals; a decision tree (theirs is J48, this is CART by entropy); the first 50 events say nothing;
the verdict is that of most of the last five segments. They made up rows of the rarer kind; here
both kinds weigh the same, inside the people that teach.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.tree import DecisionTreeClassifier

from pulsedev.evaluation.segments import RATIOS, SEGMENT
from pulsedev.training.estimators import SEED

if TYPE_CHECKING:
    from pulsedev.evaluation.moments import Moments
    from pulsedev.training.dataset import Flags, Floats, Whole

VOTES = 5
"""Segments that vote."""

FIRST = 50 // SEGMENT
"""Segments of a recording that say nothing yet."""

LEAF = 2
"""Segments of a leaf at least: J48's usual number."""

REACH = 300.0
"""Seconds after a segment in which a moment has to be asked about to say how the segment was."""


def votes(moments: Moments, train: Whole, test: Whole) -> Floats:
    """Return for each judged moment the share of its last five segments that say stuck."""
    features, outcome = _taught(moments, train)
    if not outcome.any() or outcome.all():
        return np.zeros(len(test))
    tree = DecisionTreeClassifier(
        criterion="entropy", min_samples_leaf=LEAF, class_weight="balanced", random_state=SEED
    )
    tree.fit(features, outcome)
    return _voted(moments, test, tree)


def _taught(moments: Moments, train: Whole) -> tuple[Floats, Flags]:
    """Return the segments of the recordings that teach, each as the next moment was."""
    features, outcome = [np.empty((0, len(RATIOS)))], [np.empty(0, bool)]
    for session in np.unique(moments.session[train]):
        rows = train[moments.session[train] == session]
        segments = moments.watched[session].segments[FIRST:]
        order = rows[np.argsort(moments.at[rows], kind="stable")]
        at = moments.at[order]
        after = np.searchsorted(at, segments[:, 0])
        inside = after < len(at)
        inside[inside] = at[after[inside]] - segments[inside, 0] <= REACH
        features.append(_filled(segments[inside, 1:]))
        outcome.append(moments.outcome[order[after[inside]]])
    return np.concatenate(features), np.concatenate(outcome)


def _voted(moments: Moments, test: Whole, tree: DecisionTreeClassifier) -> Floats:
    found = np.zeros(len(test))
    for session in np.unique(moments.session[test]):
        segments = moments.watched[session].segments[FIRST:]
        if not len(segments):
            continue
        said = tree.predict(_filled(segments[:, 1:])).astype(float)
        places = np.flatnonzero(moments.session[test] == session)
        until = np.searchsorted(segments[:, 0], moments.at[test[places]], side="right")
        sums = np.concatenate([[0.0], np.cumsum(said)])
        found[places] = (sums[until] - sums[np.maximum(until - VOTES, 0)]) / VOTES
    return found


def _filled(ratios: Floats) -> Floats:
    return np.nan_to_num(ratios, nan=0.0)

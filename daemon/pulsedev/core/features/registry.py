"""The schema: every column of a feature vector, in its order, and the vector itself.

A windowed feature gives a column for each span (``edit_ratio.5m``), a feature of a moment one
(``since_green``). Columns of RANKED have a causal personal percentile beside them
(``edit_ratio.5m.rank``): the share of this person's earlier moments that were lower.
"""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

from pulsedev.core.baseline import Baseline, Scale
from pulsedev.core.features.points import POINTS, RHYTHM, Moment, Past
from pulsedev.core.features.span import SPANS, Span, spans
from pulsedev.core.features.windowed import TROUBLE, WINDOWED

if TYPE_CHECKING:
    from pulsedev.core.activity import Activity
    from pulsedev.core.features.feature import Feature

DENSE = "5m"
SPARSE = "15m"
"""The one span in which a windowed feature is ranked: the longer one where its events are rare."""

_SPARSE = frozenset(feature.name for feature in TROUBLE) | {
    "rework_share",
    "undo_rate",
    "longest_insert",
    "longest_delete",
    "longest_pause",
}

NOT_RANKED = frozenset(
    {"hour_of_day", "uptime", "total_events", "duration_hours", "switch_hazard"}
    | {feature.name for feature in RHYTHM}
)
"""Features that only grow, that the clock sets, or that are relative to the person already."""

_SCALES = {
    "share": Scale.LINEAR,
    "-1 to 1": Scale.SIGNED,
}
"""How the values of a unit are spread; all others are counts, rates and times, spread by ratio."""


def columns() -> tuple[str, ...]:
    """Return the names of all raw columns, in order."""
    windowed = (f"{feature.name}.{span}" for span in SPANS for feature in WINDOWED)
    return (*windowed, *(feature.name for feature in POINTS))


def _features() -> dict[str, Feature[Span] | Feature[Moment]]:
    found: dict[str, Feature[Span] | Feature[Moment]] = {}
    found |= {f"{feature.name}.{span}": feature for span in SPANS for feature in WINDOWED}
    return found | {feature.name: feature for feature in POINTS}


RAW = columns()
FEATURES = _features()


def ranked_span(feature: Feature[Span]) -> str:
    """Return the span in which a windowed feature is ranked."""
    return SPARSE if feature.unit == "count" or feature.name in _SPARSE else DENSE


_RANKED_NAMES = frozenset(
    {f"{feature.name}.{ranked_span(feature)}" for feature in WINDOWED}
    | {feature.name for feature in POINTS if feature.name not in NOT_RANKED}
)

RANKED = tuple(index for index, column in enumerate(RAW) if column in _RANKED_NAMES)
"""Indexes of the raw columns that have a rank."""

SCHEMA = (*RAW, *(f"{RAW[index]}.rank" for index in RANKED))
"""Names of all columns of a vector, in order."""

COLUMN = {name: index for index, name in enumerate(SCHEMA)}
"""Index of each column by its name."""


def unit_of(column: str) -> str:
    """Return the unit of a column."""
    return "share" if column.endswith(".rank") else FEATURES[column].unit


def scale_of(column: str) -> Scale:
    """Return the scale on which the habits of a column lie."""
    return _SCALES.get(unit_of(column), Scale.RATIO)


def new_baseline() -> Baseline:
    """Return the baseline of somebody of whom nothing is known yet."""
    return Baseline({index: scale_of(RAW[index]) for index in RANKED})


_COMPUTE_WINDOWED = tuple(feature.compute for feature in WINDOWED)
_COMPUTE_POINTS = tuple(feature.compute for feature in POINTS)
_UNKNOWN = [nan] * len(WINDOWED)
_SESSION = SPANS.index("session")


def vector(
    activity: Activity, *, signals: int, past: Past, now: float, local: float
) -> list[float]:
    """Compute all raw columns at a time in epoch seconds; ``local`` is the same in local seconds.

    ``signals`` has a bit for each kind of event that the client ever reported.
    """
    active = activity.clock.at(now)
    found = spans(activity, signals, active)
    row: list[float] = []
    for span in found:
        row += _UNKNOWN if span is None else [compute(span) for compute in _COMPUTE_WINDOWED]
    session = found[_SESSION]
    assert session is not None  # noqa: S101 - the session's span always exists; this tells mypy
    moment = Moment(activity, session, past, active, local)
    row += [compute(moment) for compute in _COMPUTE_POINTS]
    return row

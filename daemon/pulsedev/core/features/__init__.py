"""The registry of features: numbers over spans and moments, each with its unit, meaning and origin.

There is no second place that computes features: live sessions, replay and training share this one.
NaN means unknown: a missing signal is never zero.
"""

from pulsedev.core.features.points import POINTS, Past
from pulsedev.core.features.registry import (
    COLUMN,
    FEATURES,
    RAW,
    SCHEMA,
    new_baseline,
    ranked_span,
    scale_of,
    unit_of,
    vector,
)
from pulsedev.core.features.span import SPANS
from pulsedev.core.features.windowed import WINDOWED

__all__ = [
    "COLUMN",
    "FEATURES",
    "POINTS",
    "RAW",
    "SCHEMA",
    "SPANS",
    "WINDOWED",
    "Past",
    "new_baseline",
    "ranked_span",
    "scale_of",
    "unit_of",
    "vector",
]

"""The registry of features: numbers over spans and moments, each with its unit, meaning and origin.

There is no second place that computes features: live sessions, replay and training share this one.
NaN means unknown: a missing signal is never zero.
"""

from pulsedev.core.features.points import POINTS
from pulsedev.core.features.registry import (
    COLUMN,
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
    "POINTS",
    "RAW",
    "SCHEMA",
    "SPANS",
    "WINDOWED",
    "new_baseline",
    "ranked_span",
    "scale_of",
    "unit_of",
    "vector",
]

"""What a user says of themself, with where it came from, which is never rewritten."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Said(StrEnum):
    """What a label claims."""

    STUCK = "stuck"
    PROGRESS = "progress"
    FLOW = "flow"
    INTERRUPTED = "interrupted"


class Source(StrEnum):
    """How a label came about: it decides what the label may be used for."""

    BUTTON = "button"
    PROBE_RANDOM = "probe_random"
    PROBE_MATCHED = "probe_matched"
    REVIEW = "review"
    ALERT = "alert"
    WEAK = "weak"
    EXTERNAL = "external"
    SIMULATED = "simulated"


LIVE_SOURCES = frozenset({Source.BUTTON, Source.PROBE_RANDOM, Source.PROBE_MATCHED, Source.ALERT})
"""Labels that speak of now; the others are kept only."""

EVALUATE = (
    Source.BUTTON,
    Source.PROBE_RANDOM,
    Source.PROBE_MATCHED,
    Source.REVIEW,
    Source.EXTERNAL,
)
"""Whose labels may count in recall and precision: not those that an alert provoked, nor weak."""

PROVOKED = 0.5
"""What the answer to an alert weighs in learning: the alert put the thought into their head."""


@dataclass(frozen=True, slots=True)
class Label:
    """A claim about a moment; ``since`` is an earlier onset, ``alert`` the alert that it answers.

    ``at`` and ``since`` are epoch seconds. ``id`` is unique in a store.
    """

    id: int
    said: Said
    at: float
    source: Source
    since: float | None = None
    alert: int | None = None

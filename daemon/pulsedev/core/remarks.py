"""What is worth knowing beside the state: an observation, made from its numbers alone.

A remark is no verdict and never alarms. The kinds are those of the models that have no labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RemarkKind(StrEnum):
    """Which model says it, and of what."""

    ANOMALY = "anomaly"
    PATTERN = "pattern"
    UNCOMMITTED_SIZE = "uncommitted_size"
    UNCOMMITTED_AGE = "uncommitted_age"


@dataclass(frozen=True, slots=True)
class Remark:
    """An observation in words, beside the number that it is made from and what is usual.

    ``value`` and ``usual`` are in the kind's unit: a score from 0 to 1 for an anomaly, seconds for
    a pattern and for the age of uncommitted work, characters for its size. ``code`` tells of a
    pattern which kind of stretch it is; it is 0 for the others.
    """

    kind: RemarkKind
    label: str
    value: float
    usual: float
    code: int = 0

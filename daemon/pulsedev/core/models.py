"""The models that are learned from one person, by their names in the specification."""

from __future__ import annotations

from enum import StrEnum


class ModelName(StrEnum):
    """What a model is called on the wire, on the command line and in files."""

    STUCK = "stuck_detection"
    FLOW = "flow_prediction"
    ANOMALY = "anomaly_detection"
    PATTERN = "pattern_recognition"
    COMMIT = "commit_analysis"


PERSONAL, SHADOW = "personal", "shadow"
"""What the names of learned classifiers begin with: of the one in use, and of the one beside it."""

LEARNED_KINDS = frozenset({PERSONAL, SHADOW})


def classifier_name(kind: str, stuck: float, flow: float) -> str:
    """Return the name of a classifier by when its models were made, 0 for the prior alone.

    >>> classifier_name(PERSONAL, 1732000000.7, 0.0)
    'personal-1732000000-0'
    """
    return f"{kind}-{int(stuck)}-{int(flow)}"


def made_at(name: str) -> tuple[int, int]:
    """Return when the models of being stuck and of flow were made, in whole epoch seconds.

    >>> made_at("shadow-1732000000-1731000000"), made_at("evidence-1")
    ((1732000000, 1731000000), (0, 0))
    """
    kind, _, times = name.partition("-")
    stuck, _, flow = times.partition("-")
    return (int(stuck), int(flow)) if kind in LEARNED_KINDS else (0, 0)

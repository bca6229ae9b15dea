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

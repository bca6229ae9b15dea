"""Names of the wire as the small numbers that are kept; a number is never given to another name."""

from __future__ import annotations

from enum import StrEnum
from typing import Generic, TypeVar

from pulsedev.core.labels import Said, Source
from pulsedev.core.policy import Action
from pulsedev.core.remarks import RemarkKind
from pulsedev.core.states import State

Name = TypeVar("Name", bound=StrEnum)


class Codes(Generic[Name]):
    """Both ways between names and numbers; KeyError where there is none."""

    def __init__(self, numbers: dict[Name, int]) -> None:
        self.numbers = numbers
        self.names = {number: name for name, number in numbers.items()}


STATES = Codes(
    {
        State.UNKNOWN: 0,
        State.NEUTRAL: 1,
        State.STUCK: 2,
        State.FLOW: 3,
        State.AWAY: 4,
        State.PAUSED: 5,
    }
)

SAID = Codes({Said.STUCK: 1, Said.PROGRESS: 2, Said.FLOW: 3, Said.INTERRUPTED: 4})

SOURCES = Codes(
    {
        Source.BUTTON: 1,
        Source.PROBE_RANDOM: 2,
        Source.PROBE_MATCHED: 3,
        Source.REVIEW: 4,
        Source.ALERT: 5,
        Source.WEAK: 6,
        Source.EXTERNAL: 7,
        Source.SIMULATED: 8,
    }
)

ACTIONS = Codes(
    {Action.RIGHT: 1, Action.WRONG: 2, Action.SNOOZE: 3, Action.NEVER: 4, Action.IGNORED: 5}
)

REMARKS = Codes(
    {
        RemarkKind.ANOMALY: 1,
        RemarkKind.PATTERN: 2,
        RemarkKind.UNCOMMITTED_SIZE: 3,
        RemarkKind.UNCOMMITTED_AGE: 4,
    }
)

PAUSED, RESUMED, SNOOZED = 1, 2, 3
"""Kinds of what the user wants of the daemon."""

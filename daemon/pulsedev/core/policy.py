"""Types of the notification policy (being written)."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """What a user can do with an alert."""

    RIGHT = "right"
    WRONG = "wrong"
    SNOOZE = "snooze"
    NEVER = "never"

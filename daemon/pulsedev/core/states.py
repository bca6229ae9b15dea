"""The states that a session can be in; the names are those of the wire."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """What the daemon believes of its developer now."""

    UNKNOWN = "unknown"
    NEUTRAL = "neutral"
    STUCK = "stuck"
    FLOW = "flow"
    AWAY = "away"
    PAUSED = "paused"

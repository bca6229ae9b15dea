"""The session's limits in time: how far it stays behind the clock, and what it waits for."""

from __future__ import annotations

GRACE = 2.0
"""Seconds that the session stays behind the clock: clients flush once a second."""

FLUSHED = 1.0
"""Seconds within which a client hands in what it saw: what lies further back is known."""

SCORE_EVERY = 30.0
"""Seconds between two scores, on the half minutes of the clock, while somebody is there."""

SUSPENDED = 90.0
"""Seconds without a tick, which comes each second: the machine slept or the clock was set."""

STEPPED_BACK = 2.0
"""Seconds; a smaller step of the clock is its usual correction."""

VISIBLE = 0.05
"""A change of a probability that a person can see in a display."""

HISTORY = 43_200.0
"""Seconds before its arrival that a first batch may tell of: a long day with the daemon down."""

BACKLOG = 5.0
"""Whole seconds in which all of what a client saw before must come; until then time waits."""

MOST_WAITING = 2**18
"""Events between two ticks; nobody does a quarter of a million things a second, a loop might."""

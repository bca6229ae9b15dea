"""Whether the user wants to be observed, and what that means for what comes late.

What happens during a pause stays unseen, whenever it comes.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulsedev.core.stimuli import Arrived


class Pause:
    """One person's pause, if there is one; all times are epoch seconds."""

    def __init__(self) -> None:
        self.on = False
        self.until = inf
        """When it ends by itself."""
        self.ended = -inf
        """When the last one ended."""

    def begin(self, until: float | None) -> None:
        """Observe nothing until then, or until told otherwise."""
        self.on, self.until = True, inf if until is None else until

    def end(self, now: float) -> None:
        """Observe again."""
        if self.on:
            self.on, self.until, self.ended = False, inf, now

    def hides(self, arrived: Arrived) -> bool:
        """Return whether a batch tells of what happened while nothing was to be observed."""
        seen_from = self.until if self.on else self.ended
        return min(arrived.batch.first_ms / 1000.0, arrived.at) < seen_from

    def shift(self, by: float) -> None:
        """Move with the clock, which was set."""
        self.until += by
        self.ended = -inf

"""An alert in words, made from its numbers alone: whoever shows it need not have decided it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev.core.instructions import Alert
from pulsedev.core.policy import OFFERED
from pulsedev.core.suggestions import suggestions
from pulsedev.core.words import duration

if TYPE_CHECKING:
    from pulsedev.core.classifier import Reason

STUCK = "stuck"
"""The one kind of alert; being in flow is never announced."""


def alert(  # noqa: PLR0913 - the columns that are kept of it
    id: int,  # noqa: A002 - what the wire calls it
    at: float,
    *,
    window: int,
    since: float,
    reasons: tuple[Reason, ...],
    passed: bool,
    calm: bool,
) -> Alert:
    """Say it: ``at`` and ``since`` are epoch seconds, ``passed`` whether a run ever did.

    >>> alert(1, 1200.0, window=3, since=0.0, reasons=(), passed=True, calm=True).title
    'You may have been stuck for 20 min'
    """
    title = f"You may have been stuck for {duration(at - since)}"
    helping = suggestions(reasons, passed=passed)
    return Alert(
        id, at, STUCK, title, reasons, helping, OFFERED, window, since, passed=passed, calm=calm
    )

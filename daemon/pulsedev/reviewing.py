"""What clients ask of a day: how its stretches of work went is for the person to say."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pulsedev.rpc import messages

if TYPE_CHECKING:
    from pulsedev.mind.mind import Mind
    from pulsedev.rpc.params import ReviewParams


async def review(mind: Mind, params: ReviewParams, now: float) -> messages.Review:
    """Tell a day in stretches, today if they named none; ``now`` is in epoch seconds."""
    day = params.chosen() or datetime.fromtimestamp(now, UTC).astimezone().date()
    return messages.review_of(day, await mind.review(day))

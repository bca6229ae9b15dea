"""Finding out who judges: one for all windows where a store can be had, else each for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev.core.trouble import Trouble
from pulsedev.mind.alone import Alone

if TYPE_CHECKING:
    from pathlib import Path

    from pulsedev.core.policy import PolicySettings
    from pulsedev.mind.mind import Mind


async def open_mind(
    folder: Path | None, policy: PolicySettings, keep_days: int, now: float
) -> Mind:
    """Open the store in a folder and join who shares it; without a folder, or a store, be alone."""
    if folder is None:
        return Alone(policy)
    # Late, because who keeps nothing needs no database.
    from pulsedev.mind.shared import Shared  # noqa: PLC0415

    try:
        return await Shared.open(folder, policy, keep_days, now)
    except Trouble as trouble:
        return Alone(policy, trouble=f"nothing is kept on disk: {trouble}")

"""A session that outlives its faults: what goes wrong in a rule is logged as type and place."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from pulsedev.faults import place

if TYPE_CHECKING:
    from pulsedev.core.instructions import Instruction
    from pulsedev.core.session import Session
    from pulsedev.core.stimuli import Stimulus

log = logging.getLogger(__name__)


def handle(session: Session, stimulus: Stimulus) -> list[Instruction]:
    """Hand a stimulus to a session; after a fault the last state stays."""
    try:
        return session.handle(stimulus)
    except Exception as error:  # noqa: BLE001 - the editor's daemon outlives a fault in a rule
        log.error("%s: %s", type(stimulus).__name__, place(error))  # noqa: TRY400 - may quote
        return []

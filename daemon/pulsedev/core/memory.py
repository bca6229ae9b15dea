"""What outlasts a stretch of work, as compressed JSON of numbers: habits, the day, and answers.

With it and the batches since, another process goes on as if it had judged all along.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from typing import TYPE_CHECKING

from pulsedev.core.instructions import StateChanged, StoreMemory
from pulsedev.core.policy import Past
from pulsedev.core.states import State

if TYPE_CHECKING:
    from pulsedev.core.policy import Policy
    from pulsedev.core.probes import Probes
    from pulsedev.core.work import Work

MOST_BYTES = 2**20
"""What a memory may unpack to; one of years is a hundredth of it."""


def dump(  # noqa: PLR0913 - all that a session is made of
    now: float, work: Work, policy: Policy, probes: Probes, shown: StateChanged, *, away: bool
) -> StoreMemory:
    """Remember a person at the end of a stretch; ``away`` tells whether they had gone."""
    state = [shown.at, shown.state, shown.since, shown.p_stuck, shown.p_flow, shown.model]
    known = {
        "away": away,
        "state": state,
        "work": work.dump(),
        "past": asdict(policy.past),
        "probes": probes.dump(),
    }
    return StoreMemory(now, zlib.compress(json.dumps(known, separators=(",", ":")).encode()))


def load(memory: StoreMemory, work: Work, policy: Policy, probes: Probes) -> StateChanged:
    """Go on from a memory; return what was shown. ValueError where it is none of this version."""
    try:
        known = json.loads(zlib.decompressobj().decompress(memory.body, MOST_BYTES))
        at, state, since, p_stuck, p_flow, model = known["state"]
        shown = StateChanged(at, State(state), since, p_stuck, p_flow, (), model)
        past = Past(**known["past"])
        work.load(known["work"])
        probes.load(known["probes"])
        work.away = bool(known["away"])
    except (KeyError, TypeError, ValueError, zlib.error) as error:
        raise ValueError(f"no memory of this version ({type(error).__name__})") from None
    policy.past = past
    return shown

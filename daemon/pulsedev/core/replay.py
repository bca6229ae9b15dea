"""What was recorded through the live session, with the ticks that a clock would have made."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from pulsedev.core.pace import GRACE
from pulsedev.core.stimuli import Tick
from pulsedev.core.work import BREAK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pulsedev.core.instructions import Instruction
    from pulsedev.core.session import Session
    from pulsedev.core.stimuli import Look, Told

STEP = 30.0
"""Seconds between two ticks; the results are the same at any step under a minute and a half."""

QUIET = BREAK + 60.0
"""Seconds after the last one in which something may still become due."""

LAST = GRACE + 60.0
"""Seconds that time goes on after the last one: enough for a last score and a last alert."""


def replay(
    session: Session,
    told: Iterable[Told | Look],
    *,
    step: float = STEP,
    utc_offset: float = 0.0,
    until: float = inf,
) -> Iterator[Instruction]:
    """Hand in batches and what the user said, in the order of ``at``; yield what is to be done.

    Where nothing came for a quarter of an hour the clock jumps ahead, as over a night. At the end
    time goes on for LAST, or up to ``until``: now, for who goes on live.
    """
    last = next_tick = None
    for one in told:
        if last is None or next_tick is None or one.at < last:
            next_tick = one.at + step
        else:
            while next_tick <= one.at and next_tick <= last + QUIET:
                yield from session.handle(Tick(next_tick, utc_offset))
                next_tick += step
            if next_tick <= one.at:
                next_tick += (one.at - next_tick) // step * step + step
        last = one.at
        yield from session.handle(one)
    if last is None or next_tick is None:
        return
    if until == inf:
        yield from session.handle(Tick(last + LAST, utc_offset))
        return
    while next_tick < min(until, last + QUIET):
        yield from session.handle(Tick(next_tick, utc_offset))
        next_tick += step
    yield from session.handle(Tick(until, utc_offset))

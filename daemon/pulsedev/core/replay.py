"""Recorded batches through the live session, with the ticks that a clock would have made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev.core.session import GRACE, Session
from pulsedev.core.stimuli import Arrived, Tick
from pulsedev.core.work import BREAK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pulsedev.core.instructions import Instruction

STEP = 30.0
"""Seconds between two ticks; the results are the same at any step under a minute and a half."""

QUIET = BREAK + 60.0
"""Seconds after the last batch in which something may still become due."""

LAST = GRACE + 60.0
"""Seconds that time goes on after the last batch: enough for a last score and a last alert."""


def replay(
    session: Session, arrivals: Iterable[Arrived], *, step: float = STEP, utc_offset: float = 0.0
) -> Iterator[Instruction]:
    """Hand in batches in the order of their arrival; yield what the session wants done.

    Where nothing came for a quarter of an hour the clock jumps ahead, as over a night.
    """
    last = next_tick = None
    for arrived in arrivals:
        if last is None or next_tick is None or arrived.at < last:
            next_tick = arrived.at + step
        else:
            while next_tick <= arrived.at and next_tick <= last + QUIET:
                yield from session.handle(Tick(next_tick, utc_offset))
                next_tick += step
            if next_tick <= arrived.at:
                next_tick += (arrived.at - next_tick) // step * step + step
        last = arrived.at
        yield from session.handle(arrived)
    if last is not None:
        yield from session.handle(Tick(last + LAST, utc_offset))

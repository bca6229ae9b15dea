"""What a tick costs: features, classifier, hysteresis and policy of three busy hours.

A tick at which a score is due is told from one that only takes in events; the events are those
of somebody who types, moves, runs tests and switches files without a pause.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.benchmarks.events import TYPICAL, chosen
from tests.benchmarks.row import Row
from tests.benchmarks.turns import MICRO

from pulsedev.core.events import Kind
from pulsedev.core.instructions import StoreVector
from pulsedev.core.session import Session
from pulsedev.core.stimuli import Tick
from pulsedev.importers.recording import Event, in_batches

if TYPE_CHECKING:
    from collections.abc import Iterator

GROUP = "A tick"
NOTE = "Eight events a second for three hours, a tick a second; a score is due each half minute."

SECONDS = 3 * 3600
PER_SECOND = 8
START_MS = 1_700_000_000_000


def busy(seed: int, seconds: int = SECONDS, per_second: int = PER_SECOND) -> list[Event]:
    """Draw the events of somebody who never rests."""
    some = chosen(seed)
    rows: list[Event] = []
    for index in range(seconds * per_second):
        at = START_MS + index * 1000 // per_second
        kind = some.choice(TYPICAL) if index % 2000 else Kind.TEST_RUN
        rows.append((at, kind, some.randrange(1, 9), some.randrange(3), some.randrange(2), 0))
    return rows


def rows() -> Iterator[Row]:
    """Time each tick of a session."""
    session = Session()
    scored: list[float] = []
    plain: list[float] = []
    for arrived in in_batches(busy(1)):
        session.handle(arrived)
        start = time.perf_counter()
        made = session.handle(Tick(arrived.at + 0.01))
        took = (time.perf_counter() - start) * MICRO
        (scored if any(isinstance(one, StoreVector) for one in made) else plain).append(took)
    yield Row.alone(GROUP, "with a score", "us", scored, NOTE)
    yield Row.alone(GROUP, "with events only", "us", plain, NOTE)

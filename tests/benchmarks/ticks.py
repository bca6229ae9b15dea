"""What a tick costs: features, classifier, hysteresis and policy of a busy hour, a tick a second.

A tick at which a score is due is told from one that only takes in events; the events are those
of somebody who types, moves, runs tests and switches files without a pause.
"""

from __future__ import annotations

import random
import statistics
import sys
import time

from pulsedev.core.events import Kind
from pulsedev.core.instructions import StoreVector
from pulsedev.core.session import Session
from pulsedev.core.stimuli import Tick
from pulsedev.importers.recording import Event, in_batches

SECONDS = 3 * 3600
PER_SECOND = 8
START_MS = 1_700_000_000_000

KINDS = (
    [Kind.FILE_MODIFIED] * 10
    + [Kind.CURSOR_MOVED] * 5
    + [Kind.VIEW_SCROLLED] * 2
    + [Kind.ERROR_OCCURRED, Kind.FILE_OPENED, Kind.FILE_SAVED]
)


def _events(seed: int) -> list[Event]:
    some = random.Random(seed)  # noqa: S311 - made-up work, not a secret
    rows: list[Event] = []
    for index in range(SECONDS * PER_SECOND):
        at = START_MS + index * 1000 // PER_SECOND
        kind = some.choice(KINDS) if index % 2000 else Kind.TEST_RUN
        rows.append((at, kind, some.randrange(1, 9), some.randrange(3), some.randrange(2), 0))
    return rows


def main() -> int:
    """Print the quantiles of both sorts of ticks in microseconds."""
    session = Session()
    scored: list[float] = []
    plain: list[float] = []
    for arrived in in_batches(_events(1)):
        session.handle(arrived)
        start = time.perf_counter()
        made = session.handle(Tick(arrived.at + 0.01))
        took = (time.perf_counter() - start) * 1e6
        (scored if any(isinstance(one, StoreVector) for one in made) else plain).append(took)
    for name, times in (("with a score", scored), ("without", plain), ("all", scored + plain)):
        cut = statistics.quantiles(times, n=100)
        print(
            f"{name:13} {len(times):6} ticks  median {cut[49]:7.1f} us  99th {cut[98]:7.1f} us"
            f"  longest {max(times):7.1f} us"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())

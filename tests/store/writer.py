"""Writes batches until it is killed, and says the number of each that the store acknowledged.

It does all else that a brain does as well: judges, keeps the store small, erases.
"""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

from pulsedev.core.events import EventBatch
from pulsedev.core.features import SCHEMA
from pulsedev.core.instructions import StateChanged, StoreVector
from pulsedev.core.states import State
from pulsedev.core.stimuli import Arrived
from pulsedev.store.disk import DiskStore, Judged

START = 1_700_000_000.0
"""Epoch seconds at which everything begins; what is at most that old may be erased."""


def batch(window: int, seq: int, some: Random) -> Arrived:
    """Make a batch like no other, some minutes after the one before."""
    at, count = START + 600.0 * seq, some.randrange(1, 40)
    column = [some.randrange(2**40) for _ in range(count)]
    events = EventBatch.of(
        seq,
        t0=round(at * 1000),
        t=range(count),
        kind=[1] * count,
        doc=column,
        a=column,
        b=column,
        c=column,
        window=window,
    )
    return Arrived(events, at)


def main(folder: Path, seed: int) -> None:
    """Write for ever."""
    store, some = DiskStore.open(folder, now=START, keep_days=0), Random(seed)  # noqa: S311 - no secret
    window = store.begin_window(START)
    term = store.take_lease(store.lease(), window) or 0
    say("opened", window)
    seq = 0
    while True:
        many = [batch(window, seq + index, some) for index in range(1, some.randrange(2, 5))]
        store.add_batches(many)
        seq += len(many)
        say("kept", seq)
        at = many[-1].at
        state = StateChanged(at, State.FLOW, at, 0.1, 0.9, (), "evidence-1")
        row = StoreVector(at, (some.random(),) * len(SCHEMA))
        store.judge(window, term, Judged((row,), (state,)))
        if seq % 40 < 3:
            store.tidy(at)
        if seq % 150 < 3:
            store.erase(0.0, START)


def say(word: str, number: int) -> None:
    """Say something at once."""
    sys.stdout.write(f"{word} {number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

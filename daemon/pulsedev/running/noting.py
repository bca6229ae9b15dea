"""The process that writes down what came of a command: ``-m pulsedev.running.noting NUMBER...``."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from pulsedev import logs, paths
from pulsedev.core.events import CommandClass, EventBatch, Kind
from pulsedev.core.pause import Pause
from pulsedev.core.stimuli import Arrived, Paused, Resumed
from pulsedev.store.disk import DiskStore
from pulsedev.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

log = logging.getLogger("pulsedev.running")

Row = tuple[int, int, int, int]

LOG_FILE = "daemon.log"
"""Below the log folder; the daemons' own."""


def rows(what: int, code: int, took: int, passed: int, failed: int) -> list[Row]:
    """Return kind, a, b and c of each event; the report of tests comes before the exit code.

    >>> rows(2, 1, 900, 8, 1)
    [(9, 8, 1, 900), (10, 2, 1, 900)]
    """
    told: list[Row] = [(Kind.COMMAND_EXECUTED.value, what, code, took)]
    if what == CommandClass.TEST and passed >= 0:
        told.insert(0, (Kind.TEST_RUN.value, passed, failed, took))
    return told


def note(folder: Path, events: Sequence[Row], at: float) -> bool:
    """Keep events that no window saw; False where the user wants nothing observed."""
    store = DiskStore.open(folder, now=at)
    try:
        arrived = Arrived(batch_of(events, at), at)
        if _pause(store).hides(arrived):
            return False
        store.add_report(arrived)
    finally:
        store.close()
    return True


def batch_of(events: Sequence[Row], at: float) -> EventBatch:
    """Put events of one moment into a batch of no window."""
    kind, a, b, c = zip(*events, strict=True)
    none = [0] * len(events)
    return EventBatch.of(0, t0=round(at * 1000), t=none, kind=kind, doc=none, a=a, b=b, c=c)


def _pause(store: DiskStore) -> Pause:
    pause = Pause()
    for control in store.controls():
        if isinstance(control, Paused):
            pause.begin(control.until)
        elif isinstance(control, Resumed):
            pause.end(control.at)
    return pause


def main(given: Sequence[str]) -> int:
    """Write it down, or say in the log why not; there is nobody else to tell."""
    *numbers, ended = map(int, given)
    what, code, took, passed, failed = numbers
    try:
        logs.configure("info", paths.private(paths.log_folder()) / LOG_FILE)
        note(paths.data_folder(), rows(what, code, took, passed, failed), ended / 1000)
    except (StoreError, OSError) as error:
        log.warning("a command's end was not kept: %s", error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

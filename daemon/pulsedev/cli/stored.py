"""The store as commands use it: found or made in the data folder, its errors said in one line."""

from __future__ import annotations

import sys
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from pulsedev import paths
from pulsedev.cli.errors import CommandError
from pulsedev.store.database import FILE
from pulsedev.store.disk import DiskStore
from pulsedev.store.errors import StoreError
from pulsedev.store.rows import ms, optional

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulsedev.store.memory import Kept

NOTHING = "nothing is kept yet"
KILO = 1_000


@contextmanager
def kept_store() -> Iterator[DiskStore | None]:
    """Open the store if there is one: looking at what is kept makes nothing."""
    if (paths.data_folder() / FILE).exists():
        with own_store() as store:
            yield store
    else:
        yield None


@contextmanager
def own_store() -> Iterator[DiskStore]:
    """Open the store or make it; whatever is wrong with it is a CommandError."""
    try:
        with closing(DiskStore.open(paths.data_folder(), now=time.time())) as store:
            try:
                yield store
            finally:
                for notice in store.notices:
                    sys.stderr.write(f"pulsedev: warning: {notice}\n")
    except StoreError as error:
        raise CommandError(str(error)) from None


def as_dict(kept: Kept) -> dict[str, object]:
    """Return how much is kept, or was erased, as it goes into JSON."""
    return {
        "batches": kept.batches,
        "events": kept.events,
        "vectors": kept.vectors,
        "labels": kept.labels,
        "states": kept.states,
        "alerts": kept.alerts,
        "trainings": kept.trainings,
        "since": optional(ms, kept.since),
        "bytes": kept.size,
    }


def size(count: int) -> str:
    """Write a number of bytes.

    >>> size(900), size(1_234_567), size(35_000)
    ('900 bytes', '1.2 MB', '35 kB')
    """
    if count < KILO:
        return f"{count} bytes"
    return f"{count / KILO:.0f} kB" if count < KILO * KILO else f"{count / KILO / KILO:,.1f} MB"


def many(count: int, one: str) -> str:
    """Write a number of things.

    >>> many(1, "event"), many(12_345, "event"), many(2, "batch")
    ('1 event', '12,345 events', '2 batches')
    """
    ending = "" if count == 1 else "es" if one.endswith("ch") else "s"
    return f"{count:,} {one}{ending}"

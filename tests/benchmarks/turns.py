"""Measures several things in turn, so that what else the machine does hits all of them alike."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MICRO, MILLI = 1e6, 1e3


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turn(
    works: Mapping[str, Callable[[], object]],
    rounds: int,
    *,
    scale: float = 1.0,
    before: Callable[[str], object] = lambda _: None,
) -> dict[str, list[float]]:
    """Return what each work took in each round, in a unit of seconds.

    A round ahead of them counts for nothing: it fills the caches. ``before`` is called with the
    name of a work ahead of each, and takes no part in its time.
    """
    gc.collect()
    gc.freeze()  # what was imported is no garbage of what is measured
    found: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            before(name)
            took = timed(work) * scale
            if number:
                found[name].append(took)
    gc.unfreeze()
    return found

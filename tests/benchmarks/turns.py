"""Measures several things in turn, so that what else the machine does hits all of them alike."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

from tests.benchmarks.events import chosen

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

    A round ahead of them counts for nothing: it fills the caches. Each round has an order of its
    own, drawn by its number, as each work finds what the one ahead of it left of the caches and the
    disk. ``before`` is called with the name of a work ahead of it, and takes no part in its time.
    """
    gc.collect()
    gc.freeze()  # what was imported is no garbage of what is measured
    found: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name in chosen(number).sample(list(works), len(works)):
            before(name)
            took = timed(works[name]) * scale
            if number:
                found[name].append(took)
    gc.unfreeze()
    return found

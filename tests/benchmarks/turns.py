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
    works: Mapping[str, Callable[[], object]], rounds: int, *, per: float = 1.0, scale: float = 1.0
) -> dict[str, list[float]]:
    """Return what each work took in each round, by so many parts and in a unit of seconds.

    A round before them counts for nothing: it fills the caches. Garbage of one is no cost of the
    next, so it is collected between them.
    """
    found: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            gc.collect()
            took = timed(work) / per * scale
            if number:
                found[name].append(took)
    return found

"""Finds what happened between two rows by the clocks that it starts anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pulsedev.training.dataset import Dataset, Flags


def renewed(dataset: Dataset, name: str) -> Flags:
    """Return the rows before which a clock, a column in seconds, began or began anew.

    The first row of a stretch of work is none of them: what lies before it may be long ago.
    KeyError where there is no such column.
    """
    clock, found = dataset.column(name), np.zeros(len(dataset), np.bool_)
    before, now = clock[:-1], clock[1:]
    began = np.isnan(before) & ~np.isnan(now)
    found[1:] = ((now < before) | began) & (dataset.stretch[1:] == dataset.stretch[:-1])
    return found

"""What a user says of themself from a terminal, kept beside what was shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pulsedev.cli.standing import standing
from pulsedev.core.states import State

if TYPE_CHECKING:
    from pulsedev.core.labels import Label
    from pulsedev.store.disk import DiskStore

NUMBERS = 20
"""Bits of a label's number below that of its window, as in the daemon."""


def keep(store: DiskStore, label: Label, now: float) -> int:
    """Keep a label under a number that no other one has: that of a window which is over at once."""
    window = store.begin_window(now)
    store.end_window(window, now)
    number = (window << NUMBERS) + 1
    shown = standing(store, now).state
    store.add_label(replace(label, id=number), shown.state if shown else State.UNKNOWN, now)
    return number

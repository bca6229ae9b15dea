"""A month of a simulated person in a store, with what they said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.events import batched, chosen, days
from tests.simulator.person import HOUR, MINUTE, Mood

from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.states import State

if TYPE_CHECKING:
    from pulsedev.store.disk import DiskStore

WORDS = {Mood.STUCK: Said.STUCK, Mood.FINE: Said.PROGRESS, Mood.FLOW: Said.FLOW}
LABELS_A_DAY = 5
SETTLED = 5 * MINUTE


def fill(store: DiskStore, count: int, hours: float, seed: int = 1) -> float:
    """Keep so many working days with labels; return an hour after their end, in epoch seconds."""
    some, batches, number, until = chosen(seed), 0, 0, 0.0
    for spells, events in days(count, hours, seed):
        made = list(batched(events, batches))
        batches += len(made)
        store.add_batches(made)
        for _ in range(LABELS_A_DAY):
            spell = some.choice(spells)
            number += 1
            at = some.uniform(spell.since + SETTLED, spell.until)
            label = Label(number, WORDS[spell.mood], at, Source.PROBE_RANDOM)
            store.add_label(label, State.NEUTRAL, at)
        until = spells[-1].until
    return until + HOUR

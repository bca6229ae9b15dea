"""The memory store forgets what is old, and all of it when told."""

from __future__ import annotations

from pulsedev.core.events import EventBatch
from pulsedev.core.instructions import StateChanged
from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.states import State
from pulsedev.store.memory import KEPT_S, MOST_STATES, Kept, MemoryStore


def changed(at: float, state: State = State.NEUTRAL) -> StateChanged:
    """Return a judgement."""
    return StateChanged(at, state, at, 0.1, 0.2, (), "model")


def test_states_at() -> None:
    """Each time finds the last judgement before it, if there was one."""
    store = MemoryStore()
    early, late = changed(10.0), changed(20.0, State.STUCK)
    store.add_state(early)
    store.add_state(late)
    assert store.states_at([9.9, 10.0, 19.9, 99.0]) == [None, early, early, late]


def test_a_day_is_kept() -> None:
    """What is older than a day goes, and there is a limit for what is not."""
    store = MemoryStore()
    store.add_state(changed(0.0))
    store.add_vector(0.0, [1.0])
    store.add_state(changed(KEPT_S + 1))
    store.add_vector(KEPT_S + 1, [1.0])
    assert (store.kept().states, store.kept().vectors) == (1, 1)
    for index in range(MOST_STATES + 5):
        store.add_state(changed(KEPT_S + 2 + index / 1000))
    assert store.kept().states == MOST_STATES


def test_a_clock_set_back() -> None:
    """After the clock was set back, the order of the judgements is that of the clock."""
    store = MemoryStore()
    store.add_state(changed(100.0))
    store.add_state(changed(50.0, State.FLOW))
    [found] = store.states_at([120.0])
    assert found is not None
    assert found.state is State.FLOW


def test_erase() -> None:
    """Erasing tells what went and leaves nothing, but no number of a label comes again."""
    store = MemoryStore()
    store.add_batch(EventBatch.of(1, t0=0, t=[0], kind=[1], doc=[0], a=[0], b=[0], c=[0]))
    store.add_vector(1.0, [1.0])
    label = Label(store.next_label_id(), Said.STUCK, 1.0, Source.BUTTON)
    store.add_label(label, State.STUCK)
    store.add_state(changed(1.0))
    assert store.erase() == Kept(batches=1, events=1, vectors=1, labels=1, states=1)
    assert store.kept() == Kept(batches=0, events=0, vectors=0, labels=0, states=0)
    assert store.next_label_id() == label.id + 1

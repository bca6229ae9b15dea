"""What clients are told of how things stand, in the wire's own terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev import tutor
from pulsedev.core.states import State
from pulsedev.rpc import messages

if TYPE_CHECKING:
    from pulsedev.core.instructions import StateChanged
    from pulsedev.mind.mind import Mind
    from pulsedev.store.memory import Kept


def status(mind: Mind, current: StateChanged, events: int) -> messages.Status:
    """Tell what is believed, and how the daemon fares that took in so many events."""
    state = messages.state_of(current)
    brain = "self" if mind.windows.here else "other"
    learning = mind.learner.training
    return messages.Status(
        state.state,
        state.since,
        state.p_stuck,
        state.p_flow,
        state.reasons,
        state.model,
        state.remarks,
        events=events,
        stored=mind.stored,
        windows=messages.Windows(mind.windows.open, brain),
        paused=current.state is State.PAUSED,
        store=mind.store,
        trouble=mind.trouble or None,
        training=tutor.training(learning),
        next=learning.next,
    )


def summary(mind: Mind, kept: Kept) -> messages.Summary:
    """Tell how much is kept, or was erased."""
    return messages.Summary(
        mind.store,
        kept.batches,
        kept.events,
        kept.vectors,
        kept.labels,
        kept.states,
        kept.alerts,
        None if kept.since is None else messages.milliseconds(kept.since),
        kept.size,
    )


def until(seconds: float | None) -> messages.Until:
    """Tell when something ends, in epoch seconds here; None where it does not."""
    return messages.Until(None if seconds is None else messages.milliseconds(seconds))

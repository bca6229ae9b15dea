"""What a training depends on, asked of the store; runs on the store's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev.core.models import ModelName
from pulsedev.learn.power import on_mains
from pulsedev.learn.schedule import HOUR, Standing

if TYPE_CHECKING:
    from pulsedev.store.disk import DiskStore


def standing(store: DiskStore, now: float, *, running: bool, drifted: bool) -> Standing:
    """Return where the person stands at a time in epoch seconds."""
    last: dict[ModelName, float] = {}
    tried: float | None = None
    for run in store.training_log():
        tried = run.at
        for name in run.models if run.success else ():
            if name in list(ModelName):
                last[ModelName(name)] = run.at
    return Standing(
        events=store.events_since(0.0),
        events_since=store.events_since(tried or 0.0),
        events_last_hour=store.events_since(now - HOUR),
        last=last,
        tried=tried,
        on_mains=on_mains(),
        running=running,
        drifted=drifted,
    )

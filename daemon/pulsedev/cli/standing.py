"""How things stand now, as the store tells it: who is there, what is shown, what is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from pulsedev import paths
from pulsedev.core.pause import Pause
from pulsedev.core.policy import SNOOZE, Action
from pulsedev.core.stimuli import Paused, Resumed, Snoozed
from pulsedev.store.lease import NOBODY
from pulsedev.store.presence import FOLDER, others

if TYPE_CHECKING:
    from pathlib import Path

    from pulsedev.core.instructions import StateChanged
    from pulsedev.store.disk import DiskStore


@dataclass(frozen=True, slots=True)
class Standing:
    """Times are epoch seconds; infinite is without an end."""

    windows: int
    """Whose daemons live."""
    state: StateChanged | None
    """What they show; None where nobody judges."""
    paused: float | None
    """Until when nothing is observed, if so."""
    snoozed: float | None
    """Until when no alerts are wanted, if so."""

    def again(self, now: float) -> list[Paused | Snoozed]:
        """Say once more what the user wanted, for when it was erased."""
        wanted: list[Paused | Snoozed] = []
        if self.paused is not None:
            wanted.append(Paused(now, None if self.paused == inf else self.paused))
        if self.snoozed is not None:
            wanted.append(Snoozed(now, self.snoozed))
        return wanted


def standing(store: DiskStore, now: float) -> Standing:
    """Look how things stand; what dead windows left is cleared away."""
    alive = windows(store, paths.data_folder(), now)
    is_judged = store.lease().owner in alive
    paused, snoozed = _wanted(store, now)
    return Standing(len(alive), store.last_state() if is_judged else None, paused, snoozed)


def windows(store: DiskStore, folder: Path, now: float) -> set[int]:
    """Return the numbers of the windows that share the store in a folder."""
    if not (folder / FOLDER).is_dir():
        return set()
    there = others(folder, NOBODY)
    for window in there.dead:
        store.end_window(window, now)
    return {seen.window for seen in there.alive}


def _wanted(store: DiskStore, now: float) -> tuple[float | None, float | None]:
    """Return until when there is a pause and a snooze."""
    pause, snoozed = Pause(), -inf
    for control in store.controls():
        match control:
            case Paused():
                pause.begin(control.until)
            case Resumed():
                pause.end(control.at)
            case Snoozed():
                snoozed = control.until
    # Who snoozes by an alert's button wants no more than that.
    answers = (one.at for one in store.answers(now - SNOOZE) if one.action is Action.SNOOZE)
    snoozed = max(snoozed, max(answers, default=-inf) + SNOOZE)
    return (
        pause.until if pause.on and pause.until > now else None,
        snoozed if snoozed > now else None,
    )

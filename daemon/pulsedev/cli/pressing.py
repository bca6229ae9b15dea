"""What the keys of `watch` do: say how it goes, answer an alert, snooze, pause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev.cli.label import WORDS
from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.policy import OFFERED, SNOOZE, TITLES
from pulsedev.core.states import State
from pulsedev.core.stimuli import Paused, Resumed, Snoozed

if TYPE_CHECKING:
    from pulsedev.core.instructions import Alert
    from pulsedev.service import Service

LABELS = {"s": Said.STUCK, "p": Said.PROGRESS, "f": Said.FLOW, "i": Said.INTERRUPTED}
SNOOZES, PAUSES, QUITS = "z", " ", "q"
ANSWERS = dict(zip("1234", OFFERED, strict=True))


class Pressing:
    """Carries out what keys mean; ``alert`` is the one that waits for an answer."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.alert: Alert | None = None

    async def press(self, key: str, now: float) -> str:
        """Do what a key means; return a line that says so, empty for a key without a meaning."""
        mind = await self._service.ready()
        if key in LABELS:
            said = LABELS[key]
            await mind.label(Label(mind.next_label(), said, now, Source.BUTTON), now)
            return f"noted: {WORDS[said]}"
        if key in ANSWERS and self.alert:
            alert, self.alert = self.alert, None
            await self._service.answered(alert, ANSWERS[key])
            return f"answered: {TITLES[ANSWERS[key]]}"
        if key == SNOOZES:
            await mind.control(Snoozed(now, now + SNOOZE))
            return f"no alerts for {SNOOZE / 60:.0f} minutes"
        if key == PAUSES:
            if self._service.current.state is State.PAUSED:
                await mind.control(Resumed(now))
                return "observing again, in all windows"
            await mind.control(Paused(now, None))
            return "paused, in all windows; space goes on"
        return ""

    def saw(self, state: State) -> None:
        """Forget the alert once somebody is not stuck any more."""
        if state is not State.STUCK:
            self.alert = None

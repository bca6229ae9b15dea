"""Weeks of a simulated person with the real session, store, training, shelf and trial.

Beside the session that learns runs one that has the prior alone, on the same events and answers.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING

import numpy as np
from sklearn.metrics import roc_auc_score
from tests.simulator.person import DAY, HOUR, MINUTE, Mood, Person, Spell, day, events

from pulsedev.core.instructions import Alert, Compared
from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.models import ModelName
from pulsedev.core.policy import Action
from pulsedev.core.session import Session
from pulsedev.core.stimuli import Answered, Labelled, Tick
from pulsedev.importers.recording import in_batches
from pulsedev.learn.loading import Models
from pulsedev.learn.promoting import promotable
from pulsedev.learn.shelf import Shelf
from pulsedev.store.disk import DiskStore
from pulsedev.training.request import Request
from pulsedev.training.running import Training

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pulsedev.core.stimuli import Stimulus, Told

START = 1_699_833_600.0
"""A Monday at midnight, in epoch seconds."""

WEEK = 7
WORKDAYS = 5
STEP = 30.0
WORDS = {Mood.STUCK: Said.STUCK, Mood.FINE: Said.PROGRESS, Mood.FLOW: Said.FLOW}

SETTLING = 5 * MINUTE
"""Seconds after it has changed in which nobody could tell how it goes."""

ANSWERS = 0.8
"""Share of the alerts that are answered."""

LABELS_A_DAY = 5
"""Moments at which they say how it goes: three probes and two presses of a button."""


@dataclass(frozen=True, slots=True)
class Minute:
    """What was true, and what both sessions showed of being stuck."""

    at: float
    stuck: bool
    learned: float
    prior: float


@dataclass
class Life:
    """A person, their store, and both sessions; days go by with ``live``."""

    folder: Path
    seed: int = 1
    hours: float = 4.0
    minutes: list[Minute] = field(default_factory=list)
    outcomes: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    alerts: list[tuple[float, bool]] = field(default_factory=list)
    """When the session that learns alarmed, and whether it was right."""

    def __post_init__(self) -> None:
        self._some = Random(self.seed)  # noqa: S311 - no secret
        self._shelf = Shelf(self.folder / "models")
        self._models = Models(self._shelf)
        self._session, self._prior = Session(), Session()
        self._compared: list[Compared] = []
        self._labels = self._seq = 0
        self._drifted = False
        self.today = 0

    def live(self, person: Person, days: int, *, train_every: int = 1) -> None:
        """Let days go by; weekends are free. Training follows each so many days."""
        with closing(DiskStore.open(self.folder, now=START, keep_days=0)) as store:
            for _ in range(days):
                if self.today % WEEK < WORKDAYS:
                    self._day(person, store)
                    if self.today % train_every == 0:
                        self._night(store)
                self.today += 1

    def _day(self, person: Person, store: DiskStore) -> None:
        midnight = START + self.today * DAY
        spells = day(person, self._some, midnight, self.hours)
        told = sorted(self._told(person, spells, store), key=lambda one: one.at)
        shown = midnight
        for stimulus in [*told, Tick(spells[-1].until + HOUR)]:
            end = stimulus.now if isinstance(stimulus, Tick) else stimulus.at
            while (tick := self._ticked(shown)) < end:
                self._both(Tick(tick), spells, store)
                shown = tick
                self._show(tick, spells)
            self._both(stimulus, spells, store)

    @staticmethod
    def _ticked(last: float) -> float:
        return (last // STEP + 1) * STEP

    def _told(self, person: Person, spells: list[Spell], store: DiskStore) -> Iterator[Told]:
        numbered = []
        for one in in_batches(events(person, self._some, spells), 1):
            self._seq += 1
            numbered.append(replace(one, batch=replace(one.batch, seq=self._seq)))
        store.add_batches(numbered)
        yield from numbered
        for _ in range(LABELS_A_DAY):
            spell = self._some.choice(spells)
            at = self._some.uniform(spell.since + SETTLING, spell.until)
            yield self._label(WORDS[spell.mood], at, at, Source.PROBE_RANDOM, store)

    def _label(
        self, said: Said, at: float, given: float, source: Source, store: DiskStore
    ) -> Labelled:
        self._labels += 1
        label = Label(self._labels, said, at, source)
        store.add_label(label, self._session.current.state, given)
        return Labelled(label, given)

    def _both(self, stimulus: Stimulus, spells: list[Spell], store: DiskStore) -> None:
        self._prior.handle(stimulus)
        for made in self._session.handle(stimulus):
            if isinstance(made, Compared):
                self._compared.append(made)
                self._drifted = self._drifted or made.drifted
            elif isinstance(made, Alert):
                self._alarm(made, spells, store)

    def _alarm(self, alert: Alert, spells: list[Spell], store: DiskStore) -> None:
        mood = _mood(alert.at, spells)
        self.alerts.append((alert.at, mood is Mood.STUCK))
        if self._some.random() > ANSWERS:
            return
        action = Action.RIGHT if mood is Mood.STUCK else Action.WRONG
        said = Said.STUCK if mood is Mood.STUCK else Said.PROGRESS
        answer = self._label(said, alert.at, alert.at + 20.0, Source.ALERT, store)
        for stimulus in (Answered(alert.id, action, alert.at + 20.0), answer):
            self._session.handle(stimulus)

    def _show(self, now: float, spells: list[Spell]) -> None:
        settled = (spell.since + SETTLING <= now < spell.until for spell in spells)
        if now % MINUTE or not any(settled):
            return
        stuck = _mood(now, spells) is Mood.STUCK
        learned, prior = self._session.current.p_stuck, self._prior.current.p_stuck
        self.minutes.append(Minute(now, stuck, learned, prior))

    def _night(self, store: DiskStore) -> None:
        """Train, promote what the live trial has shown, and load."""
        now = START + self.today * DAY + 22 * HOUR
        shadow = self._compared[-1].shadow if self._compared else ""
        for name in promotable(self._compared, shadow) if shadow else ():
            self._shelf.promote(name)
        request = Request((ModelName.STUCK,), now=now, drifted=self._drifted)
        done = Training(store, self._shelf, request, lambda *_: None).run()
        self._drifted = False
        self.outcomes.append((self.today, {one["model"]: one["outcome"] for one in done["models"]}))
        found = self._models.news()
        if found is not None:
            assert not found.troubles
            self._session.handle(found.loaded)

    def auc(self, first: int, last: int) -> tuple[float, float]:
        """Return the AUC by the minute of days ``first`` up to ``last``: learned, and the prior."""
        low, high = START + first * DAY, START + last * DAY
        chosen = [minute for minute in self.minutes if low <= minute.at < high]
        stuck = np.array([minute.stuck for minute in chosen])
        return (
            float(roc_auc_score(stuck, [minute.learned for minute in chosen])),
            float(roc_auc_score(stuck, [minute.prior for minute in chosen])),
        )


def _mood(at: float, spells: list[Spell]) -> Mood:
    return next((each.mood for each in spells if each.since <= at < each.until), Mood.FINE)

"""A simulated person with known habits: what nobody knows of a real one is known of them.

Their minutes are drawn from what they do when they get on, are stuck, or are in flow. Nothing that
is found with them says how well PulseDev does with real people; it says whether learning works.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from pulsedev.core.events import Cause, Kind

if TYPE_CHECKING:
    from random import Random

    from pulsedev.importers.recording import Event

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
MORNING = 9 * HOUR
LUNCH = 1 * HOUR


class Mood(StrEnum):
    """How it really goes."""

    FINE = "fine"
    STUCK = "stuck"
    FLOW = "flow"


@dataclass(frozen=True, slots=True)
class Manner:
    """What somebody does in a minute, on average, while it goes one way."""

    chars: float
    deleted: float
    moves: float
    runs: float
    green: float
    look_ups: float
    undos: float
    errors: float
    """Share of the checks that find some."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody's manners, and how long it goes each way, in minutes."""

    manners: dict[Mood, Manner]
    lasts: dict[Mood, tuple[float, float]]
    often: dict[Mood, float]


FINE = Manner(80, 14, 6, 0.6, 0.35, 0.08, 0.1, 0.5)
READER = Person(
    manners={
        Mood.FINE: FINE,
        Mood.STUCK: Manner(12, 8, 22, 0.25, 0.35, 0.3, 0.2, 0.4),
        Mood.FLOW: Manner(170, 12, 4, 0.15, 0.6, 0.01, 0.05, 0.3),
    },
    lasts={Mood.FINE: (15, 40), Mood.STUCK: (12, 30), Mood.FLOW: (20, 45)},
    often={Mood.FINE: 0.5, Mood.STUCK: 0.25, Mood.FLOW: 0.25},
)
"""Red runs are how they work, as in test-driven development; stuck, they read and hardly run."""

HACKER = replace(
    READER,
    manners={
        Mood.FINE: replace(FINE, runs=0.3, moves=16, green=0.6),
        Mood.STUCK: Manner(70, 55, 6, 1.4, 0.03, 0.02, 1.2, 0.95),
        Mood.FLOW: Manner(170, 12, 4, 0.15, 0.9, 0.01, 0.05, 0.1),
    },
)
"""Stuck, they try again and again; they read while they get on."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in which it goes one way; epoch seconds."""

    since: float
    until: float
    mood: Mood


def day(person: Person, some: Random, midnight: float, hours: float) -> list[Spell]:
    """Draw a working day of so many hours, with a break in the middle."""
    now, worked, rested = midnight + MORNING, 0.0, False
    spells: list[Spell] = []
    moods = list(person.often)
    while worked < hours * HOUR:
        mood = some.choices(moods, [person.often[each] for each in moods])[0]
        lasts = some.uniform(*person.lasts[mood]) * MINUTE
        spells.append(Spell(now, now + lasts, mood))
        now, worked = now + lasts, worked + lasts
        if worked > hours * HOUR / 2 and not rested:
            now, rested = now + LUNCH, True
    return spells


def events(person: Person, some: Random, spells: list[Spell]) -> list[Event]:
    """Draw what somebody does in a day, minute by minute."""
    found: list[Event] = []
    for spell in spells:
        now = spell.since
        while now < spell.until:
            found += _minute(person.manners[spell.mood], some, now)
            now += MINUTE
    return sorted(found)


def _minute(manner: Manner, some: Random, start: float) -> list[Event]:
    made: list[Event] = []

    def add(kind: Kind, at: float, doc: int, a: int = 0, **more: int) -> None:
        b, c = more.get("b", 0), more.get("c", 0)
        made.append((round((start + at) * 1_000), int(kind), doc, a, b, c))

    doc = some.choice((1, 1, 1, 2, 3))
    for _ in range(_count(manner.chars / 10, some)):
        add(Kind.FILE_MODIFIED, some.uniform(0, 58), doc, a=10, c=Cause.TYPED)
    for _ in range(_count(manner.deleted / 8, some)):
        add(Kind.FILE_MODIFIED, some.uniform(0, 58), doc, b=8, c=Cause.TYPED)
    for _ in range(_count(manner.moves, some)):
        add(Kind.CURSOR_MOVED, some.uniform(0, 58), doc, a=some.randint(1, 60), c=1)
    for _ in range(_count(manner.undos, some)):
        add(Kind.FILE_MODIFIED, some.uniform(0, 58), doc, b=4, c=Cause.UNDO)
    for _ in range(_count(manner.look_ups, some)):
        away = some.uniform(12, 35)
        add(Kind.FOCUS_CHANGED, 20, 0, 0)
        add(Kind.FOCUS_CHANGED, 20 + away, 0, 1, b=round(away))
        add(Kind.CURSOR_MOVED, 22 + away, doc, a=1, c=1)
    for _ in range(_count(manner.runs, some)):
        at, green = some.uniform(5, 55), some.random() < manner.green
        add(Kind.FILE_SAVED, at - 2, doc)
        found = some.random() < manner.errors
        codes = some.choice((7, 7, 9)) if found else 0
        add(Kind.ERROR_OCCURRED, at - 1, doc, int(found), c=codes)
        add(Kind.TEST_RUN, at, 0, 9 if green else 8, b=0 if green else 1, c=900)
    return made


def _count(mean: float, some: Random) -> int:
    """Draw how often something happens that happens so often on average (Poisson)."""
    count, left = 0, some.expovariate(1.0)
    while left < mean:
        count, left = count + 1, left + some.expovariate(1.0)
    return count

"""Model cards (Mitchell et al. 2019): what a model was trained on, how well it does, what it can't.

All words are made here, from the numbers of a manifest; nothing of a card's own text is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulsedev.core.features import SCHEMA
from pulsedev.core.models import ModelName
from pulsedev.learn import artifact
from pulsedev.learn.figures import alarm_lines, figure_table, met_table, training_lines
from pulsedev.learn.shelf import Role

if TYPE_CHECKING:
    from pulsedev.learn.manifest import Manifest
    from pulsedev.learn.shelf import Shelf

TITLES = {
    ModelName.STUCK: "Stuck detection: a random forest, and a linear model beside it",
    ModelName.FLOW: "Flow prediction: gradient boosting",
    ModelName.ANOMALY: "Anomaly detection: an isolation forest",
    ModelName.PATTERN: "Pattern recognition: recurring kinds of working stretches",
    ModelName.COMMIT: "Commit analysis: your habits of committing",
}

ROLES = {
    Role.CHAMPION: "It judges now.",
    Role.SHADOW: "It is on trial: it judges beside the one in use, and is never shown.",
    Role.PREVIOUS: "It judged before; `pulsedev models rollback` brings it back.",
}

LIMITS = {
    ModelName.STUCK: (
        "It knows one person, from what they said themself; it can be wrong, and it says nothing of"
        " how good anybody is at their work. Labels that an alert provoked are not counted above."
    ),
    ModelName.FLOW: (
        "Flow is what the person called so. Activity is most of what it sees, and thinking leaves"
        " no trace in an editor."
    ),
    ModelName.ANOMALY: (
        "Unusual is neither good nor bad, and nobody has said how often it is right: it never"
        " alarms."
    ),
    ModelName.PATTERN: (
        "The kinds are named by the numbers that mark them most; nobody has confirmed the names."
    ),
    ModelName.COMMIT: "It knows sizes and times of commits, not what is in them.",
}

NEEDED = {
    ModelName.STUCK: "It needs labels: answer alerts, use the buttons, or review a day.",
    ModelName.FLOW: "It needs labels: use the buttons, or review a day.",
    ModelName.ANOMALY: "It needs some ten hours of work.",
    ModelName.PATTERN: "It needs some five hours of work.",
    ModelName.COMMIT: "It needs some commits.",
}


@dataclass(frozen=True, slots=True)
class Card:
    """What is told of a model; ``role`` is None where there is none, ``created`` epoch seconds."""

    model: ModelName
    role: Role | None
    created: float | None
    title: str
    markdown: str


def cards(shelf: Shelf) -> tuple[Card, ...]:
    """Return the cards of all models that there are, and of each that there is none of yet."""
    found: list[Card] = []
    for name in ModelName:
        there = [_card(shelf, name, role) for role in Role if shelf.path(name, role).exists()]
        found += there or [_missing(name)]
    return tuple(found)


def _missing(name: ModelName) -> Card:
    text = f"# {TITLES[name]}\n\nNothing was learned yet. {NEEDED[name]}\n"
    return Card(name, None, None, TITLES[name], text)


def _card(shelf: Shelf, name: ModelName, role: Role) -> Card:
    try:
        manifest = artifact.load(shelf.path(name, role), SCHEMA).manifest
    except artifact.ArtifactError as error:
        reason = str(error).rpartition(": ")[2]
        text = f"# {TITLES[name]}\n\nIts file is not used: {reason}.\n"
        return Card(name, role, None, TITLES[name], text)
    return Card(name, role, manifest.created, TITLES[name], _written(name, role, manifest))


def _written(name: ModelName, role: Role, manifest: Manifest) -> str:
    told: dict[str, Any] = dict(manifest.card)
    parts = [f"# {TITLES[name]}", ROLES[role]]
    parts += ["## Trained on", training_lines(manifest)]
    if name in {ModelName.STUCK, ModelName.FLOW}:
        parts += ["## How well it does", figure_table(told)]
        parts += [alarm_lines(told)] if name is ModelName.STUCK else []
        parts += [met_table(told)]
    parts += ["## What it can't do", LIMITS[name]]
    return "\n\n".join(part for part in parts if part) + "\n"

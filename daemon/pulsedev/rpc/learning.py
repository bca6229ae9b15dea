"""What travels about learning: results as attrs classes, and the question how it goes."""

from __future__ import annotations

import attrs


@attrs.frozen
class Training:
    """A training that runs: its stage, the model it is about, and the share done."""

    stage: str
    model: str | None
    done: float


@attrs.frozen
class Probe:
    """A question how it goes, to be shown quietly."""

    id: int
    title: str
    choices: list[str]


@attrs.frozen
class Started:
    """Whether a training began, and why not in words."""

    started: bool
    why: str


@attrs.frozen
class WorkDone:
    """How far something is, as LSP's work done progress has it: begin, report or end."""

    kind: str
    title: str | None = None
    message: str | None = None
    percentage: int | None = None


@attrs.frozen
class Card:
    """A model's card in Markdown; without a model the role is ``none`` and ``created`` null."""

    model: str
    role: str
    created: int | None
    title: str
    markdown: str


@attrs.frozen
class Cards:
    """The cards of all models."""

    models: list[Card]

"""What clients ask about learning: to train, to see the models, and to take one back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev.core.models import ModelName
from pulsedev.mind.mind import Asked
from pulsedev.rpc import learning, messages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pulsedev.learn.cards import Card
    from pulsedev.learn.supervisor import Progress
    from pulsedev.mind.mind import Learning, Mind
    from pulsedev.rpc.params import ModelParams, TrainParams

TITLE = "Training models"

STAGES = {
    "collect": "going through the last 30 days",
    "clean": "leaving out what is damaged",
    "fit": "fitting",
    "write": "writing",
}
"""What a stage is called; one that is not here is told without words."""

SHARES = {"collect": (0.0, 0.5), "clean": (0.5, 0.5), "fit": (0.5, 1.0), "write": (0.5, 1.0)}
"""Where a stage begins and ends in the whole; most of the time goes into the first."""


def train(
    mind: Mind,
    params: TrainParams,
    now: float,
    utc_offset: float,
    report: Callable[[learning.WorkDone], None],
) -> learning.Started:
    """Train now; ``report`` is told how far it is, from its beginning to its end."""
    names = params.names()

    def on_progress(progress: Progress) -> None:
        words = STAGES.get(progress.stage, "")
        message = f"{words} {progress.model or ''}".strip()
        report(learning.WorkDone("report", message=message, percentage=_percent(progress, names)))

    def on_end(line: str) -> None:
        report(learning.WorkDone("end", message=line))

    why = mind.learner.train(Asked(names, now, utc_offset, on_progress, on_end))
    if not why:
        report(learning.WorkDone("begin", title=TITLE, percentage=0))
    return learning.Started(started=not why, why=why)


async def models(mind: Mind) -> learning.Cards:
    """Tell of all models."""
    return _cards(await mind.learner.cards())


async def rollback(mind: Mind, params: ModelParams) -> learning.Cards:
    """Let the model before judge again."""
    await mind.learner.rollback(ModelName(params.model))
    return await models(mind)


def training(told: Learning) -> learning.Training | None:
    """Tell what runs, if anything does."""
    progress = told.progress
    if progress is None:
        return None
    return learning.Training(progress.stage, progress.model, progress.done)


def _percent(progress: Progress, names: tuple[ModelName, ...]) -> int:
    """Return the share of the whole, of which each model has the same part."""
    first, last = SHARES.get(progress.stage, (0.0, 0.0))
    if progress.model is None:
        return int(100 * (first + (last - first) * progress.done))
    place = list(names).index(ModelName(progress.model)) if progress.model in names else 0
    return int(100 * (first + (last - first) * (place + progress.done) / len(names)))


def _cards(found: Iterable[Card]) -> learning.Cards:
    return learning.Cards(
        [
            learning.Card(
                one.model.value,
                one.role.value if one.role else "none",
                None if one.created is None else messages.milliseconds(one.created),
                one.title,
                one.markdown,
            )
            for one in found
        ]
    )

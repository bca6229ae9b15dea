"""One training from the store to the shelf: what was asked for, model by model.

Each finished step is kept under ``work``, so that a run that was given up is gone on with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulsedev import __version__
from pulsedev.core.features import SCHEMA
from pulsedev.core.learned import Learned
from pulsedev.core.models import ModelName
from pulsedev.learn import artifact
from pulsedev.learn.manifest import Manifest
from pulsedev.learn.shelf import Role
from pulsedev.training import bundle, unsupervised
from pulsedev.training.cleaning import clean
from pulsedev.training.collecting import collect
from pulsedev.training.dataset import Target
from pulsedev.training.drifting import psi
from pulsedev.training.keeping import Kept
from pulsedev.training.request import Outcome, Result
from pulsedev.training.supervised import Champion, train

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulsedev.learn.shelf import Shelf
    from pulsedev.store.disk import DiskStore
    from pulsedev.training.dataset import Dataset
    from pulsedev.training.request import Made, Request

FEWEST_EVENTS = 1_000
"""The specification's: of less nobody learns anything."""

SHADOW_DAYS = 7.0
"""Days that a shadow is compared in peace before another may take its place."""

DAY = 86_400.0

Progress = "Callable[[str, ModelName | None, float], None]"

TARGETS = {ModelName.STUCK: Target.STUCK, ModelName.FLOW: Target.FLOW}
ALONE: dict[ModelName, Callable[[Dataset], Result]] = {
    ModelName.ANOMALY: unsupervised.anomaly,
    ModelName.PATTERN: unsupervised.pattern,
    ModelName.COMMIT: unsupervised.commit,
}


@dataclass(frozen=True, slots=True)
class Training:
    """What a training works with; ``say`` is told the stage, the model and the share done."""

    store: DiskStore
    shelf: Shelf
    request: Request
    say: Callable[[str, ModelName | None, float], None]

    def run(self) -> dict[str, Any]:
        """Train everything that was asked for; return what came of it, as plain JSON."""
        dataset = self._dataset()
        if dataset.events < FEWEST_EVENTS:
            why = f"{FEWEST_EVENTS - dataset.events} more events needed"
            results = [Result(name, Outcome.TOO_LITTLE, why) for name in self.request.models]
        else:
            results = [self._model(name, dataset) for name in self.request.models]
        kept = Kept(self.shelf.folder, self.request)
        kept.forget()
        return {
            "models": [_told(result) for result in results],
            "data_points": len(dataset),
            "events": dataset.events,
            "labels": dataset.labels,
            "drift": self._drift(dataset),
            "drifted": any(result.drifted for result in results),
        }

    def _dataset(self) -> Dataset:
        """Return the cleaned month, from an earlier run's work if that got so far."""
        kept = Kept(self.shelf.folder, self.request)
        found = kept.load()
        if found is None:
            request = self.request
            collected = collect(
                self.store,
                request.now,
                request.utc_offset,
                progress=lambda done: self.say("collect", None, done),
            )
            self.say("clean", None, 0.0)
            found = clean(collected)
            kept.save(found)
        return found

    def _model(self, name: ModelName, dataset: Dataset) -> Result:
        self.say("fit", name, 0.0)
        if name in ALONE:
            result = ALONE[name](dataset)
        else:
            result = train(
                dataset,
                TARGETS[name],
                self._champion(name),
                self.request,
                lambda done: self.say("fit", name, done),
            )
        if result.made is not None:
            result = self._put(result, result.made, dataset)
        self.say("write", name, 1.0)
        return result

    def _champion(self, name: ModelName) -> Champion:
        """Return what judges; what can't be read is as if it had not been."""
        found = self._loaded(name, Role.CHAMPION)
        if found is not None and isinstance(found.model, Learned):
            return Champion(found.model, found.manifest.until)
        withdrawn = self._loaded(name, Role.PREVIOUS)
        return Champion(None, withdrawn.manifest.until if withdrawn else 0.0)

    def _loaded(self, name: ModelName, role: Role) -> artifact.Loaded | None:
        try:
            return artifact.load(self.shelf.path(name, role), SCHEMA)
        except artifact.ArtifactError:
            return None

    def _put(self, result: Result, made: Made, dataset: Dataset) -> Result:
        """Put a model on the shelf: in the champion's place, or beside it."""
        name, now = result.model, self.request.now
        if result.outcome is Outcome.SHADOW and not result.drifted and self._on_trial(name):
            why = "an earlier one is still being compared"
            return Result(name, Outcome.ON_TRIAL, why, result.rows, result.labels)
        manifest = Manifest(
            name=name.value,
            kind=made.kind,
            features=SCHEMA,
            counts={each: len(numbers) for each, numbers in made.arrays.items()},
            numbers=dict(made.numbers),
            version=__version__,
            created=float(now),
            since=float(dataset.since),
            until=float(dataset.until),
            card={"outcome": result.outcome.value, **made.card},
        )
        self.shelf.folder_of(name).mkdir(parents=True, exist_ok=True)
        artifact.write(self.shelf.path(name, Role.SHADOW), manifest, made.arrays)
        if made.bundle:
            told = {**made.bundle, "created": now, "version": __version__}
            bundle.write(self.shelf.bundle(name, Role.SHADOW), told)
        if result.outcome is Outcome.PROMOTED:
            self.shelf.promote(name)
        elif result.outcome is Outcome.WITHDRAWN:
            self.shelf.withdraw(name)
        return result

    def _on_trial(self, name: ModelName) -> bool:
        """Return whether a shadow is too young to be replaced; a drift replaces any."""
        before = self._loaded(name, Role.SHADOW)
        if before is None or self.request.drifted:
            return False
        return self.request.now - before.manifest.created < SHADOW_DAYS * DAY

    def _drift(self, dataset: Dataset) -> float | None:
        """Return how far the last week is from what the champion was trained on."""
        found = self._loaded(ModelName.STUCK, Role.CHAMPION)
        reference = None if found is None else found.manifest.card.get("reference")
        return psi(dataset, reference) if isinstance(reference, dict) else None


def _told(result: Result) -> dict[str, Any]:
    return {
        "model": result.model.value,
        "outcome": result.outcome.value,
        "why": result.why,
        "rows": result.rows,
        "labels": result.labels,
    }

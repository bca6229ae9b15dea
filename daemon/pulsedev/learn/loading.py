"""From the shelf to the classifiers that judge: the champion's, and the one on trial beside it.

What can't be read is left out and said, and what served before goes on to serve. Runs on a thread
of its own, never on the loop's: building some ten thousand nodes takes a tenth of a second.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pulsedev.core.commits import CommitHabits
from pulsedev.core.evidence import EvidenceClassifier
from pulsedev.core.features import SCHEMA
from pulsedev.core.learned import Learned, LearnedClassifier, LearnedModels
from pulsedev.core.models import PERSONAL, SHADOW, ModelName, classifier_name
from pulsedev.core.patterns import Patterns
from pulsedev.core.stimuli import ModelLoaded
from pulsedev.core.tree_models import AnomalyDetector
from pulsedev.learn import artifact
from pulsedev.learn.shelf import Role

if TYPE_CHECKING:
    from pathlib import Path

    from pulsedev.learn.artifact import Loaded
    from pulsedev.learn.shelf import Shelf

TYPES: dict[ModelName, type] = {
    ModelName.STUCK: Learned,
    ModelName.FLOW: Learned,
    ModelName.ANOMALY: AnomalyDetector,
    ModelName.PATTERN: Patterns,
    ModelName.COMMIT: CommitHabits,
}


@dataclass(frozen=True, slots=True)
class Found:
    """What the shelf holds now, ready to judge; ``troubles`` are lines for the user."""

    loaded: ModelLoaded
    troubles: tuple[str, ...] = ()


class Models:
    """The models that were read last, so that a file that went bad changes nothing."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._version: object = None
        self._last: dict[tuple[ModelName, Role], Loaded] = {}

    def forget(self) -> None:
        """Take everything for new with the next look."""
        self._version = None

    def news(self) -> Found | None:
        """Return what is on the shelf if that has changed since the last look, else None."""
        version = self.shelf.version()
        if version == self._version:
            return None
        self._version = version
        troubles: list[str] = []
        champion = {name: self._read(name, Role.CHAMPION, troubles) for name in ModelName}
        shadow = {name: self._read(name, Role.SHADOW, troubles) for name in ModelName}
        return Found(_classifiers(champion, shadow), tuple(troubles))

    def _read(self, name: ModelName, role: Role, troubles: list[str]) -> Loaded | None:
        """Read a model; of one that is broken the last good one, or else the one before it."""
        path = self.shelf.path(name, role)
        if not (path.is_symlink() or path.exists()):
            self._last.pop((name, role), None)
            return None
        try:
            self._last[name, role] = _loaded(path, name)
        except artifact.ArtifactError as error:
            troubles.append(str(error))
            if (name, role) not in self._last and role is Role.CHAMPION:
                return self._read(name, Role.PREVIOUS, troubles)
        return self._last.get((name, role))


def _loaded(path: Path, name: ModelName) -> Loaded:
    found = artifact.load(path, SCHEMA)
    if found.manifest.name != name or not isinstance(found.model, TYPES[name]):
        raise artifact.ArtifactError(f"{path}: the model is not used: it is another's")
    return found


Many = dict[ModelName, "Loaded | None"]


def _classifiers(champion: Many, shadow: Many) -> ModelLoaded:
    """Return the champion's classifier, and the same with the models on trial in their places."""
    if not any(champion.values()):
        first: EvidenceClassifier | LearnedClassifier = EvidenceClassifier()
    else:
        first = _classifier(PERSONAL, champion)
    on_trial = {name: shadow[name] for name in (ModelName.STUCK, ModelName.FLOW)}
    if not any(on_trial.values()):
        return ModelLoaded(first)
    both = {**champion, **{name: model for name, model in on_trial.items() if model}}
    second = _classifier(SHADOW, both)
    return ModelLoaded(first, replace(second, models=replace(second.models, **NO_REMARKS)))


NO_REMARKS = {"anomaly": None, "patterns": None, "commits": None}
"""What is on trial is never shown, so it has nothing to remark."""


def _classifier(kind: str, found: Many) -> LearnedClassifier:
    models = {name: each.model if each else None for name, each in found.items()}
    made = {name: each.manifest.created if each else 0.0 for name, each in found.items()}
    name = classifier_name(kind, made[ModelName.STUCK], made[ModelName.FLOW])
    # Their types were checked when they were read.
    return LearnedClassifier(
        name,
        LearnedModels(
            stuck=models[ModelName.STUCK],  # type: ignore[arg-type]
            flow=models[ModelName.FLOW],  # type: ignore[arg-type]
            anomaly=models[ModelName.ANOMALY],  # type: ignore[arg-type]
            patterns=models[ModelName.PATTERN],  # type: ignore[arg-type]
            commits=models[ModelName.COMMIT],  # type: ignore[arg-type]
        ),
    )

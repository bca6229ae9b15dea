"""When a challenger takes the champion's place: better on later labels, by more than chance."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.training.datasets import DAY, synthetic

from pulsedev.core.features import SCHEMA
from pulsedev.core.learned import Learned
from pulsedev.learn.building import build
from pulsedev.learn.manifest import Manifest
from pulsedev.training.dataset import Target
from pulsedev.training.request import Outcome, Request
from pulsedev.training.supervised import WEEK, Champion, contradicted, train
from pulsedev.training.walking import walk

if TYPE_CHECKING:
    from pulsedev.training.dataset import Dataset
    from pulsedev.training.request import Result


def trained(dataset: Dataset, target: Target = Target.STUCK) -> Result:
    """Train on a dataset with nothing but the prior in use."""
    return train(dataset, target, Champion(), Request(now=dataset.until), lambda _: None)


def learned(result: Result) -> Learned:
    """Return the model of a result as the daemon reads it."""
    made = result.made
    assert made is not None
    manifest = Manifest(
        name=result.model,
        kind=made.kind,
        features=SCHEMA,
        counts={name: len(numbers) for name, numbers in made.arrays.items()},
        numbers=dict(made.numbers),
        version="0.1.0",
        created=1.0,
        since=0.0,
        until=1.0,
        card=dict(made.card),
    )
    built = build(manifest, made.arrays)
    assert isinstance(built, Learned)
    return built


def useless(dataset: Dataset) -> Dataset:
    """Let the prior say the same of every moment."""
    return replace(dataset, prior=np.full_like(dataset.prior, -2.5))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_random_labels_promote_nothing(seed: int) -> None:
    """Where no column tells anything, a model runs in the shadow at most."""
    found = trained(synthetic(days=10, seed=seed, strength=0.0))
    assert found.outcome is Outcome.SHADOW
    assert "not better" in found.why


def test_what_is_really_better_is_promoted() -> None:
    """Where columns tell and the prior does not, the model takes its place, with its reasons."""
    found = trained(useless(synthetic(days=21, seed=1, labels=10)))
    assert found.outcome is Outcome.PROMOTED
    assert found.made is not None
    card = json.loads(json.dumps(found.made.card))
    assert card["trial"]["wealth"] >= 20.0
    assert card["trial"]["labels"] > 0


def test_no_label_of_the_future_is_seen() -> None:
    """What is said of a row stays the same, whatever people say later."""
    scores = []
    for late in (0.0, 1.0):
        dataset = synthetic(days=12, seed=3)
        said, since = dataset.said[Target.STUCK], dataset.until - 3 * DAY
        said.y[said.known & (dataset.at > since)] = late
        done = walk(dataset, Target.STUCK, lambda _: None)
        scores.append(done.score[dataset.at <= since])
    assert np.array_equal(scores[0], scores[1], equal_nan=True)
    assert not np.isnan(scores[0]).all()


def test_too_little_says_what_is_missing() -> None:
    """With a few labels nothing is trained, and one line says what is needed."""
    found = trained(synthetic(days=2, labels=4))
    assert (found.outcome, found.why) == (Outcome.TOO_LITTLE, "4 more labels needed")
    assert found.made is None


def test_a_contradicted_champion_is_withdrawn() -> None:
    """Where the last week's answers say the opposite of what is in use, the prior judges again."""
    dataset = useless(synthetic(days=21, seed=1, labels=10))
    champion = Champion(learned(trained(dataset)), dataset.until - WEEK)
    assert not contradicted(dataset, Target.STUCK, champion)
    said = dataset.said[Target.STUCK]
    late = said.known & (dataset.at > dataset.until - WEEK)
    said.y[late] = 1.0 - said.y[late]
    assert contradicted(dataset, Target.STUCK, champion)
    found = train(dataset, Target.STUCK, champion, Request(now=dataset.until), lambda _: None)
    assert found.outcome in {Outcome.WITHDRAWN, Outcome.PROMOTED}
    assert found.drifted

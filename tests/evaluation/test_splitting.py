"""Nobody is judged by what they taught, and a leak does not go unseen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from tests.evaluation.conftest import noise, people

import pulsedev
from pulsedev.evaluation import examining
from pulsedev.evaluation.examining import examine
from pulsedev.evaluation.methods import BY_NAME, Kind, Method
from pulsedev.evaluation.splitting import MOST_FOLDS, LeakError, check, unseen

if TYPE_CHECKING:
    from pulsedev.evaluation.moments import Moments
    from pulsedev.training.dataset import Floats, Whole

SHUFFLES = re.compile(
    r"train_test_split|ShuffleSplit|\bS?t?r?a?t?i?f?i?e?d?KFold\b|cross_val|shuffle=True"
    r"|SMOTE|imblearn|RandomOverSampler|\bresample\b|permutation\(len\((?:self|moments|dataset)"
)


@pytest.mark.parametrize("count", [2, 7, MOST_FOLDS, MOST_FOLDS + 30])
def test_everybody_is_judged_once_by_others(count: int) -> None:
    """Each moment is judged in one part, whose people are not among those that teach."""
    group = np.repeat(np.arange(count), 3)
    splits = unseen(group)
    assert sorted(np.concatenate([test for _, test in splits]).tolist()) == list(range(3 * count))
    for train, test in splits:
        assert not set(group[train]) & set(group[test])
    assert splits[0][1].tolist() == unseen(group)[0][1].tolist()


def test_shared_people_are_a_leak() -> None:
    """A split with somebody on both sides is refused."""
    group = np.array([0, 0, 1, 1])
    with pytest.raises(LeakError, match="1 of the groups"):
        check((np.array([0, 1, 2]), np.array([3])), group)


def test_shuffled_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """An evaluation that is made to split shuffled rows stops, and gives no figure."""

    def shuffled(group: Whole) -> list[tuple[Whole, Whole]]:
        rows = np.random.default_rng(0).permutation(len(group))
        return [(rows[: len(rows) // 2], rows[len(rows) // 2 :])]

    monkeypatch.setattr(examining, "unseen", shuffled)
    moments = people(noise(40, 0), np.tile([True, False], 20), 10)
    with pytest.raises(LeakError):
        examine(moments, [BY_NAME["evidence"]], lambda: None)


def test_what_people_are_is_no_detection() -> None:
    """Where only the person tells the answers, shuffled rows shine and unseen people do not."""
    random = np.random.default_rng(3)
    rows = np.repeat(noise(30, 1), 20, axis=0)  # everybody's moments all look the same
    outcome = np.repeat(random.random(30) < 0.5, 20)
    outcome ^= random.random(600) < 0.1
    moments = people(rows, outcome, 20)
    order = random.permutation(600)
    leaky = RandomForestClassifier(30, random_state=0).fit(rows[order[:300]], outcome[order[:300]])
    test = order[300:]
    assert roc_auc_score(outcome[test], leaky.predict_proba(rows[test])[:, 1]) > 0.85
    result = examine(moments, [BY_NAME["forest"]], lambda: None)
    assert result["methods"]["forest"]["auc"][0] < 0.7


def test_every_fit_is_on_others() -> None:
    """Outside and inside of the folds a method only ever judges people that it was not handed."""
    calls: list[tuple[set[int], set[int]]] = []

    def spy(moments: Moments, train: Whole, test: Whole) -> Floats:
        calls.append((set(moments.group[train].tolist()), set(moments.group[test].tolist())))
        said: Floats = moments.rows[test, 0]
        return said

    moments = people(noise(120, 2), np.random.default_rng(1).random(120) < 0.4, 20)
    examine(moments, [Method("spy", "spy", Kind.LEARNED, spy)], lambda: None)
    assert len(calls) > 6
    assert all(not taught & judged for taught, judged in calls)


def test_no_source_shuffles_or_resamples() -> None:
    """Nothing that splits rows at random or makes up rows is named where models are judged."""
    package = Path(pulsedev.__file__).parent
    for part in ("evaluation", "training"):
        for path in sorted((package / part).rglob("*.py")):
            assert not SHUFFLES.search(path.read_text("utf-8")), path.name
    for leak in ("train_test_split(x)", "StratifiedKFold(5)", "SMOTE()", "cross_val_score(m)"):
        assert SHUFFLES.search(leak)

"""What the daemon infers from says what scikit-learn says, on every row and at thresholds."""

from __future__ import annotations

from functools import cache
from math import exp, inf, nextafter
from typing import TYPE_CHECKING, Any

import joblib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.training.datasets import synthetic

from pulsedev.core.evidence import EvidenceClassifier
from pulsedev.core.features import SCHEMA, new_baseline
from pulsedev.core.learned import Learned, LearnedClassifier, LearnedModels
from pulsedev.core.log_odds import logistic
from pulsedev.core.models import ModelName
from pulsedev.core.tree_models import AnomalyDetector, TreeClassifier
from pulsedev.learn.artifact import load, write
from pulsedev.learn.manifest import Manifest
from pulsedev.training import bundle
from pulsedev.training.calibrating import logit
from pulsedev.training.dataset import Target
from pulsedev.training.exporting import largest
from pulsedev.training.request import Request
from pulsedev.training.supervised import Champion, train
from pulsedev.training.unsupervised import anomaly

if TYPE_CHECKING:
    from pathlib import Path

    from pulsedev.training.dataset import Floats
    from pulsedev.training.request import Made

EQUAL = 1e-9
NAMES = {"stuck": ModelName.STUCK, "flow": ModelName.FLOW, "anomaly": ModelName.ANOMALY}


@cache
def made(which: str) -> Made:
    """Return a model that was trained on two weeks of a made-up person."""
    dataset = synthetic(days=14, turns=60, seed=3)
    if which == "anomaly":
        result = anomaly(dataset)
    else:
        request = Request(now=dataset.until)
        result = train(dataset, Target(which), Champion(), request, lambda _: None)
    assert result.made is not None, result.why
    return result.made


def back(model: Made, which: str, folder: Path) -> tuple[Any, dict[str, Any]]:
    """Write a model as training does; return what the daemon, and what joblib reads of it."""
    counts = {name: len(numbers) for name, numbers in model.arrays.items()}
    manifest = Manifest(
        name=NAMES[which],
        kind=model.kind,
        features=SCHEMA,
        counts=counts,
        numbers=dict(model.numbers),
        version="0.1.0",
        created=1.0,
        since=0.0,
        until=1.0,
        card=dict(model.card),
    )
    write(folder / "a.model", manifest, model.arrays)
    bundle.write(folder / "a.joblib", model.bundle)
    found: dict[str, Any] = joblib.load(folder / "a.joblib")
    return load(folder / "a.model", SCHEMA).model, found


def peer(bundle: dict[str, Any], rows: Floats) -> Floats:
    """Return what scikit-learn says of rows: a probability, or how unusual they are."""
    columns = [SCHEMA.index(name) for name in bundle["features"]]
    ready = bundle["scaler"].transform(bundle["imputer"].transform(rows[:, columns]))
    if "selector" not in bundle:
        return np.asarray(-bundle["model"].score_samples(ready))
    chosen = bundle["selector"].transform(ready)
    said = np.asarray(bundle["model"].predict_proba(chosen)[:, 1])
    return mixed(bundle, said, rows) if "beside" in bundle else said


def mixed(bundle: dict[str, Any], said: Floats, rows: Floats) -> Floats:
    """Return the mean of the trees and the linear model beside them, each in its spreads."""
    columns = [SCHEMA.index(name) for name in bundle["beside_features"]]
    both = {"model": logit(said), "beside": bundle["beside"].decision_function(rows[:, columns])}
    measured = bundle["spreads"]
    parts = [(both[name] - measured[name][0]) / measured[name][1] for name in both]
    made: Floats = (parts[0] + parts[1]) / 2.0
    return made


def said(model: TreeClassifier, row: list[float]) -> float:
    """Return what a model says before it is calibrated: a probability, or a mean of spreads."""
    own = (model.log_odds(row) - model.intercept) / model.slope
    return own if model.beside is not None else 1.0 / (1.0 + exp(-own))


def near(rows: Floats, model: Made) -> Floats:
    """Return the rows with a value each at a threshold, or the next double above it."""
    columns, features = model.arrays["column"], model.arrays["feature"]
    asked = [place for place, feature in enumerate(features) if feature >= 0]
    some, changed = np.random.default_rng(0), rows.copy()
    for row in changed:
        place = int(some.choice(asked))
        threshold = model.arrays["threshold"][place]
        row[columns[features[place]]] = some.choice([threshold, nextafter(threshold, inf)])
    return changed


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("which", NAMES)
def test_equal_to_scikit_learn(which: str, tmp_path: Path) -> None:
    """Arrays and bundle say the same of every row, to a billionth, and so do the accounts."""
    dataset, model = synthetic(days=14, turns=60, seed=3), made(which)
    ours, theirs = back(model, which, tmp_path)
    for rows in (dataset.rows, near(dataset.rows, model)):
        expected = peer(theirs, rows)
        if isinstance(ours, AnomalyDetector):
            found = [ours.score(row) for row in rows.tolist()]
        else:
            found = [said(ours.model, row) for row in rows.tolist()]
        assert np.abs(np.array(found) - expected).max() < EQUAL


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("which", ["stuck", "flow"])
def test_accounts_are_exact(which: str, tmp_path: Path) -> None:
    """A verdict is the sum of its account, as a probability that is never wholly sure."""
    ours, _ = back(made(which), which, tmp_path)
    assert isinstance(ours, Learned)
    both = {"stuck": None, "flow": None} | {which: ours}
    models = LearnedModels(stuck=both["stuck"], flow=both["flow"])
    classifier = LearnedClassifier("personal-1-0", models)
    baseline, plain = new_baseline(), EvidenceClassifier()
    for row in synthetic(days=4, seed=4).rows[:200].tolist():
        verdict = classifier.judge(row, baseline)
        accounts = classifier.account(row, baseline)
        said = (verdict.p_stuck, verdict.p_flow)
        for account, p in zip(accounts, said, strict=True):
            assert logistic(account.log_odds) == pytest.approx(p, abs=EQUAL)
        assert plain.judge(row, baseline).evidence == verdict.evidence


@given(
    st.floats(-1e6, 1e6),
    st.floats(-1e6, 1e6),
    st.floats(1e-6, 1e6),
)
def test_largest(threshold: float, mean: float, spread: float) -> None:
    """What is found is at or below the threshold in single precision; the next double is not."""
    [found] = largest(np.array([threshold]), np.array([mean]), np.array([spread]))
    pair = np.array([found, nextafter(found, inf)])
    below, above = ((pair - mean) / spread).astype(np.float32).astype(float)
    assert below <= threshold < above

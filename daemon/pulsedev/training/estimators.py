"""The models' parameters, as the specification has them, and what is added to them and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sklearn.ensemble import (
    GradientBoostingClassifier,
    IsolationForest,
    RandomForestClassifier,
)

from pulsedev.training.dataset import Target

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = 20_240_229
"""The same data give the same model."""

FOREST = {"n_estimators": 100, "max_depth": 10, "min_samples_split": 5}
"""Of ``stuck_detection``."""

BOOSTING = {"n_estimators": 150, "learning_rate": 0.1, "max_depth": 8}
"""Of ``flow_prediction``."""

FEWER_COLUMNS = {"max_features": "sqrt", "subsample": 0.7}
"""Beside them, for boosting (Friedman 2002): trees so deep learn a small set by heart otherwise."""

LEAF_ROWS = 5
"""Rows that a leaf has at least: half a label's, so that no leaf is about one moment."""

ISOLATION = {"n_estimators": 100, "contamination": 0.1}
"""Of ``anomaly_detection``."""


def forest() -> RandomForestClassifier:
    """Return an unfitted random forest."""
    return RandomForestClassifier(**FOREST, min_samples_leaf=LEAF_ROWS, random_state=SEED, n_jobs=1)


def boosting() -> GradientBoostingClassifier:
    """Return an unfitted gradient boosting."""
    return GradientBoostingClassifier(
        **BOOSTING, **FEWER_COLUMNS, min_samples_leaf=LEAF_ROWS, random_state=SEED
    )


def isolation() -> IsolationForest:
    """Return an unfitted isolation forest."""
    return IsolationForest(**ISOLATION, random_state=SEED, n_jobs=1)


ESTIMATORS: dict[Target, Callable[[], Any]] = {Target.STUCK: forest, Target.FLOW: boosting}

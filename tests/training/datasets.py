"""Made-up months of work in which some columns really tell stuck and flow apart.

The person is stuck, in flow or neither by turns of some minutes; a few turns a day are labelled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pulsedev.core.features import SCHEMA, unit_of
from pulsedev.core.labels import Source
from pulsedev.training.dataset import SOURCES, Dataset, Labelling, Target

if TYPE_CHECKING:
    from pulsedev.training.dataset import Floats, Whole

START, STEP, DAY = 1_700_000_000.0, 30.0, 86_400.0
"""Epoch seconds of the first row; seconds from row to row, and from a day's first to the next's."""

TURN = 20
"""Rows of a turn, ten minutes; a label speaks of the last half of one."""

USUAL, STUCK, FLOW = 0, 1, 2
OFTEN = (0.4, 0.3, 0.3)
"""Shares of the turns that are usual, stuck and flow."""


@dataclass(frozen=True, slots=True)
class Signal:
    """Mean values of a column in usual, stuck and flow moments, and how it scatters."""

    usual: float
    stuck: float
    flow: float
    scatter: float


SIGNALS = {
    "failed_run_streak": Signal(0.6, 3.5, 0.1, 1.0),
    "since_green": Signal(240.0, 900.0, 120.0, 150.0),
    "repeated_error_density.15m": Signal(0.2, 0.6, 0.1, 0.15),
    "rework_share.15m": Signal(0.1, 0.35, 0.08, 0.1),
    "away_return_count.15m": Signal(1.0, 4.0, 0.3, 1.2),
    "undo_rate.15m": Signal(0.2, 0.9, 0.1, 0.3),
    "run_count.15m": Signal(3.0, 5.0, 4.0, 1.0),
    "green_share.15m": Signal(0.6, 0.2, 0.95, 0.15),
    "edit_run_cycle.15m": Signal(240.0, 200.0, 180.0, 60.0),
    "net_growth.5m": Signal(0.3, 0.0, 0.6, 0.2),
    "net_growth.15m": Signal(0.3, 0.0, 0.6, 0.2),
    "event_rate.5m.rank": Signal(0.5, 0.4, 0.8, 0.15),
    "net_chars_rate.5m.rank": Signal(0.5, 0.2, 0.8, 0.15),
    "idle_share.5m": Signal(0.4, 0.6, 0.2, 0.12),
    "idle_share.15m": Signal(0.4, 0.6, 0.2, 0.12),
    "switch_rate.5m": Signal(1.0, 2.0, 0.3, 0.5),
    "away_share.5m": Signal(0.1, 0.3, 0.02, 0.08),
}
"""Columns that carry signal; all others are noise."""

UNKNOWN = ("commits_last_hour", "ai_accepts.15m", "burst_speed.2m")
"""Columns that are never, seldom and mostly known."""


def synthetic(
    days: int = 10, seed: int = 0, *, turns: int = 18, labels: int = 6, strength: float = 1.0
) -> Dataset:
    """Return days of work with so many turns and labels each, one stretch a day.

    At ``strength`` 0 no column carries signal; at 1 a good model is right mostly.
    """
    rng = np.random.default_rng(seed)
    count, day = days * turns * TURN, turns * TURN
    state = np.repeat(rng.choice(3, days * turns, p=OFTEN), TURN)
    stretch = np.repeat(np.arange(days), day)
    at = START + DAY * stretch + STEP * (np.arange(count) % max(day, 1))
    log_odds = np.where(state[:, None] == [STUCK, FLOW], 0.0, -2.5) + rng.normal(0, 1, (count, 2))
    return Dataset(
        columns=SCHEMA,
        rows=_rows(rng, state, strength),
        at=at,
        active=np.full(count, STEP),
        stretch=stretch,
        prior=log_odds,
        said=_said(rng, state, days, turns, min(labels, turns)),
        events=20 * count,
        labels=days * min(labels, turns),
        since=START,
        until=START + DAY * max(days, 1),
    )


def _rows(rng: np.random.Generator, state: Whole, strength: float) -> Floats:
    rows = rng.random((len(state), len(SCHEMA)))
    for index, name in enumerate(SCHEMA):
        if name in SIGNALS:
            signal = SIGNALS[name]
            means = np.array([signal.usual, signal.stuck, signal.flow])
            mean = signal.usual + strength * (means[state] - signal.usual)
            made = mean + rng.normal(0.0, signal.scatter, len(state))
            rows[:, index] = np.clip(made, -1.0 if unit_of(name) == "-1 to 1" else 0.0, _most(name))
    never, seldom, mostly = (SCHEMA.index(name) for name in UNKNOWN)
    rows[:, never] = np.nan
    rows[rng.random(len(state)) < 0.8, seldom] = np.nan
    rows[rng.random(len(state)) < 0.2, mostly] = np.nan
    return rows


def _most(name: str) -> float:
    return 1.0 if unit_of(name) in {"share", "-1 to 1"} else np.inf


def _said(
    rng: np.random.Generator, state: Whole, days: int, turns: int, labels: int
) -> dict[Target, Labelling]:
    """Label some turns of each day: every second by the button, the others when asked."""
    found = {target: Labelling.none(len(state)) for target in Target}
    for day in range(days):
        for number, turn in enumerate(np.sort(rng.choice(turns, labels, replace=False))):
            last = (day * turns + int(turn) + 1) * TURN
            rows = slice(last - TURN // 2, last)
            source = Source.PROBE_RANDOM if number % 2 else Source.BUTTON
            for target, meant in ((Target.STUCK, STUCK), (Target.FLOW, FLOW)):
                said = found[target]
                said.y[rows] = float(state[last - 1] == meant)
                said.weight[rows] = 1.0
                said.source[rows] = SOURCES.index(source)
                said.episode[rows] = day * labels + number
    return found

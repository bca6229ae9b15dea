"""Weak labels: rules that guess what a person would say, each wrong often, none of them blind.

They may train, with little weight, and never evaluate. ``daemon/FEATURES.md`` has the same table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pulsedev.training.dataset import Target

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pulsedev.training.dataset import Dataset, Flags, Floats

    Votes = NDArray[np.int8]

STREAK = 3.0
"""Failed runs in a row: two happen to everybody all the time."""

SAME, LONG = 0.5, 180.0
"""Share of the checks that show the same errors again (Becker 2016), and seconds they stand."""

REWORK, LITTLE = 0.5, 0.25
"""Shares of the edits that are at places changed before."""

STANDSTILL, GROWTH = 0.05, 0.5
"""Net growth, -1 to 1: as much is deleted as inserted, and a third of that."""

LOOK_UPS = 4.0
"""Quick absences in a quarter of an hour (Hermes: web accesses)."""

UNDOS = 1.0
"""Undos a minute: the way back."""

ABOVE, BELOW = 0.75, 0.25
"""Percentiles among the person's own moments."""

SWITCHES, IDLE = 2.0, 0.5
"""Switches a minute, and share of the time without input."""

GREEN, CYCLE = 0.8, 480.0
"""Share of runs that pass, and seconds from run to run: a steady cadence."""


@dataclass(frozen=True, slots=True)
class LabellingFunction:
    """A rule for one target: ``yes`` and ``no`` return for each row whether it says so."""

    name: str
    target: Target
    meaning: str
    source: str
    yes: Callable[[Dataset], Flags]
    no: Callable[[Dataset], Flags]

    def votes(self, dataset: Dataset) -> Votes:
        """Return 1 for yes, -1 for no and 0 for nothing, of each row."""
        # What is unknown compares as false, so it makes no vote.
        votes: Votes = self.yes(dataset).astype(np.int8) - self.no(dataset).astype(np.int8)
        return votes


def _at(name: str) -> Callable[[Dataset], Floats]:
    return lambda dataset: dataset.column(name)


_streak, _green = _at("failed_run_streak"), _at("green_share.15m")
_same, _age = _at("repeated_error_density.15m"), _at("error_age")
_rework, _growth = _at("rework_share.15m"), _at("net_growth.15m")
_look_ups, _undos = _at("away_return_count.15m"), _at("undo_rate.15m")
_rate, _switches = _at("event_rate.5m.rank"), _at("switch_rate.5m")
_idle, _cycle = _at("idle_share.5m"), _at("edit_run_cycle.15m")

LABELLING_FUNCTIONS = (
    LabellingFunction(
        "same_error",
        Target.STUCK,
        "half of the checks or more show the same errors, for 3 minutes; no, without errors",
        "Becker 2016",
        lambda d: (_same(d) >= SAME) & (_age(d) >= LONG),
        lambda d: (_same(d) == 0.0) & (_age(d) == 0.0),
    ),
    LabellingFunction(
        "failing_streak",
        Target.STUCK,
        "3 failed runs in a row or more; no, after one that passed, as 80 % did",
        "Carter & Dewan 2010; Lee 2011",
        lambda d: _streak(d) >= STREAK,
        lambda d: (_streak(d) == 0.0) & (_green(d) >= GREEN),
    ),
    LabellingFunction(
        "rework",
        Target.STUCK,
        "half of the edits at places changed before, and no growth; no, where new text grows",
        "own",
        lambda d: (_rework(d) >= REWORK) & (_growth(d) <= STANDSTILL),
        lambda d: (_rework(d) <= LITTLE) & (_growth(d) >= GROWTH),
    ),
    LabellingFunction(
        "searching",
        Target.STUCK,
        "4 quick absences or more in a quarter of an hour; no, with none, at work",
        "Hermes web accesses",
        lambda d: _look_ups(d) >= LOOK_UPS,
        lambda d: (_look_ups(d) == 0.0) & (_idle(d) < IDLE),
    ),
    LabellingFunction(
        "reverting",
        Target.STUCK,
        "an undo a minute or more over a quarter of an hour; never no",
        "own",
        lambda d: _undos(d) >= UNDOS,
        lambda d: np.zeros(len(d), bool),
    ),
    LabellingFunction(
        "sustained",
        Target.FLOW,
        "busier than in 75 % of the own moments, and not idle; no, than in 25 % at the most",
        "FlowLight, Züger 2017",
        lambda d: (_rate(d) >= ABOVE) & (_idle(d) < IDLE),
        lambda d: _rate(d) <= BELOW,
    ),
    LabellingFunction(
        "few_switches",
        Target.FLOW,
        "a switch in 2 minutes at the most, and not idle; no, with 4 a minute or more",
        "Züger 2018",
        lambda d: (_switches(d) <= SWITCHES / 4) & (_idle(d) < IDLE),
        lambda d: _switches(d) >= 2 * SWITCHES,
    ),
    LabellingFunction(
        "green_cadence",
        Target.FLOW,
        "80 % of the runs pass, 8 minutes apart at the most; no, after 3 failed ones",
        "own",
        lambda d: (_green(d) >= GREEN) & (_cycle(d) <= CYCLE),
        lambda d: _streak(d) >= STREAK,
    ),
)


def votes(dataset: Dataset, target: Target) -> Votes:
    """Return each rule's vote on each row, shape (n, rules of the target)."""
    found = [one.votes(dataset) for one in LABELLING_FUNCTIONS if one.target is target]
    return np.stack(found, axis=1)

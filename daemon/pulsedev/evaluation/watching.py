"""One recording through the live session: how each moment looked that is asked about.

The rule: a look sees what had happened up to its moment and nothing later. The batch that holds
the moment is handed in before it, as a client would have sent it a second later, and what in it
lies behind the moment waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import merge
from typing import TYPE_CHECKING

import numpy as np

from pulsedev.core.features import COLUMN, SCHEMA
from pulsedev.core.instructions import Alert, Looked, StateChanged
from pulsedev.core.log_odds import logit
from pulsedev.core.replay import replay
from pulsedev.core.session import Session
from pulsedev.core.states import State
from pulsedev.core.stimuli import Arrived, Look
from pulsedev.evaluation.segments import RATIOS, SEGMENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pulsedev.core.stimuli import Told
    from pulsedev.evaluation.task import Question, Trial
    from pulsedev.training.dataset import Flags, Floats

HOUR = 3600.0

CALENDAR = (
    *("hour_of_day", "hour_activity", "weekday_activity", "season_activity"),
    *("cycle_position", "hour_green", "uptime", "peak_hour_activity"),
)
"""Columns of the clock on the wall; where it is made up they tell how long a recording has run."""

_RATIOS = [COLUMN[name] for name in RATIOS]
_CALENDAR = [COLUMN[name] for name in SCHEMA if name.removesuffix(".rank") in CALENDAR]


@dataclass(frozen=True, slots=True)
class Watched:
    """What came of one recording; arrays have one entry a moment that was asked about.

    ``rows`` has the columns of ``core.features.SCHEMA``; ``prior`` is the evidence classifier's
    log-odds of that moment alone, ``smoothed`` the probability that was shown, ``shown`` whether
    the state was stuck. ``segments`` has a row for each 25 events: epoch seconds and RATIOS.
    ``line`` has a row for each change that was shown: epoch seconds, probability, 1 where stuck.
    ``marks`` and ``alerts`` are epoch seconds. ``unseen`` counts moments at which nobody worked.
    """

    group: str
    name: str
    rows: Floats
    at: Floats
    answer: Floats
    prior: Floats
    smoothed: Floats
    shown: Flags
    segments: Floats
    marks: Floats
    alerts: Floats
    line: Floats
    active_hours: float
    unseen: int


def watch(trial: Trial, *, undated: bool) -> Watched:
    """Run a recording through a session of its own and look where it is asked.

    ``undated`` says that its clock is made up, so columns of the clock are left out.
    """
    session, ends = Session(), ends_of_segments(trial.told)
    looks: dict[float, Looked] = {}
    alerts, line = list[float](), list[tuple[float, float, float]]()
    for made in replay(session, with_looks(trial, ends)):
        if isinstance(made, Looked):
            looks[made.at] = made
        elif isinstance(made, Alert):
            alerts.append(made.at)
        elif isinstance(made, StateChanged):
            line.append((made.at, made.p_stuck, float(made.state is State.STUCK)))
    seen = [each for each in trial.questions if each.at in looks]
    rows = _rows(seen, looks)
    if undated:
        rows[:, _CALENDAR] = np.nan
    return Watched(
        group=trial.group,
        name=trial.name,
        rows=rows,
        at=np.array([each.at for each in seen]),
        answer=np.array([each.answer for each in seen]),
        prior=np.array([logit(looks[each.at].verdict.p_stuck) for each in seen]),
        smoothed=np.array([looks[each.at].smoothed for each in seen]),
        shown=np.array([looks[each.at].state is State.STUCK for each in seen], bool),
        segments=_segments(ends, looks),
        marks=np.array(trial.marks),
        alerts=np.array(alerts),
        line=np.array(line).reshape(-1, 3),
        active_hours=session.active_seconds / HOUR,
        unseen=len(trial.questions) - len(seen),
    )


def ends_of_segments(told: Iterable[Told]) -> list[float]:
    """Return the epoch seconds of each 25th event."""
    times = [
        (one.batch.t0 + t) / 1000.0 for one in told if isinstance(one, Arrived) for t in one.batch.t
    ]
    return times[SEGMENT - 1 :: SEGMENT]


def with_looks(trial: Trial, ends: list[float]) -> Iterator[Told | Look]:
    """Yield what the session is told, and looks at what is asked and at the segments' ends."""
    moments = sorted({each.at for each in trial.questions} | set(ends))
    yield from merge(trial.told, map(Look, moments), key=_begins)


def _begins(one: Told | Look) -> tuple[float, bool]:
    """Return where it stands among the others: a batch where it begins, and before a look."""
    if isinstance(one, Arrived):
        return one.batch.first_ms / 1000.0, False
    return one.at, True


def _rows(seen: list[Question], looks: Mapping[float, Looked]) -> Floats:
    return np.array([looks[each.at].row for each in seen]).reshape(-1, len(SCHEMA))


def _segments(ends: list[float], looks: Mapping[float, Looked]) -> Floats:
    found = [(at, *(looks[at].row[column] for column in _RATIOS)) for at in ends if at in looks]
    return np.array(found).reshape(-1, 1 + len(RATIOS))

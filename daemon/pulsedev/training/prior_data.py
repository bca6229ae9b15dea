"""Recordings that may ship, through the live session: what every stuck term saw, and what came.

A row is a score after two failed runs or more. It says "stuck" where no run passed within ten
active minutes, which is slow recovery and not being stuck itself; a row whose recording ends
sooner says nothing. Only this data set is read: the licence of its figures has to let us ship.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

import numpy as np

from pulsedev.core.events import Kind
from pulsedev.core.evidence import EvidenceClassifier, stuck_distances
from pulsedev.core.features import COLUMN
from pulsedev.core.instructions import StoreVector
from pulsedev.core.replay import replay
from pulsedev.core.session import Session
from pulsedev.core.terms import STUCK
from pulsedev.importers import cyberdojo
from pulsedev.importers.detect import Format, detect, files, readable
from pulsedev.importers.lines import first_line
from pulsedev.importers.recording import RecordingError
from pulsedev.importers.tables import missing, rows
from pulsedev.training.recovery import FAILED, UNKNOWN, Runs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pulsedev.core.baseline import Baseline
    from pulsedev.core.classifier import Verdict
    from pulsedev.core.stimuli import Arrived
    from pulsedev.importers.recording import Recording
    from pulsedev.training.dataset import Floats, Whole

UNSAID = -1
"""The outcome of a row that says nothing."""

DOJO = "dojo"
"""The column that tells who worked side by side; rows of one dojo are never told apart."""

CLOCKS = ("since_green", "duration_hours")
"""Columns that a rule with nothing but a clock would use: time in red, time since the start."""

_STREAK = COLUMN["failed_run_streak"]
_CLOCKS = [COLUMN[name] for name in CLOCKS]


@dataclass(frozen=True, slots=True)
class Seen:
    """Scored rows of all recordings, in their order.

    ``distances`` has a column for each of ``terms.STUCK``, ``clocks`` one for each of CLOCKS.
    """

    distances: Floats
    clocks: Floats
    outcome: Whole
    """1 stuck, 0 not, or UNSAID."""
    dojo: Whole
    session: Whole

    @property
    def said(self) -> Whole:
        """The rows that say something."""
        found: Whole = np.flatnonzero(self.outcome != UNSAID)
        return found


class _Witness(EvidenceClassifier):
    """The classifier of evidence, remembering what its terms saw at each score."""

    def __init__(self) -> None:
        self.seen: list[list[float]] = []

    def judge(self, row: Sequence[float], baseline: Baseline) -> Verdict:
        """Judge as it does; what is usual is taken as it was then."""
        self.seen.append(stuck_distances(row, baseline))
        return super().judge(row, baseline)


def _followed(runs: Runs, arrivals: Iterator[Arrived]) -> Iterator[Arrived]:
    """Pass the batches on and note their runs."""
    for arrived in arrivals:
        batch = arrived.batch
        for t, kind, passed in zip(batch.t, batch.kind, batch.c, strict=True):
            if kind == Kind.TEST_RUN:
                runs.add((batch.t0 + t) / 1000, passed=passed > 0)
        yield arrived


def collect(folder: Path) -> Seen:
    """Score each recording of a folder; RecordingError, one line, if there is none."""
    found, dojos, sessions = list[tuple[float, ...]](), list[int](), list[int]()
    numbers: dict[str, int] = {}
    for session, (dojo, recording) in enumerate(_recordings(folder)):
        scored = list(_scored(recording))
        found += scored
        dojos += [numbers.setdefault(dojo, len(numbers))] * len(scored)
        sessions += [session] * len(scored)
    if not found:
        raise RecordingError(f"{folder.name}: no {cyberdojo.NAME} recording with a '{DOJO}' here")
    table = np.array(found)
    terms = len(STUCK)
    return Seen(
        distances=table[:, :terms],
        clocks=table[:, terms:-1],
        outcome=table[:, -1].astype(np.int64),
        dojo=np.array(dojos),
        session=np.array(sessions),
    )


def _recordings(folder: Path) -> Iterator[tuple[str, Recording]]:
    """Yield the recordings with their dojo."""
    for path in files(folder):
        with readable(path):
            if detect(path) is Format.CYBERDOJO and not missing(first_line(path), (DOJO,)):
                lost: list[str] = []
                table = rows(path, cyberdojo.NAME, ("session", DOJO), lost.append)
                dojo = {f"{cyberdojo.NAME}/{row.text('session')}": row.text(DOJO) for row in table}
                for recording in cyberdojo.read(path, lost.append):
                    yield dojo[recording.name], recording
                if lost:
                    raise RecordingError(f"{path.name}: {lost[0]}")


def _scored(recording: Recording) -> Iterator[tuple[float, ...]]:
    """Return the rows of one recording: distances, clocks, outcome."""
    witness, runs = _Witness(), Runs()
    made = [
        (one.at, one.row)
        for one in replay(Session(witness), _followed(runs, recording.arrivals))
        if isinstance(one, StoreVector)
    ]
    for (at, row), seen in zip(made, witness.seen, strict=True):
        answer = runs.answer(runs.active_at(at)) if row[_STREAK] >= FAILED else UNKNOWN
        said = UNSAID if isnan(answer) else answer
        yield *seen, *(row[clock] for clock in _CLOCKS), float(said)

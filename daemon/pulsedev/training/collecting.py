"""A person's last month through the live session: the rows are those that were judged.

Features are computed again rather than read, so that those of an older version are never mixed
with today's, and a day whose vectors were tidied away counts as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pulsedev.core.evidence import EvidenceClassifier
from pulsedev.core.features import COLUMN, SCHEMA
from pulsedev.core.instructions import StoreVector
from pulsedev.core.log_odds import logit
from pulsedev.core.pace import SCORE_EVERY
from pulsedev.core.replay import replay
from pulsedev.core.session import Session
from pulsedev.core.work import BREAK
from pulsedev.training.dataset import Dataset
from pulsedev.training.examples import labelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pulsedev.core.baseline import Baseline
    from pulsedev.core.classifier import Verdict
    from pulsedev.core.stimuli import Told
    from pulsedev.store.disk import DiskStore
    from pulsedev.training.dataset import Floats, Whole

DAY = 86_400.0

DAYS = 30.0
"""Days that are trained on; what somebody did before says little of how they work now."""

CHUNK = 1_024
"""Rows that are made room for at a time: three megabytes."""

_EVENTS = COLUMN["total_events"]


class _Witness(EvidenceClassifier):
    """The prior, remembering what it said of each moment."""

    def __init__(self) -> None:
        self.said: list[tuple[float, float]] = []

    def judge(self, row: Sequence[float], baseline: Baseline) -> Verdict:
        """Judge as the prior does."""
        verdict = super().judge(row, baseline)
        self.said.append((logit(verdict.p_stuck), logit(verdict.p_flow)))
        return verdict


class _Rows:
    """Rows as they come, in chunks: as Python's numbers they would take three times the memory."""

    def __init__(self) -> None:
        self._chunks: list[Floats] = []
        self.at: list[float] = []

    def add(self, vector: StoreVector) -> None:
        """Take in a row."""
        place = len(self.at) % CHUNK
        if not place:
            self._chunks.append(np.empty((CHUNK, len(SCHEMA))))
        self._chunks[-1][place] = vector.row
        self.at.append(vector.at)

    def all(self) -> Floats:
        """Return the rows, once."""
        size = len(self.at)
        rows = np.concatenate(self._chunks)[:size] if size else np.empty((0, len(SCHEMA)))
        self._chunks.clear()
        return rows


def collect(
    store: DiskStore,
    now: float,
    utc_offset: float,
    *,
    days: float = DAYS,
    progress: Callable[[float], None] | None = None,
) -> Dataset:
    """Return the last days of a store, with what the user said; ``now`` in epoch seconds.

    ``progress`` is told the share of the period that is done, 0 to 1, now and then.
    """
    since = now - days * DAY
    witness, rows = _Witness(), _Rows()
    session = Session(witness)
    for made in replay(session, _told(store, since, now, progress), utc_offset=utc_offset):
        if isinstance(made, StoreVector):
            rows.add(made)
    found, at = rows.all(), np.array(rows.at)
    stretch = _stretches(found[:, _EVENTS], at)
    said = [each.label for each in store.labels(since, now)]
    return Dataset(
        columns=SCHEMA,
        rows=found,
        at=at,
        active=_active(at, stretch),
        stretch=stretch,
        prior=np.array(witness.said).reshape(-1, 2),
        said=labelled(at, stretch, said, now),
        events=session.events,
        labels=len(said),
        since=since,
        until=now,
    )


def _told(
    store: DiskStore, since: float, now: float, progress: Callable[[float], None] | None
) -> Iterator[Told]:
    shown = 0.0
    for one in store.told(since, store.cursor()):
        if one.at > now:
            return
        done = (one.at - since) / (now - since)
        if progress is not None and done - shown >= 1 / CHUNK:
            progress(done)
            shown = done
        yield one


def _stretches(events: Floats, at: Floats) -> Whole:
    """Return each row's stretch of work: within one, its events only become more."""
    if not len(at):
        return np.empty(0, np.int64)
    begins = (np.diff(events) < 0) | (np.diff(at) >= BREAK)
    return np.concatenate([[0], np.cumsum(begins)]).astype(np.int64)


def _active(at: Floats, stretch: Whole) -> Floats:
    """Return the seconds that each row stands for: half a minute, or less where another follows."""
    if not len(at):
        return np.empty(0)
    lasted = np.append(np.diff(at), SCORE_EVERY)
    lasted[:-1][np.diff(stretch) != 0] = SCORE_EVERY
    active: Floats = np.clip(lasted, 0.0, SCORE_EVERY)
    return active

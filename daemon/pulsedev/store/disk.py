"""The store on disk, which all windows of a person share; used by one thread at a time.

Each method is one transaction, or one look. StoreError says why something could not be done;
nothing of it was done then.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from pulsedev.store import (
    erasing,
    judging,
    lease,
    mending,
    past,
    reading,
    summing,
    tidying,
    writing,
)
from pulsedev.store.access import Access
from pulsedev.store.records import Cursor, Judged, Version
from pulsedev.store.rows import ms

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pulsedev.core.instructions import Alert, AskLabel, Compared, StateChanged, StoreMemory
    from pulsedev.core.labels import Label
    from pulsedev.core.states import State
    from pulsedev.core.stimuli import Answered, Arrived, Labelled, Told
    from pulsedev.store.lease import Lease
    from pulsedev.store.memory import Kept
    from pulsedev.store.records import PastAlert, PastLabel, PastVector, TrainingRun
    from pulsedev.store.rows import Control

__all__ = ["Cursor", "DiskStore", "Judged", "Version"]

KEEP_DAYS = 30
"""Days that events are kept unless told otherwise."""


class DiskStore:
    """What is kept of a person's work. Times are epoch seconds."""

    name = "disk"

    def __init__(self, access: Access, keep_days: int = KEEP_DAYS) -> None:
        self._access = access
        self._seen: tuple[sqlite3.Connection, int, Version] | None = None
        self._keep_ms = keep_days * tidying.DAY_MS or None

    @classmethod
    def open(cls, folder: Path, *, now: float, keep_days: int = KEEP_DAYS) -> DiskStore:
        """Open the store in a folder, or make it; events are kept for ever with 0 days.

        Raises StoreError, by cause.
        """
        del now
        return cls(Access(folder), keep_days)

    def close(self) -> None:
        """Let go of the files."""
        self._access.close()

    @property
    def notices(self) -> list[str]:
        """What was done to a damaged database: lines that the user is told once."""
        return self._access.notices

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection of this moment, in autocommit mode."""
        return self._access.connection

    # Windows and their lease

    def begin_window(self, now: float) -> int:
        """Return a number that no window had."""
        return self._access.write(writing.begin_window, now)

    def end_window(self, window: int, now: float) -> None:
        """Know that a window ended, or was found dead."""
        self._access.write(writing.end_window, window, now)

    def lease(self) -> Lease:
        """Return whose the lease is."""
        return self._access.read(lease.read)

    def take_lease(self, seen: Lease, window: int) -> int | None:
        """Make a lease the window's that is still as it was seen; return the term, if so."""
        return self._access.read(lease.take, seen, window)

    def release_lease(self, window: int, term: int) -> None:
        """Let the next one have the lease at once."""
        self._access.read(lease.release, window, term)

    # What windows write

    def add_batches(self, arrivals: Sequence[Arrived]) -> None:
        """Keep batches, all or none; one of the same window and number is not kept twice."""
        self._access.write(writing.add_batches, arrivals)

    def add_report(self, arrived: Arrived) -> None:
        """Keep a batch that no window saw."""
        self._access.write(writing.add_report, arrived)

    def forget_batches(self, window: int, since: float) -> None:
        """Take back a window's batches of the last two hours that arrived then or later."""
        self._access.write(writing.forget_batches, window, since)

    def add_label(self, label: Label, shown: State, given: float) -> None:
        """Keep what the user said beside the state that was shown."""
        self._access.write(writing.add_label, label, shown, given)

    def add_answer(self, answered: Answered) -> bool:
        """Keep what the user did with an alert; False where it has an answer."""
        return self._access.write(writing.add_answer, answered)

    def add_control(self, control: Control) -> None:
        """Keep what the user wants of all windows."""
        self._access.write(writing.add_control, control)

    def mark_shown(self, alert: int, at: float) -> bool:
        """Claim an alert for showing; True for one process only."""
        return self._access.write(writing.mark_shown, alert, at)

    def mark_asked(self, probe: int, at: float) -> bool:
        """Claim a question for asking; True for one process only."""
        return self._access.write(writing.mark_asked, probe, at)

    def judge(self, window: int, term: int, found: Judged) -> bool:
        """Write what a brain found; False, and nothing, where it is the brain no longer."""
        return self._access.write(judging.judge, window, term, found)

    def log_training(self, run: TrainingRun) -> None:
        """Keep that models were trained."""
        self._access.write(writing.log_training, run)

    # News

    def version(self) -> Version:
        """Return what differs once there can be news; cheap enough for each second."""
        return self._access.read(self._version_by)

    def _version_by(self, connection: sqlite3.Connection) -> Version:
        (changes,) = connection.execute("PRAGMA data_version").fetchone()
        # Nobody else has written to this very file since, and only erasing counts of ours.
        if self._seen is None or self._seen[:2] != (connection, changes):
            self._seen = (connection, changes, reading.version(connection))
        return self._seen[2]

    def cursor(self) -> Cursor:
        """Return the end of what is written now."""
        return self._access.read(reading.cursor)

    def batches_between(self, since: Cursor, until: Cursor) -> tuple[list[Arrived], Cursor]:
        """Return the batches of all windows, and up to where they go if they are too many."""
        return self._access.read(reading.batches_between, since, until)

    def labels_between(self, since: Cursor, until: Cursor) -> list[Labelled]:
        """Return what users said of themselves, in order."""
        return self._access.read(reading.labels_between, since, until)

    def answers_between(self, since: Cursor, until: Cursor) -> list[Answered]:
        """Return what users did with alerts, in order."""
        return self._access.read(reading.answers_between, since, until)

    def controls_between(self, since: Cursor, until: Cursor) -> list[Control]:
        """Return what users want of the daemon, in order."""
        return self._access.read(reading.controls_between, since, until)

    def alerts_for(self, window: int, since: float) -> list[Alert]:
        """Return the alerts since then that a window has to show."""
        return self._access.read(reading.alerts_for, window, since)

    def probes_for(self, window: int, since: float) -> list[AskLabel]:
        """Return the questions since then that a window has to ask."""
        return self._access.read(reading.probes_for, window, since)

    def last_state(self) -> StateChanged | None:
        """Return what was judged last."""
        return self._access.read(reading.last_state)

    def states_at(self, times: Sequence[float]) -> list[StateChanged | None]:
        """Return what was believed at each of these times, None where nothing was."""
        return self._access.read(reading.states_at, times)

    def memory(self) -> StoreMemory | None:
        """Return what outlasted the last stretch of work."""
        return self._access.read(reading.memory)

    # The past, from one time up to another, read bit by bit

    def told(self, first: float, until: Cursor) -> Iterator[Told]:
        """Read all that a session has to be told since then, not what is new behind a cursor."""
        return self._access.look(past.told, first, until)

    def arrivals(self, first: float = -inf, last: float = inf) -> Iterator[Arrived]:
        """Read the batches that arrived, in the order of arrival."""
        return self._access.look(past.arrivals, first, last)

    def states(self, first: float = -inf, last: float = inf) -> Iterator[StateChanged]:
        """Read what was believed."""
        return self._access.look(past.states, first, last)

    def vectors(self, first: float = -inf, last: float = inf) -> Iterator[PastVector]:
        """Read the features that are still kept."""
        return self._access.look(past.vectors, first, last)

    def alerts(self, first: float = -inf, last: float = inf) -> Iterator[PastAlert]:
        """Read alerts with what became of them."""
        return self._access.look(past.alerts, first, last)

    def labels(self, first: float = -inf, last: float = inf) -> Iterator[PastLabel]:
        """Read what the user said, by when they said it."""
        return self._access.look(past.labels, first, last)

    def answers(self, first: float = -inf, last: float = inf) -> Iterator[Answered]:
        """Read what the user did with alerts."""
        return self._access.look(past.answers, first, last)

    def controls(self, first: float = -inf, last: float = inf) -> Iterator[Control]:
        """Read what the user wanted of the daemon."""
        return self._access.look(past.controls, first, last)

    def training_log(self, first: float = -inf, last: float = inf) -> Iterator[TrainingRun]:
        """Read when models were trained, and what came of it."""
        return self._access.look(past.trainings, first, last)

    def trials(self, first: float = -inf, last: float = inf) -> Iterator[Compared]:
        """Read what models had said when the user said how it was."""
        return self._access.look(past.trials, first, last)

    # How much, and how to make it less

    def kept(self) -> Kept:
        """Return how much is kept."""
        return self._access.read(summing.kept, self._access.path)

    def events_since(self, first: float) -> int:
        """Return how many events arrived since then, give or take those of a block."""
        return self._access.read(summing.events_since, ms(first))

    def tidy(self, now: float) -> None:
        """Keep the files small, a limited amount of work at a time; for every few minutes."""
        self._access.read(tidying.tidy, ms(now), self._keep_ms)

    def erase(self, first: float | None = None, last: float | None = None) -> Kept:
        """Forget all, or what happened from ``first`` up to ``last``; return how much it was.

        Neither the files nor their free pages hold it after this. Raises Busy where another
        process reads for too long: then it is out of the database, but its log still has it.
        """
        before, self._seen = self.kept(), None
        self._access.write(
            erasing.erase, ms(-inf if first is None else first), ms(inf if last is None else last)
        )
        mending.remove_aside(self._access.folder)
        self._access.read(erasing.scrub)
        return summing.difference(before, self.kept())

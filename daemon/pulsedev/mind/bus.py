"""The store as the bus between the windows of one person: what each writes, all others read.

All of it runs on the store's thread. One process holds the lease and judges; the rest show what it
wrote. See ``daemon/ARCHITECTURE.md``, section 7.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from heapq import merge
from math import inf
from operator import attrgetter
from typing import TYPE_CHECKING

from pulsedev.core.instructions import Alert, AskLabel, StateChanged, StoreMemory, StoreVector
from pulsedev.core.replay import replay
from pulsedev.core.session import Session
from pulsedev.learn.promoting import promotable
from pulsedev.mind.standing import standing
from pulsedev.store.disk import DiskStore
from pulsedev.store.errors import Busy, Gone
from pulsedev.store.lease import is_vacant
from pulsedev.store.listing import Choice, page
from pulsedev.store.presence import Presence, others
from pulsedev.store.records import Judged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pulsedev.core.instructions import Instruction
    from pulsedev.core.labels import Label
    from pulsedev.core.models import ModelName
    from pulsedev.core.policy import PolicySettings
    from pulsedev.core.states import State
    from pulsedev.core.stimuli import (
        Answered,
        Arrived,
        ModelLoaded,
        Paused,
        Resumed,
        Snoozed,
        Told,
    )
    from pulsedev.learn.schedule import Standing
    from pulsedev.mind.mind import Record
    from pulsedev.store.lease import Lease
    from pulsedev.store.memory import Kept
    from pulsedev.store.presence import Seen
    from pulsedev.store.records import TrainingRun

NUMBERS = 20
"""Bits of a label's or an alert's number below that of its window or term: a million each."""

LAPSED = 90.0
"""Seconds after which an alert is not shown any more: its moment has passed."""

MISSED = 86_400.0
"""Seconds that a new brain looks back for what nobody wrote: a day's timeline is asked for."""

TIDY_EVERY = 300.0
"""Seconds between two rounds of keeping the store small."""

MOST_TAKEN = 256
"""Numbers that are tried; nobody has so many windows."""

OTHERS_EVERY = 5.0
"""Seconds between two counts of the windows by the one that judges."""

BEAT_EVERY = 0.5
"""Seconds; a brain that reads for longer must not look dead."""


@dataclass(frozen=True, slots=True)
class News:
    """What has happened since the last look."""

    term: int
    """Of this process's lease; 0 where another one judges."""
    anew: bool
    """Whether what was believed so far holds no longer: all was erased, or the lease is new."""
    told: tuple[Told, ...]
    """What a brain has to judge, in the order in which it came."""
    controls: tuple[Paused | Resumed | Snoozed, ...]
    state: StateChanged | None
    """What the brain shows."""
    alerts: tuple[Alert | AskLabel, ...]
    """To be shown in this window, each once."""
    windows: int


class Bus:
    """One window's place among those that share a store."""

    def __init__(self, folder: Path, store: DiskStore, presence: Presence, window: int) -> None:
        self.window = window
        self.notices = store.notices
        self.folder, self._store, self._presence = folder, store, presence
        self._term = 0
        self._read = store.cursor()
        """Up to where this process knows what the others wrote."""
        self.controls = tuple(store.controls())
        """What the user wanted of all windows before this one was there."""
        self._version = store.version()
        self._fresh = True
        """Whether this process wrote since it last read; others' writes are told by the version."""
        self._lease: Lease | None = None
        """As it was when another process last wrote; None where it has to be read."""
        self._there: tuple[Seen, ...] = ()
        self._others_at = self._tidy_at = -inf

    @classmethod
    def open(cls, folder: Path, keep_days: int, now: float, monotonic: float) -> Bus:
        """Join those who share the store in a folder; StoreError where that can't be."""
        store = DiskStore.open(folder, now=now, keep_days=keep_days)
        try:
            return cls(folder, store, *_begin(store, folder, now, monotonic))
        except BaseException:
            store.close()
            raise

    def look(self, now: float, monotonic: float) -> News:
        """Beat, learn who judges, take the lease if nobody does, and read what is new."""
        try:
            self._presence.beat(monotonic)
        except Gone:
            self._rejoin(now, monotonic)
        erased, held = self._erased(), self._lease
        if held is None:
            held = self._lease = self._store.lease()
        term = held.term if held.owner == self.window else 0
        if not term or monotonic >= self._others_at:
            self._look_round(now, monotonic)
        if not term and is_vacant(held, self._there, self.window, monotonic):
            term, self._lease = self._store.take_lease(held, self.window) or 0, None
        anew, self._term = term != self._term or erased, term
        if term and now >= self._tidy_at:
            self._store.tidy(now)
            self._tidy_at = now + TIDY_EVERY
        return self._news(now, len(self._there) + 1, anew=anew)

    def _look_round(self, now: float, monotonic: float) -> None:
        """See which windows there are; a brain, which waits for none of them, does so rarely."""
        found = others(self.folder, self.window)
        for window in found.dead:
            self._store.end_window(window, now)
        self._there, self._others_at = found.alive, monotonic + OTHERS_EVERY

    def _rejoin(self, now: float, monotonic: float) -> None:
        """Begin again: somebody has deleted the folder, or our file in it."""
        self._presence.end()
        self._presence, self.window = _begin(self._store, self.folder, now, monotonic)
        self._term, self._read, self._fresh = 0, self._store.cursor(), True
        self._lease, self._others_at = None, -inf

    def _erased(self) -> bool:
        """Whether all was erased since the last look; also note that others wrote."""
        before, self._version = self._version, self._store.version()
        if self._version != before:
            self._fresh, self._lease = True, None
        return self._version.generation != before.generation

    def _news(self, now: float, windows: int, *, anew: bool) -> News:
        if not self._fresh and not anew:
            return News(self._term, anew, (), (), None, (), windows)
        store, since, until = self._store, self._read, self._store.cursor()
        controls = store.controls_between(since, until)
        told: tuple[Told, ...] = ()
        if self._term and not anew:
            said = (store.labels_between(since, until), store.answers_between(since, until))
            batches, until = store.batches_between(since, until)
            told = tuple(merge(batches, *said, controls, key=attrgetter("at")))
        # Of very many batches some are left for the next look.
        self._read, self._fresh = until, until != store.cursor()
        state = None if self._term else store.last_state()
        alerts = store.alerts_for(self.window, now - LAPSED)
        asked = store.probes_for(self.window, now - LAPSED)
        shown: tuple[Alert | AskLabel, ...] = (*alerts, *asked)
        return News(self._term, anew, told, tuple(controls), state, shown, windows)

    def recall(
        self,
        settings: PolicySettings,
        now: float,
        offset: float,
        monotonic: Callable[[], float],
        loaded: ModelLoaded | None = None,
    ) -> tuple[Session, list[Instruction]]:
        """Return a session that knows what a brain knows that has judged all along.

        Beside it, what became due while nobody judged, and so was written by nobody.
        """
        session = self._session(settings, loaded)
        since, memory = -inf, self._store.memory()
        if memory:
            try:
                session.recall(memory)
                since = memory.at
            except ValueError:  # of another version: all that is kept is judged again
                session = self._session(settings, loaded)
        self._read = self._store.cursor()
        told = self._beating(self._store.told(since, self._read), monotonic)
        missed: list[Instruction] = []
        is_missed = self._missed(now)
        for made in replay(session, told, utc_offset=offset, until=now):
            memory = made if isinstance(made, StoreMemory) else memory
            if is_missed(made):
                missed.append(made)
        if memory and memory.at > since:
            self.judge(self._term, Judged(memory=memory))
        return session, missed

    def _session(self, settings: PolicySettings, loaded: ModelLoaded | None) -> Session:
        first = self._term << NUMBERS
        session = Session(settings=settings, first_alert=first, remember=True)
        if loaded is not None:
            session.handle(loaded)
        return session

    def _missed(self, now: float) -> Callable[[Instruction], bool]:
        """Return what tells whether something was found later than all that is written."""
        last = self._store.last_state()
        judged = max(last.at if last else -inf, now - MISSED)
        # With an alert comes a state of the same moment, so an alert is written where that is.
        shown = max(judged, now - LAPSED)

        def is_missed(made: Instruction) -> bool:
            if isinstance(made, Alert):
                return made.at > shown
            return isinstance(made, (StateChanged, StoreVector)) and made.at > judged

        return is_missed

    def _beating(self, told: Iterator[Told], monotonic: Callable[[], float]) -> Iterator[Told]:
        """Go on beating meanwhile: a brain that reads for longer must not look dead."""
        due = monotonic()
        for one in told:
            if (at := monotonic()) >= due:
                self._presence.beat(at)
                due = at + BEAT_EVERY
            yield one

    def write(self, arrivals: Sequence[Arrived]) -> None:
        """Keep batches of this window."""
        self._store.add_batches(arrivals)
        self._fresh = True

    def forget(self, since: float) -> None:
        """Take back what this window wrote since then."""
        self._store.forget_batches(self.window, since)

    def judge(self, term: int, found: Judged) -> bool:
        """Write what this brain found; False where it is the brain no longer."""
        self._fresh = self._fresh or bool(found.alerts or found.probes)
        return self._store.judge(self.window, term, found)

    def standing(self, now: float, *, running: bool, drifted: bool) -> Standing:
        """Return what a training depends on."""
        return standing(self._store, now, running=running, drifted=drifted)

    def promotable(self, shadow: str) -> tuple[ModelName, ...]:
        """Return the models of a shadow that have shown that they are better."""
        return promotable(self._store.trials(), shadow)

    def log_training(self, run: TrainingRun) -> None:
        """Keep that models were trained."""
        self._store.log_training(run)

    def mark_shown(self, alert: Alert | AskLabel, at: float) -> bool:
        """Return True to the one process that may show an alert, or ask a question."""
        if isinstance(alert, AskLabel):
            return self._store.mark_asked(alert.id, at)
        return self._store.mark_shown(alert.id, at)

    def add_label(self, label: Label, shown: State, given: float) -> bool:
        """Keep what the user says of themself."""
        self._store.add_label(label, shown, given)
        self._fresh = True
        return True

    def add_answer(self, answered: Answered) -> bool:
        """Keep what the user did with an alert; return whether it is the first answer."""
        self._fresh = True
        return self._store.add_answer(answered)

    def add_control(self, control: Paused | Resumed | Snoozed) -> bool:
        """Keep what the user wants of all windows."""
        self._store.add_control(control)
        self._fresh = True
        return True

    def states_at(self, times: Sequence[float]) -> list[StateChanged | None]:
        """Return what was believed at each of these epoch seconds, None where nothing was."""
        return self._store.states_at(times)

    def kept(self) -> Kept:
        """Return how much is kept."""
        return self._store.kept()

    def records(
        self, first: float, last: float, kinds: Sequence[int] | None, skip: int, limit: int
    ) -> list[Record]:
        """Return a page of the events that are kept, in the order of their times."""
        choice = Choice(first, last, None if kinds is None else frozenset(kinds))
        return [
            (one.t, one.window, one.kind, one.doc, one.a, one.b, one.c)
            for one in page(self._store, choice, limit, skip)
        ]

    def erase(self, first: float, last: float) -> Kept:
        """Forget what happened from ``first`` up to ``last``, or all; return how much it was."""
        self._fresh = True
        begin = None if first == -inf else first
        return self._store.erase(begin, None if last == inf else last)

    def close(self, now: float) -> None:
        """Let another window judge, at once, and be gone."""
        try:
            self._store.release_lease(self.window, self._term)
            self._store.end_window(self.window, now)
        finally:
            self._presence.end()
            self._store.close()


def _begin(store: DiskStore, folder: Path, now: float, monotonic: float) -> tuple[Presence, int]:
    """Find a window's number that nobody has.

    Where a lost database was begun anew, its numbers may still belong to windows that are open.
    """
    for _ in range(MOST_TAKEN):
        window = store.begin_window(now)
        with suppress(Busy):
            return Presence.begin(folder, window, monotonic), window
    raise Busy("too many windows are open")

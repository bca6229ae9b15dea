"""A stretch of work: what its events add to the counts and to what is remembered between them.

The rule: an event costs the same however long the stretch is. A new stretch begins with a new
object, so nothing has to be reset. What programs do (diagnostics, formatters, AI edits, automatic
saves) is noted but is nobody's activity.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from pulsedev.core import counters as n
from pulsedev.core.active import ActiveClock
from pulsedev.core.diagnostics import Diagnostics
from pulsedev.core.events import Cause, CommandClass, Kind, Stop, Suggested
from pulsedev.core.keys import Keys
from pulsedev.core.places import Places
from pulsedev.core.runs import RUN_CLASSES, Runs
from pulsedev.core.spans import Elapsed, Ledger, Peaks

if TYPE_CHECKING:
    from collections.abc import Callable

BUSY_GAP = 15.0
"""Seconds; longer gaps are idle: above Shrestha's micro pauses (2-15 s), which belong to typing."""

PAUSES = (2.0, 15.0, 180.0, 600.0)
"""Seconds at which the bins of pauses begin (Shrestha et al., ICSE-SEET 2022)."""

LOOK_UP = (10.0, 120.0)
"""Seconds away that look like a search outside, if the caret moves or a paste comes right after."""

BACK = 10.0
"""Seconds after a return in which the caret or a paste must come."""

TOGETHER = 1.0
"""Seconds; what follows sooner belongs to the same act, as the run to the save before it."""

LATEST = 6
"""Acts whose pauses say how somebody goes on at the moment."""

HOUR = 3600.0

MAX_COMMITS = 256
"""Commits remembered of the last hour; more is a script."""


class Event(NamedTuple):
    """One row of a batch in the order in which events are applied; ``time`` in epoch seconds."""

    time: float
    window: int
    seq: int
    place: int
    kind: int
    doc: int
    a: int
    b: int
    c: int


class Meaning(NamedTuple):
    """What the session has to know of an event beyond the counts."""

    progress: bool = False
    breakpoint: bool = False
    stay: float | None = None
    """Active seconds of the stay that this event ended, if it ended one."""


NOTHING = Meaning()
PROGRESS = Meaning(progress=True, breakpoint=True)
BREAKPOINT = Meaning(breakpoint=True)


LAST_KIND = max(Kind).value
"""Kinds beyond are of later versions: kept, counted, and ignored by the features."""

REPORTS = frozenset(
    {
        Kind.TEST_RUN.value,
        Kind.COMMAND_EXECUTED.value,
        Kind.DEBUG_PAUSED.value,
        Kind.DEBUG_STOPPED.value,
        Kind.NOTEBOOK_RUN.value,
    }
)
"""What programs also tell of themselves: no sign of a person while no window is focused."""

WAITING = 300.0
"""Seconds after a touch in which a run is still that person's: they watch it. A test runner that
watches the files runs on when nobody is there."""


def is_typing(event: Event) -> bool:
    """Return whether this is an edit of the person's own."""
    return event.kind == Kind.FILE_MODIFIED and event.c < Cause.AI_EDIT


def is_human(event: Event) -> bool:
    """Return whether a person did this, and not a program."""
    kind = event.kind
    if kind == Kind.FILE_MODIFIED:
        return is_typing(event)
    if kind == Kind.FILE_SAVED:
        return event.c != 1
    if kind == Kind.SUGGESTION:
        return event.a != Suggested.SHOWN
    return kind != Kind.ERROR_OCCURRED and 0 < kind <= LAST_KIND


def is_by_hand(event: Event) -> bool:
    """Return whether something that a person did took their hands, and no program's run."""
    if event.kind == Kind.COMMAND_EXECUTED:
        return event.a not in RUN_CLASSES
    if event.kind == Kind.DEBUG_PAUSED:
        return event.c in (Stop.STEP, Stop.PAUSE)
    return event.kind not in REPORTS


SETTLING = 2.0
"""Seconds after the focus was lost in which the caret may still move by itself."""

PASSED_ON = 2.0
"""Seconds in which one window may tell of its loss after another told of its gain."""

_KEYS_AND_MOUSE = (1, 2)
"""What moved the caret: column ``c`` of ``cursor_moved``."""


def shows_focus(event: Event, since_lost: float) -> bool:
    """Return whether something that a person did can't be done in a window without focus."""
    if event.kind == Kind.CURSOR_MOVED:
        return event.c in _KEYS_AND_MOUSE and since_lost > SETTLING
    return event.kind == Kind.FILE_MODIFIED


LOOKS = (Kind.CURSOR_MOVED, Kind.VIEW_SCROLLED)
"""What tells of hands that only read; a client that reports neither can't tell reading from
nobody, so there every run counts as a person's."""


class Activity:
    """The counts and memories of one stretch of work, from its first event on."""

    def __init__(self, start: float, *, looks: bool = False) -> None:
        self.clock = ActiveClock(start)
        self.ledger = Ledger()
        self.keys = Keys(self.ledger)
        self.diagnostics = Diagnostics(self.ledger)
        self.runs = Runs(self.ledger)
        self.places = Places(self.ledger)
        self.inserts, self.deletes, self.pauses = Peaks(), Peaks(), Peaks()
        self.away = Elapsed()
        self.commits: deque[float] = deque(maxlen=MAX_COMMITS)
        self.gaps: deque[float] = deque(maxlen=LATEST)
        """Seconds before each of the latest actions."""
        self.saved: float | None = None
        self.committed: float | None = None
        self.dismissed_streak: int | None = None
        self.last = start
        """Epoch seconds of the last thing that a person did."""
        self.touched = start
        """Epoch seconds of the last sign of hands."""
        self.left: float | None = None
        """Epoch seconds since when no window is focused."""
        self._focused: int | None = None
        """The window with the focus: there is one at most, though a loss may go unreported."""
        self._gained_at = float("-inf")
        self._looks = looks
        self._mine = True
        self._returned = float("-inf")

    def by_person(self, event: Event) -> bool:
        """Return whether this shows that somebody is there."""
        if not is_human(event) or (self.left is not None and event.kind in REPORTS):
            return False
        return not self._looks or is_by_hand(event) or event.time - self.touched <= WAITING

    def apply(self, event: Event) -> Meaning:
        """Take in one event, in the order of time."""
        ledger = self.ledger
        self._mine = self.by_person(event)
        self._looks = self._looks or event.kind in LOOKS
        if not self._mine:
            active = self.clock.at(event.time)
            ledger.mark(active)
        else:
            gap = event.time - self.last
            if gap >= TOGETHER:
                self.gaps.append(gap)
            active = self.clock.advance(event.time)
            ledger.mark_event(active)
            ledger.now[n.EVENTS] += 1
            if self.left is None:
                self._pause(active, gap)
            elif shows_focus(event, event.time - self.left):
                self._gained(event, active)  # the report of the focus was lost
            self.last = event.time
            if not self._looks or is_by_hand(event):
                self.touched = event.time
        ledger.now[n.ALL_EVENTS] += 1
        handler = self._handlers.get(event.kind)
        meaning = handler(self, event, active) if handler else NOTHING
        return meaning if self._mine else meaning._replace(breakpoint=False)

    def busy_since_last(self, now: float) -> float:
        """Return the active seconds since the last action, if it is too soon to call them idle."""
        gap = now - self.clock.at(self.last)
        return gap if self.left is None and gap < BUSY_GAP else 0.0

    def _pause(self, active: float, gap: float) -> None:
        now = self.ledger.now
        if gap < BUSY_GAP:
            now[n.BUSY_MS] += round(gap * 1000)
        if gap < PAUSES[0]:
            return
        self.pauses.add(active, gap)
        if gap < PAUSES[1]:
            now[n.PAUSE_MICRO] += 1
        elif gap < PAUSES[2]:
            now[n.PAUSE_SHORT] += 1
        elif gap < PAUSES[3]:
            now[n.PAUSE_MID] += 1
        else:
            now[n.PAUSE_LONG] += 1

    def _came_back_to_work(self, time: float) -> None:
        if time - self._returned <= BACK:
            self.ledger.now[n.AWAY_RETURNS] += 1
            self._returned = float("-inf")

    def _modified(self, event: Event, active: float) -> Meaning:
        now, inserted, deleted = self.ledger.now, max(event.a, 0), max(event.b, 0)
        if event.c >= Cause.AI_EDIT:
            now[n.MACHINE_CHARS] += inserted + deleted
            return NOTHING
        now[n.EDITS] += 1
        now[n.INSERTS] += inserted > deleted
        now[n.REMOVES] += deleted > inserted
        now[n.INSERTED] += inserted
        now[n.DELETED] += deleted
        if inserted:
            self.inserts.add(active, inserted)
        if deleted:
            self.deletes.add(active, deleted)
        if event.c == Cause.PASTE:
            self._came_back_to_work(event.time)
        self.keys.edit(event.time, event.doc, inserted, deleted, event.c)
        self.places.edit(active, event.doc)
        return NOTHING

    def _moved(self, event: Event, active: float) -> Meaning:
        del active
        self.places.move(event.doc, event.a)
        self._came_back_to_work(event.time)
        return self._looked()

    def _scrolled(self, event: Event, active: float) -> Meaning:
        del event, active
        return self._looked()

    def _looked(self) -> Meaning:
        self.ledger.now[n.CARETS] += 1
        self.ledger.now[n.NAVIGATION] += 1
        return NOTHING

    def _focus(self, event: Event, active: float) -> Meaning:
        self.ledger.now[n.FOCUS] += 1
        if event.a:
            return self._gained(event, active)
        elsewhere = self._focused not in (None, event.window)
        if self.left is not None or (elsewhere and event.time - self._gained_at <= PASSED_ON):
            return NOTHING
        self._focused, self.left = None, event.time
        self.away.begin(active)
        return Meaning(stay=self.places.switch(active))

    def _gained(self, event: Event, active: float) -> Meaning:
        self._focused, self._gained_at = event.window, event.time
        if self.left is None:
            return NOTHING
        gone = event.time - self.left
        self.left = None
        self.away.end(active)
        self.places.switched = active
        if LOOK_UP[0] <= gone <= LOOK_UP[1]:
            self._returned = event.time
        return BREAKPOINT if gone >= LOOK_UP[0] else NOTHING

    def _opened(self, event: Event, active: float) -> Meaning:
        self.ledger.now[n.NAVIGATION] += 1
        stay = self.places.open(active, event.doc, event.a)
        return NOTHING if stay is None else Meaning(breakpoint=event.c == 1, stay=stay)

    def _saved(self, event: Event, active: float) -> Meaning:
        self.places.save(event.doc, event.a)
        if event.c == 1:
            return NOTHING
        self.ledger.now[n.SAVES] += 1
        self.saved = active
        return BREAKPOINT

    def _checked(self, event: Event, active: float) -> Meaning:
        fell = self.diagnostics.change(active, event.doc, event.a, event.c)
        return Meaning(progress=fell)

    def _tested(self, event: Event, active: float) -> Meaning:
        runs = self.ledger.now[n.RUNS]
        return self._ran(runs, progress=self.runs.test(active, event.a, event.b, event.c))

    def _commanded(self, event: Event, active: float) -> Meaning:
        now = self.ledger.now
        now[n.COMMANDS] += 1
        now[n.NAVIGATION] += event.a == CommandClass.NAVIGATION
        if event.a not in RUN_CLASSES:
            return NOTHING
        runs = now[n.RUNS]
        return self._ran(runs, progress=self.runs.command(active, event.a, event.b))

    def _notebook(self, event: Event, active: float) -> Meaning:
        runs = self.ledger.now[n.RUNS]
        return self._ran(runs, progress=self.runs.notebook(active, ok=event.a == 1))

    def _ran(self, runs: int, *, progress: bool) -> Meaning:
        """Count a run where there are more than before; one that was told twice is none."""
        self.ledger.now[n.DEBUGS] += self._mine and self.ledger.now[n.RUNS] > runs
        return PROGRESS if progress else BREAKPOINT

    def _debug_started(self, event: Event, active: float) -> Meaning:
        del event, active
        self.ledger.now[n.DEBUGS] += self._mine
        self.ledger.now[n.STARTS] += 1
        return NOTHING

    def _debug_paused(self, event: Event, active: float) -> Meaning:
        del active
        now = self.ledger.now
        now[n.DEBUGS] += self._mine
        now[n.EXCEPTIONS] += event.c == Stop.EXCEPTION
        now[n.STEPS] += event.c == Stop.STEP
        return NOTHING

    def _debugged(self, event: Event, active: float) -> Meaning:
        del active
        self.ledger.now[n.DEBUGS] += self._mine
        self.ledger.now[n.STEPS] += event.kind == Kind.BREAKPOINT_CHANGED
        return NOTHING

    def _committed(self, event: Event, active: float) -> Meaning:
        del event
        self.ledger.now[n.COMMITS] += 1
        self.committed = active
        self.commits.append(active)
        return PROGRESS

    def _branched(self, event: Event, active: float) -> Meaning:
        del event, active
        self.ledger.now[n.BRANCHES] += 1
        return NOTHING

    def _suggested(self, event: Event, active: float) -> Meaning:
        del active
        now = self.ledger.now
        if event.a == Suggested.ACCEPTED:
            now[n.ACCEPTS] += 1
            self.dismissed_streak = 0
        elif event.a == Suggested.REJECTED:
            now[n.REJECTS] += 1
            self.dismissed_streak = (self.dismissed_streak or 0) + 1
        return NOTHING

    def _searched(self, event: Event, active: float) -> Meaning:
        del event, active
        self.ledger.now[n.NAVIGATION] += 1
        self.ledger.now[n.SEARCHES] += 1
        return NOTHING

    _handlers: ClassVar[dict[int, Callable[[Activity, Event, float], Meaning]]] = {
        Kind.FILE_MODIFIED.value: _modified,
        Kind.CURSOR_MOVED.value: _moved,
        Kind.FOCUS_CHANGED.value: _focus,
        Kind.FILE_OPENED.value: _opened,
        Kind.FILE_SAVED.value: _saved,
        Kind.VIEW_SCROLLED.value: _scrolled,
        Kind.ERROR_OCCURRED.value: _checked,
        Kind.TEST_RUN.value: _tested,
        Kind.COMMAND_EXECUTED.value: _commanded,
        Kind.DEBUG_STARTED.value: _debug_started,
        Kind.DEBUG_PAUSED.value: _debug_paused,
        Kind.DEBUG_STOPPED.value: _debugged,
        Kind.BREAKPOINT_CHANGED.value: _debugged,
        Kind.COMMIT_CREATED.value: _committed,
        Kind.BRANCH_CHANGED.value: _branched,
        Kind.SUGGESTION.value: _suggested,
        Kind.SEARCH.value: _searched,
        Kind.NOTEBOOK_RUN.value: _notebook,
    }

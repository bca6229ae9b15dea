"""What is kept, without what ties it to a day, a file or a machine.

All times are moved back by one random span, so that intervals stay and dates don't; windows,
documents, alerts, labels and debug sessions get numbers in the order in which they appear, and so
do sets of error codes. What a later kind of event holds is not known here, so it is left out.

What still shows: the rhythm of the work, as how long breaks and nights are; how many characters and
lines were changed, and how long files are. Whoever has the same work from elsewhere, such as a
public history of commits with their sizes, can find the one in the other.
"""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pulsedev.core.events import WIDTH, Kind
from pulsedev.core.models import LEARNED_KINDS
from pulsedev.core.stimuli import Arrived, Paused, Resumed, Snoozed
from pulsedev.store.rows import ms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulsedev.core.events import EventBatch
    from pulsedev.core.instructions import Compared, StateChanged
    from pulsedev.store.records import PastAlert, PastLabel, TrainingRun
    from pulsedev.store.rows import Control

YEAR_S: Final = 365 * 86_400
LEAST_SHIFT_S, MOST_SHIFT_S = YEAR_S, 5 * YEAR_S
"""Whole seconds by which times are moved back: not even the time of day is left."""

_SESSIONS = {Kind.DEBUG_STARTED, Kind.DEBUG_PAUSED, Kind.DEBUG_STOPPED}
"""Kinds with a session's number in column ``a``."""

_KNOWN = frozenset(Kind)


def _model(name: str) -> str:
    """Return a model's name without the times at which one person's were trained.

    >>> _model("personal-1732000000-0"), _model("evidence-1"), _model("")
    ('personal', 'evidence-1', '')
    """
    kind, _, _ = name.partition("-")
    return kind if kind in LEARNED_KINDS else name


def random_shift() -> int:
    """Return a span in seconds that nobody can guess."""
    # Late, because it takes a daemon some milliseconds, and hardly any exports.
    import secrets  # noqa: PLC0415

    return LEAST_SHIFT_S + secrets.randbelow(MOST_SHIFT_S - LEAST_SHIFT_S)


class Numbers:
    """Numbers from 1 in the order of appearance; zero, which is nothing, stays."""

    def __init__(self) -> None:
        self._known: dict[int, int] = {}

    def __call__(self, number: int) -> int:
        """Return the number that stands for this one."""
        return self._known.setdefault(number, len(self._known) + 1) if number else 0


class Anonymizer:
    """Takes what is kept, in any order, and gives what can be shown to others."""

    def __init__(self, shift: int | None = None) -> None:
        """Choose a span in seconds, at random unless one is given."""
        self._shift = random_shift() if shift is None else shift
        self._window, self._doc, self._codes = Numbers(), Numbers(), Numbers()
        self._session, self._alert, self._label = Numbers(), Numbers(), Numbers()

    def arrived(self, arrived: Arrived) -> Arrived:
        """Return a batch with nothing but what work in general has."""
        batch = arrived.batch
        details = list(self._details(batch))
        made = replace(
            batch,
            window=self._window(batch.window),
            t0=ms(self._time(batch.t0 / 1000)),
            doc=array(WIDTH, map(self._doc, batch.doc)),
            a=array(WIDTH, (a for a, _, _ in details)),
            b=array(WIDTH, (b for _, b, _ in details)),
            c=array(WIDTH, (c for _, _, c in details)),
        )
        return Arrived(made, self._time(arrived.at))

    def state(self, changed: StateChanged) -> StateChanged:
        """Return a judgement at another time; its reasons are of this person's work in general."""
        model = _model(changed.model)
        since = self._time(changed.since)
        return replace(changed, at=self._time(changed.at), since=since, model=model)

    def trial(self, trial: Compared) -> Compared:
        """Return a comparison at another time."""
        model, shadow = _model(trial.model), _model(trial.shadow)
        return replace(trial, at=self._time(trial.at), model=model, shadow=shadow)

    def label(self, past: PastLabel) -> PastLabel:
        """Return a label with a number of its own."""
        label = replace(
            past.label,
            id=self._label(past.label.id),
            at=self._time(past.label.at),
            since=self._known(past.label.since),
            alert=None if past.label.alert is None else self._alert(past.label.alert),
        )
        return replace(past, label=label, given=self._time(past.given))

    def alert(self, past: PastAlert) -> PastAlert:
        """Return an alert with a number of its own."""
        alert = replace(
            past.alert,
            id=self._alert(past.alert.id),
            at=self._time(past.alert.at),
            since=self._time(past.alert.since),
            window=self._window(past.alert.window),
        )
        return replace(
            past, alert=alert, shown=self._known(past.shown), answered=self._known(past.answered)
        )

    def control(self, control: Control) -> Control:
        """Return a pause, its end or a snooze at another time."""
        at = self._time(control.at)
        if isinstance(control, Resumed):
            return Resumed(at)
        if isinstance(control, Paused):
            return Paused(at, self._known(control.until))
        return Snoozed(at, self._time(control.until))

    def training(self, run: TrainingRun) -> TrainingRun:
        """Return a training run at another time."""
        return replace(run, at=self._time(run.at))

    def _time(self, at: float) -> float:
        # A clock that was decades wrong made times that can't be moved back so far.
        return max(at - self._shift, 0.0)

    def _known(self, at: float | None) -> float | None:
        return None if at is None else self._time(at)

    def _details(self, batch: EventBatch) -> Iterator[tuple[int, int, int]]:
        for kind, a, b, c in zip(batch.kind, batch.a, batch.b, batch.c, strict=True):
            if kind not in _KNOWN:
                yield 0, 0, 0
            elif kind in _SESSIONS:
                yield self._session(a), b, c
            elif kind == Kind.ERROR_OCCURRED:
                yield a, b, self._codes(c)
            else:
                yield a, b, c

"""A person's work as it is known now: the present stretch, their habits, and what is made of them.

A stretch ends after a break, a sleep or a step of the clock; habits and the day outlast it.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from pulsedev.core.activity import LOOKS, REPORTS, Activity, Event, Meaning, is_by_hand, is_human
from pulsedev.core.counters import EVENTS, GREEN_RUNS, JUDGED_RUNS
from pulsedev.core.events import Kind
from pulsedev.core.features import RAW, Past, new_baseline, vector
from pulsedev.core.features.span import mask
from pulsedev.core.hysteresis import warm
from pulsedev.core.instructions import Compared, Looked
from pulsedev.core.labels import PROVOKED, Source
from pulsedev.core.seat import Seat
from pulsedev.core.states import State
from pulsedev.core.wording import is_calm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulsedev.core.classifier import Classifier, Reason
    from pulsedev.core.hysteresis import Hysteresis
    from pulsedev.core.labels import Said
    from pulsedev.core.remarks import Remark

BREAK = 900.0
"""Seconds without activity after which work begins anew: above the longest bin of pauses."""

UNFOCUSED_AWAY = 300.0
"""Seconds outside the editor after which the state is away, and frozen."""

IDLE_AWAY = 600.0
"""Seconds in the editor without a touch after which nobody is there."""

MOST_KIND = 63
"""Signals are the bits of a whole number; kinds beyond are unknown to this version anyway."""

_LOOKED = mask(*LOOKS)

MOST_REASONS = 5
"""Reasons that are sent; more nobody reads."""


class Work:
    """Events in; features, probabilities and a state out. Times are epoch seconds."""

    def __init__(self, classifier: Classifier) -> None:
        self._seat = Seat(classifier)
        self._shadow: Seat | None = None
        self._compared = 0.0
        """Active seconds of all stretches at the last comparison."""
        self._row: tuple[float, ...] | None = None
        self.known = False
        self.away = False
        self.activity: Activity | None = None
        self._baseline = new_baseline()
        self._past = Past()
        self._runs = (0, 0)
        """Judged runs of this stretch, and those of them that passed, as counted so far."""
        self._counted = 0.0
        """Active seconds of this stretch up to there."""
        self._signals = 0
        self._unfocused = False
        self._active_before = 0.0
        self._believed = -inf
        """Epoch seconds of the user's last word in this stretch, or in none."""

    def end_stretch(self) -> bool:
        """Close all spans: what comes next is a new piece of work. Return whether there was one."""
        worked = self.activity is not None
        if self.activity is not None:
            here = self.activity
            self._past.uncommitted.end_stretch(here, here.clock.at(here.last))
            self._past.reds.end_stretch(here.runs, here.clock.at(here.last))
            self._active_before = self.active_seconds
            self._unfocused = self.activity.left is not None
            # The errors that stand are not known any more, which is not the same as none.
            self._signals &= ~mask(Kind.ERROR_OCCURRED)
        self.activity = None
        for seat in self._seats:
            seat.begin()
        self._row = None
        self._believed = -inf
        self._runs, self._counted = (0, 0), 0.0
        self.known = self.away = False
        return worked

    @property
    def _seats(self) -> tuple[Seat, ...]:
        return (self._seat,) if self._shadow is None else (self._seat, self._shadow)

    @property
    def classifier(self) -> Classifier:
        """What judges, and is shown."""
        return self._seat.classifier

    @property
    def hysteresis(self) -> Hysteresis:
        """What is shown of its verdicts."""
        return self._seat.hysteresis

    def use(self, classifier: Classifier, shadow: Classifier | None) -> None:
        """Judge by another classifier from now on, and by a second one that is never shown."""
        before, other = self._seat, self._shadow
        self._seat = Seat(classifier)
        self._seat.take_over(before, other)
        self._shadow = None if shadow is None else Seat(shadow)
        if self._shadow is not None:
            self._shadow.take_over(other, before)
        self._row = None  # its reasons are of the other

    @property
    def active_seconds(self) -> float:
        """The active time of all stretches up to their last action; a break adds nothing."""
        here = 0.0 if self.activity is None else self.activity.clock.at(self.activity.last)
        return self._active_before + here

    def ends_break(self, event: Event) -> bool:
        """Return whether somebody comes back after so long that work begins anew."""
        here = self.activity
        return here is not None and event.time - here.last >= BREAK and here.by_person(event)

    def dump(self) -> dict[str, object]:
        """Return what outlasts a stretch, as numbers by name, for ``load``."""
        habits = self._baseline.habits().items()
        return {
            "habits": {RAW[index]: habit.dump() for index, habit in habits if habit.seen},
            "day": self._past.day.dump(),
            "stays": self._past.stays.dump(),
            "rhythm": self._past.rhythm.dump(),
            "uncommitted": self._past.uncommitted.dump(),
            "reds": self._past.reds.dump(),
            "signals": self._signals,
            "unfocused": self._unfocused,
            "active": self._active_before,
            "seat": self._seat.dump(),
        }

    def load(self, dumped: Mapping[str, Any]) -> None:
        """Go on from what was dumped; KeyError, TypeError or ValueError where that was none.

        Habits of features that this version does not know are left out, and what an earlier one
        did not keep is unknown.
        """
        for index, habit in self._baseline.habits().items():
            if RAW[index] in dumped["habits"]:
                habit.load(dumped["habits"][RAW[index]])
        self._past.day.load(dumped["day"])
        self._past.stays.load(dumped["stays"])
        if "rhythm" in dumped:
            self._past.rhythm.load(dumped["rhythm"])
        self._past.uncommitted.load(dumped.get("uncommitted", ()))
        self._past.reds.load(dumped.get("reds", ()))
        self._signals, self._unfocused = int(dumped["signals"]), bool(dumped["unfocused"])
        self._active_before = self._compared = float(dumped["active"])
        self._seat.load(dumped["seat"])

    @property
    def calm(self) -> bool:
        """Whether the reasons are those of somebody whose last run passed."""
        return self._row is not None and is_calm(self._row)

    def apply(self, event: Event, utc_offset: float) -> Meaning | None:
        """Take in an event; None where it is nobody's work."""
        if 0 <= event.kind <= MOST_KIND:
            self._signals |= 1 << event.kind
        looks = bool(self._signals & _LOOKED)
        if self.activity is None:
            # What runs by itself begins no work.
            alone = event.kind in REPORTS if self._unfocused else looks and not is_by_hand(event)
            human = is_human(event) and not alone
        else:
            human = self.activity.by_person(event)
        if self.activity is None:
            if not human:
                return None
            self.activity = Activity(event.time, looks=looks)
        activity = self.activity
        before = activity.clock.at(activity.last)
        meaning = activity.apply(event)
        if human:
            self._past.day.count(event.time + utc_offset, activity.clock.at(event.time) - before)
        if event.kind == Kind.COMMIT_CREATED:
            self._past.uncommitted.commit(activity, activity.clock.at(event.time))
        if meaning.stay is not None:
            self._past.stays.add(meaning.stay)
        if meaning.progress and event.time > self._believed:
            for seat in self._seats:
                seat.hysteresis.stuck.release(activity.clock.at(event.time))
            self._row = None  # its reasons are of before
        return meaning

    def away_at(self) -> float:
        """Return when this becomes an absence, if nothing happens before."""
        if self.activity is None:
            return self._believed + IDLE_AWAY if self.known else inf
        if self.away:
            return inf
        left = self.activity.left
        if left is None:
            return self.activity.touched + IDLE_AWAY
        return max(left, self.activity.touched) + UNFOCUSED_AWAY

    def leave(self) -> None:
        """Know that nobody is there; a word of theirs without any work holds no longer."""
        if self.activity is None:
            self.end_stretch()
        else:
            self.away = True

    def score(self, activity: Activity, now: float, utc_offset: float) -> tuple[float, ...]:
        """Compute the features and judge them; return the row."""
        local = now + utc_offset
        self._count(activity, activity.clock.at(now), local)
        raw = vector(activity, signals=self._signals, past=self._past, now=now, local=local)
        self._row = row = (*raw, *self._baseline.rank(raw))
        active = activity.clock.at(now)
        is_warm = warm(activity.ledger.now[EVENTS], active)
        judged = [seat.judge(row, self._baseline, active, warm=is_warm) for seat in self._seats]
        # Where nothing can be said, their word is all there is.
        self.known = judged[0] or now < self._believed + IDLE_AWAY
        return row

    def look(self, now: float, utc_offset: float) -> Looked | None:
        """Return how a moment looks, and change nothing; None where nobody works."""
        if self.activity is None:
            return None
        local, active = now + utc_offset, self.activity.clock.at(now)
        raw = vector(self.activity, signals=self._signals, past=self._past, now=now, local=local)
        row = (*raw, *self._baseline.place(raw))
        verdict = self.classifier.judge(row, self._baseline)
        return Looked(now, row, verdict, self.hysteresis.stuck.smoothed or 0.0, self.state, active)

    def _count(self, activity: Activity, active: float, local: float) -> None:
        """Let what happened since the last score be part of the person's rhythm."""
        runs = activity.ledger.now[JUDGED_RUNS], activity.ledger.now[GREEN_RUNS]
        new = (now - before for now, before in zip(runs, self._runs, strict=True))
        self._past.rhythm.count(local, active - self._counted, *new)
        self._runs, self._counted = runs, active

    def believe(self, said: Said, now: float, source: Source) -> Compared | None:
        """Take the user's word for it, and learn from it; tell how it compares with what was said.

        None where nothing had been said that it could be compared with.
        """
        compared = self._compare(said, now, source)
        active = 0.0
        if self.activity is not None:
            active = self.activity.clock.at(now)
            self.activity.touched, self.away = now, False  # whoever speaks is there
        for seat in self._seats:
            seat.learn(said, PROVOKED if source is Source.ALERT else 1.0)
            seat.believe(said, active)
        self.known, self._believed = True, now
        return compared

    def _compare(self, said: Said, now: float, source: Source) -> Compared | None:
        champion, shadow = self._seat.said(), self._shadow
        if champion is None:
            return None
        since, self._compared = self._compared, self.active_seconds
        wrong = shadow is not None and shadow.is_false_alarm(said)
        return Compared(
            now,
            said,
            source,
            self.classifier.name,
            "" if shadow is None else shadow.classifier.name,
            champion,
            None if shadow is None else shadow.said(),
            (int(self._seat.is_false_alarm(said)), int(wrong)),
            max(self._compared - since, 0.0),
            self._seat.surprised(said),
        )

    @property
    def state(self) -> State:
        """What is believed of the person now."""
        if self.away:
            return State.AWAY
        return self.hysteresis.state() if self.known else State.UNKNOWN

    def reasons(self) -> tuple[Reason, ...]:
        """Return why the state is what it is: what speaks for it, the strongest first."""
        if self._row is None:
            return ()
        # The habits have not moved since the score, so these are the reasons of that verdict.
        stuck, flow = self._seat.reasons(self._row, self._baseline)
        found = flow if self.state is State.FLOW else stuck
        if self.state in (State.STUCK, State.FLOW):
            found = tuple(reason for reason in found if reason.effect > 0)
        return found[:MOST_REASONS]

    def remarks(self) -> tuple[Remark, ...]:
        """Return what else is worth knowing of the last moment that was judged."""
        if self._row is None or self.activity is None or self.state is State.UNKNOWN:
            return ()
        lasted = self.activity.clock.at(self.activity.last)
        return self.classifier.remarks(self._row, lasted)

"""A person's work as it is known now: the present stretch, their habits, and what is made of them.

A stretch ends after a break, a sleep or a step of the clock; habits and the day outlast it.
"""

from __future__ import annotations

from math import inf, isfinite
from typing import TYPE_CHECKING, Any

from pulsedev.core.activity import LOOKS, REPORTS, Activity, Event, Meaning, is_by_hand, is_human
from pulsedev.core.counters import EVENTS
from pulsedev.core.day import Day, Stays
from pulsedev.core.events import Kind
from pulsedev.core.features import RAW, new_baseline, vector
from pulsedev.core.features.span import mask
from pulsedev.core.hysteresis import LEAST_EVIDENCE, Hysteresis, warm
from pulsedev.core.labels import Said
from pulsedev.core.states import State
from pulsedev.core.wording import is_calm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulsedev.core.classifier import Classifier, Reason, Verdict

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
        self.classifier = classifier
        self._row: tuple[float, ...] | None = None
        self.known = False
        self.away = False
        self.activity: Activity | None = None
        self.hysteresis = Hysteresis()
        self._baseline = new_baseline()
        self._day, self._stays = Day(), Stays()
        self._signals = 0
        self._unfocused = False
        self._active_before = 0.0
        self._believed = -inf
        """Epoch seconds of the user's last word in this stretch, or in none."""

    def end_stretch(self) -> bool:
        """Close all spans: what comes next is a new piece of work. Return whether there was one."""
        worked = self.activity is not None
        if self.activity is not None:
            self._active_before = self.active_seconds
            self._unfocused = self.activity.left is not None
            # The errors that stand are not known any more, which is not the same as none.
            self._signals &= ~mask(Kind.ERROR_OCCURRED)
        self.activity = None
        self.hysteresis = Hysteresis()
        self._row = None
        self._believed = -inf
        self.known = self.away = False
        return worked

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
            "day": self._day.dump(),
            "stays": self._stays.dump(),
            "signals": self._signals,
            "unfocused": self._unfocused,
            "active": self._active_before,
        }

    def load(self, dumped: Mapping[str, Any]) -> None:
        """Go on from what was dumped; KeyError, TypeError or ValueError where that was none.

        Habits of features that this version does not know are left out.
        """
        for index, habit in self._baseline.habits().items():
            if RAW[index] in dumped["habits"]:
                habit.load(dumped["habits"][RAW[index]])
        self._day.load(dumped["day"])
        self._stays.load(dumped["stays"])
        self._signals, self._unfocused = int(dumped["signals"]), bool(dumped["unfocused"])
        self._active_before = float(dumped["active"])

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
            self._day.count(event.time + utc_offset, activity.clock.at(event.time) - before)
        if meaning.stay is not None:
            self._stays.add(meaning.stay)
        if meaning.progress and event.time > self._believed:
            self.hysteresis.stuck.release(activity.clock.at(event.time))
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
        raw = vector(
            activity,
            signals=self._signals,
            day=self._day,
            stays=self._stays,
            now=now,
            local=now + utc_offset,
        )
        self._row = row = (*raw, *self._baseline.rank(raw))
        verdict = self.classifier.judge(row, self._baseline)
        active = activity.clock.at(now)
        if _is_sound(verdict) and warm(activity.ledger.now[EVENTS], active):
            self.known = True
            self.hysteresis.update(active, verdict.p_stuck, verdict.p_flow)
        else:
            self.known = now < self._believed + IDLE_AWAY  # their word is all there is
            self.hysteresis.interrupt()
        return row

    def believe(self, said: Said, now: float) -> None:
        """Take the user's word for it."""
        active = 0.0
        if self.activity is not None:
            active = self.activity.clock.at(now)
            self.activity.touched, self.away = now, False  # whoever speaks is there
        stuck, flow = self.hysteresis.stuck, self.hysteresis.flow
        if said is Said.STUCK:
            stuck.hold(active)
        else:
            stuck.release(active)
        if said is Said.FLOW:
            flow.hold(active)
        elif said is not Said.PROGRESS:
            flow.release(active)
        self.known, self._believed = True, now

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
        why = self.classifier.explain(self._row, self._baseline)
        found = why.flow if self.state is State.FLOW else why.stuck
        if self.state in (State.STUCK, State.FLOW):
            found = tuple(reason for reason in found if reason.effect > 0)
        return found[:MOST_REASONS]


def _is_sound(verdict: Verdict) -> bool:
    """Return whether a verdict says anything; what is no number would be smoothed for ever."""
    return (
        verdict.evidence >= LEAST_EVIDENCE
        and isfinite(verdict.p_stuck)
        and isfinite(verdict.p_flow)
    )

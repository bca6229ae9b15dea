"""What one process believes about its developer's work: stimuli in, instructions out.

The rule: a session changes by ``handle`` only and never asks for the time. Between two stimuli it
goes from one due moment to the next (an event, a score every half minute, the end of a wait), so
neither how often the clock ticks nor how events were batched makes a difference.

>>> from pulsedev.core.events import EventBatch
>>> session = Session()
>>> batch = EventBatch.of(1, t0=0, t=[0, 9], kind=[1, 5], doc=[7, 7], a=[1, 0], b=[0, 0], c=[0, 0])
>>> [type(made).__name__ for made in session.handle(Arrived(batch, at=1.0))]
['StoreBatch']
>>> [type(made).__name__ for made in session.handle(Tick(40.0))], session.current.state.value
(['StoreVector'], 'unknown')
"""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatchmethod
from math import floor, inf
from typing import TYPE_CHECKING

from pulsedev.core import pace
from pulsedev.core.activity import is_typing
from pulsedev.core.alerts import alert_of, probe_moment, situation
from pulsedev.core.evidence import EvidenceClassifier
from pulsedev.core.inbox import LATE, Inbox
from pulsedev.core.instructions import (
    AskLabel,
    Instruction,
    StateChanged,
    StoreBatch,
    StoreLabel,
    StoreVector,
)
from pulsedev.core.labels import LIVE_SOURCES, Label, Source
from pulsedev.core.memory import dump, load
from pulsedev.core.pace import GRACE, HISTORY, SCORE_EVERY, SUSPENDED
from pulsedev.core.pause import Pause
from pulsedev.core.policy import Policy, PolicySettings
from pulsedev.core.probes import Probes
from pulsedev.core.states import State
from pulsedev.core.stimuli import (
    Answered,
    Arrived,
    Labelled,
    Look,
    ModelLoaded,
    Paused,
    Resumed,
    SettingsChanged,
    Snoozed,
    Stimulus,
    Tick,
)
from pulsedev.core.work import Work

if TYPE_CHECKING:
    from pulsedev.core.activity import Event
    from pulsedev.core.classifier import Classifier
    from pulsedev.core.instructions import StoreMemory


class Session:
    """The state machine; ``current`` is what was last shown, ``events`` how many were taken in."""

    def __init__(
        self,
        classifier: Classifier | None = None,
        settings: PolicySettings | None = None,
        *,
        first_alert: int = 0,
        remember: bool = False,
    ) -> None:
        """Begin; alerts are numbered after ``first_alert``, ``remember`` asks for StoreMemory."""
        self.events = 0
        self._work = Work(classifier or EvidenceClassifier())
        self._policy = Policy(settings or PolicySettings())
        self._probes = Probes(self._policy.settings.probes_per_day)
        self._queue: list[Arrived] = []
        self._waiting = self._dropped = 0
        self._inbox = Inbox()
        self._now = self._ticked = -inf
        self._held = -inf
        """Epoch seconds until which time waits for the rest of a backlog."""
        self._utc_offset = 0.0
        self._next_score = inf
        self._pause = Pause()
        self._awoke = -inf
        self._window = 0
        """Where the person was seen last."""
        self._alerts = first_alert
        self._remembers = remember
        self._out: list[Instruction] = []
        name = self._work.classifier.name
        self.current = StateChanged(0.0, State.UNKNOWN, 0.0, 0.0, 0.0, (), name)

    @property
    def late(self) -> int:
        """Events that came too late, or too many at once, to count."""
        return self._inbox.late + self._dropped

    @property
    def active_seconds(self) -> float:
        """Active time up to the last action, gaps capped at five minutes."""
        return self._work.active_seconds

    @property
    def snoozed_until(self) -> float:
        """Epoch seconds until which no alert comes; minus infinity where none was asked for."""
        return self._policy.past.snoozed_until

    def handle(self, stimulus: Stimulus) -> list[Instruction]:
        """Take in one stimulus; return what the outside has to do about it."""
        if isinstance(stimulus, Arrived):
            self._arrive(stimulus)  # not looked up: nearly all stimuli are batches
        else:
            self._take(stimulus)
        made, self._out = self._out, []
        return made

    @singledispatchmethod
    def _take(self, stimulus: Stimulus) -> None:
        raise TypeError(type(stimulus).__name__)

    def _arrive(self, arrived: Arrived) -> None:
        if self._pause.hides(arrived):
            return
        self.events += len(arrived.batch)
        self._out.append(StoreBatch(arrived.batch, arrived.at))
        if self._waiting + len(arrived.batch) > pace.MOST_WAITING:
            self._dropped += len(arrived.batch)
        else:
            self._waiting += len(arrived.batch)
            self._queue.append(arrived)

    @_take.register
    def _(self, tick: Tick) -> None:
        self._utc_offset = tick.utc_offset
        self._catch_up()
        self._go_on(tick.now - GRACE)

    @_take.register
    def _(self, labelled: Labelled) -> None:
        label = labelled.label
        self._out.append(StoreLabel(label, self.current.state))
        if self._is_of_now(label):
            self._catch_up()
            if label.source is not Source.ALERT:
                self._come_to(label.at)
            compared = self._work.believe(label.said, max(self._now, 0.0), label.source)
            if compared is not None:
                self._out.append(compared)
            self._show(max(label.at, self._now))

    def _come_to(self, moment: float) -> None:
        """Take in what happened up to there: somebody speaks of it, so it can't wait."""
        if moment > self._now:
            self._go_on(moment - GRACE)
            self._run(moment)

    def _is_of_now(self, label: Label) -> bool:
        if self._pause.on or label.since is not None or label.source not in LIVE_SOURCES:
            return False
        if label.source is Source.ALERT:  # its answer may come when the trouble is long over
            return self.current.state is State.STUCK and self.current.since <= label.at
        return label.at >= self._now - SUSPENDED

    @_take.register
    def _(self, look: Look) -> None:
        self._catch_up()
        self._come_to(look.at)
        looked = self._work.look(look.at, self._utc_offset)
        if looked is not None:
            self._out.append(looked)

    @_take.register
    def _(self, answered: Answered) -> None:
        self._policy.answer(answered.action, answered.at, answered.at + self._utc_offset)

    @_take.register
    def _(self, paused: Paused) -> None:
        self._catch_up()
        self._held = -inf
        self._go_on(paused.at)
        self._inbox.clear()
        if self._work.end_stretch():
            self._remember(paused.at)
        self._next_score = inf
        self._pause.begin(paused.until)
        self._show(paused.at)

    @_take.register
    def _(self, resumed: Resumed) -> None:
        self._resume(resumed.at)

    @_take.register
    def _(self, snoozed: Snoozed) -> None:
        self._policy.past.snoozed_until = snoozed.until

    @_take.register
    def _(self, loaded: ModelLoaded) -> None:
        self._work.use(loaded.classifier, loaded.shadow)
        at, name = max(self._now, self.current.at), loaded.classifier.name
        self.current = replace(self.current, at=at, model=name)
        if self._now > -inf:
            self._out.append(self.current)

    @_take.register
    def _(self, changed: SettingsChanged) -> None:
        self._policy.configure(changed.settings)
        self._probes.per_day = changed.settings.probes_per_day

    def _resume(self, now: float) -> None:
        if self._pause.on:
            self._pause.end(now)
            self._show(now)

    def _catch_up(self) -> None:
        """Work off the batches in the order of their arrival, as if each had met its own tick."""
        queue, self._queue, self._waiting = self._queue, [], 0
        for arrived, come in ((each, floor(each.at)) for each in queue):
            if not self._ticked - LATE <= come < self._ticked:  # where it was long on its way
                self._go_on(come - GRACE)
            waiting = come < self._held
            if self._work.activity is None and (self._inbox.empty or waiting):
                # Nothing has been judged yet, so a client may hand in what it saw before.
                first = max(arrived.batch.first_ms / 1000.0, arrived.at - HISTORY, self._awoke)
                self._now = min(self._now, first)
                if arrived.at - first > LATE and not waiting:
                    self._held = come + pace.BACKLOG
            self._inbox.add(arrived, self._now, self._awoke)

    def _go_on(self, until: float) -> None:
        """Let time pass up to there."""
        if until < self._ticked - pace.STEPPED_BACK:
            self._break_off(until)
        elif until + GRACE < self._held:
            self._ticked = max(self._ticked, until)
            return
        elif until - self._ticked > SUSPENDED and self._ticked > -inf:
            self._run(min(self._ticked + GRACE, until))
            self._break_off(self._now)
            self._awoke = until
        if until > self._ticked:
            self._ticked = until
            self._run(until)

    def _break_off(self, now: float) -> None:
        """Begin anew: the clock jumped, so what was before says nothing of what comes."""
        if now < self._now:
            self._inbox.clear()
            for shifted in (self._policy, self._probes, self._pause):
                shifted.shift(now - self._now)
            self._awoke = self._held = -inf
        worked = self._work.end_stretch()
        self._now, self._ticked, self._next_score = now, now, inf
        self._show(now)
        if worked:
            self._remember(now)

    def _run(self, until: float) -> None:
        """Do all that is due up to there, in order; at the same moment events come first."""
        while True:
            due = self._due()
            event = self._inbox.first(min(due, until))
            if event is not None:
                for each in self._inbox.take(event):
                    self._apply(each)
            elif due <= until:
                self._now = max(self._now, due)
                self._do_due()
            else:
                break
        self._now = max(self._now, until)

    def _due(self) -> float:
        soonest = min(self._next_score, self._work.away_at(), self._alert_at())
        return min(soonest, self._pause.until, self._probe_at())

    def _alert_at(self) -> float:
        if self.current.state is not State.STUCK:
            return inf
        moment = self._policy.due(self.current.since)
        return inf if moment is None else moment

    def _probe_at(self) -> float:
        if not self._probes.per_day:
            return inf
        return max(self._probes.due(self._now, self._now + self._utc_offset), self._now)

    def _do_due(self) -> None:
        now = self._now
        if now >= self._pause.until:
            self._resume(now)
        elif now >= self._work.away_at():
            self._work.leave()
            self._next_score = inf
            self._show(now)
        elif now >= self._next_score:
            self._score(now)
        elif now >= self._alert_at():
            self._consider_alert(now)
        else:
            self._consider_probe(now)

    def _apply(self, event: Event) -> None:
        self._now = event.time
        work, was_away = self._work, self._work.away
        if work.ends_break(event):
            work.end_stretch()
            self._remember(event.time, away=was_away)
        meaning = work.apply(event, self._utc_offset)
        if meaning is None:
            return
        self._window = event.window or self._window  # a command has none
        if was_away and work.activity is not None and work.activity.last == event.time:
            work.away = False
            for asks in (self._policy, self._probes):
                asks.breakpoint(event.time)
            self._show(event.time)
        if self._next_score == inf and not work.away:
            self._next_score = (event.time // SCORE_EVERY + 1) * SCORE_EVERY
        if is_typing(event):
            self._policy.typed(event.time)
            self._probes.typed(event.time)
        if meaning.breakpoint:
            for asks in (self._policy, self._probes):
                asks.breakpoint(event.time)
        if meaning.progress:
            self._show(event.time)

    def _remember(self, now: float, *, away: bool = False) -> None:
        """Keep what outlasts the stretch that has ended."""
        if self._remembers:
            made = dump(now, self._work, self._policy, self._probes, self.current, away=away)
            self._out.append(made)

    def recall(self, memory: StoreMemory) -> None:
        """Go on from what an earlier session remembered; ValueError where that is not possible.

        The batches since ``memory.at`` have to be handed in again.
        """
        self.current = load(memory, self._work, self._policy, self._probes)
        self._awoke = memory.at

    def _score(self, now: float) -> None:
        self._next_score += SCORE_EVERY
        activity = self._work.activity
        if activity is None:
            self._next_score = inf
            return
        row = self._work.score(activity, now, self._utc_offset)
        self._out.append(StoreVector(now, row))
        self._show(now)

    def _show(self, now: float, *, whatever: bool = False) -> None:
        """Say what is believed, where it differs visibly from what was last said, or whatever."""
        work, last = self._work, self.current
        state = State.PAUSED if self._pause.on else work.state
        stuck, flow = work.hysteresis.stuck.smoothed or 0.0, work.hysteresis.flow.smoothed or 0.0
        moved = max(abs(stuck - last.p_stuck), abs(flow - last.p_flow)) >= pace.VISIBLE
        if state is last.state and not moved and not whatever:
            return
        since = last.since if state is last.state else now
        reasons, remarks = ((), ()) if self._pause.on else (work.reasons(), work.remarks())
        model = work.classifier.name
        self.current = StateChanged(
            now, state, since, stuck, flow, reasons, model, work.calm, remarks
        )
        self._out.append(self.current)

    def _consider_alert(self, now: float) -> None:
        moment = situation(
            self._work,
            now=now,
            local=now + self._utc_offset,
            since=self.current.since,
            quiet=not self._inbox.shows_typing(now + GRACE - pace.FLUSHED),
            fresh=self._ticked - now <= SUSPENDED,
        )
        if self._policy.allows(moment):
            self._alerts += 1
            self._show(now, whatever=True)  # an alert and the state beside it give the same reasons
            self._out.append(alert_of(self._alerts, self._window, self.current, self._work))

    def _consider_probe(self, now: float) -> None:
        moment = probe_moment(
            self._work,
            self._policy,
            now=now,
            local=now + self._utc_offset,
            state=self.current.state,
            quiet=not self._inbox.shows_typing(now + GRACE - pace.FLUSHED),
            fresh=self._ticked - now <= SUSPENDED,
        )
        if self._probes.ask(moment):
            self._probes.asked(now)
            self._alerts += 1
            self._out.append(AskLabel(self._alerts, now, self._window))

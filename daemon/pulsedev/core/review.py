"""A day of work in stretches, for the person to say how each one went.

What was believed of them is left out on purpose: who sees a verdict repeats it, and a label that
repeats a verdict teaches nothing. Times are epoch seconds.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from math import ceil, inf
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from pulsedev.core import counters as n
from pulsedev.core.activity import Event
from pulsedev.core.evidence import EvidenceClassifier
from pulsedev.core.labels import LIVE_SOURCES, Source
from pulsedev.core.work import Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pulsedev.core.activity import Activity
    from pulsedev.core.labels import Label, Said
    from pulsedev.core.stimuli import Arrived

LONGEST = 1800.0
"""Seconds of one stretch; of more than half an hour nobody can say one thing."""

SHORTEST = 300.0
"""Seconds that a piece of a longer stretch has at least: less is not worth a question."""

LEAST_ACTIVE = 60.0
"""Active seconds of a stretch; who only looked in has nothing to say of it."""

_SAID = LIVE_SOURCES | {Source.REVIEW}
"""Labels of the person's own; what was guessed or imported is not what they said."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was done from ``since`` to ``until``, ``active`` seconds of it at work, in numbers.

    ``failed`` counts the runs that failed, ``said`` is what the person said of this time already.
    """

    since: float
    until: float
    active: float
    edits: int
    runs: int
    failed: int
    commits: int
    files: int
    said: tuple[Said, ...] = ()


class _Step(NamedTuple):
    """Something that the person did, and what was counted since the beginning of the work."""

    time: float
    active: float = 0.0
    edits: int = 0
    runs: int = 0
    failed: int = 0
    passed: int = 0
    commits: int = 0
    doc: int = 0
    natural: bool = False
    """Whether something was finished: a commit was made, or a run passed."""


def stretches(
    arrivals: Iterable[Arrived],
    labels: Iterable[Label] = (),
    first: float = -inf,
    last: float = inf,
) -> tuple[Stretch, ...]:
    """Cut what happened from ``first`` up to ``last`` at breaks, and where something was done.

    All of its events are in memory at once, so it should be a day.
    """
    said = [(label.at, label.said) for label in labels if label.source in _SAID]
    said.sort()
    found = (
        _stretch(steps, begin, end, said)
        for steps in _sittings(_events(arrivals, first, last))
        for begin, end in _pieces(steps)
    )
    return tuple(one for one in found if one.active >= LEAST_ACTIVE)


def _events(arrivals: Iterable[Arrived], first: float, last: float) -> list[Event]:
    """Return the events in order; none can have happened after it arrived."""
    found = []
    for arrived in arrivals:
        batch = arrived.batch
        columns = zip(batch.t, batch.kind, batch.doc, batch.a, batch.b, batch.c, strict=True)
        for place, (t, *rest) in enumerate(columns):
            time = min((batch.t0 + t) / 1000.0, arrived.at)
            if first <= time < last:
                found.append(Event(time, batch.window, batch.seq, place, *rest))
    found.sort()
    return found


def _sittings(events: Iterable[Event]) -> Iterator[list[_Step]]:
    """Yield what the person did between two breaks, which are those of the live session."""
    work = Work(EvidenceClassifier())
    steps: list[_Step] = []
    failed = 0
    for event in events:
        if work.ends_break(event):
            work.end_stretch()
            yield steps
            steps, failed = [], 0
        before = work.activity.runs.failed_streak if work.activity else None
        work.apply(event, 0.0)
        if (here := work.activity) is None:
            continue
        failed += (here.runs.failed_streak or 0) > (before or 0)
        if here.last == event.time:
            steps.append(_step(here, event, failed, steps[-1] if steps else _Step(event.time)))
    if steps:
        yield steps


def _step(here: Activity, event: Event, failed: int, before: _Step) -> _Step:
    now = here.ledger.now
    passed, commits = now[n.GREEN_RUNS], now[n.COMMITS]
    return _Step(
        time=event.time,
        active=here.clock.at(event.time),
        edits=now[n.EDITS],
        runs=now[n.RUNS],
        failed=failed,
        passed=passed,
        commits=commits,
        doc=event.doc,
        natural=commits > before.commits or passed > before.passed,
    )


def _pieces(steps: Sequence[_Step]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last step of each piece; the one's last is the next one's first."""
    begin = 0
    while (rest := steps[-1].time - steps[begin].time) > LONGEST:
        end = _cut(steps, begin, rest)
        yield begin, end
        begin = end
    yield begin, len(steps) - 1


def _cut(steps: Sequence[_Step], begin: int, rest: float) -> int:
    """Return where to cut: where something was done, as near as can be to equal parts.

    There is always a step to cut at, as breaks are shorter than what may be chosen from.
    """
    start, time = steps[begin].time, attrgetter("time")
    low = bisect_left(steps, start + SHORTEST, begin + 1, key=time)
    latest = min(start + LONGEST, steps[-1].time - SHORTEST)
    within = range(low, bisect_right(steps, latest, low, key=time))
    aim = start + rest / ceil(rest / LONGEST)
    natural = [index for index in within if steps[index].natural]
    return min(natural or within, key=lambda index: abs(steps[index].time - aim))


def _stretch(
    steps: Sequence[_Step], begin: int, end: int, said: Sequence[tuple[float, Said]]
) -> Stretch:
    to = steps[end]
    since = steps[begin] if begin else _Step(steps[0].time)
    return Stretch(
        since.time,
        to.time,
        active=to.active - since.active,
        edits=to.edits - since.edits,
        runs=to.runs - since.runs,
        failed=to.failed - since.failed,
        commits=to.commits - since.commits,
        files=len({step.doc for step in steps[begin : end + 1] if step.doc}),
        said=tuple(word for at, word in said if since.time < at <= to.time),
    )

"""Eight windows are one mind: what they write together is what one process alone would find.

All of it is in one process, with real minds on a real store and a clock that goes by hand.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import cycle, pairwise
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from pulsedev.core.events import COLUMNS, EventBatch
from pulsedev.core.instructions import Alert, StateChanged, StoreVector
from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.policy import Action, PolicySettings
from pulsedev.core.session import Session
from pulsedev.core.states import State
from pulsedev.core.stimuli import Answered, Arrived, Labelled, Paused, Resumed, Snoozed, Tick
from pulsedev.mind.bus import Bus
from pulsedev.mind.shared import Shared
from pulsedev.mind.thread import StoreThread
from pulsedev.store.disk import DiskStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from tests.conftest import Story

    from pulsedev.core.instructions import Instruction
    from pulsedev.core.stimuli import Told

pytestmark = pytest.mark.asyncio

WINDOWS = 8

SCORE_S, ALERT_S = 700, 760
"""Seconds in a struggle at which a score and the alert are due."""

HANDOVER_S = 5
"""Seconds within which another window judges when the one that did hangs."""


class Fleet:
    """The minds of some windows. Each second they take in what came, and tick in turn."""

    def __init__(self, folder: Path, now: float) -> None:
        self.folder, self.now = folder, now
        self.minds: list[Shared] = []
        self.gone: list[Shared] = []
        self.closed: list[Shared] = []
        self.taken = 0
        self.turns = cycle(range(WINDOWS))
        self.shown: list[Alert] = []

    async def join(self, settings: PolicySettings | None = None) -> Shared:
        """Open one more window."""
        thread = StoreThread()
        bus = await thread.run(partial(Bus.open, self.folder, 0, self.now, self.now))
        mind = Shared(thread, bus, settings or PolicySettings(), monotonic=lambda: self.now)
        await mind.tick(self.now, 0.0)
        self.minds.append(mind)
        return mind

    @property
    def brain(self) -> Shared:
        """Return who judges."""
        [found] = [mind for mind in self.minds if mind.windows.here]
        return found

    async def leave(self, mind: Shared, *, hung: bool = False) -> None:
        """Close a window, or let it hang: it ticks never again."""
        self.minds.remove(mind)
        self.gone.append(mind)
        if not hung:
            await mind.close(self.now)
            self.closed.append(mind)

    async def take(self, arrived: Sequence[Arrived]) -> None:
        """Hand each event to another window than the one before; wait until all are kept."""
        for one in arrived:
            for turn, part in parts(one, self.turns).items():
                mind = self.minds[turn % len(self.minds)]
                self.taken += len(part.batch) * mind.take(part)
        while sum(mind.stored for mind in (*self.minds, *self.gone)) < self.taken:
            # What is asked of a store's thread is answered after what it has to write.
            for mind in self.minds:
                await mind.states_at([])

    async def say(self, said: Told) -> None:
        """Say it in the last window, which does not judge."""
        mind = self.minds[-1]
        assert not mind.windows.here
        match said:
            case Labelled():
                await mind.label(replace(said.label, id=mind.next_label()), said.at)
            case Answered():
                assert await mind.answer(replace(said, alert=self.shown[-1].id))
            case Paused() | Resumed() | Snoozed():
                await mind.control(said)

    async def second(self, told: Sequence[Told]) -> None:
        """Let a second pass, in which this came."""
        self.now += 1.0
        await self.take([one for one in told if isinstance(one, Arrived)])
        for one in told:
            await self.say(one)
        for mind in list(self.minds):
            await mind.tick(self.now, 0.0)
            made = await mind.alerts(self.now)
            self.shown += [each for each in made if isinstance(each, Alert)]

    async def end(self) -> None:
        """Close what is open, and what hangs."""
        for mind in [*self.minds, *self.gone]:
            if mind not in self.closed:
                await mind.close(self.now)


def parts(arrived: Arrived, turns: cycle[int]) -> dict[int, Arrived]:
    """Return a batch, event by event, for one window after the other."""
    rows: dict[int, list[int]] = defaultdict(list)
    for index in range(len(arrived.batch)):
        rows[next(turns)].append(index)
    out = {}
    for turn, mine in rows.items():
        columns: dict[str, Any] = {
            name: [getattr(arrived.batch, name)[i] for i in mine] for name in COLUMNS
        }
        out[turn] = Arrived(EventBatch.of(0, t0=arrived.batch.t0, **columns), arrived.at)
    return out


def comparable(made: Sequence[Instruction]) -> list[str]:
    """Return vectors, states and alerts in a form in which NaN equals NaN.

    Left out is what a new brain says again of what holds anyway.
    """
    states = [one for one in made if isinstance(one, StateChanged)]
    first = [one for one in states[:1] if one.state is not State.UNKNOWN]
    news = [new for old, new in pairwise(states) if new != replace(old, at=new.at)]
    found: list[Instruction] = [*first, *news]
    vectors = [one for one in made if isinstance(one, StoreVector)]
    found += [StoreVector(one.at, tuple(map(float, one.row))) for one in vectors]
    found += [replace(one, id=0, window=0) for one in made if isinstance(one, Alert)]
    return sorted(map(repr, found))


def by_second(told: Sequence[Told], start: float, seconds: int) -> list[list[Told]]:
    """Return what came, second by second."""
    out: list[list[Told]] = [[] for _ in range(seconds)]
    for one in sorted(told, key=lambda one: one.at):
        out[int(-(-(one.at - start) // 1)) - 1].append(one)
    return out


def alone(seconds: Sequence[Sequence[Told]], start: float) -> list[Instruction]:
    """Return what one session makes of it."""
    session, now = Session(), start
    made = session.handle(Tick(now, 0.0))
    for told in seconds:
        now += 1.0
        for one in told:
            made += session.handle(one)
        made += session.handle(Tick(now, 0.0))
    return made


def kept(folder: Path) -> tuple[list[Instruction], int]:
    """Return what is in the store: what was believed, and how many events."""
    with closing(DiskStore.open(folder, now=0.0, keep_days=0)) as store:
        made: list[Instruction] = [*store.states()]
        made += [StoreVector(one.at, one.row) for one in store.vectors()]
        made += [one.alert for one in store.alerts()]
        return made, store.kept().events


@pytest_asyncio.fixture
async def fleet(tmp_path: Path, start: float) -> AsyncIterator[Fleet]:
    """Return eight windows, of which the first one judges."""
    fleet = Fleet(tmp_path / "data", start - 1.0)
    for _ in range(WINDOWS):
        await fleet.join()
    assert fleet.brain is fleet.minds[0]
    yield fleet
    await fleet.end()


@pytest.mark.parametrize(
    ("end", "after"), [("closed", SCORE_S), ("hung", SCORE_S), ("hung", ALERT_S - 3)]
)
async def test_another_one_goes_on_as_if_it_had_judged_all_along(
    fleet: Fleet, story: Story, start: float, end: str, after: int
) -> None:
    """When the brain is closed or hangs: the same states, features and alerts as of one alone."""
    story.struggle(0.0, 15)
    seconds = by_second(story.arrivals(), fleet.now, 16 * 60)
    for place, told in enumerate(seconds):
        if place == after:
            await fleet.leave(fleet.brain, hung=end == "hung")
        await fleet.second(told)
        if place == after + HANDOVER_S:
            assert fleet.brain in fleet.minds
    made, events = kept(fleet.folder)
    expected = alone(seconds, start - 1.0)
    assert events == len(story.rows)
    assert comparable(made) == comparable(expected)
    assert len(fleet.shown) == sum(isinstance(one, Alert) for one in expected) == 1


async def test_what_is_said_in_any_window_is_said_to_all(
    fleet: Fleet, story: Story, start: float
) -> None:
    """Labels, pauses, snoozes and answers in a follower count as they would in one alone."""
    story.struggle(0.0, 20)
    said: list[Told] = [
        Labelled(Label(1, Said.STUCK, start + 120.0, Source.BUTTON), start + 120.0),
        Labelled(Label(2, Said.PROGRESS, start + 180.0, Source.BUTTON), start + 180.0),
        Paused(start + 230.0),
        Resumed(start + 291.0),
        Snoozed(start + 300.0, start + 360.0),
        Paused(start + 350.0, start + 380.0),
        Answered(1, Action.WRONG, start + 1_200.0),
    ]
    seconds = by_second([*story.arrivals(), *said], fleet.now, 21 * 60)
    for told in seconds:
        await fleet.second(told)
    made, _ = kept(fleet.folder)
    expected = alone(seconds, start - 1.0)
    shown = {one.state for one in expected if isinstance(one, StateChanged)}
    assert {State.STUCK, State.PAUSED} <= shown
    assert comparable(made) == comparable(expected)
    assert len(fleet.shown) == sum(isinstance(one, Alert) for one in expected) == 1


async def test_who_judges_heeds_the_settings_of_its_own_window(fleet: Fleet, story: Story) -> None:
    """A follower's settings count once it judges, and not before."""
    story.struggle(0.0, 15)
    never = PolicySettings(alerts_per_day=0)
    for mind in fleet.minds[1:]:
        mind.configure(never)
    for place, told in enumerate(by_second(story.arrivals(), fleet.now, 16 * 60)):
        if place == SCORE_S:
            await fleet.leave(fleet.brain)
        await fleet.second(told)
    assert fleet.brain.current.state is State.STUCK
    assert not fleet.shown


async def test_a_brain_that_wakes_does_no_harm(fleet: Fleet, story: Story, start: float) -> None:
    """One that hung for a minute finds another judge, and all is as if one had judged."""
    story.struggle(0.0, 14)
    seconds = by_second(story.arrivals(), fleet.now, 15 * 60)
    asleep = fleet.brain
    for place, told in enumerate(seconds):
        if place == SCORE_S:
            await fleet.leave(asleep, hung=True)
        if place == SCORE_S + 60:
            fleet.gone.remove(asleep)
            fleet.minds.append(asleep)
        await fleet.second(told)
    assert fleet.brain is not asleep
    assert asleep.current == fleet.brain.current
    made, events = kept(fleet.folder)
    assert events == len(story.rows)
    assert comparable(made) == comparable(alone(seconds, start - 1.0))

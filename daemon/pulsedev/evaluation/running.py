"""The whole of ``pulsedev evaluate``: read, look, hold every method to unseen people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from pulsedev.evaluation import own
from pulsedev.evaluation.examining import examine
from pulsedev.evaluation.gathering import look, recognised, trials
from pulsedev.evaluation.methods import BY_NAME, METHODS
from pulsedev.evaluation.splitting import LeakError, check
from pulsedev.evaluation.tasks import TASKS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from pulsedev.evaluation.examining import Result
    from pulsedev.evaluation.methods import Method
    from pulsedev.evaluation.moments import Moments
    from pulsedev.evaluation.splitting import Split
    from pulsedev.evaluation.task import Task, Trial
    from pulsedev.evaluation.watching import Watched
    from pulsedev.store.disk import DiskStore

    Told = Callable[[str, int, int], None]


class AskError(Exception):
    """What was asked makes no sense; the message is one line."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What to judge, what to learn from (the others of each data set if empty), and by what."""

    judged: tuple[Path, ...]
    taught: tuple[Path, ...] = ()
    tasks: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class Done:
    """Results and recordings of each data set, by its name."""

    results: dict[str, Result] = field(default_factory=dict)
    recordings: dict[str, Sequence[Watched]] = field(default_factory=dict)


def evaluate(asked: Asked, told: Told) -> Done:
    """Evaluate; AskError or RecordingError, one line, where that can't be done."""
    known(asked.tasks, TASKS, "data set")
    known(asked.methods, BY_NAME, "method")
    methods = [each for each in METHODS if not asked.methods or each.name in asked.methods]
    found = recognised([*asked.judged])
    teaching = recognised([*asked.taught]) if asked.taught else {}
    done = Done()
    for name, paths in found.items():
        if asked.tasks and name not in asked.tasks:
            continue
        if asked.taught and name not in teaching:
            raise AskError(f"nothing of {name} to learn from")
        held = _Held(TASKS[name], paths, teaching.get(name, []), asked.jobs, told)
        done.results[name], done.recordings[name] = held.result(methods)
    if not done.results:
        raise AskError(f"none of {', '.join(asked.tasks)} here; there is {', '.join(found)}")
    return done


def known(names: Collection[str], there: Collection[str], what: str) -> None:
    """Refuse a name that does not exist."""
    for name in names:
        if name not in there:
            raise AskError(f"{name}: no such {what}; there are {', '.join(there)}")


def evaluate_own(store: DiskStore, now: float, asked: Asked, utc_offset: float, told: Told) -> Done:
    """Evaluate somebody's own labels, later days by earlier ones; AskError where they are few."""
    known(asked.methods, BY_NAME, "method")
    methods = [each for each in METHODS if not asked.methods or each.name in asked.methods]
    moments = own.own(store, now, utc_offset)
    splits = own.later(moments)
    judged = np.concatenate([test for _, test in splits]) if splits else np.empty(0, np.int64)
    if not moments.outcome[judged].any() or moments.outcome[judged].all():
        raise AskError(
            "too few labels of your own: both answers are needed, on three days at least"
        )
    count = _Counter(told, f"{own.NAME}: judging", len(methods))
    about = {"asks": own.ASKS, "group": own.GROUP, "reference": own.REFERENCE}
    made = examine(moments, methods, count, splits=splits, jobs=asked.jobs)
    return Done({own.NAME: about | made}, {own.NAME: moments.watched})


@dataclass(frozen=True, slots=True)
class _Held:
    """One data set that is being judged."""

    task: Task
    judged: Sequence[Path]
    taught: Sequence[Path]
    jobs: int
    told: Told

    def result(self, methods: Sequence[Method]) -> tuple[Result, Sequence[Watched]]:
        moments, splits = self._moments()
        self._refuse_one_answer(moments)
        count = _Counter(self.told, f"{self.task.name}: judging", len(methods))
        made = examine(moments, methods, count, splits=splits, jobs=self.jobs)
        about = {name: getattr(self.task, name) for name in ("asks", "group", "reference")}
        return about | made, moments.watched

    def _moments(self) -> tuple[Moments, list[Split] | None]:
        judged = trials(self.task, self.judged)
        taught = trials(self.task, self.taught) if self.taught else []
        everything = [*taught, *judged]
        count = _Counter(self.told, f"{self.task.name}: looking", len(everything))
        moments = look(self.task, everything, self.jobs, count)
        if not taught:
            return moments, None
        return moments, [self._split(moments, len(taught), judged)]

    def _split(self, moments: Moments, taught: int, judged: Sequence[Trial]) -> Split:
        split = np.flatnonzero(moments.session < taught), np.flatnonzero(moments.session >= taught)
        try:
            check(split, moments.group)
        except LeakError:
            raise AskError(
                f"{self.task.name}: a {self.task.group} is in both, so nothing would be shown"
            ) from None
        if not len(split[0]) or not len(split[1]):
            raise AskError(f"{self.task.name}: one side of {len(judged)} recordings says nothing")
        return split

    def _refuse_one_answer(self, moments: Moments) -> None:
        if moments.groups < 2 or moments.outcome.all() or not moments.outcome.any():  # noqa: PLR2004
            raise AskError(
                f"{self.task.name}: needs two {self.task.group}s and both answers, to hold one out"
            )


@dataclass(slots=True)
class _Counter:
    """Counts what is done."""

    told: Told
    what: str
    whole: int
    done: int = 0

    def __call__(self) -> None:
        self.done += 1
        self.told(self.what, self.done, self.whole)

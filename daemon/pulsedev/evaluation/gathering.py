"""Reads data sets and runs their recordings through sessions, several at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pulsedev.evaluation.moments import Moments, gathered
from pulsedev.evaluation.parallel import each
from pulsedev.evaluation.tasks import TASKS
from pulsedev.evaluation.watching import watch
from pulsedev.importers.detect import detect, files, readable
from pulsedev.importers.recording import RecordingError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pulsedev.evaluation.task import Task, Trial


def recognised(paths: Sequence[Path]) -> dict[str, list[Path]]:
    """Return the files of each task among files and folders; RecordingError if there are none."""
    by_form = {task.form: name for name, task in TASKS.items()}
    found: dict[str, list[Path]] = {}
    for path in paths:
        for file in files(path) if path.is_dir() else [path]:
            with readable(file):
                form = detect(file)
            if form in by_form:
                found.setdefault(by_form[form], []).append(file)
    if not found:
        names = ", ".join(TASKS)
        raise RecordingError(f"{paths[0].name}: no data set with labels here ({names})")
    return {name: found[name] for name in TASKS if name in found}


def trials(task: Task, paths: Sequence[Path]) -> list[Trial]:
    """Read the recordings of a task; RecordingError where nothing is asked of them."""
    found = [trial for path in paths for trial in _read(task, path)]
    if not found:
        raise RecordingError(f"{paths[0].name}: nothing to ask of these recordings")
    return found


def _read(task: Task, path: Path) -> list[Trial]:
    with readable(path):
        return list(task.trials(path))


def look(task: Task, found: Sequence[Trial], jobs: int, progress: Callable[[], None]) -> Moments:
    """Run each recording through a session of its own, in their order."""
    watched = []
    for one in each(partial(watch, undated=task.undated), found, jobs):
        watched.append(one)
        progress()
    return gathered(watched)

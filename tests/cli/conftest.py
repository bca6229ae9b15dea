"""The real command as a process, and what its tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import pulsedev
from pulsedev import paths
from pulsedev.core.alerts import alert
from pulsedev.core.events import Kind
from pulsedev.core.instructions import StateChanged
from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.states import State
from pulsedev.core.wording import reason
from pulsedev.store.disk import DiskStore
from pulsedev.store.records import Judged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Story

    Run = Callable[..., subprocess.CompletedProcess[str]]

PATIENCE = 120.0
"""Seconds after which a command is given up; a loaded machine needs a few."""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which the package is found and keeps its files in the test's."""
    source = str(Path(pulsedev.__file__).parents[1])
    kept = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    home = str(tmp_path / "home")
    return kept | {"PYTHONPATH": source, "PULSEDEV_HOME": home, "PYTHONUTF8": "1"}


UNWANTED = {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "PULSEDEV_DEBUG", "PYTHONIOENCODING"}
"""What would change how a command looks."""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data folder of commands, in this process too; nothing is in it yet."""
    home = tmp_path / "home"
    monkeypatch.setenv(paths.HOME, str(home))
    for name in UNWANTED:
        monkeypatch.delenv(name, raising=False)
    return home / "data"


@pytest.fixture
def store(data: Path) -> Iterator[DiskStore]:
    """Return an open store in the data folder."""
    with closing(DiskStore.open(data, now=0.0)) as opened:
        yield opened


@pytest.fixture
def morning(store: DiskStore, story: Story, start: float) -> DiskStore:
    """Return a store with a short morning in window 2: seven events, a verdict, an alert, a label.

    Window 1 judged and is gone.
    """
    document = 3_029_343_220_732_871
    story.event(3.0, Kind.FILE_OPENED, doc=document, a=120, b=3)
    story.event(7.0, Kind.FILE_MODIFIED, doc=document, a=1)
    story.event(7.2, Kind.FILE_MODIFIED, doc=document, b=1)
    story.event(12.0, Kind.FILE_SAVED, doc=document, a=121)
    story.event(15.0, Kind.TEST_RUN, doc=0, a=8, b=1, c=900)
    story.event(18.0, Kind.FOCUS_CHANGED, doc=0)
    story.event(64.0, Kind.FOCUS_CHANGED, doc=0, a=1, b=46)
    brain, _ = store.begin_window(start), store.begin_window(start)
    store.add_batches(story.arrivals(window=2))
    term = store.take_lease(store.lease(), brain)
    assert term
    why = (reason("failed_run_streak", 3.0, 0.0, 0.9, calm=False),)
    stuck = StateChanged(start + 20.0, State.STUCK, start + 10.0, 0.81, 0.05, why, "evidence-1")
    told = alert(5, start + 21.0, window=2, since=start, reasons=why, passed=True, calm=False)
    assert store.judge(brain, term, Judged(states=(stuck,), alerts=(told,)))
    label = Label(1 << 20, Said.STUCK, start + 30.0, Source.BUTTON)
    store.add_label(label, State.STUCK, start + 30.0)
    return store


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """Return what runs `pulsedev` in a pipe and gives its exit code and output."""

    def command(*args: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "pulsedev", *args],
            env=environment | more,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            encoding="utf-8",
        )

    return command

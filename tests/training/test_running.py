"""The child process that trains: what it says, what it leaves, and that a kill costs nothing."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from tests.simulator.life import START, WORDS
from tests.simulator.person import DAY, READER, day, events

import pulsedev
from pulsedev.core.features import SCHEMA
from pulsedev.core.labels import Label, Source
from pulsedev.core.models import ModelName
from pulsedev.core.states import State
from pulsedev.importers.recording import in_batches
from pulsedev.learn.artifact import load
from pulsedev.learn.shelf import Role, Shelf
from pulsedev.store.disk import DiskStore

if TYPE_CHECKING:
    from collections.abc import Iterator

DAYS = 8
NOW = START + DAYS * DAY
PATIENCE = 120.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with some days of a simulated person, and what they said."""
    made, some = tmp_path_factory.mktemp("home"), Random(4)  # noqa: S311 - no secret
    with closing(DiskStore.open(made, now=START, keep_days=0)) as store:
        number = 0
        for today in range(DAYS):
            spells = day(READER, some, START + today * DAY, 3.0)
            store.add_batches(list(in_batches(events(READER, some, spells), today + 1)))
            for spell in spells[:6]:
                number += 1
                at = spell.until - 30.0
                label = Label(number, WORDS[spell.mood], at, Source.BUTTON)
                store.add_label(label, State.NEUTRAL, at)
    return made


def begun(folder: Path, *more: str, models: str = "stuck_detection") -> subprocess.Popen[str]:
    """Start a child."""
    environment = os.environ | {"PYTHONPATH": str(Path(pulsedev.__file__).parents[1])}
    told = ["--data", str(folder), "--now", repr(NOW), "--models", models, *more]
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "pulsedev.training", *told],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def told(child: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    """Yield what a child says, up to its end."""
    assert child.stdout
    with child.stdout as lines:
        yield from map(json.loads, lines)
    child.wait(PATIENCE)
    assert child.stdin
    child.stdin.close()


def result(folder: Path, **more: str) -> dict[str, Any]:
    """Run a child to its end; return its result."""
    *steps, last = told(begun(folder, **more))
    assert {"collect", "fit", "write"} >= {step["stage"] for step in steps} - {"clean"}
    found: dict[str, Any] = last["result"]
    return found


def test_all_models(folder: Path) -> None:
    """A training says how far it is and what came of each model, and leaves files to load."""
    found = result(folder, models=",".join(ModelName))
    outcomes = {one["model"]: one["outcome"] for one in found["models"]}
    assert set(outcomes) == set(ModelName)
    assert found["events"] > 1_000
    shelf = Shelf(folder / "models")
    for name, outcome in outcomes.items():
        role = Role.SHADOW if outcome == "shadow" else Role.CHAMPION
        if outcome in {"shadow", "promoted"}:
            card = load(shelf.path(ModelName(name), role), SCHEMA).manifest.card
            assert card["outcome"] == outcome
    assert not list((folder / "models" / "work").iterdir())


def test_the_same_twice(folder: Path) -> None:
    """The same store at the same time gives the same model, byte for byte."""
    shelf, made = Shelf(folder / "models"), []
    for _ in range(2):
        shelf.clear()
        result(folder)
        made.append([path.read_bytes() for path in sorted(shelf.folder.glob("*/*.model"))])
    assert made[0] == made[1]
    assert made[0]


def test_too_little(tmp_path: Path) -> None:
    """With no events each model says how many are missing, and that is no failure."""
    with closing(DiskStore.open(tmp_path, now=NOW)):
        pass
    for one in result(tmp_path, models="stuck_detection,commit_analysis")["models"]:
        assert (one["outcome"], one["why"]) == ("too_little", "1000 more events needed")


def test_one_at_a_time(folder: Path) -> None:
    """A second training beside one that runs says so and does nothing."""
    first = begun(folder)
    said = told(first)
    next(said)
    [line] = told(begun(folder))
    assert line == {"failed": "busy"}
    first.kill()
    list(said)


def test_ends_with_its_parent(folder: Path) -> None:
    """Where nobody holds the other end of its input, a child ends at once."""
    child = begun(folder)
    assert child.stdin
    assert child.stdout
    child.stdout.readline()
    child.stdin.close()
    child.wait(PATIENCE)
    child.stdout.close()
    assert child.returncode != 0


def test_killed_at_any_moment(folder: Path) -> None:
    """A champion that was there can be loaded after every kill, and the rows are gone on with."""
    shelf, some = Shelf(folder / "models"), random.Random(7)  # noqa: S311 - no secret
    result(folder, models="anomaly_detection")
    for _ in range(4):
        child = begun(folder, models="anomaly_detection,stuck_detection")
        time_left, deadline = some.uniform(0.0, 1.5), time.monotonic() + PATIENCE
        assert child.stdout
        child.stdout.readline()
        end = time.monotonic() + time_left
        while time.monotonic() < end and child.poll() is None:
            assert time.monotonic() < deadline
        child.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        list(told(child))
        load(shelf.path(ModelName.ANOMALY, Role.CHAMPION), SCHEMA)
    stages = [step.get("stage") for step in told(begun(folder))]
    assert "fit" in stages
    assert not list(shelf.folder.glob("*/*.copy"))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits addresses")
def test_starved_of_memory(folder: Path) -> None:
    """A child that may not have the memory it needs says one line, and what is in use stays."""
    result(folder, models="anomaly_detection")
    before = Shelf(folder / "models").version()
    script = (
        "import resource, sys; from pulsedev.training.child import main;"
        " import numpy, sklearn.ensemble, pulsedev.training.running;"
        " used = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize();"
        " resource.setrlimit(resource.RLIMIT_AS, (used + 2**20, used + 2**20)); sys.exit(main())"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(pulsedev.__file__).parents[1])}
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", script, "--data", str(folder), "--now", repr(NOW)],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode != 0
    assert Shelf(folder / "models").version() == before

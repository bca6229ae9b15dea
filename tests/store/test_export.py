"""An export holds what is kept, is read again by `replay`, and is nobody else's to read."""

from __future__ import annotations

import csv
import errno
import json
import os
import stat
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from pulsedev.core.events import EventBatch
from pulsedev.core.instructions import StateChanged
from pulsedev.core.policy import Action
from pulsedev.core.replay import replay
from pulsedev.core.session import Session
from pulsedev.core.states import State
from pulsedev.core.stimuli import Answered, Arrived, Paused, Resumed, Snoozed
from pulsedev.importers.detect import read
from pulsedev.store import export
from pulsedev.store.errors import Full, Unusable
from pulsedev.store.export import Form, Wanted, to_file
from pulsedev.store.records import Judged, TrainingRun

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.conftest import Story
    from tests.store.conftest import Made

    from pulsedev.store.disk import DiskStore


@pytest.fixture
def filled(store: DiskStore, made: Made, term: int) -> DiskStore:
    """Return a store with something of everything."""
    store.add_batches([made.arrived(float(at), at) for at in range(1, 5)])
    found = Judged(states=(made.state(2.0), made.state(40.0)), alerts=(made.alert(41.0, 7 << 20),))
    assert store.judge(1, term, found)
    store.add_answer(Answered(7 << 20, Action.RIGHT, made.start + 43.0))
    store.add_label(made.label(50.0, 3 << 20, since=20.0), made.state(1.0).state, made.start + 51)
    for control in (
        Paused(made.start + 60.0, made.start + 70.0),
        Paused(made.start + 61.0),
        Resumed(made.start + 65.0),
        Snoozed(made.start + 66.0, made.start + 90.0),
    ):
        store.add_control(control)
    run = TrainingRun(made.start + 99.0, ("forest", "evidence"), 5, True, 1.5, 12, 1, 2, 3)  # noqa: FBT003 - as it is kept
    store.log_training(run)
    return store


def objects(path: Path) -> list[dict[str, Any]]:
    """Read one JSON object a line."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def states(arrivals: Iterable[Arrived]) -> list[StateChanged]:
    """Judge batches as if they happened now."""
    return [one for one in replay(Session(), arrivals) if isinstance(one, StateChanged)]


def test_all_that_is_kept(filled: DiskStore, made: Made, tmp_path: Path) -> None:
    """A line for each thing, with its numbers and in the names of the wire."""
    path = tmp_path / "all.jsonl"
    assert to_file(filled, Wanted(), path) == (12, path.stat().st_size)
    header, *rows = objects(path)
    assert header == {"pulse": 1, "from": None, "to": None, "anonymized": False}
    names = ["batch"] * 4 + ["state"] * 2 + ["label", "alert"] + ["control"] * 4 + ["training"]
    assert [row["record"] for row in rows] == names
    start = round(made.start * 1000)
    state, label, alert, training = rows[4], rows[6], rows[7], rows[-1]
    assert (state["t"], state["state"], state["p_stuck"]) == (start + 2_000, "stuck", 0.75)
    assert state["reasons"][0]["label"] == "3 failed runs in a row (usually 0)"
    assert label == {
        "record": "label",
        "id": 3 << 20,
        "t": start + 50_000,
        "state": "stuck",
        "source": "button",
        "since": start + 20_000,
        "alert": None,
        "shown": "stuck",
        "given": start + 51_000,
    }
    assert (alert["id"], alert["action"], alert["answered"]) == (7 << 20, "right", start + 43_000)
    assert (alert["shown"], alert["window"]) == (None, 1)
    assert [(row["kind"], row["until"]) for row in rows[8:12]] == [
        ("pause", start + 70_000),
        ("pause", None),
        ("resume", None),
        ("snooze", start + 90_000),
    ]
    assert (training["models"], training["success"]) == (["forest", "evidence"], True)


def test_a_span(filled: DiskStore, made: Made, tmp_path: Path) -> None:
    """Batches are cut at both ends, and the header says at which."""
    path = tmp_path / "span.jsonl"
    first, last = made.start + 1.9, made.start + 3.9
    assert to_file(filled, Wanted(first, last), path)[0] == 6
    header, *rows = objects(path)
    assert (header["from"], header["to"]) == (round(first * 1000), round(last * 1000))
    times = [row["t0"] + t for row in rows if row["record"] == "batch" for t in row["t"]]
    assert [round(time - made.start * 1000) for time in times] == [
        *(1_900, 2_000, 2_800, 2_900, 3_000, 3_800)
    ]
    assert [row["record"] for row in rows if row["record"] != "batch"] == ["state"]


def test_replay_reads_it(store: DiskStore, made: Made, story: Story, tmp_path: Path) -> None:
    """A replay of an export finds what a replay of the original finds."""
    story.steady(story.struggle(0.0, 40), 20)
    arrivals = story.arrivals(window=1)
    store.add_batches(arrivals)
    store.add_label(made.label(50.0, 1), State.UNKNOWN, made.start + 51.0)
    to_file(store, Wanted(), tmp_path / "morning.jsonl")
    (recording,) = read(tmp_path / "morning.jsonl")
    assert recording.name == "pulse/morning"
    assert list(recording.arrivals) == arrivals
    assert {changed.state for changed in states(arrivals)} >= {State.STUCK, State.NEUTRAL}
    assert states(recording.arrivals) == states(arrivals)


def test_csv(store: DiskStore, made: Made, tmp_path: Path) -> None:
    """A row for each event, in the order in which they happened, kinds by name."""
    late = made.arrived(1.0, 9, window=2)
    store.add_batches([made.arrived(5.0, 1, a=4), replace(late, at=made.start + 6.0)])
    path = tmp_path / "events.csv"
    assert to_file(store, Wanted(form=Form.CSV), path) == (6, path.stat().st_size)
    header, *rows = csv.reader(path.read_text("utf-8").splitlines())
    assert header == ["t", "window", "seq", "kind", "doc", "a", "b", "c"]
    start = round(made.start * 1000)
    assert rows[0] == [str(start + 800), "2", "9", "file_modified", "7", "1", "0", "0"]
    assert rows[4] == [str(start + 4_900), "1", "1", "cursor_moved", "8", "4", "1", "0"]
    assert [row[1] for row in rows] == ["2", "2", "2", "1", "1", "1"]


def test_a_kind_of_a_later_version(store: DiskStore, tmp_path: Path) -> None:
    """What this version has no name for goes out under its number."""
    batch = EventBatch.of(1, t0=5, t=[0], kind=[99], doc=[1], a=[1], b=[1], c=[1])
    store.add_batches([Arrived(batch, 1.0)])
    to_file(store, Wanted(form=Form.CSV), tmp_path / "events.csv")
    assert (tmp_path / "events.csv").read_text("utf-8").splitlines()[1] == "5,0,1,99,1,1,1,1"


@pytest.mark.skipif(sys.platform == "win32", reason="files have other permissions there")
@pytest.mark.parametrize("force", [False, True])
def test_only_the_owner_reads(store: DiskStore, tmp_path: Path, force: bool) -> None:  # noqa: FBT001 - a parameter
    """An export is readable by its owner alone, even in the place of a file that was not."""
    path = tmp_path / "all.jsonl"
    if force:
        path.touch(0o644)
    to_file(store, Wanted(), path, force=force)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_is_there(filled: DiskStore, tmp_path: Path) -> None:
    """A file that is there stays as it is unless it is to be replaced."""
    path = tmp_path / "thesis.txt"
    path.write_text("years of work")
    with pytest.raises(Unusable, match=r"thesis\.txt: is there already"):
        to_file(filled, Wanted(), path)
    assert path.read_text() == "years of work"
    assert to_file(filled, Wanted(), path, force=True)[0] == 12
    assert sorted(found.name for found in tmp_path.iterdir()) == ["data", "thesis.txt"]


@pytest.mark.parametrize("force", [False, True])
def test_a_full_disk(filled: DiskStore, tmp_path: Path, force: bool) -> None:  # noqa: FBT001 - a parameter
    """Half an export is removed again, and what it was to replace is still there."""
    path = tmp_path / "all.jsonl"
    if force:
        path.write_text("the last one")

    def full(_events: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(Full, match=r"all\.jsonl: No space left"):
        to_file(filled, Wanted(), path, force=force, advance=full)
    assert (path.read_text() if path.exists() else None) == ("the last one" if force else None)
    assert len(list(tmp_path.iterdir())) == 1 + force


def test_no_such_folder(store: DiskStore, tmp_path: Path) -> None:
    """What the system says of a path is said in one line."""
    with pytest.raises(Unusable, match=r"all\.jsonl: No such file or directory$"):
        to_file(store, Wanted(), tmp_path / "nowhere" / "all.jsonl")


def test_progress(filled: DiskStore) -> None:
    """Whoever waits is told of each event once."""
    told: list[int] = []
    lines: list[str] = []
    assert export.write(filled, Wanted(), lines.append, advance=told.append) == sum(told) == 12
    assert all(line.endswith("\n") for line in lines)

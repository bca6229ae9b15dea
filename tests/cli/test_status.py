"""`pulsedev status`, `label`, `pause` and `resume`: the store seen and told from a terminal."""

from __future__ import annotations

import json
import time
from contextlib import closing
from math import inf
from typing import TYPE_CHECKING, Any

import pytest

from pulsedev.cli import noting
from pulsedev.cli.main import main
from pulsedev.cli.moments import short
from pulsedev.cli.standing import standing
from pulsedev.core.instructions import StateChanged
from pulsedev.core.labels import Said, Source
from pulsedev.core.policy import SNOOZE, Action
from pulsedev.core.states import State
from pulsedev.core.stimuli import Answered, Paused, Resumed, Snoozed
from pulsedev.core.wording import reason
from pulsedev.mind import bus
from pulsedev.store.disk import DiskStore
from pulsedev.store.presence import FOLDER, Presence
from pulsedev.store.records import Judged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Run

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def brain(store: DiskStore, data: Path) -> Iterator[int]:
    """Return the number of an open window that judges: stuck, for ten minutes."""
    now = time.time()
    window = store.begin_window(now)
    presence = Presence.begin(data, window, time.monotonic())
    term = store.take_lease(store.lease(), window)
    assert term
    why = (reason("failed_run_streak", 3.0, 0.0, 0.9, calm=False),)
    stuck = StateChanged(now - 5.0, State.STUCK, now - 600.0, 0.81, 0.05, why, "evidence-1")
    assert store.judge(window, term, Judged(states=(stuck,)))
    yield window
    presence.end()


def status(capsys: Capture) -> dict[str, Any]:
    """Return the status as programs get it."""
    assert main(["status", "--json"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_nobody_is_there(run: Run, data: Path) -> None:
    """Without a store there is nothing to tell, which is no error, and nothing is made."""
    done = run("status")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "state     unknown: no window is open that could tell",
        "windows   0 open",
        "kept      nothing is kept yet",
    ]
    assert run("resume").stdout == "nothing was paused\n"
    assert not data.exists()


@pytest.mark.usefixtures("brain")
def test_what_is_shown(run: Run) -> None:
    """The state is told with since when, how sure that is, and why."""
    lines = run("status").stdout.splitlines()
    assert lines[0].startswith("state     stuck since ")
    assert lines[0].endswith(" (10 min); p(stuck) 0.81, p(flow) 0.05")
    assert lines[1] == "why       3 failed runs in a row (usually 0)"
    assert lines[2] == "windows   1 open"
    assert lines[3].startswith("kept      0 events, ")


def test_what_is_not_judged(capsys: Capture, store: DiskStore, brain: int) -> None:
    """Of somebody who is away nothing is likely or unlikely."""
    now = time.time()
    away = StateChanged(now, State.AWAY, now - 90.0, 0.0, 0.0, (), "evidence-1")
    assert store.judge(brain, store.lease().term, Judged(states=(away,)))
    main(["status"])
    line = capsys.readouterr().out.splitlines()[0]
    assert line.startswith("state     away since ")
    assert line.endswith(" (2 min)")


@pytest.mark.usefixtures("brain")
def test_json(capsys: Capture) -> None:
    """Programs get the words and the times of the wire."""
    told = status(capsys)
    kept, since, (why,) = told.pop("kept"), told.pop("since"), told.pop("reasons")
    assert kept["states"] == 1
    assert since == pytest.approx((time.time() - 600.0) * 1000, abs=60_000)
    assert (why["feature"], why["value"]) == ("failed_run_streak", 3.0)
    assert told == {
        "state": "stuck",
        "p_stuck": 0.81,
        "p_flow": 0.05,
        "model": "evidence-1",
        "windows": {"open": 1},
        "paused": False,
        "paused_until": None,
        "snoozed_until": None,
    }


@pytest.mark.usefixtures("morning")
def test_an_old_state_is_none(capsys: Capture, data: Path) -> None:
    """What was believed when the last window closed, or died, is not believed now."""
    (data / FOLDER).mkdir()
    (data / FOLDER / "1").write_bytes(bytes(8))
    told = status(capsys)
    assert (told["state"], told["since"], told["windows"]) == ("unknown", None, {"open": 0})
    assert not (data / FOLDER / "1").exists()


def test_a_label(capsys: Capture, store: DiskStore, brain: int) -> None:
    """A label has a number of its own and stands beside what was shown."""
    assert main(["label", "flow", "--since", "20m"]) == 0
    told = capsys.readouterr().out
    assert main(["label", "interrupted", "--at", "1h", "--json"]) == 0
    first, second = store.labels()
    assert told == f"noted: in flow, since {short(first.label.since or 0.0, time.time())}\n"
    assert json.loads(capsys.readouterr().out) == {"id": second.label.id}
    assert (first.label.said, second.label.said) == (Said.FLOW, Said.INTERRUPTED)
    assert {one.label.source for one in (first, second)} == {Source.BUTTON}
    assert first.shown is State.STUCK
    assert second.label.at == pytest.approx(second.given - 3_600.0, abs=1.0)
    windows = [one.label.id >> bus.NUMBERS for one in (first, second)]
    assert len({brain, *windows}) == 3
    assert store.begin_window(1.0) > max(windows)


def test_numbers_of_labels() -> None:
    """The command line leaves as much room for numbers as the daemon does."""
    assert noting.NUMBERS == bus.NUMBERS


def test_a_label_before_anything_else(run: Run, data: Path) -> None:
    """A label is kept even where nothing is kept yet."""
    assert run("label", "stuck").stdout == "noted: stuck\n"
    with closing(DiskStore.open(data, now=0.0)) as store:
        (past,) = store.labels()
    assert past.shown is State.UNKNOWN


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["label", "happy"], "invalid choice: 'happy'"),
        (["label"], "STATE"),
        (["label", "stuck", "--at", "2999-01-01"], "--at lies ahead"),
        (["label", "stuck", "--at", "2h", "--since", "1h"], "--since must not be after"),
        (["pause", "0"], "'0' is no number of minutes above 0 and up to 10080, a week"),
        (["pause", "soon"], "'soon' is no number"),
        (["pause", "nan"], "'nan' is no number"),
        (["pause", "10081"], "'10081' is no number"),
    ],
)
def test_wrong_usage(capsys: Capture, data: Path, args: list[str], message: str) -> None:
    """What makes no sense is refused in one line, and nothing is kept of it."""
    with pytest.raises(SystemExit, match=r"^2$"):
        raise SystemExit(main(args))
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert not data.exists()


def test_pause_and_resume(capsys: Capture, store: DiskStore) -> None:
    """A pause is kept for all windows, shown by the status, and ends when that is wanted."""
    assert main(["pause"]) == 0
    nobody = "no window is open; it holds for those that will be"
    assert capsys.readouterr().out == f"paused until `pulsedev resume`: {nobody}\n"
    told = status(capsys)
    assert (told["paused"], told["paused_until"]) == (True, None)
    main(["status"])
    assert "paused    until `pulsedev resume`\n" in capsys.readouterr().out
    assert main(["resume"]) == 0
    assert capsys.readouterr().out == f"observing again: {nobody}\n"
    assert not status(capsys)["paused"]
    assert [type(control) for control in store.controls()] == [Paused, Resumed]


@pytest.mark.usefixtures("brain")
def test_a_pause_with_an_end(capsys: Capture, store: DiskStore) -> None:
    """A pause of some minutes ends by itself."""
    assert main(["pause", "1.5"]) == 0
    (paused,) = store.controls()
    assert isinstance(paused, Paused)
    assert paused.until == pytest.approx(paused.at + 90.0, abs=0.01)
    told = capsys.readouterr().out
    assert told == f"paused until {short(paused.until or 0.0, paused.at)}: 1 open window\n"
    assert status(capsys)["paused_until"] == round((paused.until or 0.0) * 1000)
    assert standing(store, paused.at + 91.0).paused is None
    assert main(["pause", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"until": None}
    assert main(["resume", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"resumed": True}


@pytest.mark.usefixtures("data")
def test_the_last_word_counts(store: DiskStore) -> None:
    """Of several pauses and snoozes the last one holds; an alert's button snoozes, too."""
    for control in (
        *(Paused(10.0), Snoozed(20.0, 9_000.0), Resumed(30.0), Paused(40.0, 50.0), Paused(45.0)),
    ):
        store.add_control(control)
    assert standing(store, 60.0).paused == inf
    assert standing(store, 60.0).snoozed == 9_000.0
    assert standing(store, 9_000.0).snoozed is None
    store.add_control(Resumed(70.0))
    assert standing(store, 80.0).paused is None
    store.add_answer(Answered(1, Action.SNOOZE, 8_000.0))
    store.add_answer(Answered(2, Action.WRONG, 9_500.0))
    assert standing(store, 9_600.0).snoozed == 8_000.0 + SNOOZE
    assert standing(store, 8_000.0 + SNOOZE).snoozed is None


@pytest.mark.usefixtures("data")
def test_a_snooze_is_told(capsys: Capture, store: DiskStore) -> None:
    """The status says until when no alerts come."""
    until = time.time() + 1_800.0
    store.add_control(Snoozed(until - 60.0, until))
    main(["status"])
    assert f"alerts    none until {short(until, time.time())}\n" in capsys.readouterr().out
    assert status(capsys)["snoozed_until"] == round(until * 1000)

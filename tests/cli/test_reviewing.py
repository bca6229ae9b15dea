"""`pulsedev label --review`: a day told without verdicts, and what somebody says of it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.conftest import START

from pulsedev.cli.main import main
from pulsedev.cli.moments import moment
from pulsedev.core.events import Kind
from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.states import State

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Run
    from tests.conftest import Story

    from pulsedev.store.disk import DiskStore

Capture = pytest.CaptureFixture[str]
DAY = "2023-11-14"
FIRST = "09:00-09:10  10 min at work: 98 edits, 2 runs (1 failed), 1 commit, 1 file"
SECOND = "10:00-10:05  5 min at work: 61 edits, 1 file"
HEAD = f"{DAY}: 2 stretches of work; how did each one go?"


def at(time: str) -> float:
    """Return a time of the day that is told, in epoch seconds."""
    return moment(f"{DAY}T{time}", 0.0)


@pytest.fixture
def worked(store: DiskStore, story: Story) -> DiskStore:
    """Return a store with two stretches of a morning, from 9:00 and from 10:00."""
    nine, ten = at("09:00") - START, at("10:00") - START
    story.keys(nine, 98, every=5.0)
    story.run(nine + 500.0, green=False)
    story.run(nine + 580.0, green=True)
    story.event(nine + 600.0, Kind.COMMIT_CREATED, doc=0, a=5, b=1, c=1)
    story.keys(ten, 61, every=5.0)
    window = store.begin_window(1.0)
    store.add_batches(story.arrivals(window=window))
    return store


class Terminal(io.StringIO):
    """Somebody at the keyboard."""

    def isatty(self) -> bool:
        """Return that they are there."""
        return True


@pytest.fixture
def review(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[str, str]]:
    """Return what reviews the day at a terminal and gives what was printed and asked."""

    def at_a_terminal(typed: str, day: str = DAY) -> tuple[str, str]:
        monkeypatch.setattr(sys, "stdin", Terminal(typed))
        assert main(["label", "--review", day]) == 0
        return capsys.readouterr()

    return at_a_terminal


def labels(store: DiskStore) -> list[tuple[Said, float | None, float]]:
    """Return what was said, since when and up to when."""
    found = [past.label for past in store.labels()]
    assert all(label.source is Source.REVIEW for label in found)
    return [(label.said, label.since, label.at) for label in found]


def test_each_stretch_is_asked(review: Callable[..., tuple[str, str]], worked: DiskStore) -> None:
    """What is said of a stretch is a label of its whole time."""
    out, asked = review("f\nflow\n")
    assert [one for one in out.splitlines() if "Enter" not in one] == [
        *(HEAD, FIRST, SECOND, "noted: 2 answers")
    ]
    assert asked == "  how was it? " * 2
    assert labels(worked) == [
        (Said.PROGRESS, at("09:00"), at("09:10")),
        (Said.FLOW, at("10:00"), at("10:05")),
    ]
    assert len({past.label.id for past in worked.labels()}) == 2


@pytest.mark.parametrize(
    ("typed", "since"),
    [("s\n\n", "10:00"), ("s\n09:45\n", "09:45"), ("stuck\n10:02\n", "10:02"), ("s\n", "10:00")],
)
def test_since_when_they_were_stuck(
    review: Callable[..., tuple[str, str]], worked: DiskStore, typed: str, since: str
) -> None:
    """Who was stuck may have been so before the stretch began, or from later on."""
    _, asked = review(f"\n{typed}")
    assert "  since when? (HH:MM, Enter: 10:00) " in asked
    assert labels(worked) == [(Said.STUCK, at(since), at("10:05"))]


def test_what_makes_no_sense_is_asked_again(
    review: Callable[..., tuple[str, str]], worked: DiskStore
) -> None:
    """Neither a wrong answer nor a wrong time is taken for anything."""
    _, asked = review("maybe\ns\nsoon\n25:00\n09:11\n8:50\n\n")
    assert asked.count("one of: s stuck, f fine") == 1
    assert asked.count("a time like 09:30 that is not after 09:10") == 3
    assert labels(worked) == [(Said.STUCK, at("08:50"), at("09:10"))]


@pytest.mark.parametrize("typed", ["q\n", "quit\nf\n", "", "\n\n"])
def test_nobody_has_to_answer(
    review: Callable[..., tuple[str, str]], worked: DiskStore, typed: str
) -> None:
    """Who skips, stops or closes the terminal has said nothing."""
    out, _ = review(typed)
    assert out.endswith("noted: 0 answers\n")
    assert labels(worked) == []


def test_what_was_said_is_shown(review: Callable[..., tuple[str, str]], worked: DiskStore) -> None:
    """A stretch that they labelled before is shown with that, and with no guess of ours."""
    review("i\n")
    worked.add_label(Label(99, Said.STUCK, at("10:04"), Source.WEAK), State.UNKNOWN, at("10:05"))
    out, _ = review("q\n")
    assert f"{FIRST}  you said: interrupted\n" in out
    assert f"{SECOND}  " not in out


def test_json(run: Run, worked: DiskStore) -> None:
    """Programs get the numbers, and nobody is asked."""
    done = run("label", "--review", DAY, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["day"] == DAY
    first, second = told["stretches"]
    assert first == {
        "since": round(at("09:00") * 1000),
        "until": round(at("09:10") * 1000),
        "active": 600,
        "edits": 98,
        "runs": 2,
        "failed": 1,
        "commits": 1,
        "files": 1,
        "said": [],
    }
    assert second["since"] == round(at("10:00") * 1000)
    assert labels(worked) == []


def test_a_day_without_work(review: Callable[..., tuple[str, str]], run: Run, data: Path) -> None:
    """Nothing is no error, and looking makes no store."""
    assert review("", "2023-11-13")[0] == "2023-11-13: no work is kept of this day\n"
    told = json.loads(run("label", "--review", "--json").stdout)
    assert told["stretches"] == []
    assert not data.exists()


@pytest.mark.usefixtures("worked")
def test_only_that_day(review: Callable[..., tuple[str, str]]) -> None:
    """The day after has nothing of the day before."""
    assert "no work is kept" in review("", "2023-11-15")[0]


@pytest.mark.usefixtures("worked")
def test_nobody_is_there_to_answer(run: Run) -> None:
    """In a pipe it is said in one line what a program has to ask for."""
    done = run("label", "--review", DAY)
    assert (done.returncode, done.stdout) == (2, "")
    line = "pulsedev: nobody is there to answer: --json prints the day without asking\n"
    assert done.stderr == line


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["label", "stuck", "--review"], "leave STATE, --at and --since out"),
        (["label", "--review", DAY, "--since", "1h"], "leave STATE, --at and --since out"),
        (["label", "--review", "someday"], "'someday' is no moment"),
    ],
)
def test_wrong_usage(capsys: Capture, data: Path, args: list[str], message: str) -> None:
    """What makes no sense is refused in one line."""
    with pytest.raises(SystemExit, match=r"^2$"):
        raise SystemExit(main(args))
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert not data.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_on_a_terminal(environment: dict[str, str], worked: DiskStore) -> None:
    """The command asks whoever sits at a terminal, stretch by stretch."""
    import pty  # noqa: PLC0415 - not on every system

    ours, theirs = pty.openpty()
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "pulsedev", "label", "--review", DAY],
        env=environment | {"TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    answers, seen = [b"w\n", b"s\n", b"9:58\n"], b""
    with contextlib.suppress(OSError):  # what Linux says once nobody writes any more
        while chunk := os.read(ours, 4_096):
            seen += chunk
            if seen.endswith((b"how was it? ", b"10:00) ")):
                os.write(ours, answers.pop(0))
    os.close(ours)
    assert process.wait() == 0
    assert "noted: 2 answers" in seen.decode()
    assert labels(worked) == [
        (Said.FLOW, at("09:00"), at("09:10")),
        (Said.STUCK, at("09:58"), at("10:05")),
    ]

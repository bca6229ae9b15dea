"""`pulsedev replay` on small recordings, from the outside."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pytest

from pulsedev.cli import replay
from pulsedev.cli.errors import CommandError, UsageError
from pulsedev.cli.judging import StateTimes, number
from pulsedev.core.events import EventBatch, Kind
from pulsedev.core.states import State
from pulsedev.core.stimuli import Arrived

DAEMON = Path(__file__).parents[2] / "daemon"
COMMAND = [sys.executable, "-m", "pulsedev", "replay"]
HEADER = "session,colour,lines_edited,secs_since_prev"
STUCK = ("red,0,30", *["red,1,100", "amber,2,60"] * 20)
"""Nothing passes for an hour: whatever the classifier, there is something to say."""


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    """Write three sessions of katas into a folder."""
    rows = [f"{session},{run}\n" for session in range(3) for run in STUCK[: 41 - session]]
    (tmp_path / "runs.csv.gz").write_bytes(gzip.compress(f"{HEADER}\n{''.join(rows)}".encode()))
    return tmp_path


def outcome(*args: str | Path) -> int:
    """Run the command in this process."""
    parser = ArgumentParser()
    replay.configure(parser)
    return replay.run(parser.parse_args([str(arg) for arg in args]))


def objects(text: str) -> list[dict[str, Any]]:
    """Parse one JSON object a line; what is no JSON, such as NaN, fails."""

    def refuse(name: str) -> None:
        raise AssertionError(name)

    return [json.loads(line, parse_constant=refuse) for line in text.splitlines()]


def without_seconds(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Take out how long it took."""
    for part in (found[-1], *found[-1]["recordings"]):
        assert part.pop("seconds") >= 0
    return found


def test_json(recordings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each line is one object of the shape that the protocol promises; the summary is last."""
    assert outcome(recordings, "--json", "-j", "1") == 0
    *lines, summary = without_seconds(objects(capsys.readouterr().out))
    assert lines
    for line in lines:
        assert line["event"] in ("state", "alert")
        assert isinstance(line["t"], int)
        keys = {"t", "event", "state", "p_stuck", "p_flow", "reasons", "recording"}
        if line["event"] == "alert":
            keys = {"t", "event", "kind", "title", "reasons", "suggestions", "recording"}
        assert set(line) == keys
        for reason in line["reasons"]:
            assert set(reason) == {"feature", "label", "value", "usual", "effect"}
    each = summary.pop("recordings")
    assert [part["recording"] for part in each] == ["cyberdojo/0", "cyberdojo/1", "cyberdojo/2"]
    assert summary["event"] == "summary"
    assert summary["events"] == sum(part["events"] for part in each) > 200
    assert summary["alerts"] == sum(line["event"] == "alert" for line in lines)
    assert summary["active_hours"] == pytest.approx(2.6, abs=0.2)
    assert set(summary["states"]) == {"unknown", "neutral", "stuck", "flow", "away"}


def test_order_of_time(recordings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Within a recording the lines come in the order of time."""
    outcome(recordings, "--json", "-j", "1", "--limit", "1")
    times = [line["t"] for line in objects(capsys.readouterr().out)[:-1]]
    assert times == sorted(times)


def test_several_processes(recordings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Any number of processes gives the same lines in the same order."""
    outcome(recordings, "--json", "--jobs", "1")
    alone = without_seconds(objects(capsys.readouterr().out))
    outcome(recordings, "--json", "--jobs", "2")
    assert without_seconds(objects(capsys.readouterr().out)) == alone


def test_for_people(recordings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """People get a line a recording and a total, and no progress bar in a pipe."""
    outcome(recordings, "-j", "1")
    told = capsys.readouterr()
    lines = [line for line in told.out.splitlines() if "  You may " not in line]
    assert [line.split()[0] for line in lines] == [
        *("recording", "cyberdojo/0", "cyberdojo/1", "cyberdojo/2", "total")
    ]
    assert max(map(len, lines)) < 80
    assert told.err == ""


def test_limit(recordings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a limit only the first recordings are judged."""
    outcome(recordings, "--limit", "1", "--json")
    assert len(objects(capsys.readouterr().out)[-1]["recordings"]) == 1


def test_speed(recordings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At a speed the pauses between batches are those of the recording, divided by it."""
    pauses: list[float] = []
    monkeypatch.setattr("time." + "sleep", pauses.append)
    outcome(recordings, "--limit", "1", "--speed", "100")
    assert sum(pauses) == pytest.approx(20 * (100 + 60) / 100, rel=0.01)


def test_damage_is_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A cut file is judged as far as it goes, and stderr says that it was cut."""
    (tmp_path / "runs.csv").write_text(f"{HEADER}\n0,red,0,5\n0,gre")
    assert outcome(tmp_path / "runs.csv") == 0
    expected = "pulsedev: warning: runs.csv:3: the last line is cut off; read up to here\n"
    assert capsys.readouterr().err == expected


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("one,two\n", "runs.csv:1: not a recording of a known format"),
        (f"{HEADER}\n0,blue,0,5\n", "runs.csv:2: 'colour' is 'blue', not green, red or amber"),
        (None, "no such file or folder"),
    ],
)
def test_unreadable(tmp_path: Path, content: str | None, sentence: str) -> None:
    """What can't be read is one line."""
    path = tmp_path / "runs.csv"
    if content is not None:
        path.write_text(content)
    with pytest.raises(CommandError) as error:
        outcome(path)
    assert sentence in str(error.value)


def test_unreadable_elsewhere(tmp_path: Path) -> None:
    """What another process can't read is the same one line."""
    rows = [f"{session},{'blue' if session == 7 else 'red'},1,5\n" for session in range(9)]
    (tmp_path / "runs.csv").write_text(f"{HEADER}\n{''.join(rows)}")
    with pytest.raises(CommandError, match=r"^runs\.csv:9: 'colour' is 'blue'"):
        outcome(tmp_path, "--jobs", "2")


@pytest.mark.parametrize("args", [("--speed", "0"), ("--speed", "nan"), ("-j", "-1")])
def test_senseless_numbers(recordings: Path, args: tuple[str, str]) -> None:
    """Numbers that make no sense are wrong usage."""
    with pytest.raises(UsageError, match="must be above zero"):
        outcome(recordings, *args)


def test_unknown_numbers() -> None:
    """What is unknown is null in JSON, which knows no NaN."""
    assert [number(value) for value in (float("nan"), float("inf"), 0.5)] == [None, None, 0.5]


def test_breaks_are_away() -> None:
    """A night between two batches is time away, whatever was shown last."""
    saved = [Kind.FILE_SAVED]
    batches = [
        EventBatch.of(n, t0=0, t=[0], kind=saved, doc=[0], a=[0], b=[0], c=[0]) for n in (1, 2, 3)
    ]
    at = (10.0, 50_010.0, 50_110.0)
    times = StateTimes()
    arrivals = (Arrived(batch, when) for batch, when in zip(batches, at, strict=True))
    for _ in times.follow(arrivals, None):
        pass
    times.change(State.NEUTRAL, 50_050.0)
    seconds = times.end()
    assert seconds["away"] == 50_000.0 - 900.0
    assert seconds["unknown"] == 10.0 + 900.0 + 40.0
    assert seconds["neutral"] == 60.0


def started(recordings: Path, *args: str) -> subprocess.Popen[bytes]:
    """Start the real command."""
    return subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, str(recordings), "--json", *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(DAEMON)},
    )


def test_reader_that_leaves(recordings: Path) -> None:
    """A reader that stops early ends the command without a word."""
    process = started(recordings, "-j", "1")
    assert process.stdout
    process.stdout.close()
    assert process.stderr
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(timeout=60)


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ there")
def test_interrupt(recordings: Path) -> None:
    """Ctrl-C ends the command with 130 and without a traceback."""
    with started(recordings, "--speed", "1000") as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == b""

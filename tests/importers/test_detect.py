"""Finding out what files are, and walking folders."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest

from pulsedev.importers.detect import Format, read
from pulsedev.importers.pulse import HEADER
from pulsedev.importers.recording import RecordingError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RUNS = ("session,colour,lines_edited,secs_since_prev", "0,red,0,5", "7,green,2,60")
ABB = ("epoch_s,message_id", "1,0")
MESSAGES = ("id,message,num_users,category", "0,Edit.Paste,1,Edit")


def test_folder(table: Callable[..., Path], tmp_path: Path) -> None:
    """A folder's recordings come in the order of its names; what is no recording is passed over."""
    table("b/runs.csv.gz", *RUNS)
    table("a/dev_27.csv.gz", *ABB)
    table("a/MessageList.csv", *MESSAGES)
    table("c/day.jsonl", HEADER)
    table("c/README.md", "# Data, and more")
    table(".hidden/runs.csv", *RUNS)
    (tmp_path / "empty.csv").touch()
    names = [recording.name for recording in read(tmp_path)]
    assert names == ["abb/27", "cyberdojo/0", "cyberdojo/7", "pulse/day"]


def test_chosen_format(table: Callable[..., Path], tmp_path: Path) -> None:
    """With a format named, a folder gives the recordings of that format only."""
    table("runs.csv", *RUNS)
    table("day.jsonl", HEADER)
    names = [recording.name for recording in read(tmp_path, Format.PULSE)]
    assert names == ["pulse/day"]
    with pytest.raises(RecordingError, match="no hermes recording in this folder"):
        list(read(tmp_path, Format.HERMES))


@pytest.mark.parametrize("content", ["", "words\n", "one,two\n", "\0\1\2"])
def test_named_file(tmp_path: Path, content: str) -> None:
    """A file that was named and is no recording is an error, not an empty result."""
    path = tmp_path / "file"
    path.write_text(content)
    with pytest.raises(RecordingError, match=r"^file:1: not a recording of a known format"):
        list(read(path))


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there is an error of ours."""
    with pytest.raises(RecordingError, match=r"^gone\.csv: No such file"):
        list(read(tmp_path / "gone.csv"))


def test_damaged_tail(table: Callable[..., Path]) -> None:
    """What the tail lost is said by the file's last recording."""
    path = table("runs.csv", *RUNS)
    path.write_bytes(path.read_bytes()[:-3])
    (recording,) = read(path)
    assert recording.damage == ["runs.csv:3: the last line is cut off; read up to here"]
    assert len(list(recording.arrivals)) == 1


def test_nothing_but_damage(table: Callable[..., Path]) -> None:
    """A file of which nothing is left is an error that says why."""
    path = table("runs.csv", *RUNS[:2])
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(RecordingError, match="the last line is cut off"):
        list(read(path))


def test_other_processes(table: Callable[..., Path], tmp_path: Path) -> None:
    """A recording can be sent to another process and read there, again and again."""
    table("runs.csv", *RUNS)
    table("dev_27.csv", *ABB)
    table("MessageList.csv", *MESSAGES)
    for recording in read(tmp_path):
        there = pickle.loads(pickle.dumps(recording))  # noqa: S301 - just made here
        assert list(there.arrivals) == list(recording.arrivals) == list(recording.arrivals)

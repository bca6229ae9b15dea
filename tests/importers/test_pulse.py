"""Our own recordings: exact, appendable, readable after a crash at any byte."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulsedev.core.events import EventBatch
from pulsedev.core.stimuli import Arrived
from pulsedev.importers.detect import read
from pulsedev.importers.pulse import HEADER, Recorder, arrivals
from pulsedev.importers.recording import RecordingError

if TYPE_CHECKING:
    from pathlib import Path

WIDE = st.integers(-(2**63), 2**63 - 1)


def batch(seq: int, *values: int, t0: int = 1_000) -> EventBatch:
    """Make a batch with one event a value."""
    count = len(values)
    return EventBatch.of(
        seq,
        t0=t0,
        t=range(count),
        kind=[1] * count,
        doc=[2**52 - 1] * count,
        a=values,
        b=[0] * count,
        c=[-1] * count,
    )


def recorded(path: Path) -> tuple[list[Arrived], list[str]]:
    """Read a recording with its warnings."""
    warnings: list[str] = []
    return list(arrivals(path, warnings.append)), warnings


def write(path: Path, *batches: EventBatch) -> list[Arrived]:
    """Record batches and return what should come back."""
    with Recorder(path) as recorder:
        for each in batches:
            recorder.write(each, each.t0 / 1000)
    return [Arrived(each, each.t0 / 1000) for each in batches]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.builds(
            lambda seq, t0, values: batch(seq, *values, t0=t0),
            st.integers(0, 2**40),
            st.integers(0, 2**46),
            st.lists(WIDE, max_size=4),
        ),
        max_size=4,
    )
)
def test_round_trip(tmp_path: Path, batches: list[EventBatch]) -> None:
    """What is recorded comes back, to the last bit."""
    path = tmp_path / "day.jsonl"
    path.unlink(missing_ok=True)
    expected = write(path, *batches)
    assert recorded(path) == (expected, [])


def test_cut_at_every_byte(tmp_path: Path) -> None:
    """Wherever a crash cut the file, the whole lines are there, and so is what is added later."""
    path = tmp_path / "day.jsonl"
    expected = write(path, batch(1, 5, 6), batch(2), batch(3, 7))
    data = path.read_bytes()
    for cut in range(len(data) + 1):
        path.write_bytes(data[:cut])
        lines = data[:cut].count(b"\n")
        kept = expected[: max(lines - 1, 0)]
        found, warnings = recorded(path)
        assert found == kept
        assert bool(warnings) == (cut > 0 and data[cut - 1 : cut] != b"\n")
        assert recorded(path)[0] + write(path, batch(9, 9)) == recorded(path)[0]
        assert recorded(path)[1] == []


def test_header_first(tmp_path: Path) -> None:
    """The first line says what the file is, and appending does not repeat it."""
    path = tmp_path / "day.jsonl"
    write(path)
    write(path, batch(1, 3))
    assert path.read_text().splitlines() == [
        HEADER,
        (
            '{"at":1000,"window":0,"seq":1,"t0":1000,"t":[0],"kind":[1],'
            '"doc":[4503599627370495],"a":[3],"b":[0],"c":[-1]}'
        ),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="files have other permissions there")
def test_only_the_owner_reads(tmp_path: Path) -> None:
    """A recording is readable by its owner alone."""
    path = tmp_path / "day.jsonl"
    write(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_recorders(tmp_path: Path) -> None:
    """Two sessions may add to one file, line by line."""
    path = tmp_path / "day.jsonl"
    with Recorder(path) as one, Recorder(path) as two:
        one.write(batch(1, 1), 1.0)
        two.write(batch(1, 2), 1.0)
        one.write(batch(2, 3), 1.0)
    assert [arrived.batch.a[0] for arrived in recorded(path)[0]] == [1, 2, 3]


def test_closed_twice(tmp_path: Path) -> None:
    """Closing a recorder again does nothing."""
    recorder = Recorder(tmp_path / "day.jsonl")
    recorder.close()
    recorder.close()


def test_foreign_file_is_left_alone(tmp_path: Path) -> None:
    """Nothing is cut off or added where the file is not a recording."""
    path = tmp_path / "thesis.txt"
    path.write_text("years of work, no line end")
    with pytest.raises(RecordingError, match=r"^thesis\.txt:1: not a pulse recording"):
        Recorder(path)
    assert path.read_text() == "years of work, no line end"


def test_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that the disk took only a part of is removed again, and the recorder says so."""
    path = tmp_path / "day.jsonl"
    whole = os.write
    with Recorder(path) as recorder:
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", lambda fd, data: whole(fd, data[:5]))
            with pytest.raises(OSError, match="only a part"):
                recorder.write(batch(1, 1), 1.0)
        recorder.write(batch(2, 2), 1.0)
    assert [arrived.batch.seq for arrived in recorded(path)[0]] == [2]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{", "not a JSON object"),
        ("7", "not a JSON object"),
        ("[" * 100_000, "not a JSON object"),
        ("{}", "expected 'at' with a whole number"),
        ('{"at":1.5}', "expected 'at' with a whole number"),
        ('{"at":1,"window":0,"seq":1,"t0":1,"t":7}', "expected 't' with a list"),
        (
            '{"at":' + "9" * 400 + ',"window":0,"seq":1,"t0":1,"t":[],"kind":[],"doc":[],"a":[],'
            '"b":[],"c":[]}',
            "'at' is before or beyond all clocks",
        ),
        (
            '{"at":1,"window":0,"seq":1,"t0":1,"t":[0],"kind":["x"],"doc":[0],"a":[0],"b":[0],"c":[0]}',
            "columns hold whole numbers of at most 64 bits",
        ),
    ],
)
def test_garbled_middle(tmp_path: Path, line: str, sentence: str) -> None:
    """A wrong line with an end was not made by a crash, so it is an error with its number."""
    path = tmp_path / "day.jsonl"
    path.write_text(f"{HEADER}\n{line}\n")
    (recording,) = read(path)
    with pytest.raises(RecordingError) as error:
        list(recording.arrivals)
    assert str(error.value) == f"day.jsonl:2: {sentence}"


def test_other_records_are_passed_over(tmp_path: Path) -> None:
    """Of an export of the store the batches are read, whatever else its lines hold."""
    path = tmp_path / "day.jsonl"
    expected = write(path, batch(1, 1), batch(2, 2))
    header, *batches = path.read_text().splitlines()
    told = header.replace("}", ',"from":null}')
    others = ['{"record":"state","t":5,"state":"stuck"}', '{"record":["later"]}']
    path.write_text("\n".join([told, others[0], *batches, others[1]]) + "\n")
    assert recorded(path) == (expected, [])

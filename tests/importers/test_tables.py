"""What is said of tables that are not what they should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pulsedev.importers.detect import Format, read
from pulsedev.importers.recording import RecordingError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = "session,colour,lines_edited,secs_since_prev"


def error_of(path: Path, form: Format = Format.AUTO) -> str:
    """Read all and return what goes wrong."""
    with pytest.raises(RecordingError) as error:
        [list(recording.arrivals) for recording in read(path, form)]
    return str(error.value)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("0,blue,0,1", "runs.csv:3: 'colour' is 'blue', not green, red or amber"),
        ("0,red,-1,1", "runs.csv:3: 'lines_edited' is '-1', not a whole number"),
        ("0,red,1.5,1", "runs.csv:3: 'lines_edited' is '1.5', not a whole number"),
        ("0,red,x,1", "runs.csv:3: 'lines_edited' is 'x', not a number"),
        ("0,red,1,nan", "runs.csv:3: 'secs_since_prev' is 'nan', not a number"),
        ("0,red,1,inf", "runs.csv:3: 'secs_since_prev' is 'inf', not a number"),
        ("0,red,1," + "9" * 500, "runs.csv:3: 'secs_since_prev' is a text of 500 characters, "),
        ("0,red,1", "runs.csv:3: expected 4 columns, found 3"),
        ("0,red,1,1e15", "cyberdojo/0: seq and t0 must not be negative, nor t0 beyond all clocks"),
    ],
)
def test_wrong_values(table: Callable[..., Path], row: str, sentence: str) -> None:
    """A wrong value is named with file, line and column, and quoted only if it is short."""
    path = table("runs.csv", HEADER, "0,red,1,5", row)
    assert error_of(path).startswith(sentence)


@pytest.mark.parametrize("form", [form for form in Format if form is not Format.AUTO])
def test_another_format(table: Callable[..., Path], form: Format) -> None:
    """Each reader refuses a file of another format in one line that names the file's first."""
    path = table("notes.csv.gz", "one,two", "1,2")
    table("MessageList.csv", "id,message,category")
    message = error_of(path, form)
    article = "an" if form is Format.ABB else "a"
    assert message.startswith(f"notes.csv.gz:1: not {article} {form} recording: expected ")


def test_missing_column(table: Callable[..., Path]) -> None:
    """The error names the column that is missing."""
    path = table("runs.csv.gz", "session,lines_edited,secs_since_prev", "0,1,2")
    expected = "runs.csv.gz:1: not a cyberdojo recording: expected column 'colour'"
    assert error_of(path, Format.CYBERDOJO) == expected


def test_byte_order_mark(table: Callable[..., Path]) -> None:
    """A mark before the header, as some tables programs write it, is no part of a name."""
    (recording,) = read(table("runs.csv", "\ufeff" + HEADER, "0,red,1,5"))
    assert recording.name == "cyberdojo/0"


def test_quoted_line_end(table: Callable[..., Path]) -> None:
    """A quoted value may hold line ends; the numbers of the lines stay those of the file."""
    path = table("runs.csv", HEADER + ",note", '0,red,1,5,"a', 'b"', "0,blue,1,5,")
    assert error_of(path).startswith("runs.csv:4: 'colour'")

"""Katas, suggestions and first exercises, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev.core.events import Cause, CommandClass, Kind
from pulsedev.importers.cyberdojo import CHARS_PER_LINE, START

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Events = list[tuple[int, int, int, int, int, int]]

RUNS = "session,colour,lines_edited,secs_since_prev"
CUPS = "user,time,state,hidden_state,doc_len,sugg_chars,cursor_pos"
FITECH = (
    "EventID,AssignmentID,SubjectID,EventType,EditType,X-ElapsedTime,X-Intervene,X-Why,X-How,"
    "X-CodeLength,X-CodeLines"
)


def test_cyberdojo(table: Callable[..., Path], events_of: Callable[[Path], Events]) -> None:
    """Runs have their verdicts, edits come just before, an error stands until it compiles."""
    rows = ("0,red,0,20", "0,amber,2,60", "0,amber,0,9", "0,red,1,10", "0,green,0,5")
    at = [START + seconds * 1000 for seconds in (20, 80, 89, 99, 104)]
    assert events_of(table("runs.csv.gz", RUNS, *rows)) == [
        (at[0], Kind.TEST_RUN, 0, -1, -1, 0),
        (at[1] - 1, Kind.FILE_MODIFIED, 1, 2 * CHARS_PER_LINE, 0, 0),
        (at[1], Kind.ERROR_OCCURRED, 1, 1, 0, 0),
        (at[1], Kind.TEST_RUN, 0, -1, -1, 0),
        (at[2], Kind.ERROR_OCCURRED, 1, 1, 0, 0),
        (at[2], Kind.TEST_RUN, 0, -1, -1, 0),
        (at[3] - 1, Kind.FILE_MODIFIED, 1, CHARS_PER_LINE, 0, 0),
        (at[3], Kind.ERROR_OCCURRED, 1, 0, 0, 0),
        (at[3], Kind.TEST_RUN, 0, -1, -1, 0),
        (at[4], Kind.TEST_RUN, 0, -1, -1, 1),
    ]


def test_cyberdojo_sessions(
    table: Callable[..., Path], events_of: Callable[[Path], Events]
) -> None:
    """Each session begins at the same moment, and two runs at once keep their order."""
    events = events_of(table("runs.csv", RUNS, "0,red,0,7", "0,red,1,0", "1,red,0,7"))
    assert [event[0] - START for event in events] == [7_000, 7_000, 7_001, 7_000]


def test_cups(table: Callable[..., Path], events_of: Callable[[Path], Events]) -> None:
    """Suggestions have outcomes, accepted ones are AI edits, the document's growth was typed."""
    rows = (
        "0,2022-08-08T16:00:00.5Z,Shown,UserTyping,100.0,9.0,100.0",
        "0,2022-08-08T16:00:01Z,Accepted,UserBeforeAction,100.0,9.0,100.0",
        "0,2022-08-08T16:00:09Z,Shown,UserTyping,112.0,5.0,112.0",
        "0,2022-08-08T16:00:08Z,Rejected,UserBeforeAction,112.0,5.0,112.0",
        "0,2022-08-08T16:00:20Z,Shown,UserPaused,110.0,0.0,30.0",
        "0,2022-08-08T16:00:21Z,Browsing,UserBeforeAction,110.0,0.0,30.0",
    )
    start = 1_659_974_400_000
    assert events_of(table("events.csv.gz", CUPS, *rows)) == [
        (start + 500, Kind.SUGGESTION, 1, 0, 9, 0),
        (start + 1_000, Kind.SUGGESTION, 1, 1, 9, 0),
        (start + 1_000, Kind.FILE_MODIFIED, 1, 9, 0, Cause.AI_EDIT),
        (start + 9_000, Kind.FILE_MODIFIED, 1, 3, 0, Cause.TYPED),
        (start + 9_000, Kind.SUGGESTION, 1, 0, 5, 0),
        (start + 9_000, Kind.SUGGESTION, 1, 2, 5, 0),
        (start + 20_000, Kind.FILE_MODIFIED, 1, 0, 2, Cause.TYPED),
        (start + 20_000, Kind.CURSOR_MOVED, 1, 0, 0, 0),
        (start + 20_000, Kind.SUGGESTION, 1, 0, 0, 0),
    ]


def test_fitech(table: Callable[..., Path], events_of: Callable[[Path], Events]) -> None:
    """Edits have the length's difference and their cause, runs and submissions are commands."""
    rows = (
        "1,A79,S1,File.Init,init,0,,,,33,6",
        "1,A79,S1,File.Init,format,0,,,,33,6",
        "2,A79,S1,File.Edit,insert,5,Y,logical,why,40,6",
        "3,A79,S1,File.Edit,paste,6,,,,39,6",
        "4,A79,S1,File.Edit,format,7,,,,41,7",
        "5,A79,S1,File.Run,init,20,,,,42,7",
        "5,A79,S1,File.Run,format,20,,,,42,7",
        "6,A79,S1,File.RequestHelp,,30,Y,hint,,0,0",
        "7,A79,S1,File.Submit,init,40,,,,42,7",
        "8,A79,S1,File.Init,init,50,,,,33,6",
    )
    assert events_of(table("MainTable.csv", FITECH, *rows)) == [
        (START, Kind.FILE_OPENED, 1, 6, 0, 0),
        (START + 5_000, Kind.FILE_MODIFIED, 1, 7, 0, Cause.TYPED),
        (START + 6_000, Kind.FILE_MODIFIED, 1, 1, 2, Cause.PASTE),
        (START + 7_000, Kind.FILE_MODIFIED, 1, 2, 0, Cause.TYPED),
        (START + 20_000, Kind.FILE_MODIFIED, 1, 1, 0, Cause.TYPED),
        (START + 20_000, Kind.COMMAND_EXECUTED, 0, CommandClass.RUN, -1, 0),
        (START + 30_000, Kind.SEARCH, 0, 3, 0, 0),
        (START + 40_000, Kind.COMMAND_EXECUTED, 0, CommandClass.TEST, -1, 0),
        (START + 50_000, Kind.FILE_MODIFIED, 1, 0, 9, Cause.OTHER_PROGRAM),
        (START + 50_000, Kind.FILE_OPENED, 1, 6, 0, 0),
    ]


def test_labels_are_no_events(
    table: Callable[..., Path], events_of: Callable[[Path], Events]
) -> None:
    """The experts' verdicts change nothing."""
    plain = events_of(table("a.csv", FITECH, "1,A79,S1,File.Edit,insert,5,,,,40,6"))
    marked = events_of(table("b.csv", FITECH, "1,A79,S1,File.Edit,insert,5,Y,logical,why,40,6"))
    assert plain == marked

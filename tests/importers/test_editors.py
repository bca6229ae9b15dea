"""Eclipse's and Visual Studio's logs, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pulsedev.core.events import Cause, CommandClass, Kind, Stop, Suggested
from pulsedev.importers.detect import read
from pulsedev.importers.markers import code_set
from pulsedev.importers.recording import RecordingError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Events = list[tuple[int, int, int, int, int, int]]
    Make = Callable[..., Path]
    Read = Callable[[Path], Events]

HERMES = "participant,log,t_ms,t_end_ms,event,subtype,repeat,chars,doc_len,file_hash,detail"
MESSAGES = "id,message,num_users,category"


def hermes(table: Make, *rows: str) -> Path:
    """Make an Eclipse log of rows from the time on."""
    return table("events.csv.gz", HERMES, *(f"16,Log1,{row}" for row in rows))


def studio(table: Make, *rows: tuple[int, str]) -> Path:
    """Make a Visual Studio log of seconds and messages."""
    known = sorted({message for _, message in rows})
    table("MessageList.csv", MESSAGES, *(f"{n},{name},1,NULL" for n, name in enumerate(known)))
    lines = (f"{second},{known.index(message)}" for second, message in rows)
    return table("dev_27.csv.gz", "epoch_s,message_id", *lines)


def test_edits_are_told_at_their_end(table: Make, events_of: Read) -> None:
    """A stretch of keys is an event when it is over, deletions and replacements likewise."""
    path = hermes(
        table,
        "1000,3000,Insert,,5,5,50,a,",
        "1000,3000,InsertStringCommand,,5,5,,a,",
        "2000,,Delete,,1,2,48,b,",
        "9000,,Replace,,1,4,50,a,6",
        "9900,,EclipseCommand,eventLogger.styledTextCommand.DELETE_PREVIOUS,1,,,a,",
    )
    assert events_of(path) == [
        (2_000, Kind.FILE_MODIFIED, 0xB, 0, 2, Cause.TYPED),
        (3_000, Kind.FILE_MODIFIED, 0xA, 5, 0, Cause.TYPED),
        (9_000, Kind.FILE_MODIFIED, 0xA, 6, 4, Cause.TYPED),
    ]


def test_causes_come_after(table: Make, events_of: Read) -> None:
    """An edit has the cause of the command logged right after it, and is told with the command."""
    path = hermes(
        table,
        "1000,,Insert,,1,30,50,a,",
        "1343,,PasteCommand,,1,,,a,",
        "5000,5600,UndoCommand,,3,,,a,",
        "5500,,Delete,,1,9,41,a,",
        "8000,,Insert,,1,1,50,a,",
        "9000,,PasteCommand,,1,,,a,",
        "20000,,Replace,,1,7,50,a,5",
        "20010,,EclipseCommand,org.eclipse.jdt.ui.edit.text.java.format,1,,,a,",
    )
    assert [(at, c) for at, _, _, _, _, c in events_of(path)] == [
        (1_343, Cause.PASTE),
        (5_500, Cause.UNDO),
        (8_000, Cause.TYPED),
        (20_010, Cause.FORMAT),
    ]


def test_completions(table: Make, events_of: Read) -> None:
    """An edit right after the list of completions is an accepted one."""
    path = hermes(table, "1000,,AssistCommand,,1,,,a,", "1016,,Replace,,1,2,50,a,9")
    assert events_of(path) == [
        (1_000, Kind.SUGGESTION, 0xA, Suggested.SHOWN, 0, 0),
        (1_016, Kind.SUGGESTION, 0xA, Suggested.ACCEPTED, 9, 0),
        (1_016, Kind.FILE_MODIFIED, 0xA, 9, 2, Cause.COMPLETION),
    ]


def test_markers_are_counted_by_checks(table: Make, events_of: Read) -> None:
    """The markers of one check are one event, told when no more can come."""
    path = hermes(
        table,
        "1000,,CompilationCommand,Error,1,,,a,67@9",
        "1016,,CompilationCommand,Error,1,,,a,67@9",
        "1030,,CompilationCommand,Warning,1,,,a,99@3",
        "1040,,CompilationCommand,Error,1,,,b,5@1",
        "2000,,CompilationCommand,Warning,1,,,a,99@3",
    )
    assert events_of(path) == [
        (1_280, Kind.ERROR_OCCURRED, 0xA, 2, 1, code_set({"67"})),
        (1_290, Kind.ERROR_OCCURRED, 0xB, 1, 0, code_set({"5"})),
        (2_250, Kind.ERROR_OCCURRED, 0xA, 0, 1, 0),
    ]


def test_silence_means_clean(table: Make, events_of: Read) -> None:
    """Where an edit is followed by no marker in three seconds, the file's errors are gone."""
    path = hermes(
        table,
        "1000,,CompilationCommand,Error,1,,,a,67@9",
        "5000,,Insert,,1,1,50,a,",
        "9000,,FindCommand,,1,,,a,",
        "9500,,Insert,,1,1,50,a,",
        "20000,,FindCommand,,1,,,a,",
    )
    checks = [event for event in events_of(path) if event[1] == Kind.ERROR_OCCURRED]
    assert [(at, errors) for at, _, _, errors, _, _ in checks] == [(1_250, 1), (8_000, 0)]


def test_launches(table: Make, events_of: Read) -> None:
    """A launch is one run at its end, failed if an exception was printed."""
    launch = ("Run:HitBreakPoint", "Run:HitBreakPoint", "Run:StepReturn", "Run:HitBreakPoint")
    first = [f"1000,,RunCommand,{sign},1,,,a," for sign in launch]
    second = [f"60000,,RunCommand,{sign},1,,,a," for sign in launch]
    path = hermes(
        table,
        "900,,EclipseCommand,org.eclipse.debug.ui.commands.RunLast,1,,,a,",
        *first,
        "1500,,ExceptionCommand,Exception,1,,,a,",
        "3000,,RunCommand,Run:StepEnd,1,,,a,",
        *second,
        "61000,,RunCommand,Run:StepEnd,1,,,a,",
    )
    assert events_of(path) == [
        (3_000, Kind.COMMAND_EXECUTED, 0, CommandClass.RUN, 1, 2_000),
        (61_000, Kind.COMMAND_EXECUTED, 0, CommandClass.RUN, -1, 1_000),
    ]


def test_debugging(table: Make, events_of: Read) -> None:
    """A debugging session has its begin, its stops with their reasons, and its end."""
    step = "EclipseCommand,org.eclipse.debug.ui.commands.StepOver,1,,,a,"
    path = hermes(
        table,
        "1000,,RunCommand,Run:StepReturn,1,,,a,",
        "1100,,RunCommand,Debug:HitBreakPoint,1,,,a,",
        "2000,,RunCommand,Run:StepInto,1,,,a,",
        f"5000,,{step}",
        "5100,,RunCommand,Run:StepInto,1,,,a,",
        "6000,,ExceptionCommand,Exception,1,,,a,",
        "9100,,RunCommand,Debug:HitBreakPoint,1,,,a,",
        "9200,,RunCommand,Run:StepEnd,1,,,a,",
    )
    assert events_of(path) == [
        (1_100, Kind.DEBUG_STARTED, 0, 1, 0, 0),
        (2_000, Kind.DEBUG_PAUSED, 0, 1, 0, Stop.BREAKPOINT),
        (5_100, Kind.DEBUG_PAUSED, 0, 1, 0, Stop.STEP),
        (6_000, Kind.DEBUG_PAUSED, 0, 1, 0, Stop.EXCEPTION),
        (9_100, Kind.DEBUG_STOPPED, 0, 1, 0, 8),
    ]


def test_places(table: Make, events_of: Read) -> None:
    """Focus, files, caret and searches have the numbers that the log knows."""
    path = hermes(
        table,
        "1000,,ShellCommand,ECLIPSE_LOST_FOCUS,1,,,,",
        "1001,,ShellCommand,ECLIPSE_LOST_FOCUS,1,,,,",
        "46000,,ShellCommand,ECLIPSE_GAINED_FOCUS,1,,,,",
        "50000,,FileOpenCommand,,1,,400,a,",
        "51000,,FileOpenCommand,,1,,400,b,",
        "52000,,FileOpenCommand,,1,,400,a,",
        "60000,61000,EclipseCommand,eventLogger.styledTextCommand.LINE_UP,4,,,a,",
        "62000,,SelectTextCommand,,1,,,a,300",
        "63000,,FindCommand,,1,,,a,",
        "64000,,EclipseCommand,org.eclipse.egit.ui.team.Commit,1,,,a,",
        "65000,,BreakPointCommand,BreakPointRemoved,1,,,a,",
        "66000,,EclipseCommand,never.seen.before,3,,,a,",
        "67000,,CopyCommand,,1,,,a,",
    )
    assert events_of(path) == [
        (1_000, Kind.FOCUS_CHANGED, 0, 0, 0, 0),
        (46_000, Kind.FOCUS_CHANGED, 0, 1, 45, 0),
        (50_000, Kind.FILE_OPENED, 0xA, 0, 0, 0),
        (51_000, Kind.FILE_OPENED, 0xB, 0, 0, 0),
        (52_000, Kind.FILE_OPENED, 0xA, 0, 0, 1),
        (61_000, Kind.CURSOR_MOVED, 0xA, -4, 0, 1),
        (62_000, Kind.CURSOR_MOVED, 0xA, 0, 1, 2),
        (63_000, Kind.SEARCH, 0, 1, 0, 0),
        (64_000, Kind.COMMIT_CREATED, 0xA, 0, 0, 0),
        (65_000, Kind.BREAKPOINT_CHANGED, 0xA, -1, 0, 0),
        (66_000, Kind.COMMAND_EXECUTED, 0, 0, -1, 0),
        (67_000, Kind.COMMAND_EXECUTED, 0, 0, -1, 0),
    ]


def test_verdicts_are_no_events(table: Make, events_of: Read) -> None:
    """What the study's tool and its button said never reaches the session."""
    path = hermes(
        table,
        "1000,,PredictionCommand,HavingDifficulty,1,,,a,",
        "2000,,DifficultyCommand,Insurmountable,1,,,a,",
    )
    assert events_of(path) == []


def test_focus_of_visual_studio(table: Make, events_of: Read) -> None:
    """One message for both ways alternates; work in the editor proves a missing one."""
    toggle = "View.VisualStudioBgOrFg"
    path = studio(table, (10, toggle), (70, toggle), (80, toggle), (95, "Edit.BreakLine"))
    assert events_of(path) == [
        (10_000, Kind.FOCUS_CHANGED, 0, 0, 0, 0),
        (70_000, Kind.FOCUS_CHANGED, 0, 1, 60, 0),
        (80_000, Kind.FOCUS_CHANGED, 0, 0, 0, 0),
        (95_000, Kind.FOCUS_CHANGED, 0, 1, 15, 0),
        (95_000, Kind.FILE_MODIFIED, 0, 1, 0, Cause.TYPED),
    ]


def test_builds_and_debugging_of_visual_studio(table: Make, events_of: Read) -> None:
    """A build is told when it is done, a debugger by its modes."""
    path = studio(
        table,
        (10, "Build.BuildSolution"),
        (10, "Build.BuildBegin"),
        (15, "Build.BuildDone"),
        (20, "Debug.Debug Run Mode"),
        (30, "Debug.Debug Break Mode"),
        (40, "Debug.StepOver"),
        (40, "Debug.Debug Run Mode"),
        (41, "Debug.Debug Break Mode"),
        (50, "Debug.BreakAll"),
        (51, "Debug.Debug Break Mode"),
        (60, "Debug.Enter Design Mode"),
        (61, "Debug.Enter Design Mode"),
    )
    assert events_of(path) == [
        (15_000, Kind.COMMAND_EXECUTED, 0, CommandClass.BUILD, -1, 5_000),
        (20_000, Kind.DEBUG_STARTED, 0, 1, 0, 0),
        (30_000, Kind.DEBUG_PAUSED, 0, 1, 0, Stop.BREAKPOINT),
        (41_000, Kind.DEBUG_PAUSED, 0, 1, 0, Stop.STEP),
        (51_000, Kind.DEBUG_PAUSED, 0, 1, 0, Stop.PAUSE),
        (60_000, Kind.DEBUG_STOPPED, 0, 1, 0, 40),
    ]


@pytest.mark.parametrize(
    ("message", "event"),
    [
        ("Edit.Undo", (Kind.FILE_MODIFIED, 0, 1, 1, Cause.UNDO)),
        ("Edit.Paste", (Kind.FILE_MODIFIED, 0, 1, 0, Cause.PASTE)),
        ("Edit.FormatDocument", (Kind.FILE_MODIFIED, 0, 1, 1, Cause.FORMAT)),
        ("View.OnChangeCaretLine", (Kind.CURSOR_MOVED, 0, 1, 0, 0)),
        ("View.OnChangeScrollInfo", (Kind.VIEW_SCROLLED, 0, 0, 1, 0)),
        ("View.File", (Kind.FILE_OPENED, 0, 0, 0, 1)),
        ("View.Solution Explorer", (Kind.COMMAND_EXECUTED, 0, CommandClass.NAVIGATION, -1, 0)),
        ("TestExplorer.RunAllTests", (Kind.COMMAND_EXECUTED, 0, CommandClass.TEST, -1, 0)),
        ("File.TfsCheckOut", (Kind.COMMAND_EXECUTED, 0, CommandClass.VERSION_CONTROL, -1, 0)),
        ("File.TfsCheckIn", (Kind.COMMIT_CREATED, 0, 0, 0, 0)),
        ("Edit.FindinFiles", (Kind.SEARCH, 0, 2, 0, 0)),
        ("File.Exit", (Kind.COMMAND_EXECUTED, 0, CommandClass.OTHER, -1, 0)),
    ],
)
def test_messages(
    table: Make, events_of: Read, message: str, event: tuple[int, int, int, int, int]
) -> None:
    """A message has the event that its name stands for."""
    assert events_of(studio(table, (1, message))) == [(1_000, *event)]


def test_message_list_is_needed(table: Make) -> None:
    """Without the list the numbers mean nothing, and the error says what to do."""
    with pytest.raises(RecordingError, match=r"expected MessageList\.csv beside it"):
        list(read(table("dev_27.csv", "epoch_s,message_id", "1,0")))


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("x,0", "'epoch_s' is 'x', not a whole number"),
        ("1,99", "'message_id' is '99', not one of MessageList.csv"),
        ("1", "'message_id' is '', not one of MessageList.csv"),
    ],
)
def test_wrong_rows(table: Make, row: str, sentence: str) -> None:
    """A wrong row is named with its number."""
    table("MessageList.csv", MESSAGES, "0,Edit.Paste,1,Edit")
    (recording,) = read(table("dev_27.csv", "epoch_s,message_id", "1,0", row))
    with pytest.raises(RecordingError) as error:
        list(recording.arrivals)
    assert str(error.value) == f"dev_27.csv:3: {sentence}"

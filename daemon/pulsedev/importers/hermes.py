"""Eclipse with the event log of the Hermes difficulty study (after Fluorite).

| row | event | what is approximated, and why |
|---|---|---|
| Insert, Delete, Replace | `file_modified` at the row's end | a row with `repeat` > 1 covers a \
stretch, and before its end its length was not known |
| Paste, Undo, Redo, a formatting or refactoring command | the cause of the edits just before | \
Eclipse logs the command after its edits, so these wait for it: `CAUSE_WAIT` |
| AssistCommand | `suggestion` 0 | opening and closing of the list are logged alike; an edit right \
after it is an accepted completion |
| MoveCaret, SelectText, caret commands | `cursor_moved` | `detail` is an offset, so \
lines are known for LINE_UP and LINE_DOWN only (else a = 0); of a mouse selection only that there \
is one (b = 1) |
| FileOpen | `file_opened` | its lines are unknown (a = 0); a file seen before is switched to |
| CompilationCommand | one `error_occurred` for each check of a file | see `markers`: when a check \
is over, and that a file is clean, is not in the log |
| ShellCommand | `focus_changed` | minimised and maximised say nothing more |
| RunCommand | see `launches` | the names in the log are wrong, see there |
| Find, file search, references | `search` | |
| save, commit | `file_saved`, `commit_created` | lines and sizes are unknown |
| Copy, other EclipseCommands | `command_executed` | going somewhere is navigation |

No events: PredictionCommand (the study tool's verdicts), DifficultyCommand (the report button);
InsertString, Cut and the deleting commands, whose effect is logged as an edit. Visits of web pages
are another file, and no editor sees them. One recording holds all logs of a participant.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from pulsedev.core.events import DOCUMENT_BITS, Cause, CommandClass, Kind, Suggested
from pulsedev.importers.eclipse import CAUSED, COMMANDS, DUPLICATES, STEPS, Moved
from pulsedev.importers.launches import Launches
from pulsedev.importers.markers import Markers
from pulsedev.importers.recording import Recording, in_batches
from pulsedev.importers.tables import groups, rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pulsedev.core.stimuli import Arrived
    from pulsedev.importers.recording import Event, Warn
    from pulsedev.importers.tables import Row

NAME = "hermes"
COLUMNS = (
    *("participant", "log", "t_ms", "t_end_ms", "event", "subtype"),
    *("repeat", "chars", "doc_len", "file_hash", "detail"),
)

CAUSE_WAIT = 500
"""Milliseconds; a paste is logged up to 350 ms after the text that it inserted."""

COMPLETED = 100
"""Milliseconds; a completion's edit is logged some 16 ms after its list was closed."""


def read(path: Path, warn: Warn) -> Iterator[Recording]:
    """Yield one recording a participant."""
    found = rows(path, NAME, COLUMNS, warn)
    for participant, logged in groups(found, lambda row: row.text("participant")):
        yield Recording(f"{NAME}/{participant}", partial(arrivals, logged))


def arrivals(logged: list[Row], _warn: Warn) -> Iterator[Arrived]:
    """Make the batches of one participant."""
    return in_batches(events(logged))


def events(logged: list[Row]) -> list[Event]:
    """Make the events of one participant, in the order in which they became known."""
    desk, log = Desk(), ""
    for row in logged:
        if row.text("log") != log:
            log = row.text("log")
            desk.end_log()
        desk.see(row)
    desk.end_log()
    return sorted(desk.events, key=lambda event: event[0])


@dataclass(slots=True)
class Edit:
    """An edit whose cause may still come."""

    at: int
    doc: int
    inserted: int
    deleted: int


class Desk:
    """What of the rows before is needed to understand the next one."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._held: list[Edit] = []
        self._causing = (-1, 0, Cause.TYPED)
        self._assisted = -COMPLETED
        self._markers = Markers()
        self._opened: set[int] = set()
        self._left: int | None = None
        self._launches = Launches()

    def see(self, row: Row) -> None:
        """Take in one row."""
        at = row.whole("t_ms")
        self._release(at - CAUSE_WAIT)
        self.events.extend(self._markers.until(at))
        handler = HANDLERS.get(row.text("event"))
        if handler:
            handler(self, row, max(at, row.whole("t_end_ms", 0)))

    def end_log(self) -> None:
        """Tell what was still waiting: nothing more comes, or Eclipse was started again."""
        self._release(None)
        self.events.extend(self._markers.end())
        self._left = None
        self._launches = Launches(self._launches.sessions)

    def _tell(  # noqa: PLR0913 - one argument a column of the wire
        self, at: int, kind: Kind, *, doc: int = 0, a: int = 0, b: int = 0, c: int = 0
    ) -> None:
        self.events.append((at, kind, doc, a, b, c))

    def _release(self, before: int | None) -> None:
        while self._held and (before is None or self._held[0].at < before):
            self._modified(self._held.pop(0), Cause.TYPED)

    def _modified(self, edit: Edit, cause: int) -> None:
        self._tell(
            edit.at, Kind.FILE_MODIFIED, doc=edit.doc, a=edit.inserted, b=edit.deleted, c=cause
        )

    def edit(self, row: Row, end: int) -> None:
        """Hold an edit until its cause is known."""
        chars, kind = row.whole("chars", 0), row.text("event")
        inserted = row.whole("detail", 0) if kind == "Replace" else chars * (kind == "Insert")
        edit = Edit(end, document(row), inserted, chars * (kind != "Insert"))
        self._markers.change(edit.doc, end)
        until, doc, cause = self._causing
        if row.whole("t_ms") - self._assisted <= COMPLETED and inserted > 1:
            self._tell(end, Kind.SUGGESTION, doc=edit.doc, a=Suggested.ACCEPTED, b=inserted)
            self._modified(edit, Cause.COMPLETION)
        elif row.whole("t_ms") <= until and doc == edit.doc:
            self._modified(edit, cause)
        else:
            self._held.append(edit)

    def cause(self, row: Row, end: int, cause: Cause) -> None:
        """Give the edits just before, and those during the command, their cause."""
        at, doc = row.whole("t_ms"), document(row)
        for edit in self._held:
            edit.at = max(edit.at, at)
            self._modified(edit, cause if edit.doc == doc else Cause.TYPED)
        self._held.clear()
        self._causing = (end, doc, cause)

    def paste(self, row: Row, end: int) -> None:
        """Take in a paste."""
        self.cause(row, end, Cause.PASTE)

    def undo(self, row: Row, end: int) -> None:
        """Take in an undo or several."""
        self.cause(row, end, Cause.UNDO)

    def redo(self, row: Row, end: int) -> None:
        """Take in a redo or several."""
        self.cause(row, end, Cause.REDO)

    def assist(self, row: Row, end: int) -> None:
        """Take in that a list of completions came or went."""
        self._assisted = end
        self._tell(end, Kind.SUGGESTION, doc=document(row), a=Suggested.SHOWN)

    def caret(self, row: Row, end: int) -> None:
        """Take in a caret that was put elsewhere; keys are logged as commands, so by the mouse."""
        selected = int(row.text("event") == "SelectTextCommand")
        self._tell(end, Kind.CURSOR_MOVED, doc=document(row), b=selected, c=2)

    def opened(self, row: Row, end: int) -> None:
        """Take in a file that is shown."""
        doc = document(row)
        self._tell(end, Kind.FILE_OPENED, doc=doc, c=int(doc in self._opened))
        self._opened.add(doc)
        self._markers.change(doc, end)

    def marker(self, row: Row, end: int) -> None:
        """Take in one problem marker."""
        message = row.text("detail").partition("@")[0]
        is_error = row.text("subtype") == "Error"
        self._markers.add(document(row), end, message, is_error=is_error)

    def shell(self, row: Row, end: int) -> None:
        """Take in that the window gained or lost the focus."""
        what = row.text("subtype")
        if what in ("ECLIPSE_LOST_FOCUS", "ECLIPSE_CLOSED") and self._left is None:
            self._left = end
            self._tell(end, Kind.FOCUS_CHANGED)
        elif what == "ECLIPSE_GAINED_FOCUS":
            away = 0 if self._left is None else (end - self._left) // 1000
            self._left = None
            self._tell(end, Kind.FOCUS_CHANGED, a=1, b=away)

    def launch(self, row: Row, end: int) -> None:
        """Take in a sign of a running program."""
        self.events.extend(self._launches.see(row.text("subtype"), end))

    def failed(self, row: Row, end: int) -> None:
        """Take in an exception that a program printed."""
        del row
        self.events.extend(self._launches.failed(end))

    def copy(self, row: Row, end: int) -> None:
        """Take in a copy."""
        del row
        self._tell(end, Kind.COMMAND_EXECUTED, a=CommandClass.OTHER, b=-1)

    def find(self, row: Row, end: int) -> None:
        """Take in a search in a file."""
        del row
        self._tell(end, Kind.SEARCH, a=1)

    def breakpoint(self, row: Row, end: int) -> None:
        """Take in a breakpoint; how many there are is unknown."""
        added = row.text("subtype") == "BreakPointAdded"
        self._tell(end, Kind.BREAKPOINT_CHANGED, doc=document(row), a=1 if added else -1)

    def command(self, row: Row, end: int) -> None:
        """Take in a command of Eclipse by its name, the end of its id."""
        name = row.text("subtype").rpartition(".")[2].rpartition("/")[2]
        if name in CAUSED:
            self.cause(row, end, Cause.FORMAT)
        elif name in STEPS:
            self._launches.stepped(end)
        elif name not in DUPLICATES:
            made = COMMANDS.get(name, OTHER)
            times = row.whole("repeat", 1) if made.kind == Kind.CURSOR_MOVED else 1
            doc = 0 if made.kind == Kind.COMMAND_EXECUTED else document(row)
            self._tell(end, made.kind, doc=doc, a=made.a * times, b=made.b * times, c=made.c)


OTHER = Moved(Kind.COMMAND_EXECUTED, 0, -1, 0)

HANDLERS = {
    **dict.fromkeys(("Insert", "Delete", "Replace"), Desk.edit),
    **dict.fromkeys(("MoveCaretCommand", "SelectTextCommand"), Desk.caret),
    "PasteCommand": Desk.paste,
    "UndoCommand": Desk.undo,
    "RedoCommand": Desk.redo,
    "AssistCommand": Desk.assist,
    "FileOpenCommand": Desk.opened,
    "CompilationCommand": Desk.marker,
    "ShellCommand": Desk.shell,
    "RunCommand": Desk.launch,
    "ExceptionCommand": Desk.failed,
    "BreakPointCommand": Desk.breakpoint,
    "CopyCommand": Desk.copy,
    "FindCommand": Desk.find,
    "EclipseCommand": Desk.command,
}


def document(row: Row) -> int:
    """Turn the file's hash into a document number, 0 where none is logged."""
    value = row.text("file_hash")
    try:
        return int(value or "0", 16) & ((1 << DOCUMENT_BITS) - 1)
    except ValueError:
        raise row.error("file_hash", "a hexadecimal number") from None

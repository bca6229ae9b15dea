"""Visual Studio at ABB (Blaze): the commands and messages of professionals, to the second.

| message | event | what is approximated, and why |
|---|---|---|
| `Edit.*` that change text | `file_modified` | lengths are unknown: one character; keys that only \
write a character are not in the log at all |
| `OnChangeCaretLine` | `cursor_moved` | at least one line; direction and means unknown (c = 0) |
| `OnChangeScrollInfo` | `view_scrolled` | |
| `View.File` | `file_opened`, switched to | which file is unknown: document 0 |
| `View.VisualStudioBgOrFg` | `focus_changed` | one message for both ways, and some are missing, \
so each is taken for the other way than the one before; an edit or a moved caret while the window \
should be unfocused proves a missing one, and the focus is gained then |
| `BuildBegin`, `BuildDone` | one `command_executed` build when it is done | exit code unknown |
| Run, Break and Design Mode | `debug_started`, `debug_paused`, `debug_stopped` | a break after a \
step's command is a step, after BreakAll a pause, else a breakpoint: exceptions are not told apart |
| `ToggleBreakpoint` | `breakpoint_changed` +1 | set or removed is unknown |
| check-in | `commit_created` | the command opens the form; whether it was sent is unknown |
| `TestExplorer.Run*`, `.Debug*` | `command_executed` test | result unknown |
| finding | `search` | |
| other windows and commands | `command_executed` | class by name, see `visual_studio` |

`MessageList.csv` must lie beside the file: the numbers mean nothing without it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pulsedev.core.events import CommandClass, Kind, Stop
from pulsedev.importers.lines import lines
from pulsedev.importers.recording import Recording, RecordingError, in_batches
from pulsedev.importers.tables import missing, quoted, rows
from pulsedev.importers.visual_studio import Meaning, Sign, meaning

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pulsedev.core.stimuli import Arrived
    from pulsedev.importers.recording import Event, Warn

NAME = "abb"
COLUMNS = ("epoch_s", "message_id")
MESSAGES = "MessageList.csv"
MESSAGE_COLUMNS = ("id", "message", "category")

LONGEST_BUILD = 3_600_000
"""Milliseconds; a build that seems to take longer ended without a message; another one began."""


def read(path: Path, warn: Warn) -> Iterator[Recording]:
    """Yield the one recording of a file, whose times are read when they are needed."""
    del warn
    known_messages(path)
    name = path.name.partition(".")[0].removeprefix("dev_")
    yield Recording(f"{NAME}/{name}", partial(arrivals, path))


def arrivals(path: Path, warn: Warn) -> Iterator[Arrived]:
    """Make the batches of one developer."""
    return in_batches(events(path, warn))


def known_messages(path: Path) -> Path:
    """Return where the messages are explained."""
    messages = path.with_name(MESSAGES)
    if not messages.is_file():
        raise RecordingError(
            f"{path.name}: expected {MESSAGES} beside it, which names the messages"
        )
    return messages


def meanings(path: Path, warn: Warn) -> dict[str, Meaning | Sign | None]:
    """Return what each message number means."""
    found = rows(known_messages(path), f"{NAME} message list", MESSAGE_COLUMNS, warn)
    return {row.text("id"): meaning(row.text("message"), row.text("category")) for row in found}


BY_HAND = (Kind.FILE_MODIFIED.value, Kind.CURSOR_MOVED.value)
"""What nobody does in a window without focus; plain numbers, as there are millions to compare."""


def events(path: Path, warn: Warn) -> Iterator[Event]:
    """Make the events of one developer."""
    table, studio, now = meanings(path, warn), Studio(), 0
    numbered = enumerate(lines(path, warn), start=1)
    _check_header(path, next(numbered, (1, ""))[1])
    for number, line in numbered:
        second, _, message = line.partition(",")
        try:
            at = int(second) * 1000
            meant = table[message]
        except (ValueError, KeyError):
            raise _wrong(path, number, second, message) from None
        now = max(now, at)
        if meant is None:
            continue
        if isinstance(meant, Sign):
            yield from studio.see(meant, now)
            continue
        if studio.left is not None and meant[0] in BY_HAND:
            yield studio.gained(now)
        yield now, *meant


def _check_header(path: Path, header: str) -> None:
    for column in missing(header, COLUMNS):
        raise RecordingError(f"{path.name}:1: not an {NAME} recording: expected column '{column}'")
    if header.removeprefix("\ufeff").split(",")[:2] != list(COLUMNS):
        raise RecordingError(
            f"{path.name}:1: not an {NAME} recording: expected {','.join(COLUMNS)}"
        )


def _wrong(path: Path, number: int, second: str, message: str) -> RecordingError:
    place = f"{path.name}:{number}"
    if not second.isdigit():
        return RecordingError(f"{place}: 'epoch_s' is {quoted(second)}, not a whole number")
    return RecordingError(f"{place}: 'message_id' is {quoted(message)}, not one of {MESSAGES}")


class Studio:
    """What of the messages before is needed to understand the next one."""

    def __init__(self) -> None:
        self.left: int | None = None
        """When the window lost the focus."""
        self._built: int | None = None
        self._started: int | None = None
        self._sessions = 0
        self._stop = Stop.BREAKPOINT

    def gained(self, at: int) -> Event:
        """Tell that the window has the focus again."""
        away = 0 if self.left is None else (at - self.left) // 1000
        self.left = None
        return at, Kind.FOCUS_CHANGED, 0, 1, away, 0

    def see(self, sign: Sign, at: int) -> Iterator[Event]:
        """Take in a message that depends on those before."""
        if sign is Sign.FOCUS:
            yield self._toggled(at)
        elif sign is Sign.BUILD_BEGINS:
            self._built = at
        elif sign is Sign.BUILD_ENDS:
            yield self._was_built(at)
        elif sign is Sign.STEPS:
            self._stop = Stop.STEP
        elif sign is Sign.PAUSES:
            self._stop = Stop.PAUSE
        else:
            yield from self._mode(sign, at)

    def _toggled(self, at: int) -> Event:
        if self.left is not None:
            return self.gained(at)
        self.left = at
        return at, Kind.FOCUS_CHANGED, 0, 0, 0, 0

    def _was_built(self, at: int) -> Event:
        took = 0 if self._built is None else at - self._built
        self._built = None
        if took > LONGEST_BUILD:
            took = 0
        return at, Kind.COMMAND_EXECUTED, 0, CommandClass.BUILD, -1, took

    def _mode(self, sign: Sign, at: int) -> Iterator[Event]:
        if sign is Sign.DESIGNS:
            if self._started is not None:
                seconds = (at - self._started) // 1000
                yield at, Kind.DEBUG_STOPPED, 0, self._sessions, 0, seconds
            self._started, self._stop = None, Stop.BREAKPOINT
            return
        if self._started is None:
            self._started, self._sessions = at, self._sessions + 1
            yield at, Kind.DEBUG_STARTED, 0, self._sessions, 0, 0
        if sign is Sign.BREAKS:
            yield at, Kind.DEBUG_PAUSED, 0, self._sessions, 0, self._stop
            self._stop = Stop.BREAKPOINT

"""Events in plain words, as somebody would tell them who has seen the numbers and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev.cli.stored import many
from pulsedev.core.events import Cause, CommandClass, Kind, Stop, Suggested
from pulsedev.core.words import duration

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulsedev.store.listing import Record

CAUSES: dict[int, str] = {
    Cause.UNDO: "undo",
    Cause.REDO: "redo",
    Cause.PASTE: "paste",
    Cause.COMPLETION: "completion",
    Cause.AI_EDIT: "AI edit",
    Cause.FORMAT: "formatting",
    Cause.OTHER_PROGRAM: "another program",
}
COMMANDS: dict[int, str] = {
    CommandClass.BUILD: "a build",
    CommandClass.TEST: "a test command",
    CommandClass.RUN: "a program",
    CommandClass.VERSION_CONTROL: "a version control command",
    CommandClass.PACKAGES: "a package manager",
    CommandClass.NAVIGATION: "a navigation command",
}
STOPS: dict[int, str] = {
    Stop.BREAKPOINT: "at a breakpoint",
    Stop.STEP: "after a step",
    Stop.EXCEPTION: "at an exception",
    Stop.PAUSE: "by hand",
}
SUGGESTED: dict[int, str] = {
    Suggested.SHOWN: "saw",
    Suggested.ACCEPTED: "accepted",
    Suggested.REJECTED: "rejected",
}
SEARCHED = {1: "in a file", 2: "in the workspace", 3: "for help"}
DEVICES = {1: ", by keyboard", 2: ", by mouse", 3: ", by a command"}

UNKNOWN = -1
"""What stands for an unknown exit code or number of tests."""

SHORT_MS = 10_000
"""Milliseconds up to which tenths of a second are told."""


def sentence(record: Record) -> str:
    """Say what happened; of an event of a later version, its numbers."""
    a, b, c = record.a, record.b, record.c
    words = WORDS.get(record.kind)
    return words(a, b, c) if words else f"an event of kind {record.kind}: {a}, {b}, {c}"


def _modified(inserted: int, deleted: int, cause: int) -> str:
    if cause == Cause.TYPED:
        return _typed(inserted, deleted)
    by = CAUSES.get(cause, "an edit")
    return f"{by}: {many(inserted, 'character')} in, {deleted:,} out"


def _typed(inserted: int, deleted: int) -> str:
    if not deleted:
        return f"typed {many(inserted, 'character')}"
    if not inserted:
        return f"deleted {many(deleted, 'character')}"
    return f"typed {many(inserted, 'character')} over {deleted:,}"


def _moved(lines: int, selected: int, device: int) -> str:
    by = DEVICES.get(device, "")
    if selected:
        return f"selected {many(selected, 'character')}{by}"
    if not lines:
        return f"moved the cursor within its line{by}"
    return f"moved the cursor {many(abs(lines), 'line')} {_down(lines)}{by}"


def _scrolled(first: int, lines: int, _: int) -> str:
    return f"scrolled {many(abs(lines), 'line')} {_down(lines)}, to line {first:,}"


def _down(lines: int) -> str:
    return "up" if lines < 0 else "down"


def _focus(gained: int, away: int, _: int) -> str:
    if not gained:
        return "left the window"
    return f"came back to the window after {duration(away)}" if away else "came to the window"


def _opened(lines: int, _: int, switched: int) -> str:
    return f"{'switched to' if switched else 'opened'} a file ({many(lines, 'line')})"


def _saved(lines: int, _: int, automatic: int) -> str:
    return f"saved ({many(lines, 'line')}{', automatically' if automatic else ''})"


def _errors(errors: int, warnings: int, _: int) -> str:
    return f"open now: {many(errors, 'error')}, {many(warnings, 'warning')}"


def _tests(passed: int, failed: int, third: int) -> str:
    if passed == failed == UNKNOWN:
        return "tests passed" if third else "tests failed"
    if not passed and not failed:
        return f"no tests ran{_lasted(third)}"
    verdict = "failed" if failed else "passed"
    return f"tests {verdict}: {passed:,} passed, {failed:,} failed{_lasted(third)}"


def _command(class_: int, code: int, lasted: int) -> str:
    what = COMMANDS.get(class_, "a command")
    end = "ended" if code == UNKNOWN else f"ended with exit code {code}"
    return f"{what} {end}{_lasted(lasted)}"


def _paused(session: int, _: int, why: int) -> str:
    return f"debugger {session} stopped {STOPS.get(why, '')}".rstrip()


def _breakpoint(change: int, now: int, _: int) -> str:
    return f"{'set' if change > 0 else 'removed'} a breakpoint ({now:,} now)"


def _commit(added: int, deleted: int, files: int) -> str:
    lines = f"{many(added, 'line')} added, {deleted:,} deleted"
    return f"made a commit: {lines}, {many(files, 'file')}"


def _suggestion(outcome: int, characters: int, _: int) -> str:
    return f"{SUGGESTED.get(outcome, 'had')} a suggestion of {many(characters, 'character')}"


def _lasted(milliseconds: int) -> str:
    if not milliseconds:
        return ""  # not every client knows
    if milliseconds < SHORT_MS:
        return f", {milliseconds / 1000:.1f} s"
    return f", {duration(milliseconds / 1000)}"


WORDS: dict[int, Callable[[int, int, int], str]] = {
    Kind.FILE_MODIFIED: _modified,
    Kind.CURSOR_MOVED: _moved,
    Kind.FOCUS_CHANGED: _focus,
    Kind.FILE_OPENED: _opened,
    Kind.FILE_SAVED: _saved,
    Kind.FILE_CLOSED: lambda *_: "closed",
    Kind.VIEW_SCROLLED: _scrolled,
    Kind.ERROR_OCCURRED: _errors,
    Kind.TEST_RUN: _tests,
    Kind.COMMAND_EXECUTED: _command,
    Kind.DEBUG_STARTED: lambda session, *_: f"debugger {session} started",
    Kind.DEBUG_PAUSED: _paused,
    Kind.DEBUG_STOPPED: lambda session, _, ran: f"debugger {session} ended after {duration(ran)}",
    Kind.BREAKPOINT_CHANGED: _breakpoint,
    Kind.COMMIT_CREATED: _commit,
    Kind.BRANCH_CHANGED: lambda *_: "changed the branch",
    Kind.SUGGESTION: _suggestion,
    Kind.SEARCH: lambda where, *_: f"searched {SEARCHED.get(where, '')}".rstrip(),
    Kind.NOTEBOOK_RUN: lambda ok, lasted, _: (
        f"a notebook's cell {'ran' if ok else 'failed'}{_lasted(lasted)}"
    ),
}
"""What to say of each kind's columns a, b and c."""

"""What Eclipse's commands mean to us, by the last word of their ids."""

from __future__ import annotations

from typing import NamedTuple

from pulsedev.core.events import CommandClass, Kind


class Moved(NamedTuple):
    """The event of a command; a caret's ``a`` and ``b`` count as often as the key was pressed."""

    kind: Kind
    a: int
    b: int
    c: int


_CARET = Moved(Kind.CURSOR_MOVED, 0, 0, 1)
_SELECTED = Moved(Kind.CURSOR_MOVED, 0, 1, 1)
_WENT = Moved(Kind.COMMAND_EXECUTED, CommandClass.NAVIGATION, -1, 0)
_SAVED = Moved(Kind.FILE_SAVED, 0, 0, 0)
_SEARCHED = Moved(Kind.SEARCH, 2, 0, 0)

COMMANDS = {
    "LINE_DOWN": Moved(Kind.CURSOR_MOVED, 1, 0, 1),
    "LINE_UP": Moved(Kind.CURSOR_MOVED, -1, 0, 1),
    "SELECT_LINE_DOWN": Moved(Kind.CURSOR_MOVED, 1, 1, 1),
    "SELECT_LINE_UP": Moved(Kind.CURSOR_MOVED, -1, 1, 1),
    **dict.fromkeys(("COLUMN_NEXT", "COLUMN_PREVIOUS", "PAGE_UP", "PAGE_DOWN"), _CARET),
    **dict.fromkeys(("lineStart", "lineEnd", "wordNext", "wordPrevious"), _CARET),
    **dict.fromkeys(("SELECT_COLUMN_NEXT", "SELECT_COLUMN_PREVIOUS", "selectAll"), _SELECTED),
    **dict.fromkeys(("save", "saveAs", "saveAll"), _SAVED),
    "workspace": _SEARCHED,
    "openFileSearchPage": _SEARCHED,
    "editor": _WENT,
    "backwardHistory": _WENT,
    "forwardHistory": _WENT,
    "outline": _WENT,
    "showView": _WENT,
    "activateEditor": _WENT,
    "Commit": Moved(Kind.COMMIT_CREATED, 0, 0, 0),
}
"""``workspace`` ends the search for references, ``editor`` the jump to a declaration."""

CAUSED = frozenset({"format", "indent", "imports", "element", "setter"})
"""Formatting and refactoring: organise imports, rename an element, create getter and setter."""

STEPS = frozenset({"StepInto", "StepOver", "StepReturn"})
"""The debugger's steps; where they lead to is logged apart."""

DUPLICATES = frozenset(
    {
        *("DELETE_PREVIOUS", "DELETE_NEXT", "delete", "deletePreviousWord", "deleteNextWord"),
        *("smartEnter", "comment"),  # their edits are logged
        "proposals",  # the list of completions is logged
        *("RunLast", "DebugLast", "debug", "Terminate", "Resume"),  # launches are logged
        "ManageBreakpointRulerAction",  # breakpoints are logged
    }
)
"""Commands whose effect is a row of its own."""

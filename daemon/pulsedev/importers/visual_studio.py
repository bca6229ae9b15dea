"""What Visual Studio's messages mean to us, by name, or else by the category that the study gave.

The rule: a length that was not logged is the least that it can be, so one character or line.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

from pulsedev.core.events import Cause, CommandClass, Kind


class Meaning(NamedTuple):
    """The event of a message, all but its time; no message names a document."""

    kind: int
    doc: int = 0
    a: int = 0
    b: int = 0
    c: int = 0


class Sign(Enum):
    """Messages whose event depends on those before."""

    FOCUS = auto()
    BUILD_BEGINS = auto()
    BUILD_ENDS = auto()
    RUNS = auto()
    BREAKS = auto()
    DESIGNS = auto()
    STEPS = auto()
    PAUSES = auto()


def _edit(inserted: int, deleted: int, cause: int = Cause.TYPED) -> Meaning:
    return Meaning(Kind.FILE_MODIFIED.value, 0, inserted, deleted, int(cause))


def _caret(lines: int, selected: int = 0, by: int = 1) -> Meaning:
    return Meaning(Kind.CURSOR_MOVED.value, 0, lines, selected, by)


def _command(what: CommandClass) -> Meaning:
    return Meaning(Kind.COMMAND_EXECUTED.value, 0, what.value, -1)


_SCROLLED = Meaning(Kind.VIEW_SCROLLED.value, 0, 0, 1)
_IN_FILE, _IN_ALL = Meaning(Kind.SEARCH.value, 0, 1), Meaning(Kind.SEARCH.value, 0, 2)
_COMMIT = Meaning(Kind.COMMIT_CREATED.value)
_FORMAT = _edit(1, 1, Cause.FORMAT)
_RUN, _TEST = _command(CommandClass.RUN), _command(CommandClass.TEST)

_CLASSES = {
    CommandClass.TEST: ("TestExplorer.Run", "TestExplorer.Debug"),
    CommandClass.VERSION_CONTROL: ("TeamFoundationContextMenus.", "File.Tfs"),
    CommandClass.PACKAGES: ("Tools.ManageNuGet", "Project.ManageNuGet", "Tools.PackageManager"),
    CommandClass.NAVIGATION: (
        "View.",
        "Tools.NavHistory",
        "Tools.NavObject",
        "ReSharper.ReSharper_Goto",
    ),
}
_PREFIXES = tuple(
    (prefix, _command(what)) for what, prefixes in _CLASSES.items() for prefix in prefixes
)

MEANINGS: dict[str, Meaning | Sign | None] = {
    "View.OnChangeCaretLine": _caret(1, by=0),
    "View.OnChangeScrollInfo": _SCROLLED,
    "View.File": Meaning(Kind.FILE_OPENED.value, 0, 0, 0, 1),
    "View.VisualStudioBgOrFg": Sign.FOCUS,
    "Build.BuildBegin": Sign.BUILD_BEGINS,
    "Build.BuildDone": Sign.BUILD_ENDS,
    "Debug.Debug Run Mode": Sign.RUNS,
    "Debug.Debug Break Mode": Sign.BREAKS,
    "Debug.Enter Design Mode": Sign.DESIGNS,
    **dict.fromkeys(("Debug.StepOver", "Debug.StepInto", "Debug.StepOut"), Sign.STEPS),
    "Debug.BreakAll": Sign.PAUSES,
    "Debug.StartWithoutDebugging": _RUN,
    **dict.fromkeys(
        ("Debug.ToggleBreakpoint", "EditorContextMenus.CodeWindow.Breakpoint.InsertBreakpoint"),
        Meaning(Kind.BREAKPOINT_CHANGED.value, 0, 1),
    ),
    "Debug.DeleteAllBreakpoints": Meaning(Kind.BREAKPOINT_CHANGED.value, 0, -1),
    **dict.fromkeys(("Edit.BreakLine", "Edit.InsertTab", "Edit.CommentSelection"), _edit(1, 0)),
    **dict.fromkeys(("Edit.InsertSnippet", "Edit.IncreaseLineIndent"), _edit(1, 0)),
    **dict.fromkeys(("Edit.Delete", "Edit.Cut", "Edit.LineCut", "Edit.LineDelete"), _edit(0, 1)),
    **dict.fromkeys(("Edit.UncommentSelection", "Edit.ClearAll", "Edit.Remove"), _edit(0, 1)),
    **dict.fromkeys(("Edit.MoveSelectedLinesUp", "Edit.MoveSelectedLinesDown"), _edit(1, 1)),
    "Edit.Paste": _edit(1, 0, Cause.PASTE),
    "Edit.CycleClipboardRing": _edit(1, 0, Cause.PASTE),
    "Edit.Undo": _edit(1, 1, Cause.UNDO),
    "Edit.Redo": _edit(1, 1, Cause.REDO),
    "Edit.CompleteWord": _edit(1, 0, Cause.COMPLETION),
    **dict.fromkeys(("Edit.FormatDocument", "Edit.FormatSelection"), _FORMAT),
    **dict.fromkeys(("Edit.RemoveUnusedUsings", "Edit.Addappropriateusingstatement"), _FORMAT),
    **dict.fromkeys(
        ("EditorContextMenus.CodeWindow.Rename", "ReSharper.ReSharper_Rename"), _FORMAT
    ),
    **dict.fromkeys(("ReSharper.ReSharper_CleanupCode", "CodeMaid.CleanupCode"), _FORMAT),
    **dict.fromkeys(("ReSharper.ReSharper_ExtractMethod", "ReSharper.ReSharper_Move"), _FORMAT),
    "Edit.LineDown": _caret(1),
    "Edit.LineUp": _caret(-1),
    "Edit.LineDownExtend": _caret(1, 1),
    "Edit.LineUpExtend": _caret(-1, 1),
    "Edit.LineDownExtendColumn": _caret(1, 1),
    **dict.fromkeys(("Edit.LineStart", "Edit.GotoBrace", "Edit.SelectionCancel"), _caret(0)),
    **dict.fromkeys(("Edit.SelectAll", "Edit.SelectCurrentWord"), _caret(0, 1)),
    **dict.fromkeys(("Edit.PageDown", "Edit.DocumentEnd"), _caret(1)),
    **dict.fromkeys(("Edit.PageUp", "Edit.DocumentStart"), _caret(-1)),
    **dict.fromkeys(("Edit.PageDownExtend", "Edit.DocumentEndExtend"), _caret(1, 1)),
    **dict.fromkeys(("Edit.PageUpExtend", "Edit.DocumentStartExtend"), _caret(-1, 1)),
    **dict.fromkeys(("Edit.ScrollLineDown", "Edit.ScrollLineUp"), _SCROLLED),
    **dict.fromkeys(("Edit.Find", "Edit.FindNext", "Edit.FindNextSelected"), _IN_FILE),
    **dict.fromkeys(("Edit.FindPrevious", "Edit.FindPreviousSelected", "Edit.Replace"), _IN_FILE),
    **dict.fromkeys(("Edit.FindinFiles", "Edit.FindAllReferences", "Edit.NavigateTo"), _IN_ALL),
    **dict.fromkeys(("Edit.ReplaceinFiles", "ReSharper.ReSharper_FindUsages"), _IN_ALL),
    "TestExplorer.OpenTest": _command(CommandClass.NAVIGATION),
    "File.TfsCheckIn": _COMMIT,
    # What comes of its own or with another message, and what is no doing in the editor.
    **dict.fromkeys(("Debug.DebugType", "TSqlEditorDatabaseCombo", "QueryResultsMaxRows")),
    **dict.fromkeys(("Build.BuildSolution", "Build.RebuildSolution", "Build.BuildSelection")),
    **dict.fromkeys(("Build.RebuildSelection", "Build.BatchBuild", "Build.Compile")),
    **dict.fromkeys(("Debug.Start", "Debug.StartDebugTarget", "Debug.StopDebugging")),
    **dict.fromkeys(("Debug.Restart", "Debug.AttachtoProcess", "Debug.DetachAll")),
}
"""None is no event: a build's and a debugger's commands are seen by what they start."""


CATEGORIES = {"Navigation": CommandClass.NAVIGATION, "CMO": CommandClass.VERSION_CONTROL}
"""CMO is what the study calls the management of changes."""


def meaning(message: str, category: str) -> Meaning | Sign | None:
    """Return what a message means.

    >>> meaning("ClassViewContextMenus.ClassViewProject.TfsContextCheckIn", "View").kind
    15
    """
    if message in MEANINGS:
        return MEANINGS[message]
    if message.startswith("ClassViewContextMenus.") and message.endswith((".Build", ".Rebuild")):
        return None
    if message.endswith("TfsContextCheckIn"):
        return _COMMIT
    return _by_prefix(message) or _by_category(category)


def _by_prefix(message: str) -> Meaning | None:
    if ".Tfs" in message:
        return _command(CommandClass.VERSION_CONTROL)
    return next((command for prefix, command in _PREFIXES if message.startswith(prefix)), None)


def _by_category(category: str) -> Meaning:
    if category.startswith("Search"):
        return _IN_FILE
    return _command(CATEGORIES.get(category.partition(".")[0], CommandClass.OTHER))

"""What a test looks for in an editor: texts that are shown, and sums of edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.neovim.editor import until

from pulsedev.core.events import Kind

if TYPE_CHECKING:
    from tests.e2e.neovim.editor import Editor, Event

    from pulsedev.core.events import Cause

SHOWN = "join(getline(1, '$'), ' ')"
"""The text that is being looked at; an expression of Vim's."""


def line(editor: Editor, number: str, text: str) -> None:
    """Wait until a line holds a text."""
    until(lambda: editor.ask(f"getline('{number}')") == text)


def reads(editor: Editor, text: str) -> None:
    """Wait until the buffer that is shown has a text."""
    until(lambda: text in editor.ask(SHOWN))


def edits_file(editor: Editor, name: str) -> None:
    """Wait until a file is the one being edited."""
    until(lambda: editor.ask("expand('%:t')") == name)


def total(events: list[Event]) -> tuple[int, int]:
    """Return how much was inserted and deleted."""
    return sum(one.a for one in events), sum(one.b for one in events)


def edits(editor: Editor, cause: Cause) -> list[Event]:
    """Return the edits of a cause."""
    return [one for one in editor.events(Kind.FILE_MODIFIED) if one.c == cause]

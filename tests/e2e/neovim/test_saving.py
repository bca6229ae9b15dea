"""Saves, and the moves of the view: told where they happened, and not where not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from tests.e2e.neovim.editor import ENTER, until
from tests.e2e.neovim.looking import edits, total

from pulsedev.core.events import Cause, Kind

if TYPE_CHECKING:
    from tests.e2e.neovim.editor import Editor

pytestmark = pytest.mark.skipif(os.name != "posix", reason="terminals of this kind are POSIX's")

FORMATTER = "autocmd BufWritePre * ++once call setline(1, 'formatted by a plugin')"
VETO = "autocmd BufWritePre * ++once let g:vetoed = 1 | throw 'no'"


def test_saving(editor: Editor) -> None:
    """A save is told when the file was written, after what a formatter made of it on the way."""
    (editor.folder / "a.py").write_text("word\n")
    editor.start("a.py")
    doc = editor.told(Kind.FILE_OPENED).doc
    editor.command(FORMATTER)
    editor.command("write")
    editor.told(Kind.FILE_SAVED, doc=doc)
    told = [one.kind for one in editor.events(Kind.FILE_MODIFIED, Kind.FILE_SAVED)]
    assert told == [Kind.FILE_MODIFIED, Kind.FILE_SAVED]
    assert total(edits(editor, Cause.FORMAT)) == (21, 4)
    editor.type("x")
    for elsewhere in ("no/such/folder", "copy.py"):
        editor.command(f"silent! write {elsewhere}")
    editor.command(VETO)
    editor.command("try | write | catch | endtry")
    until(lambda: editor.ask("exists('g:vetoed')") == "1")
    editor.type("ix")
    until(lambda: total(edits(editor, Cause.TYPED)) == (1, 1))
    editor.escape()
    assert len(editor.events(Kind.FILE_SAVED)) == 1
    editor.command("saveas b.py")
    until(lambda: len(editor.events(Kind.FILE_OPENED)) == 2)
    other = editor.events(Kind.FILE_OPENED)[-1].doc
    assert other != doc
    editor.told(Kind.FILE_SAVED, doc=other)


def test_scrolling(editor: Editor) -> None:
    """The view that somebody moves is told, also right after typing; what typing moves is not."""
    (editor.folder / "a.py").write_text("word\n" * 200)
    editor.start("a.py")
    editor.type("\x04")
    moved = editor.told(Kind.VIEW_SCROLLED).b
    editor.type("x")
    editor.told(Kind.FILE_MODIFIED)
    editor.type("\x04")
    until(lambda: len(editor.events(Kind.VIEW_SCROLLED)) == 2)
    moved += editor.events(Kind.VIEW_SCROLLED)[-1].b
    editor.command("normal Lzb")
    editor.type(f"o{ENTER}{ENTER}")
    until(lambda: editor.ask("line('$')") == "203")
    editor.escape()
    editor.type("\x05")
    until(lambda: sum(one.b for one in editor.events(Kind.VIEW_SCROLLED)) == moved + 1)

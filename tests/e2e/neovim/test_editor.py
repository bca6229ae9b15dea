"""A real Neovim, typed into in a terminal: the daemon gets the right numbers and no word."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.e2e.neovim.editor import ENTER, terminals, until
from tests.e2e.neovim.looking import edits, edits_file, line, total

from pulsedev.core.events import Cause, CommandClass, Kind

if TYPE_CHECKING:
    from tests.e2e.neovim.editor import Editor

pytestmark = pytest.mark.skipif(os.name != "posix", reason="terminals of this kind are POSIX's")

CANARY = "kanarienvogel"
BETWEEN = Path(__file__).with_name("between.py")

FAILS = "def test_one(): pass\n\ndef test_two(): assert False\n"
PASSES = "def test_one(): pass\n"

WATCHING = (
    "(function() local n = 0; vim.uv.walk(function(one)"
    " n = n + (one:get_type() == 'fs_event' and 1 or 0) end); return n end)()"
)
"""How many folders Neovim watches; an expression of Lua's."""

DIAGNOSTICS = (
    "vim.diagnostic.set(vim.api.nvim_create_namespace('t'), 0, {"
    " {lnum=0, col=0, severity=1, code='E1', message='x'},"
    " {lnum=0, col=0, severity=1, code='E2', message='x'},"
    " {lnum=0, col=0, severity=2, message='x'}})"
)


def kinds(kept: Path) -> set[int]:
    """Return the kinds of events among an editor's bytes."""
    columns = re.findall(rb'"kind":\[([\d,]+)\]', kept.read_bytes())
    return {int(one) for column in columns for one in column.split(b",")}


@pytest.mark.parametrize("editor", terminals(), indirect=True)
def test_writing(editor: Editor) -> None:
    """Typing, undo, redo, paste, a completion, a move, a save: each arrives as what it was."""
    (editor.folder / "a.py").write_text("alpha = 1\n")
    editor.start("a.py")
    opened = editor.told(Kind.FILE_OPENED, a=1, b=3, c=0)
    assert opened.doc > 0
    editor.type("obeta")
    line(editor, "$", "beta")
    editor.escape()
    until(lambda: total(edits(editor, Cause.TYPED)) == (5, 0))
    editor.type("u")
    assert editor.told(Kind.FILE_MODIFIED, b=5, c=Cause.UNDO).doc == opened.doc
    editor.type("\x12")
    editor.told(Kind.FILE_MODIFIED, a=5, c=Cause.REDO)
    editor.type("Go")
    until(lambda: editor.ask("mode(1)") == "i")
    editor.type("\x1b[200~one two three\x1b[201~")
    line(editor, "$", "one two three")
    editor.told(Kind.FILE_MODIFIED, a=13, c=Cause.PASTE)
    editor.type(f"{ENTER}al")
    line(editor, "$", "al")
    editor.type("\x0e")
    line(editor, "$", "alpha")
    editor.escape()
    editor.told(Kind.FILE_MODIFIED, c=Cause.COMPLETION)
    editor.type("gg")
    editor.told(Kind.CURSOR_MOVED, doc=opened.doc, a=-3)
    editor.command("w")
    editor.told(Kind.FILE_SAVED, doc=opened.doc, a=4)
    assert {one.doc for one in editor.events(Kind.FILE_MODIFIED)} == {opened.doc}


def test_around_the_writing(editor: Editor) -> None:
    """Files, focus, errors, searches and a change from outside arrive in numbers."""
    for name in ("a.py", "b.md"):
        (editor.folder / name).write_text("word\n")
    editor.start("a.py")
    first = editor.told(Kind.FILE_OPENED, c=0).doc
    editor.command("edit b.md")
    second = editor.told(Kind.FILE_OPENED, b=2, c=0).doc
    editor.command("buffer a.py")
    editor.told(Kind.FILE_OPENED, doc=first, c=1)
    editor.command("bdelete b.md")
    editor.told(Kind.FILE_CLOSED, doc=second)
    editor.lua(DIAGNOSTICS)
    found = editor.told(Kind.ERROR_OCCURRED, doc=first, a=2, b=1)
    assert found.c > 0
    editor.lua("vim.diagnostic.reset()")
    editor.told(Kind.ERROR_OCCURRED, doc=first, a=0, b=0, c=0)
    editor.type(f"/word{ENTER}")
    editor.told(Kind.SEARCH, a=1)
    editor.type("\x1b[O")
    editor.told(Kind.FOCUS_CHANGED, a=0)
    (editor.folder / "a.py").write_text("word\nand more\n")
    editor.type("\x1b[I")
    editor.told(Kind.FILE_MODIFIED, doc=first, a=9, b=0, c=Cause.OTHER_PROGRAM)
    assert len(editor.events(Kind.FILE_MODIFIED)) == 1
    assert [one.a for one in editor.events(Kind.FOCUS_CHANGED)] == [1, 0, 1]


def test_runs(editor: Editor) -> None:
    """A failing and a passing test in a terminal are told with exit code and counts."""
    (editor.folder / "test_it.py").write_text(FAILS)
    editor.start("test_it.py")
    run = f"terminal {sys.executable} -m pytest -p no:cacheprovider -q --rootdir . test_it.py"
    editor.command(run)
    editor.told(Kind.COMMAND_EXECUTED, a=CommandClass.TEST, b=1)
    failed = editor.told(Kind.TEST_RUN, a=1, b=1)
    assert failed.c > 0
    (editor.folder / "test_it.py").write_text(PASSES)
    editor.command(run)
    editor.told(Kind.COMMAND_EXECUTED, a=CommandClass.TEST, b=0)
    editor.told(Kind.TEST_RUN, a=1, b=0)
    editor.command("silent !git --no-such-option")
    ended = editor.told(Kind.COMMAND_EXECUTED, a=CommandClass.VERSION_CONTROL)
    assert ended.b > 0


def git(folder: Path, *words: str) -> None:
    """Run git as nobody in particular."""
    who = ("-c", "user.name=ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)  # noqa: S603, S607 - our own command


def test_commits(editor: Editor) -> None:
    """A commit arrives with its size, wherever it was made, and a switch of branches as one."""
    git(editor.folder, "init", "--initial-branch", "main", ".")
    (editor.folder / "a.py").write_text("one\ntwo\n")
    git(editor.folder, "add", "a.py")
    git(editor.folder, "commit", "-m", "first")
    editor.start("a.py")
    # By the time that git has added the file, the watching plugin knows where HEAD is.
    until(lambda: editor.lua(WATCHING) == "1")
    (editor.folder / "a.py").write_text("one\n2\nthree\n")
    editor.command("silent !git add a.py")
    editor.told(Kind.COMMAND_EXECUTED, a=CommandClass.VERSION_CONTROL, b=0)
    git(editor.folder, "commit", "-m", CANARY)
    editor.told(Kind.COMMIT_CREATED, a=2, b=1, c=1)
    git(editor.folder, "switch", "-c", CANARY)
    editor.told(Kind.BRANCH_CHANGED)
    assert len(editor.events(Kind.COMMIT_CREATED)) == 1


def test_shell(editor: Editor) -> None:
    """In a shell that marks its commands each is told at its end, with its own counts alone."""
    editor.start("a.py")
    editor.command("terminal sh")
    editor.type("i")
    until(lambda: editor.ask("mode()") == "t")
    for shown, code in (("1 failed, 2 passed in 0.10s", 1), ("nothing to see", 0)):
        begin = "\\033]633;E;make test\\007\\033]133;C\\007"
        editor.type(f"printf '{begin}{shown}\\n\\033]133;D;{code}\\007'{ENTER}")
        editor.told(Kind.COMMAND_EXECUTED, a=CommandClass.TEST, b=code)
    editor.told(Kind.TEST_RUN, a=2, b=1)
    editor.type("\x1c\x0e")
    editor.type(f"/x{ENTER}")
    editor.told(Kind.SEARCH)
    assert len(editor.events(Kind.TEST_RUN)) == 1


def test_leaving(editor: Editor) -> None:
    """Whoever quits leaves no process behind, and the last second is not lost."""
    editor.start("a.py")
    assert any("serve" in process.cmdline() for process in editor.begun[1:])
    editor.type("iab")
    line(editor, "1", "ab")
    editor.escape()
    editor.command("quitall!")
    editor.gone()
    assert total(editor.events(Kind.FILE_MODIFIED)) == (2, 0)


def test_a_crash(editor: Editor) -> None:
    """A daemon that dies is started again, and one that Neovim's death leaves alone ends."""
    editor.start("a.py")
    for process in editor.begun[1:]:
        process.kill()
    until(lambda: editor.lua("require('pulsedev.session').standing.is") == "failed")
    until(lambda: editor.lua("require('pulsedev.session').standing.is") == "running")
    editor.begun += editor.begun[0].children(recursive=True)
    editor.begun[0].kill()
    editor.gone()


def test_secrets_and_scratch(editor: Editor) -> None:
    """Files of secrets, the user's exclusions and buffers without a file are never observed."""
    for name in (".env", "id_rsa.pub", "mine.secret", "a.py"):
        (editor.folder / name).write_text("word\n")
    editor.start(".env", exclude=["*.secret"])
    for name in ("id_rsa.pub", "mine.secret"):
        editor.command(f"edit {name}")
        edits_file(editor, name)
        editor.type("x")
        line(editor, "1", "ord")
        editor.command("write")
    editor.command("enew")
    editor.type("iword")
    line(editor, "1", "word")
    editor.escape()
    editor.command("edit! a.py")
    editor.told(Kind.FILE_OPENED)
    assert {one.kind for one in editor.events()} <= {Kind.FOCUS_CHANGED, Kind.FILE_OPENED}
    assert len(editor.events(Kind.FILE_OPENED)) == 1


def test_no_word_leaves(editor: Editor) -> None:
    """A word that is typed, pasted, searched, run and made a file's name is in no byte of ours."""
    kept = editor.folder / "kept"
    name = f"{CANARY}.py"
    (editor.folder / name).write_text(f"{CANARY} = 1\n")
    editor.start(name, [sys.executable, str(BETWEEN), str(kept)])
    editor.type(f"o{CANARY}\x1b[200~{CANARY} {CANARY}\x1b[201~")
    line(editor, "$", CANARY + f"{CANARY} {CANARY}")
    editor.escape()
    editor.type(f"/{CANARY}{ENTER}")
    editor.lua(DIAGNOSTICS.replace("'x'", f"'{CANARY}'").replace("E1", CANARY))
    editor.command("write")
    until(lambda: Kind.ERROR_OCCURRED in kinds(kept))
    editor.command(f"terminal echo {CANARY}")
    editor.shows("Process exited")
    editor.command("quitall!")
    editor.gone()
    assert kinds(kept) >= {1, 3, 4, 5, 8, 10, 18}
    sent = kept.read_bytes()
    assert CANARY.encode() not in sent
    folders = [editor.folder / "home", editor.folder / "xdg_state_home" / "nvim" / "lsp.log"]
    files = [path for one in folders for path in (one, *one.rglob("*")) if path.is_file()]
    assert files
    assert not [path for path in files if CANARY.encode() in path.read_bytes()]

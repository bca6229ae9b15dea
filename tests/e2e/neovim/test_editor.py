"""A real Neovim, typed into in a terminal: the daemon gets the right numbers and no word."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.e2e.neovim.editor import ENTER, terminals, until

from pulsedev.core.events import Cause, CommandClass, Kind

if TYPE_CHECKING:
    from tests.e2e.neovim.editor import Editor, Event

pytestmark = pytest.mark.skipif(os.name != "posix", reason="terminals of this kind are POSIX's")

CANARY = "kanarienvogel"
BETWEEN = Path(__file__).with_name("between.py")
STRANGER = Path(__file__).with_name("stranger.py")

FAILS = "def test_one(): pass\n\ndef test_two(): assert False\n"
PASSES = "def test_one(): pass\n"

WATCHING = (
    "(function() local n = 0; vim.uv.walk(function(one)"
    " n = n + (one:get_type() == 'fs_event' and 1 or 0) end); return n end)()"
)
"""How many folders Neovim watches; an expression of Lua's."""

SHOWN = "join(getline(1, '$'), ' ')"
"""The text that is being looked at; an expression of Vim's."""

DIAGNOSTICS = (
    "vim.diagnostic.set(vim.api.nvim_create_namespace('t'), 0, {"
    " {lnum=0, col=0, severity=1, code='E1', message='x'},"
    " {lnum=0, col=0, severity=1, code='E2', message='x'},"
    " {lnum=0, col=0, severity=2, message='x'}})"
)


def line(editor: Editor, number: str, text: str) -> None:
    """Wait until a line holds a text."""
    until(lambda: editor.ask(f"getline('{number}')") == text)


def edits_file(editor: Editor, name: str) -> None:
    """Wait until a file is the one being edited."""
    until(lambda: editor.ask("expand('%:t')") == name)


def total(events: list[Event]) -> tuple[int, int]:
    """Return how much was inserted and deleted."""
    return sum(one.a for one in events), sum(one.b for one in events)


def edits(editor: Editor, cause: Cause) -> list[Event]:
    """Return the edits of a cause."""
    return [one for one in editor.events(Kind.FILE_MODIFIED) if one.c == cause]


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


def test_commands(editor: Editor) -> None:
    """What can be asked is shown, what is said reaches the daemon, and Tab completes."""
    editor.start("a.py")
    editor.type("\x1b[I")
    editor.shows("PulseDev")
    offered = editor.ask("join(getcompletion('PulseDev s', 'cmdline'))").split()
    assert offered == ["snooze", "start", "status", "stop", "stuck"]
    editor.command("PulseDev flow")
    editor.shows("Flow")
    editor.command("PulseDev why")
    editor.shows("In flow")
    editor.type("q")
    until(lambda: editor.ask("winnr('$')") == "1")
    editor.command("PulseDev")
    editor.shows("kept on this machine")
    editor.command("set columns=30")
    editor.shows("on this machine. Windows:")
    editor.type("q")
    editor.command("set columns=80")
    editor.command("PulseDev flaw")
    editor.shows("there is no :PulseDev flaw; <Tab> or :help :PulseDev tells")
    editor.command("PulseDev pause 5")
    editor.shows("paused until")
    editor.shows("Paused")
    editor.command("PulseDev pause soon")
    editor.shows("give minutes")
    editor.command("PulseDev resume")
    editor.shows("observing again")
    editor.command("PulseDev yes")
    editor.shows("there is no alert to answer")
    editor.command("PulseDev stop")
    editor.shows("PulseDev: off")


def test_pausing(editor: Editor) -> None:
    """What is typed in a pause is told to nobody, and afterwards all is told again."""
    editor.start("a.py")
    editor.command("PulseDev pause")
    editor.shows("Paused")
    editor.type("inobody")
    line(editor, "1", "nobody")
    editor.escape()
    editor.command("PulseDev resume")
    editor.shows("observing again")
    until(lambda: "Paused" not in editor.lua("require('pulsedev').statusline()"))
    editor.type("x")
    editor.told(Kind.FILE_MODIFIED, a=0, b=1)
    assert total(editor.events(Kind.FILE_MODIFIED)) == (0, 1)


def test_alert(editor: Editor, trouble: list[dict[str, Any]]) -> None:
    """An alert is a message that takes no key; its answer is a label of its moment."""
    past = editor.folder / "past.json"
    past.write_text(json.dumps(trouble))
    (editor.folder / "a.py").write_text("word\n")
    kept = editor.folder / "kept"
    # Scores are made on half minutes of the clock; what was before is handed in between two.
    until(lambda: time.time() % 30 < 10)
    editor.start("a.py", [sys.executable, str(BETWEEN), str(kept), str(past)])
    editor.shows("You may have been stuck")
    assert "?" in editor.lua("require('pulsedev').statusline()")
    assert editor.lua("vim.api.nvim_get_mode().blocking") == "false"
    editor.type("x")
    line(editor, "1", "ord")
    editor.command("PulseDev why")
    editor.shows("failed runs in a row")
    editor.type("q")
    editor.command("PulseDev yes")
    editor.shows("What may help")
    until(lambda: b'"action":"right"' in kept.read_bytes())
    editor.lua(
        "require('pulsedev.session').request('pulsedev/data/summary', nil,"
        " function(_, all) vim.g.labels = all.labels end)"
    )
    until(lambda: editor.ask("get(g:, 'labels', 0)") == "1")


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


def test_health(editor: Editor) -> None:
    """The health check says what works, and what would have to be installed."""
    editor.start("a.py")
    editor.command("checkhealth pulsedev")
    until(lambda: "the state is unknown" in editor.ask(SHOWN))
    assert "daemon: pulsedev" in editor.ask(SHOWN)
    editor.command("PulseDev stop")
    (editor.folder / "locked").touch(mode=0o600)
    for command, expected in (
        ("no-such-pulsedev", "no-such-pulsedev is not on the PATH"),
        ("./locked", "./locked is not executable"),
    ):
        editor.command(f"lua require('pulsedev').setup({{ cmd = {{ '{command}', 'serve' }} }})")
        editor.shows("see :checkhealth pulsedev")
        editor.command("checkhealth pulsedev")
        until(lambda expected=expected: expected in editor.ask(SHOWN))
        assert "Install the daemon" in editor.ask(SHOWN)


def test_another_protocol(editor: Editor) -> None:
    """A daemon that speaks another protocol is told of once, and not tried over and over."""
    editor.start("a.py")
    editor.command("PulseDev stop")
    chosen = f"{{ cmd = {{ '{sys.executable}', '{STRANGER}' }} }}"
    editor.command(f"lua require('pulsedev').setup({chosen})")
    editor.shows("see :checkhealth pulsedev")
    why = editor.lua("require('pulsedev.session').standing.why")
    assert why == "this daemon speaks another protocol"
    editor.command("checkhealth pulsedev")
    until(lambda: "take daemon and plugin from the same" in editor.ask(SHOWN))


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

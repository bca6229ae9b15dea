"""What a person asks the plugin and says to it: commands, alerts, the health check."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.e2e.neovim.editor import until
from tests.e2e.neovim.looking import SHOWN, line, reads, total

from pulsedev.core.events import Kind

if TYPE_CHECKING:
    from tests.e2e.neovim.editor import Editor

pytestmark = pytest.mark.skipif(os.name != "posix", reason="terminals of this kind are POSIX's")

BETWEEN = Path(__file__).with_name("between.py")
STRANGER = Path(__file__).with_name("stranger.py")


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


def test_health(editor: Editor) -> None:
    """The health check says what works, and what would have to be installed."""
    editor.start("a.py")
    editor.command("checkhealth pulsedev")
    reads(editor, "the state is unknown")
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
        reads(editor, expected)
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
    reads(editor, "take daemon and plugin from the same")

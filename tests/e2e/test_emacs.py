"""A real Emacs with Eglot, set up as EDITORS.md says and typed into as a person would."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from tests.e2e.neovim.editor import PATIENCE_S, terminals, until

from pulsedev.core.events import Kind
from pulsedev.store.disk import DiskStore
from pulsedev.store.listing import Choice, page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.neovim.editor import Terminal

    from pulsedev.store.listing import Record

EMACS = shutil.which("emacs")
DOCUMENT = Path(__file__).parents[2] / "daemon" / "EDITORS.md"
CANARY = "kanarienvogel-77b1"
"""A word that nothing of ours holds."""

ANSWERS = "(setq server-socket-dir user-emacs-directory) (server-start)"
"""Lets a test ask what is shown."""

ENTER, BACKSPACE, META = "\r", "\x7f", "\x1b"
SAVE, CLOSE, LEAVE = "\x18\x13", "\x18k\r", "\x18\x03"


def has_eglot() -> bool:
    """Tell whether there is an Emacs with Eglot: from 29 on it is part of it."""
    if EMACS is None:
        return False
    asks = [EMACS, "--batch", "-f", "package-initialize", "--eval", "(require 'eglot)"]
    return subprocess.run(asks, capture_output=True, check=False).returncode == 0  # noqa: S603 - found above


pytestmark = pytest.mark.skipif(not has_eglot(), reason="there is no Emacs with Eglot here")


def set_up() -> str:
    """Return the lines that the document has for Eglot."""
    block = r"```elisp\n(\(with-eval-after-load 'eglot\n.*?)```"
    (lines,) = re.findall(block, DOCUMENT.read_text("utf-8"), re.DOTALL)
    return str(lines)


class Emacs:
    """An Emacs in a terminal, whose home is the test's."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self.note, self.data = folder / f"{CANARY}.txt", folder / "home" / "data"
        settings = folder / ".emacs.d"
        settings.mkdir(mode=0o700)  # Emacs answers in no other
        (settings / "init.el").write_text(f"{set_up()}\n{ANSWERS}", "utf-8")
        found = folder / "bin" / "pulsedev"
        found.parent.mkdir()
        found.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pulsedev "$@"\n', "utf-8")
        found.chmod(0o755)
        path = os.pathsep.join((str(found.parent), environ["PATH"]))
        self._environ = environ | {"HOME": str(folder), "PATH": path, "TERM": "xterm"}
        self._folder = folder
        self._terminal: Terminal = terminals()[0]()

    def start(self) -> None:
        """Open a note."""
        assert EMACS
        words = [EMACS, "-nw", "--no-splash", self.note.name]
        self._terminal.start(words, self._environ, self._folder)

    def type(self, keys: str) -> None:
        """Press keys."""
        self._terminal.type(keys)

    def ask(self, expression: str) -> str:
        """Return what an expression of Lisp's is."""
        words = ["emacsclient", "-s", str(self._folder / ".emacs.d" / "server"), "--eval"]
        told = subprocess.run(  # noqa: S603 - our own command
            [*words, expression], capture_output=True, text=True, check=False, timeout=PATIENCE_S
        )
        return told.stdout

    def kept(self, *kinds: Kind) -> list[Record]:
        """Return the events of some kinds that are kept."""
        if not self.data.exists():
            return []
        with closing(DiskStore.open(self.data, now=0.0, keep_days=0)) as store:
            return page(store, Choice(kinds=kinds), 1_000)

    def close(self) -> None:
        """End it."""
        self._terminal.close()


@pytest.fixture
def emacs(tmp_path: Path, environ: dict[str, str]) -> Iterator[Emacs]:
    """Return an Emacs with a note open."""
    made = Emacs(tmp_path, environ)
    made.start()
    until(lambda: made.ask("t") == "t\n")
    yield made
    made.close()


def test_a_note(emacs: Emacs, tmp_path: Path) -> None:
    """Opening, typing, deleting and saving arrive as numbers, a state comes back, no word stays."""
    emacs.type(f"{META}xeglot{ENTER}")
    until(lambda: "PulseDev: unknown" in emacs.ask("global-mode-string"))
    (daemon,) = (
        child
        for child in psutil.Process(int(emacs.ask("(emacs-pid)"))).children(recursive=True)
        if "serve" in child.cmdline()
    )
    emacs.type(f"{CANARY}{BACKSPACE * 2}{ENTER}")
    emacs.type(SAVE)
    until(lambda: emacs.kept(Kind.FILE_SAVED))
    emacs.type(CLOSE)
    until(lambda: emacs.kept(Kind.FILE_CLOSED))
    emacs.type(LEAVE)
    assert not psutil.wait_procs([daemon], PATIENCE_S)[1]
    changed = emacs.kept(Kind.FILE_MODIFIED)
    assert sum(one.a - one.b for one in changed) == len(CANARY) - 2 + len(ENTER)
    assert len(emacs.kept(Kind.FILE_OPENED)) == 1
    for path in (tmp_path / "home").rglob("*"):
        assert not path.is_file() or CANARY.encode() not in path.read_bytes()

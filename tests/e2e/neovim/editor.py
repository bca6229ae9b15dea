"""A Neovim in a terminal, typed into as a person would."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import psutil

from pulsedev.core.events import COLUMNS, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PLUGIN = Path(__file__).parents[3] / "extension-bridge" / "neovim"
PATIENCE_S = 30.0
"""Until a test gives up; a loaded machine needs a few seconds."""

LOOK_S = 0.02
"""Between two looks."""

SOCKET = "./nvim.sock"
"""Where Neovim answers; a full path may be longer than such names can be."""

FLUSH_MS = 50
"""How long the plugin gathers events here; what it does with a second is told by a test of it."""

ESCAPE, ENTER = "\x1b", "\r"
ROWS, COLUMNS_SHOWN = 24, 80

ROW = 'join(map(range(1, &columns), {_, c -> screenstring(r, c)}), "")'
SCREEN = rf'join(map(range(1, &lines), {{_, r -> {ROW}}}), "\n")'
"""What Neovim shows, as one text; an expression of Vim's."""


def until(what: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever it came to be
    """Ask until the answer is true, and return it."""
    end = time.monotonic() + PATIENCE_S
    pause = threading.Event()
    while not (found := what()):
        assert time.monotonic() < end, "it did not come to be"
        pause.wait(LOOK_S)
    return found


def has_ended(process: psutil.Process) -> bool:
    """Return whether a process is gone, or has only to be buried by whoever adopted it."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


class Event(NamedTuple):
    """One event that the daemon took in."""

    kind: int
    doc: int
    a: int
    b: int
    c: int


class Terminal(Protocol):
    """What a program can be run in, and be typed into."""

    def start(self, command: Sequence[str], env: Mapping[str, str], folder: Path) -> None:
        """Run it."""

    def type(self, text: str) -> None:
        """Press keys."""

    def close(self) -> None:
        """End it, and what runs in it."""


class Tmux:
    """A server of its own, without the user's settings."""

    def __init__(self) -> None:
        self._name = f"pulsedev-{os.getpid()}-{id(self)}"

    def _run(self, *words: str, env: Mapping[str, str] | None = None) -> None:
        command = ["tmux", "-L", self._name, "-f", os.devnull, *words]
        subprocess.run(command, env=env, check=False, capture_output=True)  # noqa: S603 - our own command

    def start(self, command: Sequence[str], env: Mapping[str, str], folder: Path) -> None:
        """Run it."""
        size = ("-x", str(COLUMNS_SHOWN), "-y", str(ROWS))
        self._run("new-session", "-d", *size, "-c", str(folder), "--", *command, env=env)

    def type(self, text: str) -> None:
        """Press keys, by their bytes."""
        self._run("send-keys", "-H", *(f"{byte:02x}" for byte in text.encode()))

    def close(self) -> None:
        """End it."""
        self._run("kill-server")


class Bare:
    """A pseudo-terminal whose output is read and dropped: Neovim itself tells its screen."""

    def start(self, command: Sequence[str], env: Mapping[str, str], folder: Path) -> None:
        """Run it."""
        self._ours, theirs = os.openpty()
        os.set_inheritable(theirs, True)  # noqa: FBT003 - positional only
        sized = ["sh", "-c", f'stty rows {ROWS} cols {COLUMNS_SHOWN}; exec "$@"', "sh", *command]
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            sized,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=dict(env),
            cwd=folder,
            start_new_session=True,
        )
        os.close(theirs)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        try:
            while os.read(self._ours, 65_536):
                pass
        except OSError:
            return

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self._ours, text.encode())

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait(PATIENCE_S)
        os.close(self._ours)


def terminals() -> list[type[Terminal]]:
    """Return those that this machine has."""
    return [Tmux, Bare] if shutil.which("tmux") else [Bare]


class Editor:
    """A Neovim with the plugin, in a folder of its own."""

    def __init__(
        self, neovim: str, terminal: Terminal, env: Mapping[str, str], folder: Path
    ) -> None:
        self.folder = folder
        self.recording = folder / "recording.jsonl"
        self._neovim, self._terminal = neovim, terminal
        # XDG's folders keep the user's own Neovim out of it, and its log where a test can look.
        self._env = {**env, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        self._env |= {
            name: str(folder / name.lower())
            for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
        }
        self._env.pop("TMUX", None)
        self.begun: list[psutil.Process] = []

    def start(self, file: str, command: Sequence[str] = (), **options: object) -> None:
        """Open a file, and wait until the daemon judges."""
        serve = [sys.executable, "-m", "pulsedev", "serve", "--record", str(self.recording)]
        chosen = json.dumps({"cmd": list(command) or serve, **options})
        lines = (
            f'vim.opt.runtimepath:prepend("{PLUGIN}")',
            f'require("pulsedev.batcher").FLUSH_MS = {FLUSH_MS}',
            "vim.o.statusline = \"%{%v:lua.require'pulsedev'.statusline()%}\"",
            f'require("pulsedev").setup(vim.json.decode([==[{chosen}]==]))',
        )
        init = self.folder / "init.lua"
        init.write_text("\n".join(lines))
        words = [self._neovim, "--clean", "-n", "-u", str(init), "--listen", SOCKET]
        self._terminal.start([*words, file], self._env, self.folder)
        until((self.folder / SOCKET).exists)
        until(lambda: self.lua("require('pulsedev.session').standing.is") == "running")
        process = psutil.Process(int(self.ask("getpid()")))
        self.begun = [process, *process.children(recursive=True)]

    def ask(self, expression: str) -> str:
        """Return what an expression of Vim's is."""
        done = subprocess.run(  # noqa: S603 - our own command
            [self._neovim, "--server", SOCKET, "--remote-expr", expression],
            cwd=self.folder,
            env=self._env,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        return done.stdout

    def lua(self, expression: str) -> str:
        """Return what an expression of Lua's is."""
        return self.ask(f"luaeval({json.dumps(expression)})")

    def type(self, text: str) -> None:
        """Press keys."""
        self._terminal.type(text)

    def escape(self) -> None:
        """Leave what is typed; keys that followed at once would make another key with it."""
        self._terminal.type(ESCAPE)
        until(lambda: self.ask("mode(1)") == "n")

    def command(self, line: str) -> None:
        """Give a command."""
        self._terminal.type(f":{line}{ENTER}")

    def screen(self) -> str:
        """Return what is shown."""
        return self.ask(SCREEN)

    def shows(self, text: str) -> None:
        """Wait until a text is shown."""
        until(lambda: text in self.screen())

    def events(self, *kinds: Kind) -> list[Event]:
        """Return what the daemon took in so far, of these kinds or of all."""
        if not self.recording.exists():
            return []
        # The last line may be on its way.
        lines = self.recording.read_text().rpartition("\n")[0].splitlines()
        batches = [json.loads(line) for line in lines]
        rows = [
            Event(*row)
            for batch in batches
            if "kind" in batch
            for row in zip(*(batch[name] for name in COLUMNS[1:]), strict=True)
        ]
        return [row for row in rows if not kinds or row.kind in kinds]

    def told(self, kind: Kind, **columns: int) -> Event:
        """Wait for an event with these numbers."""

        def found() -> Event | None:
            same = (one for one in self.events(kind) if columns.items() <= one._asdict().items())
            return next(same, None)

        event: Event = until(found)
        return event

    def gone(self) -> None:
        """Wait until no process of those that were begun is left."""
        until(lambda: all(map(has_ended, self.begun)))

    def close(self) -> None:
        """End it, and the daemon, whatever their state.

        That a daemon ends by itself is told by tests of its own; here nobody waits for it.
        """
        for process in self.begun:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self._terminal.close()
        self.gone()

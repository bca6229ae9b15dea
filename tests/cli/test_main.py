"""The door: which command runs, what it costs to open, and how it ends when things go wrong."""

from __future__ import annotations

import subprocess
import sys
import types
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from pulsedev import __version__
from pulsedev.cli import main as door
from pulsedev.cli.errors import CommandError, UsageError
from pulsedev.cli.main import COMMANDS, main

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from tests.cli.conftest import Run


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Return what makes `demo` fail in a chosen way."""

    def fail_with(error: BaseException) -> None:
        def run(_args: argparse.Namespace) -> int:
            raise error

        module = types.ModuleType("pulsedev.cli.made_up")
        module.__dict__.update(run=run, configure=lambda _parser: None)
        monkeypatch.setattr(door, "import_module", lambda _name: module)

    return fail_with


def test_version(run: Run) -> None:
    """The version is one line."""
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, f"pulsedev {__version__}\n")


def test_help(run: Run) -> None:
    """The help names each command, with an example of each."""
    done = run("--help")
    assert done.returncode == 0
    for name, each in COMMANDS.items():
        assert f"    {name}" in done.stdout
        assert each.example in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command(run: Run, name: str) -> None:
    """Each command has a help with an example."""
    done = run(name, "--help")
    assert done.returncode == 0
    assert f"pulsedev {name}" in done.stdout.partition("example")[2]


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_have_their_parts(name: str) -> None:
    """Each module of a command offers what the door asks for."""
    module = import_module(COMMANDS[name].module)
    assert callable(module.configure)
    assert callable(module.run)


def test_no_command(run: Run) -> None:
    """Without a command the help comes on stderr, with the code of wrong usage."""
    done = run()
    assert (done.returncode, done.stdout) == (2, "")
    assert "COMMAND" in done.stderr


@pytest.mark.parametrize(
    "args", [("nonsense",), ("--nonsense",), ("demo", "--nonsense"), ("replay",)]
)
def test_wrong_usage(run: Run, args: tuple[str, ...]) -> None:
    """Wrong usage is one line that names the help, and exit code 2."""
    done = run(*args)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "--help" in done.stderr


def test_serve_is_light(environment: dict[str, str]) -> None:
    """An editor that starts the daemon does not wait for what draws on terminals."""
    probe = (
        "import sys; from pulsedev.cli.main import main; "
        "sys.exit(main(['serve']) or int('rich' in sys.modules or 'numpy' in sys.modules))"
    )
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", probe],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (CommandError("x: no such file;\n try y"), 1, "pulsedev: x: no such file; try y\n"),
        (UsageError("no"), 2, "pulsedev: no\n"),
        (KeyboardInterrupt(), 130, ""),
        (OSError(28, "No space left", "a"), 1, "pulsedev: a: No space left (set PULSEDEV_DEBUG"),
        (ValueError("secret"), 1, "pulsedev: ValueError at "),
    ],
)
def test_failures(
    command: Callable[[BaseException], None],
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    said: str,
) -> None:
    """A failure is at most one line, never quotes content, and has its exit code."""
    command(error)
    assert main(["demo"]) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(said)
    assert told.err.count("\n") == bool(said)
    assert "secret" not in told.err


def test_debugging(
    command: Callable[[BaseException], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who asks for the traceback gets it."""
    monkeypatch.setenv("PULSEDEV_DEBUG", "1")
    command(ValueError("why"))
    assert main(["demo"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_reader_that_leaves(environment: dict[str, str]) -> None:
    """A reader that has seen enough ends a command without a word."""
    with subprocess.Popen(
        [sys.executable, "-m", "pulsedev", "demo", "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1

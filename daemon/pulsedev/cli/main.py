"""Finds the command, runs it, and turns whatever happens into an exit code.

Only the chosen command's module is imported: an editor waits for ``serve``, so it must not
pay for what the others show on a terminal. A user never sees a traceback unless they ask.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import traceback
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn, Protocol, cast

from pulsedev import __version__
from pulsedev.cli.errors import CommandError

if TYPE_CHECKING:
    from collections.abc import Sequence

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130
"""Exit codes; 130 is what shells make of Ctrl-C."""

DEBUG = "PULSEDEV_DEBUG"
"""The environment variable that asks for tracebacks."""


@dataclass(frozen=True, slots=True)
class Command:
    """What the help tells of a command, and where it lives."""

    module: str
    help: str
    example: str


COMMANDS = {
    "serve": Command(
        "pulsedev.cli.serve",
        "run the daemon on stdin and stdout; editors start this",
        "pulsedev serve",
    ),
    "replay": Command(
        "pulsedev.cli.replay",
        "judge recorded sessions as if they happened now",
        "pulsedev replay sessions.csv",
    ),
    "run": Command(
        "pulsedev.cli.run",
        "run a command as if it was run without this, and tell how it ended",
        "pulsedev run -- pytest -x",
    ),
    "evaluate": Command(
        "pulsedev.cli.evaluate",
        "hold the detectors to labels of people that taught them nothing",
        "pulsedev evaluate hermes_stuck/",
    ),
    "demo": Command(
        "pulsedev.cli.demo",
        "watch three recorded sessions being judged",
        "pulsedev demo --speed 200",
    ),
    "watch": Command(
        "pulsedev.cli.watch",
        "watch folders from a terminal: what is saved, committed and tested, in any editor",
        "pulsedev watch ~/project",
    ),
    "status": Command(
        "pulsedev.cli.status",
        "say how things stand: what is believed now and why, who is there, what is paused",
        "pulsedev status --json",
    ),
    "label": Command(
        "pulsedev.cli.label",
        "say how it goes: stuck, progress, flow or interrupted; or with --review how a day went",
        "pulsedev label stuck --since 20m",
    ),
    "pause": Command(
        "pulsedev.cli.pause",
        "observe nothing for some minutes or until `resume`, in all windows",
        "pulsedev pause 30",
    ),
    "resume": Command(
        "pulsedev.cli.resume",
        "observe again, in all windows",
        "pulsedev resume",
    ),
    "data": Command(
        "pulsedev.cli.data",
        "see, show, export and erase what is kept",
        "pulsedev data show --last",
    ),
    "train": Command(
        "pulsedev.cli.train",
        "learn from what you said, now rather than at night",
        "pulsedev train",
    ),
    "models": Command(
        "pulsedev.cli.models",
        "list what was learned, show how well it does, take it back",
        "pulsedev models card",
    ),
    "doctor": Command(
        "pulsedev.cli.doctor",
        "check the installation and say how to mend it",
        "pulsedev doctor",
    ),
}


class CommandModule(Protocol):
    """What a module of a command offers."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's arguments."""

    def run(self, args: argparse.Namespace) -> int:
        """Do the work and return the exit code."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where the right way stands."""
        self.exit(USAGE, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    _never_fail_on_encoding()
    try:
        code = _dispatch(sys.argv[1:] if argv is None else argv)
        sys.stdout.flush()
    except BrokenPipeError:
        return _reader_left()
    except KeyboardInterrupt:
        return INTERRUPTED
    except CommandError as error:
        _say(str(error))
        return error.code
    except Exception as error:  # noqa: BLE001 - the last line of defence: no traceback for users
        return _unexpected(error)
    return code


def _dispatch(argv: Sequence[str]) -> int:
    # The options before a command take no value, so the first other word is the command.
    name = next((word for word in argv if not word.startswith("-")), "")
    command = COMMANDS.get(name)
    module = cast("CommandModule", import_module(command.module)) if command else None
    parser, children = _parsers()
    if module:
        module.configure(children[name])
    args = parser.parse_args(argv)
    if not module:
        parser.print_help(sys.stderr)
        return USAGE
    return module.run(args)


def _parsers() -> tuple[Parser, dict[str, Parser]]:
    width = max(map(len, COMMANDS)) + 2
    examples = "\n".join(f"  {name:{width}}{c.example}" for name, c in COMMANDS.items())
    parser = Parser(
        prog="pulsedev",
        description="Notices on your own machine, while it happens, when you are stuck or in flow.",
        epilog=f"examples:\n{examples}\n\nEach command has its own --help.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"pulsedev {__version__}")
    group = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)
    children = {}
    for name, command in COMMANDS.items():
        children[name] = group.add_parser(
            name,
            help=command.help,
            description=f"{command.help[0].upper()}{command.help[1:]}.",
            epilog=f"example:\n  {command.example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
    return parser, children


def _never_fail_on_encoding() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _reader_left() -> int:
    # The interpreter flushes stdout once more at its end; that must not fail aloud.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FAILED


def _say(message: str) -> None:
    sys.stderr.write(f"pulsedev: {' '.join(message.split())}\n")


def _unexpected(error: Exception) -> int:
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
        return FAILED
    if isinstance(error, OSError) and error.strerror:
        _say(f"{error.filename or 'system'}: {error.strerror} (set {DEBUG}=1 for details)")
        return FAILED
    # The message of another error may quote what a file held, so only the place is told.
    _say(
        f"{type(error).__name__} at {_place(error)}: a fault of pulsedev itself "
        f"(set {DEBUG}=1 for details)"
    )
    return FAILED


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "pulsedev" in frame.filename] or frames
    return f"{ours[-1].filename.replace(os.sep, '/').rpartition('/')[2]}:{ours[-1].lineno}"

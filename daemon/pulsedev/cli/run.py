"""Run a command as if it was run without us, and tell how it ended."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pulsedev.cli.errors import UsageError
from pulsedev.running import door

if TYPE_CHECKING:
    from collections.abc import Sequence

CLASSES = {"other": 0, "build": 1, "test": 2, "run": 3}
"""What a user may say that a command is for."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "--as",
        choices=CLASSES,
        dest="what",
        help="what the command is for, where its name does not tell (linters are builds)",
    )
    parser.add_argument(
        "command", nargs=argparse.REMAINDER, metavar="-- COMMAND", help="with its arguments"
    )


def run(args: argparse.Namespace) -> int:
    """Run it; this process ends as the command does."""
    command: Sequence[str] = args.command[args.command[:1] == ["--"] :]
    if not command or not command[0]:
        raise UsageError("COMMAND is missing, as in `pulsedev run -- pytest`")
    return door.execute(command, CLASSES.get(args.what))

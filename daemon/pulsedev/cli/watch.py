"""Watch folders from a terminal: a session like an editor's, of what is saved and committed."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from pulsedev import config, faults, logs, paths
from pulsedev.cli.errors import CommandError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.cli.watching import Face

LOG_FILE = "daemon.log"
"""Below the log folder; the daemons' own."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "folders", nargs="*", type=Path, metavar="DIR", help="default: the folder you are in"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument(
        "--poll", action="store_true", help="look for changes, where the system does not tell"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        type=setting,
        metavar="NAME=VALUE",
        dest="settings",
        help="choose what an editor's settings choose, as in --set alertsPerDay=1",
    )
    parser.add_argument(
        "--notify",
        action="store_true",
        help="show alerts as notifications of the desktop, too (needs pulsedev[notify])",
    )


def setting(text: str) -> tuple[str, object]:
    """Read a setting: JSON, or a text without quotes.

    >>> setting("alertsPerDay=1"), setting("quietHours=22:00-07:00")
    (('alertsPerDay', 1), ('quietHours', '22:00-07:00'))
    """
    name, sign, value = text.partition("=")
    if not sign or name not in config.SETTINGS:
        raise argparse.ArgumentTypeError(
            f"{name!r} is no setting; there are {', '.join(config.SETTINGS)}"
        )
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def run(args: argparse.Namespace) -> int:
    """Watch until a key or a signal ends it."""
    settings = dict(args.settings)
    for complaint in config.read(settings)[1]:
        raise UsageError(f"--set {complaint.partition(';')[0]}")
    roots = _roots(args.folders or [Path()])
    # Late, because `pulsedev watch --help` needs none of it.
    from pulsedev import service  # noqa: PLC0415
    from pulsedev.cli.neighbours import Neighbours  # noqa: PLC0415
    from pulsedev.cli.notices import Desktop  # noqa: PLC0415
    from pulsedev.cli.observing import Observing  # noqa: PLC0415
    from pulsedev.cli.serve import be_prompt, settle  # noqa: PLC0415
    from pulsedev.cli.watching import Session  # noqa: PLC0415

    faults.contain()
    _log_quietly()
    folder, key = paths.data_folder(), bytes.fromhex(paths.document_key().hex)
    observing = Observing(roots, key, Neighbours(folder), polls=args.poll)
    face = _face(roots, as_json=args.json)
    be_prompt()
    settle(gc.get_threshold())
    served = service.Service(folder=folder)
    desktop = Desktop(served.answered) if args.notify else None
    served.configure(settings)
    return asyncio.run(Session(served, observing, face, desktop).run())


def _roots(folders: Sequence[Path]) -> list[Path]:
    roots = list(dict.fromkeys(folder.resolve() for folder in folders))
    for root in roots:
        if not root.is_dir():
            raise CommandError(f"{root}: no such folder")
        if any(other in root.parents for other in roots):
            raise UsageError(f"{root} is watched already, as a folder within another")
    return roots


def _face(roots: Sequence[Path], *, as_json: bool) -> Face:
    from pulsedev.cli.speaking import Json, Lines  # noqa: PLC0415 - see above

    if as_json:
        return Json()
    from rich.console import Console  # noqa: PLC0415 - see above

    console = Console(highlight=False)
    if not console.is_terminal or console.is_dumb_terminal:
        return Lines()
    from pulsedev.cli.live import Screen  # noqa: PLC0415 - see above

    return Screen(console, ", ".join(root.name for root in roots), time.time())


def _log_quietly() -> None:
    """Log into the file alone: stderr is the same terminal."""
    try:
        file = paths.private(paths.log_folder()) / LOG_FILE
    except OSError as error:
        sys.stderr.write(f"pulsedev: no log file: {error}\n")
        file = None
    logs.configure("info", file, to_stderr=False)

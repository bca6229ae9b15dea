"""Run the daemon on stdin and stdout; editors start this."""

from __future__ import annotations

import gc
import logging
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pulsedev import faults, logs, paths
from pulsedev.cli.errors import CommandError

if TYPE_CHECKING:
    import argparse

    from pulsedev.outlet import Recorder

log = logging.getLogger(__name__)

LOG_FILE = "daemon.log"
"""Below the log folder; all windows' daemons share it, so each line has a process number."""

SWITCH_EVERY_S = 0.001
"""Seconds after which a thread that reads models lets the loop go on; Python's own 5 ms would show
in every answer that falls into such a moment."""

AT_START = 10_000
"""New objects after which garbage is looked for while all is imported. Hardly any of it is: with
Python's own 700 the looking takes a tenth of the start. Never to look would cost ten megabytes."""

AT_A_TERMINAL = (
    "pulsedev: waiting for an LSP client on stdin; an editor starts this (Ctrl+C ends it,"
    " `pulsedev demo` shows something)\n"
)
"""For somebody who typed the command and sees nothing happen."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "--record", type=Path, metavar="FILE", help="append the events to a recording, for replay"
    )
    parser.add_argument("--log-level", choices=logs.LEVELS, default="info", help="default: info")
    parser.add_argument("--log-file", type=Path, metavar="FILE", help="default: in the log folder")


def run(args: argparse.Namespace) -> int:
    """Serve until the client is done or gone."""
    usual = gc.get_threshold()
    gc.set_threshold(AT_START)
    # Late, because `pulsedev serve --help` needs none of it.
    from pulsedev import service  # noqa: PLC0415

    faults.contain()
    be_prompt()
    if sys.stdin and sys.stdin.isatty():
        sys.stderr.write(AT_A_TERMINAL)
    logs.configure(args.log_level, args.log_file or _log_file())
    recorder = _recorder(args.record) if args.record else None
    key = paths.document_key()
    if key.trouble:
        log.warning("document numbers hold for this run only: %s", key.trouble)
    folder = paths.data_folder()
    made = partial(service.Service, folder=folder, recorder=recorder)
    return service.run_on_stdio(made, key.hex, partial(settle, usual))


def be_prompt() -> None:
    """Keep what else this process does from holding up its loop."""
    sys.setswitchinterval(SWITCH_EVERY_S)


def settle(threshold: tuple[int, int, int]) -> None:
    """Look for garbage as usual from now on, but never again through what was imported."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*threshold)


def _log_file() -> Path | None:
    try:
        return paths.private(paths.log_folder()) / LOG_FILE
    except OSError as error:
        log.warning("no log file: %s", error)
        return None


def _recorder(file: Path) -> Recorder:
    # Late, because hardly any daemon records.
    from pulsedev.importers.pulse import Recorder as PulseRecorder  # noqa: PLC0415

    try:
        return PulseRecorder(file)
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}; choose another file to record to") from None

"""Observe again, in all windows: each obeys within a second or so."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from pulsedev.cli.pause import there
from pulsedev.cli.standing import standing
from pulsedev.cli.stored import kept_store
from pulsedev.core.stimuli import Resumed

if TYPE_CHECKING:
    import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """End a pause, if there is one."""
    now, told, was_paused = time.time(), "nothing was paused", False
    with kept_store() as store:
        before = standing(store, now) if store else None
        if store and before and before.paused is not None:
            store.add_control(Resumed(now))
            told, was_paused = f"observing again: {there(before.windows)}", True
    print(json.dumps({"resumed": was_paused}) if args.json else told)  # noqa: T201 - the output
    return 0

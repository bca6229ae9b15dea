"""Observe nothing for a while, in all windows: each obeys within a second or so."""

from __future__ import annotations

import argparse
import json
import time

from pulsedev import paths
from pulsedev.cli.moments import short
from pulsedev.cli.standing import windows
from pulsedev.cli.stored import many, own_store
from pulsedev.core.stimuli import Paused
from pulsedev.store.rows import ms, optional

MINUTE = 60.0

LONGEST_MIN = 7 * 24 * 60
"""Minutes; a pause for longer than a week is forgotten, not meant."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "minutes", nargs="?", type=minutes, metavar="MINUTES", help="default: until `resume`"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def minutes(text: str) -> float:
    """Read an argument."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number <= LONGEST_MIN:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no number of minutes above 0 and up to {LONGEST_MIN}, a week"
        )
    return number


def run(args: argparse.Namespace) -> int:
    """Keep that the user wants it, for all windows to see."""
    now = time.time()
    until = None if args.minutes is None else now + args.minutes * MINUTE
    with own_store() as store:
        store.add_control(Paused(now, until))
        count = len(windows(store, paths.data_folder(), now))
    if args.json:
        print(json.dumps({"until": optional(ms, until)}))  # noqa: T201 - the command's output
        return 0
    end = "`pulsedev resume`" if until is None else short(until, now)
    print(f"paused until {end}: {there(count)}")  # noqa: T201 - the command's output
    return 0


def there(count: int) -> str:
    """Say whom it concerns."""
    if not count:
        return "no window is open; it holds for those that will be"
    return many(count, "open window")

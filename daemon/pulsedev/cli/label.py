"""Say how it goes, from a terminal: a label as the editor's buttons make it, or a day of them."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from pulsedev.cli import reviewing
from pulsedev.cli.errors import UsageError
from pulsedev.cli.moments import WAYS, argument, short
from pulsedev.cli.noting import keep
from pulsedev.cli.stored import own_store
from pulsedev.core.labels import Label, Said, Source

if TYPE_CHECKING:
    import argparse

WORDS = {
    Said.STUCK: "stuck",
    Said.PROGRESS: "making progress",
    Said.FLOW: "in flow",
    Said.INTERRUPTED: "interrupted",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    states = [said.value for said in Said]
    parser.add_argument("said", nargs="?", choices=states, metavar="STATE", help=", ".join(states))
    parser.add_argument(
        "--at",
        type=argument,
        metavar="T",
        help=f"the moment that it speaks of (default: now): {WAYS}",
    )
    parser.add_argument("--since", type=argument, metavar="T", help="when that began")
    parser.add_argument(
        "--review",
        nargs="?",
        const="today",
        type=argument,
        metavar="DAY",
        help="go through a day (default: today) and say how each stretch of work was: "
        "2026-11-23, today or yesterday",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Keep the label, or ask for those of a day."""
    if args.review is not None:
        if args.said or args.at is not None or args.since is not None:
            raise UsageError("--review asks for each stretch; leave STATE, --at and --since out")
        return reviewing.run(args.review, as_json=args.json)
    if args.said is None:
        raise UsageError(f"STATE is missing: {', '.join(said.value for said in Said)}; or --review")
    now = time.time()
    at = now if args.at is None else args.at
    if at > now:
        raise UsageError(f"--at lies ahead: it is {short(now, now)} now")
    if args.since is not None and args.since > at:
        raise UsageError("--since must not be after the moment that the label speaks of")
    with own_store() as store:
        number = keep(store, Label(0, Said(args.said), at, Source.BUTTON, args.since), now)
    if args.json:
        print(json.dumps({"id": number}))  # noqa: T201 - the command's output
        return 0
    moment = "" if args.at is None else f" at {short(at, now)}"
    since = "" if args.since is None else f", since {short(args.since, now)}"
    print(f"noted: {WORDS[Said(args.said)]}{moment}{since}")  # noqa: T201 - the command's output
    return 0

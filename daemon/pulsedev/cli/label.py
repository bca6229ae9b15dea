"""Say how it goes, from a terminal: a label as the editor's buttons make it."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from pulsedev.cli.errors import UsageError
from pulsedev.cli.moments import WAYS, argument, short
from pulsedev.cli.standing import standing
from pulsedev.cli.stored import own_store
from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.states import State

if TYPE_CHECKING:
    import argparse

    from pulsedev.store.disk import DiskStore

NUMBERS = 20
"""Bits of a label's number below that of its window, as in the daemon."""

WORDS = {
    Said.STUCK: "stuck",
    Said.PROGRESS: "making progress",
    Said.FLOW: "in flow",
    Said.INTERRUPTED: "interrupted",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    states = [said.value for said in Said]
    parser.add_argument("said", choices=states, metavar="STATE", help=", ".join(states))
    parser.add_argument(
        "--at",
        type=argument,
        metavar="T",
        help=f"the moment that it speaks of (default: now): {WAYS}",
    )
    parser.add_argument("--since", type=argument, metavar="T", help="when that began")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Keep the label."""
    now = time.time()
    at = now if args.at is None else args.at
    if at > now:
        raise UsageError(f"--at lies ahead: it is {short(now, now)} now")
    if args.since is not None and args.since > at:
        raise UsageError("--since must not be after the moment that the label speaks of")
    with own_store() as store:
        number = keep(store, Said(args.said), at, args.since, now)
    if args.json:
        print(json.dumps({"id": number}))  # noqa: T201 - the command's output
        return 0
    moment = "" if args.at is None else f" at {short(at, now)}"
    since = "" if args.since is None else f", since {short(args.since, now)}"
    print(f"noted: {WORDS[Said(args.said)]}{moment}{since}")  # noqa: T201 - the command's output
    return 0


def keep(store: DiskStore, said: Said, at: float, since: float | None, now: float) -> int:
    """Keep a label under a number that no other one has: that of a window which is over at once."""
    window = store.begin_window(now)
    store.end_window(window, now)
    label = Label((window << NUMBERS) + 1, said, at, Source.BUTTON, since)
    shown = standing(store, now).state
    store.add_label(label, shown.state if shown else State.UNKNOWN, now)
    return label.id

"""``pulsedev data erase``: what is gone after it is gone from the files, too."""

from __future__ import annotations

import json
import sys
import time
from math import inf
from typing import TYPE_CHECKING

from pulsedev import paths
from pulsedev.cli.errors import CommandError, UsageError
from pulsedev.cli.moments import said
from pulsedev.cli.spans import add_span, span
from pulsedev.cli.standing import standing
from pulsedev.cli.stored import NOTHING, as_dict, kept_store, many
from pulsedev.learn.shelf import Shelf, ShelfError
from pulsedev.store.listing import Choice, listed
from pulsedev.store.memory import Kept

if TYPE_CHECKING:
    import argparse

    from pulsedev.store.disk import DiskStore


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    add_span(parser)
    parser.add_argument("--yes", action="store_true", help="don't ask")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Ask, erase, and say what went."""
    first, last = span(args)
    is_asked = not args.yes
    if is_asked and not sys.stdin.isatty():
        raise UsageError("nobody is there to ask: --yes erases without asking")
    with kept_store() as store:
        if store and is_asked and not agreed(question(store, first, last)):
            raise CommandError("nothing was erased")
        gone = erase(store, first, last) if store else Kept(0, 0, 0, 0, 0)
    tell(gone, as_json=args.json, is_there=store is not None)
    return 0


def question(store: DiskStore, first: float, last: float) -> str:
    """Say what would go."""
    if (first, last) == (-inf, inf):
        kept = store.kept()
        said_too = f"{many(kept.labels, 'label')} and {many(kept.alerts, 'alert')}"
        return f"Erase all that is kept: {many(kept.events, 'event')}, {said_too}?"
    count = sum(1 for _ in listed(store, Choice(first, last)))
    since = "" if first == -inf else f" from {said(first)}"
    until = "" if last == inf else f" up to {said(last)}"
    return f"Erase {many(count, 'event')}{since}{until}, and what was made and said of them?"


def agreed(text: str) -> bool:
    """Ask on the terminal; no answer is no."""
    sys.stderr.write(f"{text} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def erase(store: DiskStore, first: float, last: float) -> Kept:
    """Erase a span; a pause or snooze goes on, for windows that open later, too."""
    now = time.time()
    wanted = standing(store, now).again(now)
    if (first, last) == (-inf, inf):
        _forget_models()
    try:
        return store.erase(None if first == -inf else first, None if last == inf else last)
    finally:
        for control in wanted:
            store.add_control(control)


def _forget_models() -> None:
    """Remove what was learned of the person, too."""
    try:
        Shelf(paths.data_folder() / "models").clear()
    except ShelfError as error:
        raise CommandError(str(error)) from None


def tell(gone: Kept, *, as_json: bool, is_there: bool) -> None:
    """Say what went."""
    if as_json:
        sys.stdout.write(json.dumps(as_dict(gone)) + "\n")
        return
    parts = (
        many(gone.events, "event"),
        many(gone.states, "verdict"),
        many(gone.alerts, "alert"),
        many(gone.labels, "label"),
    )
    print(f"erased {', '.join(parts)}" if is_there else NOTHING)  # noqa: T201 - the output

"""The arguments ``--from`` and ``--to`` of several commands."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from pulsedev.cli.errors import UsageError
from pulsedev.cli.moments import WAYS, argument

if TYPE_CHECKING:
    import argparse


def add_span(parser: argparse.ArgumentParser) -> None:
    """Add the two arguments."""
    parser.add_argument(
        "--from", type=argument, dest="begin", metavar="T", help=f"what happened since T: {WAYS}"
    )
    parser.add_argument(
        "--to", type=argument, dest="end", metavar="T", help="what happened before T"
    )


def span(args: argparse.Namespace) -> tuple[float, float]:
    """Return both in epoch seconds, infinite where there is no bound."""
    first = -inf if args.begin is None else args.begin
    last = inf if args.end is None else args.end
    if first >= last:
        raise UsageError("--to must be after --from; a day means its beginning")
    return first, last

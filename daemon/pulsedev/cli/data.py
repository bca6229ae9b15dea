"""See, show, export and erase what is kept."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from pulsedev import paths
from pulsedev.cli import erasing, exporting, showing
from pulsedev.cli.moments import said
from pulsedev.cli.stored import NOTHING, as_dict, kept_store, many, size
from pulsedev.store.disk import KEEP_DAYS
from pulsedev.store.memory import Kept

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLE = """examples:
  pulsedev data summary
  pulsedev data show --last --kind test_run
  pulsedev data export events.csv --format csv --anonymize
  pulsedev data erase --from yesterday --to today"""

NAME_WIDTH = 10
"""Columns of a line's name."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the commands below this one."""

    help: str
    example: str
    configure: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the commands below this one."""
    parser.epilog = EXAMPLE
    group = parser.add_subparsers(
        title="commands", metavar="COMMAND", parser_class=type(parser), required=True
    )
    for name, part in PARTS.items():
        child = group.add_parser(
            name,
            help=part.help,
            description=f"{part.help[0].upper()}{part.help[1:]}.",
            epilog=f"example:\n  {part.example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        part.configure(child)
        child.set_defaults(part=part.run)


def run(args: argparse.Namespace) -> int:
    """Do what was asked for."""
    part: Callable[[argparse.Namespace], int] = args.part
    return part(args)


def configure_summary(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``data summary``."""
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def summarize(args: argparse.Namespace) -> int:
    """Say what is kept, since when and how much."""
    with kept_store() as store:
        kept = store.kept() if store else Kept(0, 0, 0, 0, 0)
    if args.json:
        sys.stdout.write(json.dumps({"folder": str(paths.data_folder()), **as_dict(kept)}) + "\n")
        return 0
    console = Console(highlight=False)
    for name, told in lines(kept) if store else [("kept", NOTHING)]:
        console.print(Text.assemble((f"{name:{NAME_WIDTH}}", "dim"), told), soft_wrap=True)
    return 0


def lines(kept: Kept) -> list[tuple[str, str]]:
    """Say how much is kept and for how long, with a name for each line."""
    since = "" if kept.since is None else f" since {said(kept.since)}"
    return [
        ("events", f"{kept.events:,} in {many(kept.batches, 'batch')}{since}"),
        ("", f"each goes after {KEEP_DAYS} days, or as the setting retentionDays says"),
        ("verdicts", f"{kept.states:,}, which go with the events"),
        ("features", f"of {many(kept.vectors, 'moment')}, most of them for an hour"),
        ("alerts", f"{kept.alerts:,}; they stay until you erase them"),
        ("labels", f"{kept.labels:,}; they stay until you erase them"),
        ("training", many(kept.trainings, "run")),
        ("on disk", f"{size(kept.size)} in {paths.data_folder()}"),
    ]


PARTS = {
    "summary": Part(
        "say what is kept, since when and how much",
        "pulsedev data summary --json",
        configure_summary,
        summarize,
    ),
    "show": Part(
        "show the events that are kept, one a line, in the order in which they happened",
        "pulsedev data show --last --kind test_run --kind file_saved",
        showing.configure,
        showing.run,
    ),
    "export": Part(
        "write what is kept into a file for other programs",
        "pulsedev data export events.csv --format csv --anonymize",
        exporting.configure,
        exporting.run,
    ),
    "erase": Part(
        "forget all that is kept, or a span of it",
        "pulsedev data erase --from yesterday --to today",
        erasing.configure,
        erasing.run,
    ),
}

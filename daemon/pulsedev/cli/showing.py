"""``pulsedev data show``: the events that are kept, in plain words or as they are."""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from pulsedev.cli.errors import UsageError
from pulsedev.cli.moments import said
from pulsedev.cli.sentences import sentence
from pulsedev.cli.spans import add_span, span
from pulsedev.cli.stored import NOTHING, kept_store
from pulsedev.store.export import KIND_NAMES, kind_name
from pulsedev.store.listing import Choice, Record, newest, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.store.disk import DiskStore

LIMIT = 50
"""Events of a page, as many as somebody looks at."""

MOST = 1_000_000
"""Events of a page and before it that are in memory at once: some hundred MB; all are exported."""

DIGITS = 100_000
"""Of a document's number its last five digits are enough to tell it from others."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "--kind",
        action="append",
        type=kind,
        dest="kinds",
        metavar="KIND",
        help="only events of this kind, such as test_run; may be given several times",
    )
    add_span(parser)
    parser.add_argument("--last", action="store_true", help="show the newest, not the oldest")
    parser.add_argument(
        "--limit", type=int, default=LIMIT, metavar="N", help="events of a page (default: 50)"
    )
    parser.add_argument("--page", type=int, default=1, metavar="P", help="show the P-th page")
    parser.add_argument("--all-columns", action="store_true", help="show the numbers, not words")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")


def kind(text: str) -> int:
    """Read the name or the number of a kind."""
    names = {name: number for number, name in KIND_NAMES.items()}
    if text.isdecimal():
        return int(text)
    if text not in names:
        raise argparse.ArgumentTypeError(f"{text!r} is no kind; there are {', '.join(names)}")
    return names[text]


def run(args: argparse.Namespace) -> int:
    """Show a page."""
    if not (args.limit > 0 and args.page > 0 and args.limit * args.page <= MOST):
        raise UsageError(
            f"--limit and --page must be above zero, and reach no further than {MOST:,} events"
        )
    choice = Choice(*span(args), args.kinds and frozenset(args.kinds))
    with kept_store() as store:
        found, more = looked_up(store, choice, args) if store else ([], False)
    if args.json:
        for record in found:
            sys.stdout.write(json.dumps(as_dict(record)) + "\n")
        return 0
    print_page(found, all_columns=args.all_columns)
    if not found:
        print("no such events" if store else NOTHING)  # noqa: T201 - the command's output
    if more:
        last = " --last" if args.last else ""
        sys.stderr.write(f"{'earlier' if last else 'more'}:{last} --page {args.page + 1}\n")
    return 0


def looked_up(
    store: DiskStore, choice: Choice, args: argparse.Namespace
) -> tuple[list[Record], bool]:
    """Return the records of a page, and whether there is another one."""
    skip, limit = args.limit * (args.page - 1), args.limit
    if args.last:
        found = newest(store, choice, limit + 1, skip, time.time())
        return found[-limit:], len(found) > limit
    found = page(store, choice, limit + 1, skip)
    return found[:limit], len(found) > limit


def as_dict(record: Record) -> dict[str, object]:
    """Return an event as it goes into JSON."""
    t, window, seq, _, number, doc, a, b, c = record
    names = {"t": t, "window": window, "seq": seq, "kind": kind_name(number)}
    return {**names, "doc": doc, "a": a, "b": b, "c": c}


def print_page(found: Sequence[Record], *, all_columns: bool) -> None:
    """Print events, a line each."""
    console = Console(highlight=False)
    for record in found:
        console.print(columns(record) if all_columns else words(record), soft_wrap=True)


def words(record: Record) -> Text:
    """Write an event as a sentence."""
    document = f"document {record.doc % DIGITS:05}" if record.doc else ""
    window = f"window {record.window}" if record.window else "a command"
    where = f"  {window:<10}  {document:14}  "
    return Text.assemble((said(record.t / 1000), "dim"), where, sentence(record))


def columns(record: Record) -> Text:
    """Write an event as it is kept, with its time in milliseconds."""
    t, window, seq, _, number, doc, *abc = record
    when = f"{said(t / 1000)}.{t % 1000:03}"
    rest = f"  window {window:<3}  seq {seq:<6}  {kind_name(number):18}  doc {doc:<16}  "
    named = "  ".join(f"{name} {value}" for name, value in zip("abc", abc, strict=True))
    return Text.assemble((when, "dim"), rest, named)

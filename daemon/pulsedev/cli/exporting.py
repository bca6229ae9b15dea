"""``pulsedev data export``: what is kept, for other programs and other people."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pulsedev.cli.errors import CommandError
from pulsedev.cli.spans import add_span, span
from pulsedev.cli.stored import NOTHING, kept_store, many, size
from pulsedev.store.export import Form, Wanted, to_file, write

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from pulsedev.store.disk import DiskStore

STDOUT = "-"

ANONYMIZED = (
    "move all times by one random span and number files and windows anew; your rhythm still shows,"
    " and the sizes of files and commits"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("file", nargs="?", default=STDOUT, metavar="FILE", help="default: stdout")
    parser.add_argument(
        "--format",
        choices=[form.value for form in Form],
        default=Form.JSONL.value,
        help="jsonl has all, and `pulsedev replay` reads it; csv has the events (default: jsonl)",
    )
    parser.add_argument("--anonymize", action="store_true", help=ANONYMIZED)
    add_span(parser)
    parser.add_argument("--force", action="store_true", help="replace a file that is there")


def run(args: argparse.Namespace) -> int:
    """Write the file, or to stdout."""
    wanted = Wanted(*span(args), Form(args.format), anonymize=args.anonymize)
    path = None if args.file == STDOUT else Path(args.file)
    if path and path.exists() and not args.force:
        raise CommandError(f"{path}: is there already; --force replaces it")
    with kept_store() as store:
        if store is None:
            raise CommandError(f"{NOTHING}, so there is nothing to export")
        with progress(store, wanted, is_shown=path is not None) as advance:
            if path is None:
                write(store, wanted, sys.stdout.write, advance=advance)
                return 0
            events, count = to_file(store, wanted, path, force=args.force, advance=advance)
    print(f"{many(events, 'event')} in {path} ({size(count)})")  # noqa: T201 - the output
    return 0


@contextmanager
def progress(
    store: DiskStore, wanted: Wanted, *, is_shown: bool
) -> Iterator[Callable[[int], object]]:
    """Show a bar on a terminal that shows nothing else."""
    if not sys.stderr.isatty() or not (is_shown or not sys.stdout.isatty()):
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - not needed in a pipe
    from rich.progress import Progress  # noqa: PLC0415 - the same

    # How much a span holds is known only once it was read.
    total = store.kept().events if wanted == Wanted(form=wanted.form) else None
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("export", total=total)
        yield lambda events: bar.advance(task, events)

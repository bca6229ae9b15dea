"""Hold the detectors to labelled recordings of people that taught them nothing."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pulsedev.cli.errors import CommandError, UsageError
from pulsedev.cli.stored import NOTHING, kept_store
from pulsedev.importers.recording import RecordingError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from pulsedev.evaluation.running import Asked, Done, Told

EXAMPLE = """examples:
  pulsedev evaluate hermes_stuck/ cyberdojo_tdd/
  pulsedev evaluate data/ --task cups_copilot --model evidence --model forest --json
  pulsedev evaluate --train half/ --test other_half/ --html result.html
  pulsedev evaluate                          your own labels, later days by earlier ones"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.epilog = EXAMPLE
    parser.add_argument(
        "data", nargs="*", type=Path, metavar="DATA", help="files or folders with labels"
    )
    parser.add_argument(
        "--task", action="append", metavar="NAME", help="this data set only; may be given again"
    )
    parser.add_argument(
        "--model", action="append", metavar="NAME", help="this method only; may be given again"
    )
    parser.add_argument(
        "--train",
        "--fit",
        nargs="+",
        type=Path,
        metavar="DATA",
        help="learn from these alone, and judge the others",
    )
    parser.add_argument(
        "--test", nargs="+", type=Path, metavar="DATA", help="what is judged, with --train"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a page with pictures")
    parser.add_argument(
        "-j", "--jobs", type=int, metavar="N", help="processes (default: one a processor)"
    )


def run(args: argparse.Namespace) -> int:
    """Evaluate and print the tables."""
    from pulsedev.evaluation.running import Asked, AskError  # noqa: PLC0415 - scikit-learn

    asked = Asked(
        judged=(*args.data, *(args.test or ())),
        taught=tuple(args.train or ()),
        tasks=tuple(args.task or ()),
        methods=tuple(args.model or ()),
        jobs=_jobs(args.jobs),
    )
    _check(args, asked.judged)
    try:
        with progress(as_json=args.json) as told:
            done = _evaluate(asked, told)
    except AskError as error:
        raise UsageError(str(error)) from None
    except RecordingError as error:
        raise CommandError(str(error)) from None
    if args.html:
        from pulsedev.evaluation.page import page  # noqa: PLC0415 - only for this option

        args.html.write_text(page(done.results, done.recordings), encoding="utf-8", newline="\n")
    _print(done.results, as_json=args.json)
    return 0


def _evaluate(asked: Asked, told: Told) -> Done:
    from pulsedev.evaluation.running import evaluate, evaluate_own  # noqa: PLC0415 - scikit-learn

    if asked.judged:
        return evaluate(asked, told)
    with kept_store() as store:
        if store is None:
            raise CommandError(NOTHING)
        now = time.time()
        return evaluate_own(store, now, asked, float(time.localtime(now).tm_gmtoff), told)


def _check(args: argparse.Namespace, judged: tuple[Path, ...]) -> None:
    for path in (*judged, *(args.train or ())):
        if not path.exists():
            raise CommandError(f"{path}: no such file or folder")
    if args.train and not judged:
        raise UsageError("--train needs --test: what shall be judged?")
    if args.test and not args.train:
        raise UsageError("--test needs --train: what shall be learned from?")


def _jobs(wanted: int | None) -> int:
    if wanted is not None and wanted < 1:
        raise UsageError("--jobs must be above zero")
    return wanted or os.cpu_count() or 1


def _print(results: dict[str, dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"tasks": results}, allow_nan=False))  # noqa: T201 - the command's output
        return
    from pulsedev.evaluation.reporting import report  # noqa: PLC0415 - only for people

    print("\n".join(report(name, result) for name, result in results.items()))  # noqa: T201


@contextmanager
def progress(*, as_json: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar on a terminal; nothing where it would mix with what a program reads.

    What is yielded is told what is being done, how much of it is, and how much there is.
    """
    on_screen = sys.stdout.isatty()
    if not sys.stderr.isatty() or (as_json and on_screen):
        yield lambda _what, _done, _whole: None
        return
    from rich.console import Console  # noqa: PLC0415 - not needed in a pipe
    from rich.progress import Progress  # noqa: PLC0415 - the same

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("evaluate", total=1)
        yield lambda what, done, whole: bar.update(
            task, description=what, completed=done, total=whole
        )

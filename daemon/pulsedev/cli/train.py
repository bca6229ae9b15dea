"""``pulsedev train``: train the models now, whatever the schedule says."""

from __future__ import annotations

import json
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pulsedev import paths
from pulsedev.cli.errors import CommandError
from pulsedev.cli.stored import NOTHING, kept_store
from pulsedev.core.models import ModelName
from pulsedev.core.training import LIMITS
from pulsedev.learn.runs import Reason, logged
from pulsedev.learn.supervisor import WORDS, End, Ended, Order, Supervisor

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from pulsedev.learn.supervisor import Progress

BUDGET = 2
"""Alerts a day that thresholds are chosen for, as an editor's own setting is not known here."""

OUTCOMES = {
    "promoted": "in use now",
    "shadow": "on trial",
    "on_trial": "not replaced",
    "withdrawn": "taken back",
    "too_little": "not yet",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    names = [name.value for name in ModelName]
    parser.add_argument(
        "models", nargs="*", metavar="MODEL", help=f"default: all of {', '.join(names)}"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Train, log it, and say what came of it."""
    order = _order(args.models)
    with kept_store() as store:
        if store is None:
            raise CommandError(f"{NOTHING}, so there is nothing to learn from")
        with _bar() as show:
            ended = _trained(order, show)
        row = logged(ended, order, Reason.ASKED)
        if row is not None:
            store.log_training(row)
    if ended.end is not End.DONE:
        raise CommandError(WORDS[ended.end])
    if args.json:
        print(json.dumps({**ended.result, "seconds": round(ended.seconds, 1)}))  # noqa: T201 - the output
        return 0
    for line in _lines(ended):
        print(line)  # noqa: T201 - the output
    return 0


def _order(chosen: list[str]) -> Order:
    for name in chosen:
        if name not in list(ModelName):
            raise CommandError(f"{name}: no such model; there are {', '.join(ModelName)}")
    models = tuple(name for name in ModelName if not chosen or name in chosen)
    now = time.time()
    offset = float(time.localtime(now).tm_gmtoff)
    return Order(paths.data_folder(), models, now, offset, BUDGET, LIMITS)


def _trained(order: Order, show: Callable[[Progress], None]) -> Ended:
    done, ended = threading.Event(), list[Ended]()

    def on_end(end: Ended) -> None:
        ended.append(end)
        done.set()

    supervisor = Supervisor()
    supervisor.start(order, on_end, show)
    try:
        done.wait()
    except KeyboardInterrupt:
        supervisor.give_up()
        done.wait()
        raise
    return ended[0]


def _lines(ended: Ended) -> Iterator[str]:
    result = ended.result
    yield (
        f"{result.get('events'):,} events and {result.get('labels'):,} labels of 30 days,"
        f" in {ended.seconds:.0f} s"
    )
    for told in result.get("models", ()):
        outcome = OUTCOMES.get(told["outcome"], told["outcome"])
        yield f"  {told['model']:<20} {outcome:<13} {told['why']}"
    yield "`pulsedev models card` tells what each was trained on, and how well it does."


@contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    """Show a bar on a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - not needed in a pipe
    from rich.progress import Progress as Bar  # noqa: PLC0415 - the same

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("train", total=1.0)

        def show(progress: Progress) -> None:
            words = f"{progress.stage} {progress.model or ''}".strip()
            bar.update(task, description=words, completed=progress.done)

        yield show

"""Judge recorded sessions as if they happened now."""

from __future__ import annotations

import json
import os
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from pulsedev.cli.errors import CommandError, UsageError
from pulsedev.cli.judging import Outcome, Summary, judge, number, reason_dict, total
from pulsedev.core.instructions import Alert, StateChanged
from pulsedev.core.states import State
from pulsedev.importers.detect import Format, read
from pulsedev.importers.recording import RecordingError
from pulsedev.parallel import each

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator

    from pulsedev.importers.recording import Recording

EXAMPLE = """examples:
  pulsedev replay session.jsonl
  pulsedev replay recordings/ --format hermes --json | jq .state"""

SHOWN = (State.UNKNOWN, State.NEUTRAL, State.STUCK, State.FLOW)
"""States of somebody who is there."""

Line: TypeAlias = "str | Summary"
"""What a recording prints, and last its summary."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a recording is told."""

    as_json: bool
    speed: float | None = None


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.epilog = EXAMPLE
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file or folder")
    parser.add_argument(
        "--format",
        choices=[form.value for form in Format],
        default=Format.AUTO.value,
        help="what the files are (default: by their first line)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument(
        "--speed",
        type=float,
        metavar="X",
        help="go at X times real time, one recording after another (default: as fast as possible)",
    )
    parser.add_argument("--limit", type=int, metavar="N", help="judge the first N recordings only")
    parser.add_argument(
        "-j",
        "--jobs",
        type=int,
        metavar="N",
        help="judge N recordings at once (default: one a processor)",
    )


def run(args: argparse.Namespace) -> int:
    """Judge the recordings and print what came of them."""
    began = time.perf_counter()
    check(args)
    try:
        summaries = show(found(args), args)
    except RecordingError as error:
        raise CommandError(str(error)) from None
    everything = total(summaries, time.perf_counter() - began)
    if args.json:
        print(last_line(everything, summaries))  # noqa: T201 - the command's output
    elif len(summaries) > 1:
        print(summary_line(everything))  # noqa: T201 - the command's output
    return 0


def show(recordings: list[Recording], args: argparse.Namespace) -> list[Summary]:
    """Print what comes of each recording, as it comes; return the summaries."""
    summaries = []
    if not args.json:
        print(heading(), flush=True)  # noqa: T201 - the command's output
    with progress(len(recordings), as_json=args.json) as advance:
        for line in told(recordings, Manner(args.json, args.speed), workers(args, recordings)):
            if isinstance(line, Summary):
                summaries.append(line)
                advance()
                for sentence in line.damage:
                    sys.stderr.write(f"pulsedev: warning: {sentence}\n")
            else:
                print(line, flush=args.speed is not None)  # noqa: T201 - the command's output
    return summaries


def check(args: argparse.Namespace) -> None:
    """Refuse numbers that make no sense."""
    for name in ("speed", "limit", "jobs"):
        value = getattr(args, name)
        if value is not None and not 0 < value < float("inf"):
            raise UsageError(f"--{name} must be above zero")


def found(args: argparse.Namespace) -> list[Recording]:
    """List the recordings; all files are recognised before the first one is judged."""
    for path in args.paths:
        if not path.exists():
            raise CommandError(f"{path}: no such file or folder")
    form = Format(args.format)
    return list(islice(chain.from_iterable(read(path, form) for path in args.paths), args.limit))


def workers(args: argparse.Namespace, recordings: list[Recording]) -> int:
    """Choose how many processes judge."""
    if args.speed is not None:
        return 1
    return min(args.jobs or os.cpu_count() or 1, len(recordings))


def told(recordings: list[Recording], manner: Manner, jobs: int) -> Iterator[Line]:
    """Yield what the recordings print, in their order."""
    if jobs <= 1:
        for recording in recordings:
            yield from lines_of(recording, manner)
        return
    try:
        for lines in each(partial(all_lines, manner), recordings, jobs):
            yield from lines
    except BrokenProcessPool:
        raise CommandError("a process that judged a recording was killed; try --jobs 1") from None


def all_lines(manner: Manner, recording: Recording) -> list[Line]:
    """Judge a recording in a process of its own."""
    return list(lines_of(recording, manner))


def lines_of(recording: Recording, manner: Manner) -> Iterator[Line]:
    """Yield what a recording prints, then its summary."""
    tell = json_line if manner.as_json else text_line
    for outcome in judge(recording, manner.speed):
        line = tell(outcome, recording.name)
        if line is not None:
            yield line
        if isinstance(outcome, Summary):
            yield outcome


def json_line(outcome: Outcome, name: str) -> str | None:
    """Write an outcome for programs; the summaries come together, last."""
    if isinstance(outcome, Summary):
        return None
    told: dict[str, object] = {"t": round(outcome.at * 1000)}
    if isinstance(outcome, StateChanged):
        told |= {"event": "state", "state": outcome.state.value}
        told |= {"p_stuck": number(outcome.p_stuck), "p_flow": number(outcome.p_flow)}
    else:
        told |= {"event": "alert", "kind": outcome.kind, "title": outcome.title}
    told["reasons"] = [reason_dict(reason) for reason in outcome.reasons]
    if isinstance(outcome, Alert):
        told["suggestions"] = list(outcome.suggestions)
    return dumps(told | {"recording": name})


def last_line(everything: Summary, summaries: Iterable[Summary]) -> str:
    """Write the numbers of all recordings, and of each."""
    each = [{"recording": summary.name} | summary.as_dict() for summary in summaries]
    return dumps({"event": "summary"} | everything.as_dict() | {"recordings": each})


def dumps(told: dict[str, object]) -> str:
    """Write JSON that every program reads."""
    return json.dumps(told, allow_nan=False)


def text_line(outcome: Outcome, name: str) -> str | None:
    """Write an outcome for people: alerts and summaries."""
    if isinstance(outcome, Summary):
        return summary_line(outcome)
    if isinstance(outcome, StateChanged):
        return None
    when = datetime.fromtimestamp(outcome.at, UTC).strftime("%Y-%m-%d %H:%M")
    reasons = "; ".join(reason.label for reason in outcome.reasons)
    return f"{when} UTC  {name}  {outcome.title}: {reasons}"


def heading() -> str:
    """Name the columns of the summaries; with its line a terminal of 80 columns is not full."""
    return (
        f"{'recording':<17}{'events':>9}{'active':>10}"
        + "".join(f"{s:>8}" for s in SHOWN)
        + f"{'alerts':>8}"
    )


def summary_line(summary: Summary) -> str:
    """Write a recording's numbers on one line; the shares are those of the time at work."""
    whole = sum(summary.states.get(state, 0.0) for state in SHOWN)
    shares = (summary.states.get(state, 0.0) / whole if whole else 0.0 for state in SHOWN)
    return (
        f"{summary.name:<17}{summary.events:>9}{summary.active_hours:>8.1f} h"
        + "".join(f"{share:>8.0%}" for share in shares)
        + f"{summary.alerts:>8}"
    )


@contextmanager
def progress(count: int, *, as_json: bool) -> Iterator[Callable[[], None]]:
    """Show a bar on a terminal; nothing where it would mix with what a program reads."""
    on_screen = sys.stdout.isatty()
    if not sys.stderr.isatty() or (as_json and on_screen):
        yield lambda: None
        return
    from rich.console import Console  # noqa: PLC0415 - not needed in a pipe
    from rich.progress import Progress  # noqa: PLC0415 - the same

    console = Console(stderr=True)
    with Progress(console=console, transient=True, redirect_stdout=on_screen) as bar:
        task = bar.add_task("replay", total=count)
        yield lambda: bar.advance(task)

"""Watch three recorded sessions of real people being judged by the code that an editor starts."""

from __future__ import annotations

import sys
import time
from importlib import resources
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.text import Text

from pulsedev.cli.display import REASONS, clock, draw
from pulsedev.cli.errors import UsageError
from pulsedev.cli.glyphs import Glyphs, glyphs_for
from pulsedev.cli.judging import Summary, total
from pulsedev.cli.playback import Script, frames, script_of
from pulsedev.cli.replay import Manner, last_line, lines_of
from pulsedev.cli.view import why
from pulsedev.core.instructions import Alert, StateChanged
from pulsedev.core.states import State
from pulsedev.importers.detect import read

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pulsedev.importers.recording import Recording

SESSIONS = resources.files("pulsedev") / "demo_sessions" / "runs.csv"

SPEED = 500.0
"""Four hours of recorded work in about half a minute."""

NEXT = """\
This was recorded work of three people at one exercise, judged as your editor's daemon would.
What to do next:
  pulsedev doctor           check that everything is in place
  pulsedev serve            what your editor starts; the README shows how
  pulsedev watch            notice it in your own project, from a terminal
  pulsedev replay FILE      judge a recording of your own
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "--speed",
        type=float,
        default=SPEED,
        metavar="X",
        help=f"go at X times real time on a terminal (default: {SPEED:.0f})",
    )
    parser.add_argument("--json", action="store_true", help="print what `replay --json` prints")


def run(args: argparse.Namespace) -> int:
    """Play the shipped sessions: as a film on a terminal, as lines in a pipe, or as JSON."""
    if not 0 < args.speed < float("inf"):
        raise UsageError("--speed must be above zero")
    recordings = shipped()
    if args.json:
        print_json(recordings)
        return 0
    console = Console(highlight=False)
    if console.is_terminal and not console.is_dumb_terminal:
        play(console, recordings, args.speed)
    else:
        for number, recording in enumerate(recordings, start=1):
            for line in lines(script_of(recording), title(number)):
                sys.stdout.write(line + "\n")
    sys.stdout.write(NEXT)
    return 0


def shipped() -> list[Recording]:
    """Read the sessions that come with the package."""
    with resources.as_file(SESSIONS) as path:
        return list(read(path))


def title(number: int) -> str:
    """Name a session."""
    return f'Exercise "print diamond" in Java, person {number} of 3'


def play(console: Console, recordings: list[Recording], speed: float) -> None:
    """Show the film; what is left of each session is one line."""
    glyphs = glyphs_for(console.encoding)
    label = f"{speed:g}{glyphs.times}"
    with Live(console=console, auto_refresh=False, transient=True) as live:
        for number, recording in enumerate(recordings, start=1):
            script = script_of(recording)
            for frame in frames(script, title(number), speed, label):
                live.update(draw(frame.view, glyphs, console.width), refresh=True)
                time.sleep(frame.stays)
            console.print(left(script.summary, number, glyphs))
    console.print()


def left(summary: Summary, number: int, glyphs: Glyphs) -> Text:
    """Say in one line what came of a session."""
    held = {state: seconds / 60 for state, seconds in summary.states.items()}
    present = sum(held.values()) - held[State.AWAY]
    told = "".join(f", {state} {held[state]:.0f}" for state in (State.STUCK, State.FLOW))
    line = f"{glyphs.ok} Person {number}: {present:.0f} min at work{told}, {alerts(summary.alerts)}"
    return Text(line, style="dim", no_wrap=True)


def alerts(count: int) -> str:
    """Count alerts in words."""
    return f"{count or 'no'} alert{'' if count == 1 else 's'}"


def lines(script: Script, name: str) -> Iterator[str]:
    """Write a session as lines: each change of the state and each alert."""
    yield f"{name}, {clock(script.end - script.start)} of recorded work"
    state = State.UNKNOWN
    for at, happening in script.happenings:
        since_start = clock(at - script.start)
        if isinstance(happening, StateChanged) and happening.state is not state:
            state = happening.state
            reasons = "; ".join(why(happening)[:REASONS])
            yield f"  {since_start}  {state.value:8} {reasons}".rstrip()
        elif isinstance(happening, Alert):
            yield f"  {since_start}  alert    {happening.title}"
    yield f"  {clock(script.end - script.start)}  end, {alerts(script.summary.alerts)}"


def print_json(recordings: list[Recording]) -> None:
    """Print what replay prints of the same recordings."""
    began = time.perf_counter()
    summaries = []
    for recording in recordings:
        for line in lines_of(recording, Manner(as_json=True)):
            if isinstance(line, Summary):
                summaries.append(line)
            else:
                sys.stdout.write(line + "\n")
    everything = total(summaries, time.perf_counter() - began)
    sys.stdout.write(last_line(everything, summaries) + "\n")

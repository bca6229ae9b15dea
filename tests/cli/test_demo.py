"""The demo from the outside: its stories, its lines, its JSON, and the film on a real terminal."""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import sys
import time
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest

from pulsedev.cli.demo import NEXT, SESSIONS, shipped
from pulsedev.cli.playback import ALERT_STAYS, FRAME, Script, frames, script_of
from pulsedev.core.instructions import StateChanged
from pulsedev.core.states import State

if TYPE_CHECKING:
    from tests.cli.conftest import Run

PATIENCE = 60.0
"""Seconds after which the film is given up."""

NO_WAITING = (
    "import sys, pulsedev.cli.playback as p; p.ALERT_STAYS = p.END_STAYS = 0.0; "
    "from pulsedev.cli.main import main; sys.exit(main(['demo', '--speed', '20000']))"
)


def states(script: Script) -> set[State]:
    """Return the states that a session went through."""
    return {made.state for _, made in script.happenings if isinstance(made, StateChanged)}


@pytest.fixture(scope="module")
def scripts() -> list[Script]:
    """Judge the shipped sessions."""
    return [script_of(recording) for recording in shipped()]


def test_stories(scripts: list[Script]) -> None:
    """One person is stuck and told so, one finds the way into flow, one falls out of it."""
    stuck, found, lost = scripts
    assert stuck.summary.alerts == 1
    assert stuck.summary.states["stuck"] > 600
    assert found.summary.alerts == 0
    assert State.FLOW in states(found)
    assert lost.summary.alerts == 1
    assert {State.FLOW, State.STUCK} <= states(lost)


def test_origin_is_shipped() -> None:
    """The sessions come with their licence and with where they are from."""
    folder = resources.files("pulsedev") / "demo_sessions"
    assert "MIT License" in (folder / "LICENSE").read_text("utf-8")
    assert "8a29ace5" in (folder / "README.md").read_text("utf-8")


def test_film(scripts: list[Script]) -> None:
    """Time in the film never falls, ends with the session, and holds on at the alert."""
    film = list(frames(scripts[0], "x", 500.0, "500x"))
    times = [frame.view.elapsed for frame in film]
    assert times == sorted(times)
    assert times[-1] == scripts[0].end - scripts[0].start
    assert [frame.view.alert is not None for frame in film if frame.stays == ALERT_STAYS] == [True]
    assert sum(frame.stays == FRAME for frame in film) * FRAME * 500 == pytest.approx(
        times[-1], abs=FRAME * 500 * 2
    )


def test_lines_in_a_pipe(run: Run) -> None:
    """In a pipe the demo is a few plain lines, at once, and says what to do next."""
    done = run("demo")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(NEXT)
    assert done.stdout.count("  alert  ") == 2
    assert "\x1b" not in done.stdout
    assert len(done.stdout.splitlines()) < 50


def test_json_is_that_of_replay(run: Run) -> None:
    """With --json a program gets what replay prints of the same sessions."""
    with resources.as_file(SESSIONS) as path:
        replayed = run("replay", str(path), "--json", "--jobs", "1")
    assert parsed(run("demo", "--json").stdout) == parsed(replayed.stdout)


def parsed(text: str) -> list[dict[str, Any]]:
    """Parse one object a line, without what differs from run to run."""
    found = [json.loads(line) for line in text.splitlines()]
    for part in (found[-1], *found[-1]["recordings"]):
        del part["seconds"]
    return found


@pytest.mark.parametrize("speed", ["0", "-1", "nan", "inf"])
def test_senseless_speed(run: Run, speed: str) -> None:
    """A speed that makes no sense is wrong usage."""
    done = run("demo", f"--speed={speed}")
    assert (done.returncode, done.stderr) == (2, "pulsedev: --speed must be above zero\n")


def on_terminal(environment: dict[str, str]) -> str:
    """Run the film on a pseudo-terminal of 80 by 24; return all that it wrote."""
    import pty  # noqa: PLC0415 - Windows has none
    import termios  # noqa: PLC0415 - the same

    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", NO_WAITING],
        env=environment | {"TERM": "xterm-256color"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        try:
            written = read_all(ours, time.monotonic() + PATIENCE)
        finally:
            os.close(ours)
    assert process.returncode == 0, written
    return written


def read_all(descriptor: int, deadline: float) -> str:
    """Read until the other side has gone, or the deadline has passed."""
    chunks = []
    while select.select([descriptor], [], [], max(deadline - time.monotonic(), 0.0))[0]:
        try:
            chunk = os.read(descriptor, 65_536)
        except OSError:  # Linux says so when the other side closes
            break
        if not chunk:
            break
        chunks.append(chunk)
    return b"".join(chunks).decode()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_on_a_terminal(environment: dict[str, str]) -> None:
    """On a terminal the film moves in place, in colours, and leaves a line for each session."""
    written = on_terminal(environment)
    assert "\x1b[1A" in written
    assert re.search(r"\x1b\[[0-9;]*3[1-3]m", written)
    assert "Don't show again" in written
    assert [f"Person {number}:" in written for number in (1, 2, 3)] == [True] * 3
    assert written.replace("\r\n", "\n").endswith(NEXT)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_without_colours(environment: dict[str, str]) -> None:
    """NO_COLOR is honoured."""
    written = on_terminal(environment | {"NO_COLOR": "1"})
    assert "\x1b[1A" in written
    assert not re.search(r"\x1b\[[0-9;]*[34][0-7]m", written)


def test_on_a_terminal_of_few_signs(run: Run) -> None:
    """An encoding without block characters breaks nothing."""
    done = run("demo", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")

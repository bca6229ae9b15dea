"""The display on made-up moments: what it says, and that it fits a small terminal."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from pulsedev.cli.display import draw
from pulsedev.cli.glyphs import ASCII, BLOCKS, Glyphs
from pulsedev.cli.view import CELL, CELLS, Gathering, Run, View
from pulsedev.core.classifier import Reason
from pulsedev.core.events import EventBatch, Kind
from pulsedev.core.instructions import Alert, StateChanged
from pulsedev.core.policy import OFFERED
from pulsedev.core.states import State

FOR, AGAINST = Reason("a", "12 failed runs", 12, 1, 1.5), Reason("b", "no pause", 0, 1, -0.5)
STUCK = StateChanged(600.0, State.STUCK, 300.0, 0.8, 0.05, (FOR, AGAINST), "evidence")
ALERT = Alert(
    1,
    600.0,
    "stuck",
    "You may be stuck",
    (FOR,) * 3,
    ("A rather long piece of advice. " * 3,),
    OFFERED,
)


def batch(*events: tuple[int, int, int]) -> EventBatch:
    """Make a batch of ``(seconds, kind, passed or errors)``."""
    t, kind, value = zip(*events, strict=True)
    run = [k == Kind.TEST_RUN for k in kind]
    return EventBatch.of(
        1,
        t0=0,
        t=[1000 * at for at in t],
        kind=kind,
        doc=[0] * len(t),
        a=[-1 if is_run else v for is_run, v in zip(run, value, strict=True)],
        b=[-1 if is_run else 0 for is_run in run],
        c=[v if is_run else 0 for is_run, v in zip(run, value, strict=True)],
    )


def of_run(at: int, *, passed: int, failed: int) -> EventBatch:
    """Make a batch of one test run, counted, at seconds since zero."""
    kind = [Kind.TEST_RUN]
    return EventBatch.of(1, t0=0, t=[1000 * at], kind=kind, doc=[0], a=[passed], b=[failed], c=[0])


def seen(*instructions: StateChanged | Alert, now: float = 600.0) -> View:
    """Return the view after some instructions."""
    gathering = Gathering("A session", 0.0, "9x")
    for instruction in instructions:
        gathering.see(instruction)
    return gathering.view(now)


def text(view: View, glyphs: Glyphs = BLOCKS, *, colour: bool = False, width: int = 80) -> str:
    """Draw a view as a terminal would."""
    file = io.StringIO()
    console = Console(
        file=file, width=width, force_terminal=colour, color_system="truecolor" if colour else None
    )
    console.print(draw(view, glyphs, width))
    return file.getvalue()


def test_what_is_shown() -> None:
    """State, for how long, probabilities and what speaks for them are on the screen."""
    drawn = text(seen(STUCK))
    for said in ("A session", "0:10:00", "stuck  for 5 min", "80%", " 5%", "12 failed runs"):
        assert said in drawn
    assert "no pause" not in drawn


def test_hint_at_the_beginning() -> None:
    """While nothing can be said, the display says when that will be."""
    drawn = text(seen(replace(STUCK, state=State.UNKNOWN)))
    assert "too early to say: that takes up to 5 min of work" in drawn
    assert "too early" not in text(seen(STUCK))


@pytest.mark.parametrize("state", [State.UNKNOWN, State.AWAY, State.PAUSED])
def test_what_is_not_known_is_not_zero(state: State) -> None:
    """Where nothing is judged there is no number and no reason."""
    drawn = text(seen(replace(STUCK, state=state)))
    assert state.value in drawn
    assert "%" not in drawn
    assert "failed" not in drawn


def test_alert_with_its_buttons() -> None:
    """An alert is drawn with the words of its buttons, until the state changes."""
    drawn = text(seen(STUCK, ALERT))
    assert "You may be stuck" in drawn
    assert "[ Right ]  [ Wrong ]  [ Snooze ]  [ Don't show again ]" in drawn
    assert "You may be" not in text(seen(STUCK, ALERT, replace(STUCK, state=State.NEUTRAL)))


@pytest.mark.parametrize("glyphs", [BLOCKS, ASCII])
def test_fits_a_small_terminal(glyphs: Glyphs) -> None:
    """The fullest picture fits 80 by 24, with two lines to spare for what is above."""
    lines = text(seen(STUCK, ALERT), glyphs).splitlines()
    assert len(lines) <= 22
    assert max(map(len, lines)) <= 80


def test_fits_a_narrow_terminal() -> None:
    """On 60 columns no line wraps, and what is newest stays in sight."""
    gathering = Gathering("A session", 0.0, "9x")
    gathering.see_batch(batch((1795, Kind.TEST_RUN, 1)))
    gathering.see(replace(STUCK, at=0.0))
    drawn = text(gathering.view(1800.0), width=60)
    lines = drawn.splitlines()
    assert len(lines) == len(text(gathering.view(1800.0)).splitlines())
    assert max(map(len, lines)) <= 60
    (axis,) = (line for line in lines if "min ago" in line)
    (tests,) = (line for line in lines if line.startswith("test runs"))
    assert "23 min ago" in axis
    assert axis.endswith("now")
    assert tests.endswith(BLOCKS.passed)


def test_height_stays() -> None:
    """Without an alert every picture has the same height, so nothing jumps."""
    heights = {text(view).count("\n") for view in (seen(), seen(STUCK))}
    assert len(heights) == 1


def test_ascii() -> None:
    """A terminal that knows no block characters gets none."""
    assert text(seen(STUCK, ALERT), ASCII).isascii()


def test_colours_say_nothing_alone() -> None:
    """With colours the characters are the same as without."""
    plain, coloured = text(seen(STUCK)), text(seen(STUCK), colour=True)
    assert "\x1b[" in coloured
    assert "\x1b[" not in plain


def test_test_runs() -> None:
    """A run passes, fails, or is broken by the errors that are open."""
    gathering = Gathering("x", 0.0)
    run, error = Kind.TEST_RUN, Kind.ERROR_OCCURRED
    gathering.see_batch(batch((0, run, 1), (60, run, 0), (90, error, 2), (120, run, 0)))
    gathering.see_batch(batch((150, error, 0), (180, run, 0)))
    cells = gathering.view(180.0).runs
    assert [cell for cell in cells if cell] == [Run.PASSED, Run.FAILED, Run.BROKEN, Run.FAILED]
    assert cells[-1] is Run.FAILED
    assert cells[-1 - int(180 / CELL)] is Run.PASSED


def test_last_run() -> None:
    """The newest run is told in words: how it ended, its counts where known, and when."""
    gathering = Gathering("x", 0.0)
    gathering.see_batch(of_run(60, passed=2, failed=1))
    assert "\u2717 failed, 2 of 3 tests passed, 1 min ago" in text(gathering.view(120.0))
    gathering.see_batch(batch((180, Kind.TEST_RUN, 1)))
    drawn = text(gathering.view(190.0))
    assert "passed, just now" in drawn
    assert "tests passed" not in drawn


def test_one_run_told_twice() -> None:
    """What a shell tells of a run keeps the counts that its report has told just before."""
    gathering = Gathering("x", 0.0)
    gathering.see_batch(of_run(60, passed=2, failed=1))
    gathering.see_batch(batch((61, Kind.TEST_RUN, 0)))
    assert "2 of 3 tests passed" in text(gathering.view(120.0))


def test_course() -> None:
    """The course holds each value until the next, over half an hour, and knows nothing before."""
    gathering = Gathering("x", 0.0)
    for at, share in ((0.0, 0.1), (60.0, 0.5)):
        gathering.see(replace(STUCK, at=at, p_stuck=share))
    course = gathering.view(90.0).course
    assert len(course) == CELLS
    assert course[-5:] == (None, 0.1, 0.1, 0.5, 0.5)
    later = gathering.view(90.0 + CELL * CELLS).course
    assert set(later) == {0.5}

"""Draws the README's pictures: `nox -s pictures`.

They are what a terminal of 80 columns shows: `pulsedev demo` at two moments of shipped sessions,
and `pulsedev watch` at one of a session that it kept itself: a kata, tested by `pulsedev run`.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from pulsedev.cli.demo import SPEED, shipped, title
from pulsedev.cli.display import draw
from pulsedev.cli.glyphs import BLOCKS
from pulsedev.cli.live import picture as with_keys
from pulsedev.cli.playback import frames, script_of
from pulsedev.core.states import State
from pulsedev.importers.detect import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import RenderableType

    from pulsedev.cli.view import View

HERE = Path(__file__).parent

LONG_FLOW = 300.0
"""Seconds in flow: then the half hour on the picture shows what led to it."""

COLUMNS = 80

FETCHED_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""Who looks at a picture should not be made to fetch a font; theirs will do."""

KEPT = HERE / "terminal.jsonl"
"""What `watch` and `run` have sent, as `pulsedev data export --anonymize` tells it."""

DEMO: dict[str, tuple[int, Callable[[View], bool]]] = {
    "stuck.svg": (1, lambda view: view.alert is not None),
    "flow.svg": (2, lambda view: view.state is State.FLOW and view.state_for > LONG_FLOW),
}
"""Each picture's session and what its moment is known by."""

PICTURES = ("flow.svg", "stuck.svg", "watch.svg")


def picture(name: str) -> str:
    """Draw one picture as SVG; the same sessions always give the same."""
    if name in DEMO:
        return as_svg(draw(of_demo(name), BLOCKS), "pulsedev demo", name)
    return as_svg(with_keys(of_watch(), BLOCKS, COLUMNS), "pulsedev watch", name)


def of_demo(name: str) -> View:
    """Return what the demo shows at the moment of a picture."""
    number, wanted = DEMO[name]
    script = script_of(shipped()[number - 1])
    film = frames(script, title(number), SPEED, f"{SPEED:g}{BLOCKS.times}")
    return next(frame.view for frame in film if wanted(frame.view))


def of_watch() -> View:
    """Return what `watch` shows at its first alert."""
    (session,) = read(KEPT)
    film = frames(script_of(session), "kata", SPEED, "1 folder is watched")
    return next(frame.view for frame in film if frame.view.alert)


def as_svg(shown: RenderableType, head: str, name: str) -> str:
    """Draw what a terminal shows as SVG."""
    console = Console(
        record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, highlight=False
    )
    console.print(shown)
    svg = console.export_svg(title=head, unique_id=Path(name).stem)
    return "\n".join(line.rstrip() for line in FETCHED_FONT.sub("", svg).splitlines()) + "\n"


def main() -> None:
    """Draw all pictures anew."""
    for name in PICTURES:
        (HERE / name).write_text(picture(name), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

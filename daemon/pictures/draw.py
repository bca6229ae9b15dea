"""Draws the README's pictures from the real demo: `nox -s pictures`.

They are what a terminal of 80 columns shows at two moments of the shipped sessions.
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
from pulsedev.cli.playback import frames, script_of
from pulsedev.core.states import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulsedev.cli.view import View

HERE = Path(__file__).parent

LONG_FLOW = 300.0
"""Seconds in flow: then the half hour on the picture shows what led to it."""

FETCHED_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""Who looks at a picture should not be made to fetch a font; theirs will do."""

PICTURES: dict[str, tuple[int, Callable[[View], bool]]] = {
    "stuck.svg": (1, lambda view: view.alert is not None),
    "flow.svg": (2, lambda view: view.state is State.FLOW and view.state_for > LONG_FLOW),
}
"""Each picture's session and what its moment is known by."""


def picture(name: str) -> str:
    """Draw one picture as SVG; the same sessions always give the same."""
    number, wanted = PICTURES[name]
    script = script_of(shipped()[number - 1])
    film = frames(script, title(number), SPEED, f"{SPEED:g}{BLOCKS.times}")
    view = next(frame.view for frame in film if wanted(frame.view))
    console = Console(
        record=True, width=80, file=io.StringIO(), force_terminal=True, highlight=False
    )
    console.print(draw(view, BLOCKS))
    svg = console.export_svg(title="pulsedev demo", unique_id=Path(name).stem)
    return "\n".join(line.rstrip() for line in FETCHED_FONT.sub("", svg).splitlines()) + "\n"


def main() -> None:
    """Draw all pictures anew."""
    for name in PICTURES:
        (HERE / name).write_text(picture(name), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

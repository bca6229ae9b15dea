"""What `watch` shows on a terminal: the display of the demo, of now, and the keys below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.live import Live
from rich.text import Text

from pulsedev.cli.display import draw
from pulsedev.cli.glyphs import glyphs_for
from pulsedev.cli.view import Gathering

if TYPE_CHECKING:
    from rich.console import Console

    from pulsedev.cli.glyphs import Glyphs
    from pulsedev.cli.view import View
    from pulsedev.core.events import EventBatch
    from pulsedev.core.instructions import Alert, StateChanged

REDRAW_S = 20.0
"""Seconds between two pictures where nothing happens: drawing is what costs most here."""

LABELS = "s stuck  p progress  f flow  i interrupted"
KEYS = "z snooze  space pause  q quit"
ANSWERS = "1 right  2 wrong  3 snooze  4 don't show again"


def picture(view: View, glyphs: Glyphs, width: int, note: str = "") -> Group:
    """Return a picture with the keys that can be pressed now, and what the last one did."""
    together = f"{LABELS}  {KEYS}"
    keys = [together] if len(together) <= width else [LABELS, KEYS]
    if view.alert:
        keys.insert(0, ANSWERS)
    below = [Text(line, style="dim") for line in (*keys, note)]
    return Group(draw(view, glyphs, width), *below)


class Screen:
    """A picture that stays where it is."""

    def __init__(self, console: Console, title: str, now: float) -> None:
        self._console = console
        self._glyphs = glyphs_for(console.encoding)
        self._seen = Gathering(title, now)
        self._live = Live(console=console, auto_refresh=False)
        self._note = ""
        self._drawn, self._stale = now, True
        self._size = console.size

    def begin(self, manner: list[str], now: float) -> None:
        """Show that it has begun, and how changes are noticed."""
        self._seen.speed = manner[-1] if manner else ""
        self._live.start()
        for line in manner[:-1]:
            self.trouble(line, now)
        self.refresh(now)

    def saw(self, batch: EventBatch) -> None:
        """Take in events."""
        self._seen.see_batch(batch)
        self._stale = True

    def show(self, changed: StateChanged) -> None:
        """Show what is believed."""
        self._seen.see(changed)
        self._stale = True

    def alert(self, alert: Alert) -> None:
        """Show an alert until it is answered, or its moment is over."""
        self._seen.see(alert)
        self._stale = True

    def trouble(self, line: str, now: float) -> None:
        """Say above the picture what does not work."""
        del now
        self._console.print(Text(f"pulsedev: {line}", style="yellow"), soft_wrap=True)

    def note(self, line: str) -> None:
        """Say what a key did."""
        self._note, self._stale = line, True

    def refresh(self, now: float) -> None:
        """Draw, if there is something new or the last picture is old."""
        if self._console.size != self._size:
            self._begin_again()
        if not self._stale and 0 <= now - self._drawn < REDRAW_S:
            return
        self._drawn, self._stale = now, False
        shown = picture(self._seen.view(now), self._glyphs, self._console.width, self._note)
        self._live.update(shown, refresh=True)

    def _begin_again(self) -> None:
        """Empty the screen: after a change of its size nobody knows where the old lines went."""
        self._size, self._stale = self._console.size, True
        self._live.stop()
        self._console.clear()
        self._live.start()

    def end(self) -> None:
        """Leave the last picture."""
        self._live.stop()

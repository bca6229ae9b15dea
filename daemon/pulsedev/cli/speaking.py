"""What `watch` says in a pipe: a line for each change, for people or for programs."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

from pulsedev.cli.display import REASONS
from pulsedev.cli.judging import number, reason_dict
from pulsedev.cli.moments import local
from pulsedev.cli.view import why
from pulsedev.store.rows import ms

if TYPE_CHECKING:
    from pulsedev.core.events import EventBatch
    from pulsedev.core.instructions import Alert, StateChanged
    from pulsedev.core.states import State


class Lines:
    """A line for each change of the state, each alert and each trouble."""

    def __init__(self) -> None:
        self._state: State | None = None

    def begin(self, manner: list[str], now: float) -> None:
        """Say how changes are noticed."""
        for line in manner:
            self._say(now, "watching", line)

    def saw(self, batch: EventBatch) -> None:
        """Take in events."""

    def show(self, changed: StateChanged) -> None:
        """Say what is believed, where it is not the same state as before."""
        if changed.state is not self._state:
            self._state = changed.state
            self._say(_at(changed), changed.state.value, "; ".join(why(changed)[:REASONS]))

    def alert(self, alert: Alert) -> None:
        """Say that somebody may be stuck."""
        reasons = "; ".join(reason.label for reason in alert.reasons[:REASONS])
        self._say(alert.at, "alert", f"{alert.title}: {reasons}")

    def trouble(self, line: str, now: float) -> None:
        """Say what does not work."""
        self._say(now, "trouble", line)

    def refresh(self, now: float) -> None:
        """Know that time goes by."""

    def end(self) -> None:
        """Say nothing more."""

    def _say(self, at: float, what: str, rest: str) -> None:
        _write(f"{local(at):%H:%M:%S}  {what:8}  {rest}".rstrip())


class Json(Lines):
    """One object a line, as `replay --json` prints them."""

    def show(self, changed: StateChanged) -> None:
        """Print what is believed, and how sure that is."""
        likely = {"p_stuck": number(changed.p_stuck), "p_flow": number(changed.p_flow)}
        reasons = [reason_dict(reason) for reason in changed.reasons]
        self._print(_at(changed), "state", state=changed.state.value, **likely, reasons=reasons)

    def alert(self, alert: Alert) -> None:
        """Print an alert."""
        self._print(
            alert.at,
            "alert",
            kind=alert.kind,
            title=alert.title,
            reasons=[reason_dict(reason) for reason in alert.reasons],
            suggestions=list(alert.suggestions),
        )

    def _say(self, at: float, what: str, rest: str) -> None:
        self._print(at, what, text=rest)

    def _print(self, at: float, event: str, **rest: object) -> None:
        _write(json.dumps({"t": ms(at), "event": event, **rest}, allow_nan=False))


def _at(changed: StateChanged) -> float:
    """Return when something was judged; what holds from the very start is said now."""
    return changed.at or time.time()


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()  # whoever reads waits for it

"""Program launches of Eclipse, out of a log that names their signs wrongly.

Each plain launch makes one `Run:StepReturn` at its start, one `Run:StepEnd` at its end and half a
dozen `Run:HitBreakPoint`, though nobody debugs: the log's names are shifted against what happened.
Where somebody does debug, `Debug:HitBreakPoint` comes at the start and the end of the session,
each thread makes a StepReturn and a StepEnd, and `Run:StepInto` marks each stop. So:

| sign | event |
|---|---|
| StepReturn .. StepEnd, not debugging | one `command_executed` run at its end; exit code 1 if an \
exception was printed, else unknown |
| first and second `Debug:HitBreakPoint` | `debug_started`, `debug_stopped` |
| StepInto while debugging | `debug_paused`: a step if one was just asked for, else a breakpoint |
| exception while debugging | `debug_paused`, exception |

The command that launches (RunLast) is logged for those who used the key only, so it is left out:
the launch itself is there for all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulsedev.core.events import CommandClass, Kind, Stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulsedev.importers.recording import Event

STEP_LASTS = 1_000
"""Milliseconds after a step's command in which the debugger stops because of it."""


class Launches:
    """Follows programs that run; times are epoch milliseconds."""

    def __init__(self, sessions: int = 0) -> None:
        self.sessions = sessions
        """Debugging sessions so far."""
        self._ran: int | None = None
        self._debugged: int | None = None
        self._failed = False
        self._stepped = -STEP_LASTS

    def stepped(self, at: int) -> None:
        """Take in that a step was asked for."""
        self._stepped = at

    def failed(self, at: int) -> Iterator[Event]:
        """Take in a printed exception."""
        self._failed = True
        if self._debugged is not None:
            yield at, Kind.DEBUG_PAUSED, 0, self.sessions, 0, Stop.EXCEPTION

    def see(self, sign: str, at: int) -> Iterator[Event]:
        """Take in a sign by its wrong name."""
        if sign == "Debug:HitBreakPoint":
            yield from self._toggle(at)
        elif self._debugged is not None:
            if sign == "Run:StepInto":
                step = at - self._stepped < STEP_LASTS
                yield (
                    at,
                    Kind.DEBUG_PAUSED,
                    0,
                    self.sessions,
                    0,
                    Stop.STEP if step else Stop.BREAKPOINT,
                )
        elif sign == "Run:StepReturn" and self._ran is None:
            self._ran, self._failed = at, False
        elif sign == "Run:StepEnd" and self._ran is not None:
            code = 1 if self._failed else -1
            yield at, Kind.COMMAND_EXECUTED, 0, CommandClass.RUN, code, at - self._ran
            self._ran = None

    def _toggle(self, at: int) -> Iterator[Event]:
        if self._debugged is None:
            self.sessions += 1
            self._debugged, self._ran = at, None
            yield at, Kind.DEBUG_STARTED, 0, self.sessions, 0, 0
        else:
            yield at, Kind.DEBUG_STOPPED, 0, self.sessions, 0, (at - self._debugged) // 1000
            self._debugged = None

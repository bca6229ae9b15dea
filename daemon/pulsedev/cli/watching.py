"""The session of `watch`: what it sees goes to the service, what the service finds is shown."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Protocol

from pulsedev.cli.keyboard import Keyboard, in_foreground
from pulsedev.cli.pressing import QUITS, Pressing
from pulsedev.core.states import State
from pulsedev.faults import contain_loop

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from pulsedev.cli.notices import Desktop
    from pulsedev.cli.observing import Observing
    from pulsedev.core.events import EventBatch
    from pulsedev.core.instructions import Alert, AskLabel, StateChanged
    from pulsedev.service import Service

TICK_S = 1.0
"""Seconds between two looks while something happens."""

IDLE_TICK_S = 2.0
"""Seconds between two looks while nothing does; at three, other windows would think it hangs."""

IDLE_AFTER_S = 30.0
"""Seconds after the last thing that happened."""

TERMINATED, HUNG_UP = 143, 129
"""What shells make of SIGTERM, and of SIGHUP, which says that the terminal is gone."""

TO_THE_TOP = "\x1b[H"
"""Moves the cursor to the first line."""


class Face(Protocol):
    """Whatever shows it."""

    def begin(self, manner: list[str], now: float) -> None:
        """Show that it has begun."""

    def saw(self, batch: EventBatch) -> None:
        """Take in events."""

    def show(self, changed: StateChanged) -> None:
        """Show what is believed."""

    def alert(self, alert: Alert) -> None:
        """Show an alert."""

    def trouble(self, line: str, now: float) -> None:
        """Say what does not work."""

    def refresh(self, now: float) -> None:
        """Know that time goes by."""

    def end(self) -> None:
        """Show nothing more."""


class Outlet:
    """Where the service's findings go; see ``outlet.Outlet``."""

    ready = True

    def __init__(self, face: Face, pressing: Pressing) -> None:
        self._face, self._pressing = face, pressing
        self.alerts: list[Alert] = []
        """Alerts that were not told to the desktop yet."""

    def show_state(self, changed: StateChanged) -> None:
        """Show what is believed now."""
        self._pressing.saw(changed.state)
        self._face.show(changed)

    def show_alert(self, alert: Alert) -> None:
        """Tell the user."""
        self._pressing.alert = alert
        self.alerts.append(alert)
        self._face.alert(alert)

    def ask(self, question: AskLabel) -> None:
        """Ask nothing: who looks at a terminal can press a key at any time."""

    def show_trouble(self, line: str) -> None:
        """Tell the user what does not work."""
        self._face.trouble(line, time.time())

    def show_progress(self, token: int | str, done: object) -> None:
        """Show nothing: no training is asked for here."""


class Session:
    """Goes on until a key or a signal ends it."""

    def __init__(
        self,
        service: Service,
        observing: Observing,
        face: Face,
        desktop: Desktop | None = None,
    ) -> None:
        self._service, self._observing, self._face = service, observing, face
        self._desktop = desktop
        self._pressing = Pressing(service)
        self._outlet = Outlet(face, self._pressing)
        self._end: int | None = None
        # One thread for all of it: what SQLite opened in a thread it uses in no other.
        self._thread = ThreadPoolExecutor(1, "looking")
        self._tasks = set[asyncio.Task[None]]()
        self._keys: list[str] = []
        self._woken = asyncio.Event()
        self._happened = 0.0
        self._keyboard = Keyboard(self._pressed)
        self._manner: list[str] = []
        self._away = False
        """Whether the terminal was given back to the shell."""

    async def run(self) -> int:
        """Watch until the end; return the exit code."""
        loop = asyncio.get_running_loop()
        contain_loop(loop)
        self._heed_signals(loop)
        self._service.outlet = self._outlet
        try:
            self._manner = await loop.run_in_executor(self._thread, self._observing.begin)
            self._face.begin(self._manner, time.time())
            self._keyboard.begin()
            await self._go_on()
        finally:
            with suppress(OSError):  # the terminal may be gone
                self._keyboard.end()
                self._face.end()
            await loop.run_in_executor(self._thread, self._observing.end)
            self._thread.shutdown()
            await self._service.close()
        return self._end or 0

    if sys.platform == "win32":

        def _heed_signals(self, loop: asyncio.AbstractEventLoop) -> None:
            """Heed none: Windows has no signals of this kind."""

    else:

        def _heed_signals(self, loop: asyncio.AbstractEventLoop) -> None:
            loop.add_signal_handler(signal.SIGTERM, self._stop, TERMINATED)
            if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # nohup has it ignored
                loop.add_signal_handler(signal.SIGHUP, self._stop, HUNG_UP)
            if in_foreground():
                loop.add_signal_handler(signal.SIGTSTP, self._leave, loop)
                loop.add_signal_handler(signal.SIGCONT, self._continued)

        def _leave(self, loop: asyncio.AbstractEventLoop) -> None:
            """Give the terminal back and stop, as Ctrl-Z asks; where no shell waits nobody does."""
            self._give_back()
            loop.remove_signal_handler(signal.SIGTSTP)
            os.kill(os.getpid(), signal.SIGTSTP)
            loop.add_signal_handler(signal.SIGTSTP, self._leave, loop)
            self._come_back()

    def _continued(self) -> None:
        """Take the terminal again: a shell has set it as it likes."""
        if in_foreground():
            self._give_back()
            self._come_back()

    def _give_back(self) -> None:
        self._keyboard.end()
        if not self._away:
            self._away = True
            self._face.end()

    def _come_back(self) -> None:
        """Take the terminal again, where it was given back and may be taken."""
        if self._away and in_foreground():
            self._away = False
            if hasattr(self._face, "note"):  # lines in a pipe have no picture to begin again
                _make_room()
                self._face.begin(self._manner[-1:], time.time())
                self._note("")
        self._keyboard.begin()

    async def _go_on(self) -> None:
        loop = asyncio.get_running_loop()
        await self._service.client_ready()
        if self._desktop:
            self._tell(self._desktop.ready())
        due = loop.time()
        while self._end is None:
            self._woken.clear()
            keys, self._keys = self._keys, []
            for key in keys:
                await self._press(key)
            if loop.time() >= due:
                await self._tick()
                idle = loop.time() - self._happened > IDLE_AFTER_S
                due = max(due + (IDLE_TICK_S if idle else TICK_S), loop.time())
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), max(due - loop.time(), 0.0))

    def _pressed(self, key: str) -> None:
        self._keys.append(key)
        self._happened = asyncio.get_running_loop().time()
        self._woken.set()

    async def _tick(self) -> None:
        now, mind = time.time(), await self._service.ready()
        paused = self._service.current.state is State.PAUSED
        alone = mind.windows.open == 1
        look = partial(self._observing.look, now, mind.window, paused=paused, alone=alone)
        mine, others = await asyncio.get_running_loop().run_in_executor(self._thread, look)
        for line in self._observing.troubles():
            self._face.trouble(line, now)
        if mine or others:
            self._happened = asyncio.get_running_loop().time()
        for batch in others:
            self._face.saw(batch)
        if mine:
            self._service.take(mine)
            self._face.saw(mine)
        await self._service.tick()
        self._notify()
        self._come_back()
        self._face.refresh(time.time())

    async def _press(self, key: str) -> None:
        if key == QUITS:
            self._stop(0)
            return
        line = await self._pressing.press(key, time.time())
        if line:
            self._note(line)

    def _note(self, line: str) -> None:
        note = getattr(self._face, "note", None)
        if note:
            note(line)
            self._face.refresh(time.time())

    def _notify(self) -> None:
        alerts, self._outlet.alerts = self._outlet.alerts, []
        if self._desktop:
            for alert in alerts:
                self._tell(self._desktop.tell(alert))

    def _tell(self, telling: Coroutine[None, None, str]) -> None:
        async def tell() -> None:
            if trouble := await telling:
                self._face.trouble(trouble, time.time())

        task = asyncio.ensure_future(tell())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _stop(self, code: int) -> None:
        self._end = code
        self._woken.set()


def _make_room() -> None:
    """Scroll up what the shell has shown: a picture that begins again begins above the cursor."""
    with suppress(OSError):  # the terminal may be gone
        sys.stdout.write("\n" * os.get_terminal_size(sys.stdout.fileno()).lines + TO_THE_TOP)

"""The session of `watch`: what it sees goes to the service, what the service finds is shown."""

from __future__ import annotations

import asyncio
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Protocol

from pulsedev.cli.keyboard import keyboard
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

TERMINATED = 143
"""What shells make of SIGTERM."""


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

    async def run(self) -> int:
        """Watch until the end; return the exit code."""
        loop = asyncio.get_running_loop()
        contain_loop(loop)
        with suppress(NotImplementedError):  # on Windows
            loop.add_signal_handler(signal.SIGTERM, self._stop, TERMINATED)
        self._service.outlet = self._outlet
        try:
            manner = await loop.run_in_executor(self._thread, self._observing.begin)
            self._face.begin(manner, time.time())
            with keyboard(self._pressed):
                await self._go_on()
        finally:
            self._face.end()
            await loop.run_in_executor(self._thread, self._observing.end)
            self._thread.shutdown()
            await self._service.close()
        return self._end or 0

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
        if mine or others:
            self._happened = asyncio.get_running_loop().time()
        for batch in others:
            self._face.saw(batch)
        if mine:
            self._service.take(mine)
            self._face.saw(mine)
        await self._service.tick()
        self._notify()
        self._face.refresh(time.time())

    async def _press(self, key: str) -> None:
        if key == QUITS:
            self._stop(0)
            return
        line = await self._pressing.press(key, time.time())
        note = getattr(self._face, "note", None)
        if line and note:
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

"""Alerts as notifications of the desktop, with the same answers; only where the user asks for them.

The desktop's own bus is the one connection that any part of PulseDev makes. It hears the words of
an alert, which are made of numbers, and nothing else.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from pulsedev.cli.errors import CommandError
from pulsedev.core.policy import TITLES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from desktop_notifier import DesktopNotifier

    from pulsedev.core.instructions import Alert
    from pulsedev.core.policy import Action

    Answered = Callable[[Alert, Action], Awaitable[None]]

NAME = "PulseDev"

REASONS = 3
"""Reasons told; more would not be read."""

MISSING = (
    "--notify needs desktop-notifier: python -m pip install 'pulsedev[notify]' puts it in place"
)
REFUSED = "the desktop took no notification; alerts are shown here alone"
SILENT = "no desktop that shows notifications was found; alerts are shown here alone"
BARE = "this desktop shows no buttons; answer alerts here"


class Desktop:
    """Tells the desktop of alerts; whatever button is pressed is the answer."""

    def __init__(self, answered: Answered) -> None:
        """Be ready; CommandError where what it takes is not installed."""
        try:
            from desktop_notifier import DesktopNotifier  # noqa: PLC0415 - rarely there
        except ImportError:
            raise CommandError(MISSING) from None
        self._notifier: DesktopNotifier = DesktopNotifier(NAME, app_icon=None)
        self._answered = answered
        self._tasks = set[asyncio.Future[None]]()

    async def ready(self) -> str:
        """Return a line that says what the desktop can't do, if there is something."""
        from desktop_notifier import Capability  # noqa: PLC0415 - as above

        try:
            able = await self._notifier.get_capabilities()
        except Exception:  # noqa: BLE001 - each platform's library has its own, and none is ours
            return SILENT
        return "" if Capability.BUTTONS in able else BARE

    async def tell(self, alert: Alert) -> str:
        """Show a notification; return a line that says what is wrong, if something is."""
        from desktop_notifier import Button  # noqa: PLC0415 - as above

        taken: list[bool] = []
        await self._notifier.send(
            title=alert.title,
            message="; ".join(reason.label for reason in alert.reasons[:REASONS]),
            buttons=[
                Button(TITLES[action], on_pressed=self._answer(alert, action))
                for action in alert.actions
            ],
            on_dispatched=lambda: taken.append(True),
        )
        return "" if taken else REFUSED

    def _answer(self, alert: Alert, action: Action) -> Callable[[], None]:
        loop = asyncio.get_running_loop()

        def begin() -> None:
            task = asyncio.ensure_future(self._answered(alert, action))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        def pressed() -> None:
            loop.call_soon_threadsafe(begin)  # some desktops tell on a thread of their own

        return pressed

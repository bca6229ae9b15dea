"""Notifications through the real library and a real message bus, and without any desktop."""

from __future__ import annotations

import asyncio
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from tests.cli.test_notices import ALERT
from tests.e2e.neovim.editor import PATIENCE_S

from pulsedev.cli.notices import BARE, SILENT, Desktop
from pulsedev.core.policy import Action

DAEMON = shutil.which("dbus-daemon")
if sys.platform != "linux" or DAEMON is None:
    pytest.skip("there is no message bus here", allow_module_level=True)

from dbus_fast.aio import MessageBus  # noqa: E402 - it is on Linux alone
from tests.e2e.desktop import NAME, PLACE, Shows  # noqa: E402 - it needs the line above

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from pulsedev.cli.notices import Answered
    from pulsedev.core.instructions import Alert


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return the address of a message bus of a session."""
    command = [str(DAEMON), "--session", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as daemon:  # noqa: S603 - above
        assert daemon.stdout
        address = daemon.stdout.readline().strip()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address
        daemon.terminate()


@pytest_asyncio.fixture
async def shows(bus: str, request: pytest.FixtureRequest) -> AsyncIterator[Shows]:
    """Return a desktop on the bus; a test may say what it is able to."""
    connection = await MessageBus(bus_address=bus).connect()
    desktop = Shows(getattr(request, "param", ["actions", "body"]))
    connection.export(PLACE, desktop)
    await connection.request_name(NAME)
    yield desktop
    await leave(connection)


async def nobody(*_: object) -> None:
    """Take no answer."""
    raise AssertionError


async def leave(connection: MessageBus) -> None:
    """Let go of the bus."""
    connection.disconnect()
    with suppress(EOFError):
        await connection.wait_for_disconnect()  # type: ignore[no-untyped-call]


@pytest_asyncio.fixture
async def notices() -> AsyncIterator[Callable[..., Desktop]]:
    """Return what makes the part to be tested; the library itself lets go only when it ends."""
    made = list[Desktop]()

    def make(answered: Answered = nobody) -> Desktop:
        made.append(Desktop(answered))
        return made[-1]

    yield make
    for one in made:
        await leave(one._notifier._backend.bus)  # type: ignore[attr-defined]  # noqa: SLF001 - see above


@pytest.mark.asyncio
async def test_an_alert_is_shown_and_answered(
    shows: Shows, notices: Callable[..., Desktop]
) -> None:
    """The desktop shows title, reasons and four buttons, and a button pressed is the answer."""
    answers: asyncio.Queue[tuple[Alert, Action]] = asyncio.Queue()

    async def answered(told: Alert, action: Action) -> None:
        await answers.put((told, action))

    desktop = notices(answered)
    assert await desktop.ready() == ""
    assert await desktop.tell(ALERT) == ""
    assert shows.title == "You may have been stuck for 20 min"
    assert shows.text == "3 failed runs in a row (usually 0)"
    assert {"Right", "Wrong", "Snooze", "Don't show again"} <= set(shows.buttons)
    shows.pressed("Wrong")
    assert await asyncio.wait_for(answers.get(), PATIENCE_S) == (ALERT, Action.WRONG)


@pytest.mark.asyncio
@pytest.mark.parametrize("shows", [["body"]], indirect=True)
async def test_a_desktop_without_buttons(shows: Shows, notices: Callable[..., Desktop]) -> None:
    """Who can't answer on the desktop is told so at once, and sees the alert all the same."""
    desktop = notices()
    assert await desktop.ready() == BARE
    assert await desktop.tell(ALERT) == ""
    assert shows.title == ALERT.title


@pytest.mark.asyncio
@pytest.mark.usefixtures("bus")
async def test_a_bus_without_a_desktop(notices: Callable[..., Desktop]) -> None:
    """A bus on which nobody shows anything is told from a desktop."""
    assert await notices().ready() == SILENT


def test_no_bus(environ: dict[str, str], tmp_path: Path) -> None:
    """`watch --notify` where there is no desktop says so as it begins, and goes on watching."""
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "XDG_RUNTIME_DIR"):
        environ.pop(name, None)
    command = [sys.executable, "-m", "pulsedev", "watch", "--notify", str(tmp_path)]
    with subprocess.Popen(  # noqa: S603 - our own
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as watching:
        assert watching.stdout
        line = next(line for line in watching.stdout if "trouble" in line)
        watching.send_signal(signal.SIGTERM)
        _, errors = watching.communicate(timeout=PATIENCE_S)
    assert line.endswith(f"{SILENT}\n")
    assert errors == ""
    assert watching.returncode == 128 + signal.SIGTERM

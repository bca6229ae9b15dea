"""Alerts on the desktop: what is told, and what becomes of a button."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from pulsedev.cli.errors import CommandError
from pulsedev.cli.main import main
from pulsedev.cli.notices import REFUSED, Desktop
from pulsedev.core.alerts import alert
from pulsedev.core.policy import Action
from pulsedev.core.wording import reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pulsedev.core.instructions import Alert

ALERT = alert(
    5,
    1_200.0,
    window=3,
    since=0.0,
    reasons=(reason("failed_run_streak", 3.0, 0.0, 0.9, calm=False),),
    passed=True,
    calm=False,
)


@dataclass
class Button:
    """A button as the library has it."""

    title: str
    on_pressed: Callable[[], None]


class Notifier:
    """What stands in for the library; ``works`` is whether there is a desktop."""

    works = True
    sent: list[dict[str, Any]]

    def __init__(self, name: str, *, app_icon: None) -> None:
        del name, app_icon
        Notifier.sent = []

    async def send(self, **what: Any) -> None:  # noqa: ANN401 - whatever is sent
        """Show it."""
        self.sent.append(what)
        if self.works:
            what["on_dispatched"]()


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> type[Notifier]:
    """Return a desktop that shows whatever it is told."""
    library: Any = ModuleType("desktop_notifier")
    library.DesktopNotifier, library.Button = Notifier, Button
    monkeypatch.setitem(sys.modules, "desktop_notifier", library)
    return Notifier


@pytest.mark.asyncio
async def test_an_alert(desktop: type[Notifier]) -> None:
    """The desktop is told the title and the reasons, and a button is an answer."""
    answers: asyncio.Queue[tuple[Alert, Action]] = asyncio.Queue()

    async def answered(told: Alert, action: Action) -> None:
        await answers.put((told, action))

    assert await Desktop(answered).tell(ALERT) == ""
    (sent,) = desktop.sent
    assert sent["title"] == "You may have been stuck for 20 min"
    assert sent["message"] == "3 failed runs in a row (usually 0)"
    assert [button.title for button in sent["buttons"]] == [
        "Right",
        "Wrong",
        "Snooze",
        "Don't show again",
    ]
    sent["buttons"][2].on_pressed()
    assert await answers.get() == (ALERT, Action.SNOOZE)


@pytest.mark.asyncio
async def test_no_desktop(desktop: type[Notifier], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody shows it, the user is told that in one line."""
    monkeypatch.setattr(desktop, "works", False)

    async def answered(*_: object) -> None:
        raise AssertionError

    assert await Desktop(answered).tell(ALERT) == REFUSED


def test_not_installed(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    data: Path,
    tmp_path: Path,
) -> None:
    """Without the library the user is told which command puts it in place, and nothing begins."""
    monkeypatch.setitem(sys.modules, "desktop_notifier", None)
    with pytest.raises(CommandError, match=r"pulsedev\[notify\]"):
        Desktop(None)  # type: ignore[arg-type] # nobody answers
    assert main(["watch", "--notify", str(tmp_path)]) == 1
    error = capsys.readouterr().err
    assert "pip install 'pulsedev[notify]'" in error
    assert error.count("\n") == 1
    assert not (data / "pulsedev.db").exists()

"""Whether the machine runs on mains power is known, or it is known that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import psutil
import pytest

from pulsedev.learn.power import on_mains

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Battery(NamedTuple):
    """What psutil says of one."""

    percent: float
    secsleft: int
    power_plugged: bool | None


def test_this_machine() -> None:
    """Whatever this machine has, there is an answer."""
    assert on_mains() in {True, False, None}


@pytest.mark.parametrize("plugged", [True, False, None])
def test_with_a_battery(
    plugged: bool | None,  # noqa: FBT001 - a table's column
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a battery it is what the system says."""
    monkeypatch.setattr(psutil, "sensors_battery", lambda: Battery(50, 600, plugged))
    assert on_mains(tmp_path) is plugged


@pytest.mark.parametrize(
    ("supplies", "expected"),
    [
        ([("BAT0", "Battery", "System")], False),
        ([("BAT0", "Battery", "")], False),
        ([("BAT0", "Battery", ""), ("hidpp_battery_0", "Battery", "Device")], False),
        ([("hidpp_battery_0", "Battery", "Device")], None),
        ([("AC", "Mains", ""), ("hidpp_battery_0", "Battery", "Device")], None),
    ],
)
def test_a_mouse_has_a_battery_too(
    supplies: list[tuple[str, str, str]],
    expected: bool | None,  # noqa: FBT001 - a table's column
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A machine whose only battery is a mouse's does not run on it."""
    for name, kind, scope in supplies:
        (tmp_path / name).mkdir()
        (tmp_path / name / "type").write_text(f"{kind}\n", encoding="ascii")
        if scope:
            (tmp_path / name / "scope").write_text(f"{scope}\n", encoding="ascii")
    monkeypatch.setattr(psutil, "sensors_battery", lambda: Battery(50, 600, power_plugged=False))
    assert on_mains(tmp_path) is expected


def test_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a battery nobody knows, as there need not be one to run on."""
    monkeypatch.setattr(psutil, "sensors_battery", lambda: None)
    assert on_mains() is None


@pytest.mark.parametrize(
    "error", [NotImplementedError, PermissionError, RuntimeError, TypeError, ValueError]
)
def test_refused(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system can't tell, nobody knows."""
    monkeypatch.setattr(psutil, "sensors_battery", raising(error))
    assert on_mains() is None


def test_unsupported(monkeypatch: pytest.MonkeyPatch) -> None:
    """On systems for which psutil has no such function, nobody knows."""
    monkeypatch.delattr(psutil, "sensors_battery", raising=False)
    assert on_mains() is None


def raising(error: type[Exception]) -> Callable[[], None]:
    """Return a function that fails."""

    def fail() -> None:
        raise error

    return fail

"""Whether the machine runs on mains power."""

from __future__ import annotations

from pathlib import Path

import psutil

SUPPLIES = Path("/sys/class/power_supply")
"""Where Linux tells of each battery, also of a mouse's; there is no such folder elsewhere."""


def on_mains(supplies: Path = SUPPLIES) -> bool | None:
    """Return whether the battery is not used; None where there is none, or nobody knows."""
    try:
        battery = psutil.sensors_battery()
    except (AttributeError, OSError, RuntimeError, TypeError, ValueError):
        return None  # not every system can tell, and firmware says what it likes
    if battery is None or (battery.power_plugged is False and _is_of_a_device(supplies)):
        return None
    return battery.power_plugged


def _is_of_a_device(supplies: Path) -> bool:
    """Return whether all batteries are those of mice and the like, which psutil does not tell."""
    scopes = {_told(file.parent / "scope") for file in supplies.glob("*/type") if _is_battery(file)}
    return scopes == {"Device"}


def _is_battery(file: Path) -> bool:
    return _told(file) == "Battery"


def _told(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""

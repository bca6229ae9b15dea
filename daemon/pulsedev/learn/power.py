"""Whether the machine runs on mains power."""

from __future__ import annotations

import psutil


def on_mains() -> bool | None:
    """Return whether the battery is not used; None where there is none, or nobody knows."""
    try:
        battery = psutil.sensors_battery()
    except (AttributeError, OSError, RuntimeError):
        return None  # not every system can tell
    return None if battery is None else battery.power_plugged

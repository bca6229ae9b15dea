"""Settings: what makes sense is used, what does not is said in one line."""

from __future__ import annotations

import itertools
import math

import pytest

from pulsedev import config
from pulsedev.config import Settings, Storage
from pulsedev.core.policy import PolicySettings


def test_defaults() -> None:
    """Nothing given, and names of others, leave the defaults."""
    for given in (None, {}, {"theme": "dark"}, {"alertsPerDay": None}):
        assert config.read(given) == (Settings(PolicySettings(), Storage.DISK, 30), [])


def test_all_settings() -> None:
    """Each setting is taken over, those of the policy in the core's units."""
    given = {"alertsPerDay": 0, "minutesBetweenAlerts": 7.5, "quietHours": "22:00-07:30"}
    wanted = PolicySettings(alerts_per_day=0, min_gap_s=450.0, quiet=(1320, 450))
    assert config.read(given) == (Settings(wanted), [])
    assert config.read({"quietHours": ""}) == (Settings(), [])
    kept = {"storage": "memory", "retentionDays": 0}
    assert config.read(kept) == (Settings(storage=Storage.MEMORY, keep_days=0), [])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *itertools.product(["alertsPerDay"], (-1, 4, 1.0, True, "2", [], 10**400)),
        *itertools.product(["minutesBetweenAlerts"], (0, True, math.nan, "30", 10**400)),
        *itertools.product(["quietHours"], ("24:00-07:00", "22-7", 22, ["22:00"], "secret")),
        *itertools.product(["storage"], ("", "DISK", 0, ["disk"], {}, "secret")),
        *itertools.product(["retentionDays"], (-1, 3651, 1.5, True, "30", 10**400)),
    ],
)
def test_bad_settings(name: str, value: object) -> None:
    """A setting that makes no sense keeps its default, the others hold, nothing is quoted."""
    settings, [complaint] = config.read({"quietHours": "01:00-02:00", name: value})
    assert settings == Settings(PolicySettings(quiet=None if name == "quietHours" else (60, 120)))
    assert complaint.startswith(f"{name}: must")
    assert "secret" not in complaint


def test_settings_are_an_object() -> None:
    """Anything but an object is one complaint."""
    assert config.read([1])[1] == ["settings: must be an object; the defaults hold"]

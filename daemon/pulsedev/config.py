"""What a user may choose: defaults, limits, and a line for each choice that makes no sense.

A bad setting never stops the daemon: its default holds, and the line says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from pulsedev.core.policy import MINUTE, MOST_PER_DAY, PolicySettings
from pulsedev.core.probes import MOST_A_DAY
from pulsedev.core.training import LIMITS, TrainingSettings

if TYPE_CHECKING:
    from collections.abc import Callable

SHORTEST_GAP, LONGEST_GAP = 5, 24 * 60
"""Minutes between two alerts: less would be nagging, more is what "none a day" is for."""

KEEP_DAYS, LONGEST_KEPT = 30, 3650
"""Days that events are kept unless told otherwise, and at most; 0 keeps them for ever."""

QUIET_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


TRAINING = ("auto", "off")
"""By itself when nobody is there, or on command alone."""


class ConfigError(ValueError):
    """A setting that makes no sense: one line, with the setting's name and not its value."""


class Storage(StrEnum):
    """Where what is kept is kept."""

    DISK = "disk"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user chose: limits for alerts, where things are kept, and for how many days."""

    policy: PolicySettings = field(default_factory=PolicySettings)
    storage: Storage = Storage.DISK
    keep_days: int = KEEP_DAYS
    training: TrainingSettings = field(default_factory=TrainingSettings)


def read(given: object) -> tuple[Settings, list[str]]:
    """Turn what a client sent into settings and complaints; names that are not ours are ignored.

    >>> read({"alertsPerDay": 1, "quietHours": "22:00-07:00"})[0].policy
    PolicySettings(alerts_per_day=1, min_gap_s=1800.0, quiet=(1320, 420), probes_per_day=0)
    >>> read({"alertsPerDay": "many"})[1]
    ['alertsPerDay: must be a whole number from 0 to 3; the default holds']
    """
    settings, complaints = Settings(), list[str]()
    if given is None:
        return settings, complaints
    if not isinstance(given, Mapping):
        return settings, ["settings: must be an object; the defaults hold"]
    for name, apply in SETTINGS.items():
        if given.get(name) is None:
            continue
        try:
            settings = apply(settings, given[name])
        except ConfigError as error:
            complaints.append(f"{name}: {error}; the default holds")
    return settings, complaints


def _alerts_per_day(settings: Settings, value: object) -> Settings:
    if type(value) is not int or not 0 <= value <= MOST_PER_DAY:
        raise ConfigError(f"must be a whole number from 0 to {MOST_PER_DAY}")
    return replace(settings, policy=replace(settings.policy, alerts_per_day=value))


def _minutes_between(settings: Settings, value: object) -> Settings:
    # True is an int too, but 1 is below the limit.
    if not isinstance(value, int | float) or not SHORTEST_GAP <= value <= LONGEST_GAP:
        raise ConfigError(f"must be a number from {SHORTEST_GAP} to {LONGEST_GAP}")
    return replace(settings, policy=replace(settings.policy, min_gap_s=value * MINUTE))


def _quiet_hours(settings: Settings, value: object) -> Settings:
    if value == "":
        return replace(settings, policy=replace(settings.policy, quiet=None))
    match = QUIET_HOURS.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise ConfigError('must look like "22:00-07:00", or be empty')
    hour, minute, last_hour, last_minute = map(int, match.groups())
    quiet = (hour * 60 + minute, last_hour * 60 + last_minute)
    return replace(settings, policy=replace(settings.policy, quiet=quiet))


def _probes_per_day(settings: Settings, value: object) -> Settings:
    if type(value) is not int or not 0 <= value <= MOST_A_DAY:
        raise ConfigError(f"must be a whole number from 0 to {MOST_A_DAY}")
    return replace(settings, policy=replace(settings.policy, probes_per_day=value))


def _storage(settings: Settings, value: object) -> Settings:
    if not isinstance(value, str) or value not in tuple(Storage):
        raise ConfigError('must be "disk" or "memory"')
    return replace(settings, storage=Storage(value))


def _retention_days(settings: Settings, value: object) -> Settings:
    if type(value) is not int or not 0 <= value <= LONGEST_KEPT:
        raise ConfigError(f"must be a whole number from 0 to {LONGEST_KEPT}")
    return replace(settings, keep_days=value)


def _training(settings: Settings, value: object) -> Settings:
    if not isinstance(value, str) or value not in TRAINING:
        raise ConfigError('must be "auto" or "off"')
    return replace(settings, training=replace(settings.training, auto=value == "auto"))


def _model_thresholds(settings: Settings, value: object) -> Settings:
    if not isinstance(value, Mapping) or not set(value) <= set(LIMITS):
        raise ConfigError(f"must be an object with some of {', '.join(LIMITS)}")
    for limit in value.values():
        known = isinstance(limit, int | float) and not isinstance(limit, bool)
        if not known or not 0 <= limit <= 1:
            raise ConfigError("must hold numbers from 0 to 1")
    limits = {**LIMITS, **{name: float(limit) for name, limit in value.items()}}
    return replace(settings, training=replace(settings.training, limits=limits))


SETTINGS: dict[str, Callable[[Settings, object], Settings]] = {
    "alertsPerDay": _alerts_per_day,
    "minutesBetweenAlerts": _minutes_between,
    "quietHours": _quiet_hours,
    "probesPerDay": _probes_per_day,
    "storage": _storage,
    "retentionDays": _retention_days,
    "training": _training,
    "modelThresholds": _model_thresholds,
}
"""The names that clients use."""

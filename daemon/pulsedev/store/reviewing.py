"""A day of the store as stretches of work. A day goes from midnight to midnight of local time."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from pulsedev.core.review import stretches
from pulsedev.store.listing import LATE_S

if TYPE_CHECKING:
    from datetime import date

    from pulsedev.core.review import Stretch
    from pulsedev.store.disk import DiskStore


def review(store: DiskStore, day: date) -> tuple[Stretch, ...]:
    """Return the stretches of a day that is not before 1970; StoreError by cause."""
    first, last = _midnight(day), _midnight(day + timedelta(days=1))
    # Nothing arrives before it happens, and what a person says of a day they say after it began.
    labels = [past.label for past in store.labels(first)]
    return stretches(store.arrivals(first, last + LATE_S), labels, first, last)


def _midnight(day: date) -> float:
    return datetime.combine(day, time()).timestamp()  # without a zone, the local one of that day

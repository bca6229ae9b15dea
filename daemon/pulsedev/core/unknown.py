"""Arithmetic in which unknown stays unknown: it is NaN, never zero."""

from __future__ import annotations

from math import nan


def share(part: float, whole: float) -> float:
    """Divide; unknown where there is nothing to divide by.

    >>> share(1, 4), share(0, 0)
    (0.25, nan)
    """
    return part / whole if whole > 0 else nan


def since(now: float, then: float | None) -> float:
    """Return the seconds since something, or unknown where it has not happened.

    >>> since(30.0, 10.0), since(30.0, None)
    (20.0, nan)
    """
    return nan if then is None else now - then


def known(value: float | None) -> float:
    """Turn None into NaN."""
    return nan if value is None else float(value)

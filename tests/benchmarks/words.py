"""Figures of the table in words, the same in the terminal and in the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.benchmarks.row import Row, Spread

WHOLE = 100.0
TENTHS = 10.0


def number(value: float) -> str:
    """Write a figure with about three digits.

    >>> [number(value) for value in (0.1234, 3.456, 34.56, 3456.0)]
    ['0.123', '3.46', '34.6', '3,456']
    """
    if abs(value) >= WHOLE:
        return f"{value:,.0f}"
    if abs(value) >= TENTHS:
        return f"{value:.1f}"
    return f"{value:.2f}" if abs(value) >= 1.0 else f"{value:.3g}"


def spread(found: Spread | None, unit: str = "") -> str:
    """Write a median with its quartiles."""
    if found is None:
        return "-"
    what = f" {unit}" if unit else ""
    if found.rounds == 1:
        return f"{number(found.middle)}{what}"
    return f"{number(found.middle)}{what} ({number(found.low)} to {number(found.high)})"


def goal(row: Row) -> str:
    """Say what was wanted, and whether it is so."""
    if row.goal is None or row.ratio is None:
        return ""
    wanted = f"{row.goal:.3g}"
    if row.met:
        return f"≥ {wanted}: met"
    return f"≥ {wanted}: missed"

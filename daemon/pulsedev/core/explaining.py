"""From the account of a verdict to reasons in words, the strongest first."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from pulsedev.core.features import SCHEMA
from pulsedev.core.wording import is_calm, reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.core.classifier import Account, Reason

WORTH_SAYING = 0.1
"""Log-odds; a smaller effect is no reason."""


def reasons(account: Account, row: Sequence[float], slope: float = 1.0) -> tuple[Reason, ...]:
    """Return what pulled; ``slope`` is what the account's log-odds were multiplied by.

    What is unknown pulled by what stood in for it; nothing can be said of that.
    """
    found, calm = [], is_calm(row)
    for column, share in account.shares.items():
        effect, value = slope * share.effect, row[column]
        if abs(effect) >= WORTH_SAYING and not isnan(value):
            found.append(reason(SCHEMA[column], value, share.usual, effect, calm=calm))
    return tuple(sorted(found, key=_strength))


def _strength(reason: Reason) -> float:
    return -abs(reason.effect)

"""Numbers in words, as a person would say them."""

from __future__ import annotations

MINUTE, HOUR = 60.0, 3600.0

MOST_CHARS = 100_000
"""Characters; who generates or deletes more than a long file need not be told how many."""

TWO_DIGITS = 10.0
"""From here on two digits say enough."""


def duration(seconds: float) -> str:
    """Say a length of time; what rounds to a whole unit is said in that unit.

    >>> duration(44.6), duration(59.7), duration(1_080), duration(7_190), duration(9_000)
    ('45 s', '1 min', '18 min', '2 h', '2.5 h')
    """
    if round(seconds) < MINUTE:
        return f"{seconds:.0f} s"
    if round(seconds / MINUTE) < 2 * MINUTE:
        return f"{seconds / MINUTE:.0f} min"
    return f"{_number(seconds / HOUR)} h"


def amount(value: float, unit: str) -> str:
    """Say a value in its unit.

    >>> amount(0.42, "share"), amount(7.0, "count"), amount(2.345, "1/min"), amount(80.0, "chars")
    ('42 %', '7', '2.3', '80 characters')
    >>> amount(1.04, "1/min"), amount(9.96, "1/min"), amount(2.0**62, "chars")
    ('1', '10', 'over 100,000 characters')
    """
    if unit == "s":
        return duration(value)
    if unit == "share":
        return f"{100 * value:.0f} %"
    if unit.startswith("chars"):
        count = f"{value:,.0f}" if value <= MOST_CHARS else f"over {MOST_CHARS:,}"
        return f"{count} character{_plural(count)}" if unit == "chars" else count
    return _number(value)


def _number(value: float) -> str:
    rounded = round(value, 1)
    return f"{rounded:.1f}".removesuffix(".0") if rounded < TWO_DIGITS else f"{value:,.0f}"


def _plural(count: str, ending: str = "s") -> str:
    return "" if count == "1" else ending


def sentence(  # noqa: PLR0913 - a template's parts
    template: str, value: float, usual: float, unit: str, *, none: str = "", less: str = ""
) -> str:
    """Fill a template: ``{}`` is the value, ``{s}`` and ``{es}`` plurals; add what is usual.

    ``none`` is what to say of what rounds to zero, ``less`` the template for less than that.

    >>> sentence("{} failed run{s} in a row", 1.0, 0.2, "count")
    '1 failed run in a row (usually 0)'
    >>> sentence("{} undo{s} a minute", 0.04, 0.2, "1/min", none="nothing was undone")
    'nothing was undone'
    >>> sentence("it grows by {}", -35.2, 8.0, "chars/min", less="it shrinks by {}")
    'it shrinks by 35'
    """
    said = amount(abs(value), unit)
    count = said.partition(" ")[0]
    if none and count == "0":
        return none
    filled = (less if less and value < 0 else template).format(
        said, s=_plural(count), es=_plural(count, "es")
    )
    if less and value < 0:
        return filled  # what is usual is said of growth
    return f"{filled} (usually {amount(round(usual) if unit == 'count' else usual, unit)})"

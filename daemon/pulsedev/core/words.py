"""Numbers in words, as a person would say them."""

from __future__ import annotations

MINUTE, HOUR = 60.0, 3600.0


def duration(seconds: float) -> str:
    """Say a length of time.

    >>> duration(44.6), duration(1_080), duration(9_000)
    ('45 s', '18 min', '2.5 h')
    """
    if seconds < MINUTE:
        return f"{seconds:.0f} s"
    if seconds < 2 * HOUR:
        return f"{seconds / MINUTE:.0f} min"
    return f"{seconds / HOUR:.1f} h"


def amount(value: float, unit: str) -> str:
    """Say a value in its unit.

    >>> amount(0.42, "share"), amount(7.0, "count"), amount(2.345, "1/min"), amount(80.0, "chars")
    ('42 %', '7', '2.3', '80 characters')
    """
    if unit == "s":
        return duration(value)
    if unit == "share":
        return f"{100 * value:.0f} %"
    if unit == "chars":
        return "1 character" if round(value) == 1 else f"{value:.0f} characters"
    return f"{value:.0f}" if float(value).is_integer() or value >= 10 else f"{value:.1f}"  # noqa: PLR2004 - two digits say enough


def sentence(template: str, value: float, usual: float, unit: str, none: str = "") -> str:
    """Fill a template: ``{}`` is the value, ``{s}`` and ``{es}`` plurals; add what is usual.

    ``none`` is what to say of zero, where the template would sound odd.

    >>> sentence("{} failed run{s} in a row", 1.0, 0.2, "count")
    '1 failed run in a row (usually 0)'
    >>> sentence("an error has stood for {}", 0.0, 20.0, "s", "no error stands")
    'no error stands (usually 20 s)'
    """
    if unit == "count":
        usual = round(usual)
    one = value == 1
    said = template.format(amount(value, unit), s="" if one else "s", es="" if one else "es")
    return f"{none if none and not value else said} (usually {amount(usual, unit)})"

"""What params must be: strict checks, whose errors name a field and a rule and never a value."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

    Check = Callable[[object, attrs.Attribute[Any], object], None]

T = TypeVar("T")

DAY = re.compile(r"[12]\d{3}-\d\d-\d\d", re.ASCII)
"""How a day is written; after the year 3000 some systems can't tell its midnight."""

FIRST_DAY = date(1971, 1, 1)
"""Before 1970 some systems can't tell it either, and time zones differ by a day."""

MOST_LISTED = 256
"""Entries of a list in params; there are fewer kinds of events."""


class ParamsError(ValueError):
    """Params that a method can't work with; the text names the field and the rule alone."""


def number(low: float, high: float) -> Check:
    """Return a check for a number within limits, which also refuses NaN."""

    def check(_: object, field: attrs.Attribute[Any], value: object) -> None:
        if value is None and field.default is None:
            return
        known = isinstance(value, int | float) and not isinstance(value, bool)
        if not known or not low <= value <= high:  # type: ignore[operator]  # a number by now
            raise ParamsError(f"{wire_name(field)}: must be a number from {low} to {high}")

    return check


def one_of(names: type[StrEnum]) -> Check:
    """Return a check for one of the names."""
    allowed = [name.value for name in names]

    def check(_: object, field: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, str) or value not in allowed:
            raise ParamsError(f"{wire_name(field)}: must be one of {', '.join(allowed)}")

    return check


def whole_numbers(low: int, high: int) -> Check:
    """Return a check for a list of whole numbers within limits, of at most MOST_LISTED."""

    def check(_: object, field: attrs.Attribute[Any], value: object) -> None:
        if value is None and field.default is None:
            return
        good = isinstance(value, list) and len(value) <= MOST_LISTED
        if not good or not all(type(one) is int and low <= one <= high for one in value):  # type: ignore[attr-defined]  # a list by now
            raise ParamsError(f"{wire_name(field)}: must be a list of whole numbers")

    return check


def some_of(names: type[StrEnum]) -> Check:
    """Return a check for a list of some of the names."""
    allowed = [name.value for name in names]

    def check(_: object, field: attrs.Attribute[Any], value: object) -> None:
        if value is None and field.default is None:
            return
        if not isinstance(value, list) or not value or not all(one in allowed for one in value):
            raise ParamsError(f"{wire_name(field)}: must be some of {', '.join(allowed)}")

    return check


def token() -> Check:
    """Return a check for a progress token, as LSP has it."""

    def check(_: object, field: attrs.Attribute[Any], value: object) -> None:
        if value is not None and (type(value) is not int and not isinstance(value, str)):
            raise ParamsError(f"{wire_name(field)}: must be a whole number or a text")

    return check


def calendar_day() -> Check:
    """Return a check for a day that clocks can have, as 2026-11-23."""

    def check(_: object, field: attrs.Attribute[Any], value: object) -> None:
        if value is not None and (not isinstance(value, str) or not _is_day(value)):
            raise ParamsError(f"{wire_name(field)}: must be a day like 2026-11-23")

    return check


def _is_day(value: str) -> bool:
    try:
        return DAY.fullmatch(value) is not None and date.fromisoformat(value) >= FIRST_DAY
    except ValueError:
        return False


def text() -> Check:
    """Return a check for a text that is not empty."""

    def check(_: object, field: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, str) or not value or "\0" in value:
            raise ParamsError(f"{wire_name(field)}: must be a text")

    return check


def truth() -> Check:
    """Return a check for true or false."""

    def check(_: object, field: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, bool):
            raise ParamsError(f"{wire_name(field)}: must be true or false")

    return check


def wire_name(field: attrs.Attribute[Any]) -> str:
    """Return a field's name on the wire: ``from`` can't be one in Python, and LSP has its own."""
    return str(field.metadata.get("wire", field.name.rstrip("_")))


def structure(given: object, params: type[T]) -> T:
    """Check an object against an attrs class and build it."""
    if not isinstance(given, dict):
        raise ParamsError("params: must be an object")
    known = {}
    for field in attrs.fields(params):  # type: ignore[arg-type]  # each class here is one of attrs
        value = given.get(wire_name(field))
        if value is not None:
            known[field.name] = value
        elif field.default is attrs.NOTHING:
            raise ParamsError(f"{wire_name(field)}: is missing")
    return params(**known)

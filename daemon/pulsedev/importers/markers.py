"""Eclipse's problem markers, one row each, as the counts that stood after each check of a file.

A check is a burst of rows. That it is over is known a little after its last row only, so it is
told then. A check that finds nothing makes no row at all; but nearly every edit (97 of 100 where
something stood) and every opened file is checked within three seconds, so where none of the rows
came in that time the file is clean, and this too is told when the time is over.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pulsedev.core.events import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulsedev.importers.recording import Event

BURST_GAP = 250
"""Milliseconds; the markers of one check come up to 70 ms apart, two checks 700 ms."""

CHECKED_WITHIN = 3_000
"""Milliseconds from an edit's end to the first marker of its check, if there is any."""


@dataclass(slots=True)
class Burst:
    """The markers of one check, so far."""

    last: int
    errors: int = 0
    warnings: int = 0
    messages: set[str] = field(default_factory=set)


class Markers:
    """Follows the checks of each file; times are epoch milliseconds and never fall."""

    def __init__(self) -> None:
        self._bursts: dict[int, Burst] = {}
        self._standing: set[int] = set()
        self._changed: dict[int, int] = {}

    def until(self, now: int) -> Iterator[Event]:
        """Tell the checks that are over before a time."""
        for doc in [doc for doc, burst in self._bursts.items() if burst.last + BURST_GAP < now]:
            yield self._told(doc)
        for doc in [doc for doc, at in self._changed.items() if at + CHECKED_WITHIN < now]:
            at = self._changed.pop(doc) + CHECKED_WITHIN
            if doc in self._standing:
                self._standing.remove(doc)
                yield at, Kind.ERROR_OCCURRED, doc, 0, 0, 0

    def end(self) -> Iterator[Event]:
        """Tell the checks that are not yet told: no more rows come."""
        for doc in list(self._bursts):
            yield self._told(doc)
        self._changed.clear()

    def change(self, doc: int, at: int) -> None:
        """Take in that a file will be checked, as it was changed or opened."""
        self._changed[doc] = at

    def add(self, doc: int, at: int, message: str, *, is_error: bool) -> None:
        """Take in one marker."""
        self._changed.pop(doc, None)
        burst = self._bursts.setdefault(doc, Burst(at))
        burst.last = at
        burst.errors += is_error
        burst.warnings += not is_error
        if is_error:
            burst.messages.add(message)

    def _told(self, doc: int) -> Event:
        burst = self._bursts.pop(doc)
        self._standing.add(doc)
        codes = code_set(burst.messages)
        return burst.last + BURST_GAP, Kind.ERROR_OCCURRED, doc, burst.errors, burst.warnings, codes


def code_set(messages: set[str]) -> int:
    """Turn a set of message numbers into one number of 63 bits, 0 for none.

    >>> code_set({"7", "9"}) == code_set({"9", "7"}), code_set(set())
    (True, 0)
    """
    if not messages:
        return 0
    digest = hashlib.blake2b(",".join(sorted(messages)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1

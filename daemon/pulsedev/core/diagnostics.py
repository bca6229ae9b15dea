"""What the editor's diagnostics say: how many errors stand, since when, and whether they fall.

Under continuous checking errors come and go with every key (a bracket is open, then closed), so
only a count below all of the last two minutes' counts is progress.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from pulsedev.core import counters as n

if TYPE_CHECKING:
    from pulsedev.core.spans import Ledger

SETTLED = 120.0
"""Active seconds; a fall below what stood so long ago is no flicker of typing."""

MAX_DOCUMENTS = 512
"""Documents with errors that are followed one by one; a build may report thousands."""

MAX_CODES = 128
"""Sets of error codes that are remembered for counting the distinct ones."""


class Diagnostics:
    """Follows the errors of each document; times are active seconds."""

    __slots__ = ("_codes", "_ledger", "_open", "_recent", "_seen", "errors", "fell", "zero")

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._open: dict[int, tuple[int, float]] = {}
        self._codes: dict[int, int] = {}
        self._seen: dict[int, float] = {}
        self._recent: deque[tuple[int, int]] = deque()
        self.errors = 0
        self.fell: float | None = None
        """When the errors last fell for good."""
        self.zero: float | None = None
        """When the last error last went away."""

    def change(self, time: float, doc: int, errors: int, codes: int) -> bool:
        """Take in a document's new counts; return whether that is progress."""
        now = self._ledger.now
        now[n.CHECKS] += 1
        if errors > 0:
            now[n.FAILED_CHECKS] += 1
            now[n.REPEATED_CHECKS] += self._codes.get(doc) == codes
            self._remember(time, doc, codes)
        else:
            self._codes.pop(doc, None)
        before = self.errors
        fewer = self._stand(time, doc, errors)
        if before and not self.errors:
            self.zero = time
        return fewer and self._fall(time)

    def _remember(self, time: float, doc: int, codes: int) -> None:
        self._codes[doc] = codes
        self._seen[codes] = time
        if len(self._seen) > MAX_CODES:
            del self._seen[min(self._seen, key=self._seen.__getitem__)]
        if len(self._codes) > MAX_DOCUMENTS:
            del self._codes[next(iter(self._codes))]

    def _stand(self, time: float, doc: int, errors: int) -> bool:
        """Count what stands in a document; return whether it is less than before."""
        count, since = self._open.pop(doc, (0, time))
        self._remember_count(int(time))
        self.errors += max(errors, 0) - count
        if errors > 0:
            self._open[doc] = (errors, since)
        if len(self._open) > MAX_DOCUMENTS:
            self.errors -= self._open.pop(next(iter(self._open)))[0]
        return errors < count

    def _remember_count(self, second: int) -> None:
        # The least count that stood in each second is all that a fall is measured against.
        count = self.errors
        if self._recent and self._recent[-1][0] == second:
            count = min(count, self._recent.pop()[1])
        self._recent.append((second, count))
        while self._recent[0][0] < second - SETTLED:
            self._recent.popleft()

    def _fall(self, time: float) -> bool:
        if any(self.errors >= count for _, count in self._recent):
            return False
        self.fell = time
        self._recent.clear()
        return True

    def oldest(self) -> float | None:
        """Return since when the oldest error stands."""
        return min((since for _, since in self._open.values()), default=None)

    def distinct(self, since: float) -> int:
        """Count the sets of codes seen at or after a time."""
        return sum(time >= since for time in self._seen.values())

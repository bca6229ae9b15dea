"""Where somebody works: files opened and left, going back and forth, coming back to old changes.

Documents are opaque numbers. Lines are relative: the sum of the caret's moves in a document,
which is all that events tell.
"""

from __future__ import annotations

from collections import Counter, deque
from math import log2
from typing import TYPE_CHECKING

from pulsedev.core import counters as n

if TYPE_CHECKING:
    from pulsedev.core.spans import Ledger

OPENS = 20
"""Opens that are looked back on (detection: distinct files over the last 20)."""

NEAR = 5
"""Lines that count as one place."""

REWORK_MEMORY = 600.0
"""Seconds after which changing a place again is new work."""

VISIT = 30.0
"""Seconds; after changes elsewhere for longer than this, the next change there is a return."""

MAX_PLACES = 256
"""Places remembered; at one change in two seconds that is more than ten minutes' work."""

MAX_DOCUMENTS = 512
"""Documents whose caret and size are known."""


UNNAMED = -1
"""Stands for the documents of a client that gives them no numbers."""


class Places:
    """Follows documents, carets and changed places; times are active seconds."""

    __slots__ = (
        "_changed",
        "_edited",
        "_ledger",
        "_line",
        "_opens",
        "_sizes",
        "current",
        "switched",
    )

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._opens: deque[int] = deque(maxlen=OPENS)
        self._line: dict[int, int] = {}
        self._sizes: dict[int, int] = {}
        self._changed: dict[tuple[int, int], tuple[float, bool]] = {}
        self._edited = (0, 0)
        """Document and line of the last change."""
        self.current = 0
        """The document that is worked in, 0 as long as nothing tells of any, or UNNAMED."""
        self.switched = 0.0
        """When the work last moved to another file or window."""

    def switch(self, time: float) -> float:
        """Leave a file or a window; return how long the stay was."""
        stay, self.switched = time - self.switched, time
        self._ledger.now[n.SWITCHES] += 1
        return stay

    def open(self, time: float, doc: int, lines: int) -> float | None:
        """Show a document; return how long the stay in the one before was, if there was another."""
        if doc and lines > 0:
            self._put_size(doc, lines)
        if not doc:
            return self._open_unnamed(time)
        if self.current > 0 and not self._opens:
            self._opens.append(self.current)  # it was open before anybody told
        if doc == self.current:
            return None
        before, self.current = self.current, doc
        back_and_forth = len(self._opens) > 1 and doc == self._opens[-2] != self._opens[-1]
        self._ledger.now[n.PING_PONGS] += back_and_forth
        self._opens.append(doc)
        return self.switch(time) if before > 0 else None

    def _open_unnamed(self, time: float) -> float | None:
        # Beside documents with a number one without is not to be observed. Who never gives a
        # number still tells of each switch.
        if self.current > 0:
            return None
        before, self.current = self.current, UNNAMED
        return self.switch(time) if before else None

    def _work_in(self, doc: int) -> None:
        if doc and self.current <= 0:
            self.current = doc

    def save(self, doc: int, lines: int) -> None:
        """Learn a document's size."""
        if doc and lines > 0:
            self._put_size(doc, lines)

    def _put_size(self, doc: int, lines: int) -> None:
        self._sizes.pop(doc, None)
        self._sizes[doc] = lines
        if len(self._sizes) > MAX_DOCUMENTS:
            del self._sizes[next(iter(self._sizes))]

    def move(self, doc: int, lines: int) -> None:
        """Move the caret; ``lines`` is negative upwards.

        A client that never says how many lines, or in which document, tells nothing of the place.
        """
        self._work_in(doc)
        if not doc or not (lines or doc in self._line):
            return
        self._line[doc] = self._line.get(doc, 0) + lines
        if len(self._line) > MAX_DOCUMENTS:
            del self._line[next(iter(self._line))]

    def edit(self, time: float, doc: int) -> None:
        """Change the text at the caret, if it is known where that is."""
        self._work_in(doc)
        line = self._line.get(doc)
        before, self._edited = self._edited, (doc, line or 0)
        if line is None:
            return
        elsewhere = before[0] != doc or abs(before[1] - line) >= NEAR
        place = (doc, line // NEAR)
        last, again = self._changed.pop(place, (float("-inf"), False))
        if elsewhere and time - last > VISIT:
            again = time - last <= REWORK_MEMORY
        self._changed[place] = (time, again)
        self._ledger.now[n.LOCATED] += 1
        self._ledger.now[n.REWORKED] += again
        if len(self._changed) > MAX_PLACES:
            del self._changed[next(iter(self._changed))]

    def distinct(self) -> int:
        """Count the documents among the last opens."""
        return len(set(self._opens))

    def entropy(self) -> float:
        """Return the entropy of the last opens in bits: 0 for one file, 4.3 for twenty.

        Shannon 1948, over the shares of the documents.
        """
        total = len(self._opens)
        return -sum(k / total * log2(k / total) for k in Counter(self._opens).values())

    @property
    def opens(self) -> int:
        """How many opens are known, 20 at most."""
        return len(self._opens)

    def mean_lines(self) -> float | None:
        """Return the mean size of the documents whose size is known."""
        return sum(self._sizes.values()) / len(self._sizes) if self._sizes else None

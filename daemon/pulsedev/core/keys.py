"""How somebody types: the gaps between keys inside bursts, undo runs, what became of pastes.

Only edits of a key's size count here; what AI, formatters and other programs change never
reaches this module.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from pulsedev.core import counters as n
from pulsedev.core.events import Cause

if TYPE_CHECKING:
    from pulsedev.core.spans import Ledger

BURST_GAP = 2.0
"""Seconds; a longer gap is a pause, not a key interval (Shrestha et al. 2022)."""

MAX_KEY = 16
"""Characters that a key may insert: a bracket pair, an indentation, an input method's word."""

LARGE_PASTE = 40
"""Characters; about one line of code."""

PASTE_MEMORY = 120.0
"""Seconds in which deleting a paste says something about the paste."""

UNDO_RUN = 3
"""Undos in a row that are more than the mending of a slip."""

SHORTEST_KEY_GAP = 0.02
"""Seconds; the first bin of the histogram begins here, and holds all that is shorter."""

_BIN_WIDTH = log(BURST_GAP / SHORTEST_KEY_GAP) / n.KEY_BINS


def key_bin(gap: float) -> int:
    """Return the bin of a gap in seconds; the bins are equally wide in its logarithm.

    >>> key_bin(0.0), key_bin(0.15), key_bin(1.99)
    (0, 7, 15)
    """
    if gap <= SHORTEST_KEY_GAP:
        return 0
    return min(int(log(gap / SHORTEST_KEY_GAP) / _BIN_WIDTH), n.KEY_BINS - 1)


def bin_edge(index: float) -> float:
    """Return the gap in seconds at which a bin begins; fractions lie inside of a bin."""
    return float(SHORTEST_KEY_GAP * (BURST_GAP / SHORTEST_KEY_GAP) ** (index / n.KEY_BINS))


class Keys:
    """What the last edits were, as far as the next one's meaning depends on them."""

    __slots__ = ("_last_key", "_ledger", "_paste", "_undos", "last_typed")

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._last_key = (0, float("-inf"))
        self._undos = 0
        self._paste = (0, float("-inf"), 0)
        self.last_typed = float("-inf")
        """Epoch seconds of the last edit that somebody made by hand."""

    def edit(self, time: float, doc: int, inserted: int, deleted: int, cause: int) -> None:
        """Take in an edit of the person's own."""
        self.last_typed = time
        if cause in (Cause.UNDO, Cause.REDO):
            self._undo()
        else:
            self._undos = 0
        if cause == Cause.PASTE:
            self._ledger.now[n.PASTES] += 1
            if inserted >= LARGE_PASTE:
                self._paste = (doc, time, inserted)
        elif deleted:
            self._unpaste(time, doc, deleted)
        if cause == Cause.TYPED and inserted <= MAX_KEY:
            self._key(time, doc, inserted)

    def _undo(self) -> None:
        self._undos += 1
        self._ledger.now[n.UNDOS] += 1
        if self._undos == UNDO_RUN:
            self._ledger.now[n.UNDO_RUNS] += 1

    def _unpaste(self, time: float, doc: int, deleted: int) -> None:
        pasted_doc, pasted_at, left = self._paste
        if doc != pasted_doc or time - pasted_at > PASTE_MEMORY or not left:
            return
        if 2 * deleted >= left:
            self._ledger.now[n.PASTES_DELETED] += 1
            left = deleted
        self._paste = (doc, pasted_at, left - deleted)

    def _key(self, time: float, doc: int, inserted: int) -> None:
        last_doc, last = self._last_key
        self._last_key = (doc, time)
        gap = time - last
        if doc != last_doc or not 0 <= gap < BURST_GAP:
            return
        now, milliseconds = self._ledger.now, round(gap * 1000)
        now[n.BURST_CHARS] += inserted
        now[n.BURST_MS] += milliseconds
        now[n.KEY_GAPS] += 1
        now[n.KEY_GAP_SQUARES] += milliseconds * milliseconds
        now[n.FIRST_KEY_BIN + key_bin(gap)] += 1

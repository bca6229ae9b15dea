r"""How much of a file has changed: inserted and deleted characters, and then the text is forgotten.

Of each file that was saved a print is remembered: a keyed hash and a length for each of its words,
in memory, for as long as this process lives. So a change is counted by whole words.

>>> prints = Prints(b"key")
>>> before, after = prints.of("a = old + 1"), prints.of("a = older + 1\n")
>>> changed(before, after), prints.of("").lines
(Change(inserted=6, deleted=3), 0)
"""

from __future__ import annotations

import re
from array import array
from difflib import SequenceMatcher
from typing import NamedTuple

WORDS = re.compile(r"\w+|[^\S\n]+|\n|[^\w\s]")

LARGEST = 1 << 20
"""Bytes of a file whose changes are counted; a larger one is written by a program."""

MOST_COMPARED = 4_000
"""Words between the first and the last change that are compared; more are all taken as changed."""

_BITS = 44
_LONGEST = (1 << 16) - 1
"""A word is one number: a hash of 44 bits above a length of 16."""


class Change(NamedTuple):
    """Characters."""

    inserted: int
    deleted: int


class Print(NamedTuple):
    """What is remembered of a file."""

    words: array[int]
    lines: int


class Prints:
    """Makes prints, by a key that nobody else has."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, text: str) -> Print:
        """Return a text's print."""
        known: dict[str, int] = {}
        words = array("q", (self._number(word, known) for word in WORDS.findall(text)))
        ends = text.count("\n")
        return Print(words, ends + (not text.endswith("\n") and bool(text)))

    def _number(self, word: str, known: dict[str, int]) -> int:
        number = known.get(word)
        if number is None:
            mixed = hash((self._key, word)) & ((1 << _BITS) - 1)
            number = known[word] = mixed << 16 | min(len(word), _LONGEST)
        return number


NOTHING = Print(array("q"), 0)
"""The print of a file that was not there."""


def changed(before: Print, after: Print) -> Change:
    """Return how many characters were inserted and deleted between two prints."""
    old, new = before.words, after.words
    start = _common(old, new)
    old, new = old[start:], new[start:]
    end = _common(old[::-1], new[::-1])
    old, new = old[: len(old) - end], new[: len(new) - end]
    if len(old) + len(new) > MOST_COMPARED:
        return Change(_length(new), _length(old))
    inserted = deleted = 0
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            inserted, deleted = inserted + _length(new[c:d]), deleted + _length(old[a:b])
    return Change(inserted, deleted)


def _common(one: array[int], other: array[int]) -> int:
    """Return how many words at the beginning are the same."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _length(words: array[int]) -> int:
    return sum(word & _LONGEST for word in words)


def text_of(data: bytes) -> str | None:
    """Return a file's text, None where it is none that a person writes."""
    if len(data) > LARGEST or b"\0" in data:
        return None
    return data.decode("utf-8", "replace")

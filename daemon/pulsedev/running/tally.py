"""Adds up what a test runner says, from numbers with the words beside them.

>>> tally = Tally()
>>> tally.add("1 failed, 1 skipped, 2 passed, 5 total")
>>> tally.counts
Counts(passed=2, failed=1)
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Counts(NamedTuple):
    """Of one run of tests."""

    passed: int
    failed: int

    def plus(self, other: Counts) -> Counts:
        """Add two runs up."""
        return Counts(self.passed + other.passed, self.failed + other.failed)


NONE = Counts(0, 0)

_WORDS = {
    "passed": "passed|pass|passing|succeeded|xpassed|flaky|test passed|tests passed",
    "failed": "failed|fail|failing|failure|failures|error|errors|cancelled|invalid|timed out|"
    "exec failed|unexpected successes|test failed|tests failed|hook failed|hooks failed|"
    "error occurred outside of examples|errors occurred outside of examples",
    "skipped": "skipped|skip|skips|pending|pendings|ignored|xfailed|incomplete|excluded|todo|"
    "omissions|expected failures|disabled",
    "total": "test|tests|run|runs|example|examples|spec|specs|total|doctest|doctests|property|"
    "properties",
}
_ROLES = {word: role for role, words in _WORDS.items() for word in words.split("|")}

_OUTSIDE = "outside of examples"
"""In words for failures that are not among the tests that are counted as run."""

_PAIRS = re.compile(
    r"(\d{1,9}) +([a-z]+(?: [a-z]+)*)|([a-z]+(?: [a-z]+)*)\s*[:=]?\s*(\d{1,9})", re.IGNORECASE
)
""" "3 passed", "Failures: 1", "errors=2", "pass 4"."""


class Tally:
    """What was said, by its words."""

    def __init__(self) -> None:
        self._words: dict[str, int] = {}

    def add(self, text: str) -> None:
        """Take in a text; a word that was told before has the new number."""
        for count, after, before, number in _PAIRS.findall(text):
            self._words[(after or before).lower()] = int(count or number)

    @property
    def counts(self) -> Counts:
        """Return the counts; who does not say how many passed says how many there were."""
        by = dict.fromkeys(_WORDS, 0)
        says_passed, outside = False, 0
        for word, number in self._words.items():
            role = _ROLES.get(word) or _ROLES.get(word.partition(" ")[0])
            if word.endswith(_OUTSIDE):
                outside += number
            elif role:
                by[role] += number
                says_passed = says_passed or role == "passed"
        rest = max(0, by["total"] - by["failed"] - by["skipped"])
        return Counts(by["passed"] if says_passed else rest, by["failed"] + outside)

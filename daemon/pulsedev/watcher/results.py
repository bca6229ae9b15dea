"""Counts of tests from files that test runners write: reports, or their output sent into a file.

>>> results(".json", b'{"numFailedTests": 1, "numPassedTests": 4, "numTotalTests": 5}')
Counts(passed=4, failed=1)
"""

from __future__ import annotations

import json

from pulsedev.running.counting import count
from pulsedev.running.junit import count_junit
from pulsedev.running.tally import Counts

ENDINGS = frozenset({".xml", ".json", ".txt", ".log", ".out", ".jsonl"})
"""Of files that may hold results."""

WORDS = ("test", "junit", "pytest", "jest", "result", "report")
"""One of these is in the name of a file of results, or of its folder."""

LARGEST = 16 << 20
"""Bytes of a file of results."""

TAIL = 65_536
"""Bytes at the end of an output in which its summary stands."""


def may_be_results(folder: str, name: str) -> bool:
    """Return whether a file's name is like that of results; it may be ignored by git all the same.

    >>> may_be_results("surefire-reports", "TEST-a.xml"), may_be_results("src", "a.json")
    (True, False)
    """
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    told = f"{folder}/{name}".lower()
    return ending in ENDINGS and any(word in told for word in WORDS)


def results(ending: str, data: bytes) -> Counts | None:
    """Return the counts that a file holds, or None."""
    if len(data) > LARGEST:
        return None
    if ending == ".xml":
        return count_junit(data)
    if ending == ".json":
        return _jest(data)
    return count(data[-TAIL:].decode("utf-8", "replace"))


def _jest(data: bytes) -> Counts | None:
    """Read what jest and vitest write by `--json --outputFile`."""
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    numbers = [told.get("numPassedTests"), told.get("numFailedTests")]
    if not all(type(number) is int and number >= 0 for number in numbers):
        return None
    suites = told.get("numRuntimeErrorTestSuites")
    broken = suites if type(suites) is int and suites > 0 else 0
    return Counts(int(numbers[0] or 0), int(numbers[1] or 0) + broken)

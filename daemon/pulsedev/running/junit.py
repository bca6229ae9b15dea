"""Counts the tests of a JUnit report in one pass over its tags.

No document is built, no text is looked at, and entities of a report's own are refused, so a hostile
file costs no more than its length.

>>> count_junit(b'<testsuite tests="3" failures="1" skipped="1"/>')
Counts(passed=1, failed=1)
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from pulsedev.running.tally import NONE, Counts

if TYPE_CHECKING:
    from typing import NoReturn

SUITES = ("testsuite", "testsuites")

MOST_DIGITS = 9
"""Digits of a number of tests; more is none."""


class _NoReportError(Exception):
    """What has entities of its own, or another root, is no report."""


def count_junit(report: bytes) -> Counts | None:
    """Return the counts of a report, or None where it is none, or is not whole."""
    suites = _Suites()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = suites.begin
    parser.EndElementHandler = suites.end
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(report, True)  # noqa: FBT003 - it takes no names
    except (expat.ExpatError, _NoReportError):
        return None
    return suites.counts


def _refuse(*_: object) -> NoReturn:
    raise _NoReportError


class _Suites:
    """A suite's numbers hold for the suites within it; without any, the cases are counted."""

    def __init__(self) -> None:
        self._depth = 0
        self._counted: int | None = None
        """The depth of the suite whose numbers were taken."""
        self._suites: Counts | None = None
        self._cases = NONE
        self._verdict = ""

    @property
    def counts(self) -> Counts:
        return self._cases if self._suites is None else self._suites

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if not self._depth and name not in SUITES:
            raise _NoReportError
        self._depth += 1
        if name in SUITES:
            self._take_numbers(attributes)
        elif name == "testcase":
            self._verdict = "passed"
        elif self._verdict and name in ("failure", "error"):
            self._verdict = "failed"
        elif self._verdict == "passed" and name == "skipped":
            self._verdict = "skipped"

    def end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name == "testcase":
            one = Counts(self._verdict == "passed", self._verdict == "failed")
            self._cases, self._verdict = self._cases.plus(one), ""
        if self._counted == self._depth:
            self._counted = None
        self._depth -= 1

    def _take_numbers(self, attributes: dict[str, str]) -> None:
        numbers = {
            name.rpartition(" ")[2]: int(value)
            for name, value in attributes.items()
            if value.isdecimal() and value.isascii() and len(value) <= MOST_DIGITS
        }
        says = "tests" in numbers and ("failures" in numbers or "errors" in numbers)
        if self._counted is not None or not says:
            return
        self._counted = self._depth
        failed = numbers.get("failures", 0) + numbers.get("errors", 0)
        others = ("skipped", "skip", "skips", "disabled", "ignored")
        skipped = sum(numbers.get(name, 0) for name in others)
        found = Counts(max(0, numbers["tests"] - failed - skipped), failed)
        self._suites = found.plus(self._suites or NONE)

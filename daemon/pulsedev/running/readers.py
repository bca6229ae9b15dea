"""Readers of a runner's output, line by line.

One for each format of the table, and those of runners whose counts are no numbers with words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from pulsedev.running.formats import FORMATS
from pulsedev.running.tally import NONE, Counts, Tally

if TYPE_CHECKING:
    from pulsedev.running.formats import Format

_GO_TEST = re.compile(r"\s*--- (PASS|FAIL|SKIP): ")
_GO_PACKAGE = re.compile(r"(ok|FAIL)\s+\S+\s+(\[\w+ failed\]|[\d.]+s|\(cached\))")
_GO_JSON = re.compile(r'\{"Time":.*"Action":"(pass|fail|skip)"')
_CTEST = re.compile(r"\d+% tests passed,?(?: (\d+) tests? failed)? out of (\d+)")
_FLUTTER = re.compile(r"\d\d:\d\d \+(\d{1,9})(?: ~\d+)?(?: -(\d{1,9}))?: ")
_TAP_BEGIN = re.compile(r"(?:TAP version \d+|1\.\.\d+)")
_TAP = re.compile(r"\s*(not ok|ok)\b(?!.*(?:# (?:skip|todo)|\{$))", re.IGNORECASE)


class Reader(Protocol):
    """Understands one way to tell of tests."""

    @property
    def counts(self) -> Counts:
        """What was read."""

    def read(self, line: str) -> bool:
        """Take in a line; return whether it was understood."""


def readers() -> list[Reader]:
    """Return one of each."""
    return [*map(Table, FORMATS), Go(), Ctest(), Flutter(), Tap()]


class Table:
    """Reads lines of a format in the table."""

    def __init__(self, form: Format) -> None:
        self._form = form
        self._sum = NONE
        self._tally = Tally()
        self._begun = form.begins is None

    @property
    def counts(self) -> Counts:
        """What was read."""
        return self._sum if self._form.takes == "sum" else self._tally.counts

    def read(self, line: str) -> bool:
        """Take in a line; return whether it was one of this format."""
        begins = self._form.begins
        if begins and begins.match(line):
            self._begun, self._tally = True, Tally()
        found = self._form.line.match(line)
        if not found or not self._begun:
            return False
        if begins is None:
            self._tally = Tally()
        for text in found.groups(""):
            self._tally.add(text)
        self._sum = self._sum.plus(self._tally.counts)
        return True


class Go:
    """Go's own runner, which counts nothing: with -v and -json each test has its verdict.

    Else only the packages have. One that does not build has no tests, and is a failure.
    """

    def __init__(self) -> None:
        self._tests = self._packages = NONE
        self._unbuilt = 0
        self._verbose = False

    @property
    def counts(self) -> Counts:
        """What was read."""
        return self._tests.plus(Counts(0, self._unbuilt)) if self._verbose else self._packages

    def read(self, line: str) -> bool:
        """Take in a line; return whether it was go's."""
        return self._read_test(line) or self._read_package(line) or self._read_json(line)

    def _read_test(self, line: str) -> bool:
        found = _GO_TEST.match(line)
        verdict = found[1] if found else ""
        self._verbose = self._verbose or verdict == "PASS" or line.startswith("=== RUN ")
        self._tests = self._tests.plus(Counts(verdict == "PASS", verdict == "FAIL"))
        return found is not None

    def _read_package(self, line: str) -> bool:
        found = _GO_PACKAGE.match(line)
        if found is None:
            return False
        self._packages = self._packages.plus(Counts(found[1] == "ok", found[1] == "FAIL"))
        self._unbuilt += found[2].startswith("[")
        return True

    def _read_json(self, line: str) -> bool:
        found = _GO_JSON.match(line)
        if found is None:
            return False
        self._verbose, is_test = True, '"Test":"' in line
        if is_test:
            self._tests = self._tests.plus(Counts(found[1] == "pass", found[1] == "fail"))
        self._unbuilt += not is_test and found[1] == "fail" and '"FailedBuild":"' in line
        return True


class Ctest:
    """CMake's runner, which tells how many failed of how many."""

    counts = NONE

    def read(self, line: str) -> bool:
        """Take in a line; return whether it was one of this format."""
        found = _CTEST.match(line)
        if found is None:
            return False
        failed = int(found[1] or 0)
        self.counts = Counts(int(found[2]) - failed, failed)
        return True


class Flutter:
    """Reads the reporters of package:test, as in ``00:02 +5 ~1 -2: Some tests failed.``."""

    counts = NONE

    def read(self, line: str) -> bool:
        """Take in a line; return whether it was one of this format."""
        found = _FLUTTER.match(line)
        if found is None:
            return False
        self.counts = Counts(int(found[1]), int(found[2] or 0))
        return True


class Tap:
    """TAP without the comments that most producers end with: the leaves are the tests."""

    counts = NONE

    def __init__(self) -> None:
        self._begun = False

    def read(self, line: str) -> bool:
        """Take in a line; return whether it was a test's."""
        if _TAP_BEGIN.match(line):
            self._begun = True
            return False
        found = _TAP.match(line)
        if found is None or not self._begun:
            return False
        passed = found[1].lower() == "ok"
        self.counts = self.counts.plus(Counts(passed, not passed))
        return True

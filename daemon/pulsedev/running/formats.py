"""How test runners end their output: a table of the lines that hold counts.

The formats are those of recorded outputs (``extension-bridge/test/classify/outputs``, which the
tests read); where none could be recorded, those that sources and published outputs show.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Format(NamedTuple):
    """The counts are in the groups of ``line``, as numbers with words.

    ``takes`` is ``last`` where each line is a run of its own, ``sum`` where several add up, and
    ``block`` where the lines after one that ``begins`` belong together.
    """

    line: re.Pattern[str]
    takes: str
    begins: re.Pattern[str] | None = None


def _format(line: str, takes: str, begins: str = "") -> Format:
    return Format(re.compile(line), takes, re.compile(begins) if begins else None)


FORMATS = (
    # pytest
    _format(
        r"=*\s*(\d+ (?!tests? collected)[a-z]+(?: [a-z]+)*(?:, \d+ [a-z]+(?: [a-z]+)*)*"
        r"|no tests ran) in \d[\d.]*s\b",
        "last",
    ),
    # unittest
    _format(r"(?:Ran (\d+ tests?) in |(?:OK|FAILED) \((.*)\)$)", "block", r"Ran \d+ tests? in "),
    # jest
    _format(r"Tests:\s+((?:\d+ [a-z]+, )*\d+ total)$", "last"),
    # vitest
    _format(r"\s*Tests\s+(\d+ [a-z]+.* \(\d+\)|no tests)$", "last"),
    # Pest and Artisan: Collision's printer.
    _format(r"\s*Tests:\s+(\d+ [a-z]+.*) \(\d+ assertions?\)$", "last"),
    # mocha
    _format(r"\s+(\d+ (?:passing|pending|failing))\b", "block", r"\s+\d+ passing\b"),
    # node
    _format(
        r"(?:ℹ|#)\s+((?:tests|pass|fail|cancelled)\s+\d+)$",  # noqa: RUF001 - what it prints
        "block",
        r"(?:ℹ|#)\s+tests\s+\d+$",  # noqa: RUF001 - the same
    ),
    # ava: lib/reporters/default.js; it does not tell what passed where something failed.
    _format(
        r"\s*(\d+ (?:tests?|hooks?) (?:passed|failed|skipped))\b",
        "block",
        r"\s*\d+ (?:tests?|hooks?) (?:passed|failed)\b",
    ),
    # jasmine
    _format(r"(\d+ specs?, \d+ failures?.*)$", "last"),
    # Playwright
    _format(
        r"\s+(\d+ (?:passed|failed|flaky|skipped|interrupted))\b",
        "block",
        r"Running \d+ tests? using \d+ workers?",
    ),
    # cargo
    _format(r"test result: \w+\. (\d+ passed; \d+ failed; .*) filtered out\b", "sum"),
    # nextest: nextest-runner/src/reporter/displayer; flaky tests are among the passed ones.
    _format(r"\s*Summary \[.*\] .*tests? run: (\d+ passed)(?: \([^)]*\))?(.*) skipped$", "last"),
    # gotestsum
    _format(r"DONE (\d+ tests?.*) in ", "last"),
    # Maven: DefaultReporterFactory of Surefire; the lines of its classes go on with a time.
    _format(
        r"(?:\[\w+\] )?\s*(Tests run: \d+, Failures: \d+, Errors: \d+(?:, Skipped: \d+)?)"
        r"(?:, Flakes: \d+)?\s*$",
        "sum",
    ),
    # Gradle: TestCountLogger; it is silent where all is well.
    _format(r"(\d+ tests? completed(?:, .*)?)$", "sum"),
    # .NET: the console logger of VSTest, the SDK's terminal logger, Microsoft.Testing.Platform.
    _format(r"\s*(?:Passed|Failed|Skipped)!\s+-\s+(Failed:\s*\d+, Passed:\s*\d+)", "sum"),
    _format(r"Test summary: (total: \d+, failed: \d+, succeeded: \d+)", "last"),
    _format(
        r"\s*((?:total|failed|succeeded|skipped|error|Total tests|Passed|Failed|Skipped): \d+)\s*$",
        "block",
        r"(?:Test run summary: |Total tests: \d+)",
    ),
    # RSpec: the summary notification of rspec-core.
    _format(r"(\d+ examples?, \d+ failures?.*)$", "last"),
    # Minitest: SummaryReporter; test-unit says "tests".
    _format(r"(\d+ (?:runs|tests), )\d+ assertions, (.*)$", "last"),
    # PHPUnit: its ResultPrinter.
    _format(r"(?:OK \((\d+ tests?), |(Tests: \d+), Assertions: \d+(.*)$)", "last"),
    # mix: ExUnit.CLIFormatter.
    _format(r"((?:\d+ (?:doctests?|tests?|propert(?:y|ies)), )+\d+ failures?(?:, .*)?)", "last"),
    # deno
    _format(r"(?:ok|FAILED) \| (\d+ passed.*) \(\d+m?s?[^)]*\)$", "last"),
    # bun
    _format(r"\s?(\d+ (?:pass|fail|skip|todo))$", "block", r"\s?\d+ pass$"),
)
"""Each line is matched from its beginning."""

"""From a runner's output, or its report, to two numbers."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.running.copying import TAIL
from pulsedev.running.counting import count
from pulsedev.running.junit import count_junit

OUTPUTS = Path(__file__).parents[2] / "extension-bridge" / "test" / "classify" / "outputs"

RECORDED: dict[str, tuple[int, int] | None] = {
    "ava-tap": (1, 2),  # it counts what is to do as failed, in TAP only
    "ava": (0, 1),  # it does not tell what passed where something failed
    "ava-ok": (2, 0),
    "bun": (1, 1),
    "cargo": (3, 1),
    "ctest": (1, 1),
    "ctest-ok": (1, 0),
    "deno": (2, 1),
    "go": (1, 2),  # packages: one passed, one failed, one does not build
    "go-json": (3, 4),
    "go-verbose": (3, 4),
    "jasmine": (1, 1),
    "jest": (2, 1),
    "jest-broken": (0, 0),
    "jest-colors": (1, 0),
    "mocha": (1, 1),
    "mocha-colors": (1, 1),
    "mocha-tap": (1, 1),
    "node-colors": (2, 1),
    "node-spec": (2, 1),
    "node-tap": (2, 1),
    "playwright": (1, 1),
    "pytest": (3, 4),
    "pytest-collected": None,
    "pytest-colors": (3, 4),
    "pytest-nothing": (0, 0),
    "pytest-quiet": None,
    "pytest-xdist": (3, 4),
    "tape": (1, 1),
    "unittest": (1, 2),
    "unittest-expected": (1, 1),
    "unittest-ok": (1, 0),
    "vitest-colors": (2, 1),
    "vitest-nothing": (0, 0),
    "vitest-tap": (2, 1),
}


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_outputs(name: str) -> None:
    """What runners really printed gives the counts that the extension finds in it, too."""
    assert count((OUTPUTS / f"{name}.txt").read_text("utf-8")) == RECORDED[name]


def test_all_recorded_outputs() -> None:
    """No recorded output is left out."""
    assert {path.stem for path in OUTPUTS.glob("*.txt")} == set(RECORDED)


@pytest.mark.parametrize(
    ("output", "counts"),
    [
        ("!!! Interrupted: 1 error during collection !!!\n== 1 error in 0.11s ==", (0, 1)),
        ("= 2 failed, 98 passed, 3 warnings in 62.10s (0:01:02) =", (98, 2)),
        (
            "     Summary [   1.2s] 40 tests run: 21 passed, 4 failed, 15 timed out, 6 skipped",
            (21, 19),
        ),
        ("     Summary [   0.1s] 3 tests run: 3 passed (1 slow, 1 flaky), 2 skipped", (3, 0)),
        ("[WARNING] Tests run: 4, Failures: 0, Errors: 0, Skipped: 1, Flakes: 2", (3, 0)),
        ("DONE 7 tests, 1 skipped, 2 failures in 0.413s", (4, 2)),
        ("[ERROR] Tests run: 9, Failures: 1, Errors: 1, Skipped: 1", (6, 2)),
        ("21 tests completed, 1 failed, 2 skipped", (18, 1)),
        ("Failed!  - Failed:     1, Passed:     6, Skipped:     0, Total:     7", (6, 1)),
        ("7 examples, 2 failures, 1 pending", (4, 2)),
        ("0 examples, 0 failures, 2 errors occurred outside of examples", (0, 2)),
        ("4 runs, 3 assertions, 1 failures, 1 errors, 1 skips", (1, 2)),
        ("OK (3 tests, 3 assertions)", (3, 0)),
        ("2 doctests, 1 property, 9 tests, 2 failures, 3 excluded, 1 skipped", (6, 2)),
        ("00:01 +2: a\r00:02 +3: b  \r00:02 +4: All tests passed!", (4, 0)),
        ("99% tests passed, 1 tests failed out of 120", (119, 1)),
        ("1..3\nok 1 - a\nnot ok 2 - b\nok 3 # SKIP no", (1, 1)),
    ],
)
def test_written_outputs(output: str, counts: tuple[int, int]) -> None:
    """Formats that could not be recorded are read as their sources write them."""
    assert count(output) == counts


def test_broken_lines() -> None:
    """A summary that a narrow terminal has broken is put together again."""
    line = "===== 2 failed, 98 passed, 3 warnings in 62.10s (0:01:02) ====="
    assert count("\r\n".join([line[:30], line[30:60], line[60:]])) == (98, 2)


@given(st.text(max_size=400))
def test_any_output(text: str) -> None:
    """Whatever is printed, counts are numbers or there are none."""
    counts = count(text)
    assert counts is None or min(counts) >= 0


@pytest.mark.parametrize("piece", ["\x1b[", "\x1b]", "1 a", "= 1 ", "ok ", "Tests: 1 ", " \t", "9"])
def test_hostile_outputs(piece: str) -> None:
    """Nothing that can be printed makes counting slow."""
    began = time.process_time()
    count(piece * (TAIL // len(piece)))
    count(f"{piece}\n" * (TAIL // len(piece)))
    assert time.process_time() - began < 5.0


NESTED = '<testsuites tests="5" errors="2"><testsuite tests="5" errors="3"/></testsuites>'
WITHIN = '<testsuites><testsuite tests="3" failures="1" errors="0" skipped="1"/></testsuites>'
TWO = '<testsuites><testsuite tests="1" errors="0"/><testsuite tests="1" errors="1"/></testsuites>'
CASES = """<testsuite><testcase/><testcase><failure>no</failure></testcase>
<testcase><skipped/></testcase><testcase><error/></testcase></testsuite>"""
ENTITY = '<!DOCTYPE a [<!ENTITY b "c">]><testsuite tests="1" failures="0"/>'
FOREIGN_DIGIT = '<testsuite tests="１" failures="0"><testcase/></testsuite>'  # noqa: RUF001 - no number


@pytest.mark.parametrize(
    ("report", "counts"),
    [
        (WITHIN, (1, 1)),
        (NESTED, (3, 2)),
        ('<testsuite tests="2" failures="0"/>', (2, 0)),
        (CASES, (1, 2)),
        (TWO, (1, 1)),
        (FOREIGN_DIGIT, (1, 0)),
        ("<project/>", None),
        ("<testsuite", None),
        ("", None),
        (ENTITY, None),
    ],
)
def test_reports(report: str, counts: tuple[int, int] | None) -> None:
    """A suite's numbers count once, or its cases; what is no report gives none."""
    assert count_junit(report.encode()) == counts


@given(st.binary(max_size=200))
def test_any_report(data: bytes) -> None:
    """Whatever a file holds, counts are numbers or there are none."""
    counts = count_junit(b"<testsuite>" + data)
    assert counts is None or min(counts) >= 0

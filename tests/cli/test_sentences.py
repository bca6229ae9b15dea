"""Each kind of event is told in plain words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.cli.sentences import WORDS, sentence
from pulsedev.core.events import Kind
from pulsedev.store.listing import Record


def told(kind: int, a: int = 0, b: int = 0, c: int = 0) -> str:
    """Say what an event of these numbers was."""
    return sentence(Record(0, 1, 1, 0, kind, 0, a, b, c))


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ((1, 1), "typed 1 character"),
        ((1, 0, 12), "deleted 12 characters"),
        ((1, 3, 2), "typed 3 characters over 2"),
        ((1, 3, 1_200, 1), "undo: 3 characters in, 1,200 out"),
        ((1, 40, 0, 3), "paste: 40 characters in, 0 out"),
        ((1, 40, 1, 5), "AI edit: 40 characters in, 1 out"),
        ((1, 1, 1, 77), "an edit: 1 character in, 1 out"),
        ((2, -3, 0, 1), "moved the cursor 3 lines up, by keyboard"),
        ((2, 1, 0, 3), "moved the cursor 1 line down, by a command"),
        ((2, 0, 0, 2), "moved the cursor within its line, by mouse"),
        ((2, 4, 80), "selected 80 characters"),
        ((3, 0), "left the window"),
        ((3, 1, 46), "came back to the window after 46 s"),
        ((3, 1), "came to the window"),
        ((4, 120, 5), "opened a file (120 lines)"),
        ((4, 1, 5, 1), "switched to a file (1 line)"),
        ((5, 120), "saved (120 lines)"),
        ((5, 120, 0, 1), "saved (120 lines, automatically)"),
        ((6,), "closed"),
        ((7, 1_200, 30), "scrolled 30 lines down, to line 1,200"),
        ((8, 2, 1, 77), "open now: 2 errors, 1 warning"),
        ((9, 8, 1, 900), "tests failed: 8 passed, 1 failed, 0.9 s"),
        ((9, 9, 0, 90_000), "tests passed: 9 passed, 0 failed, 2 min"),
        ((9, -1, -1, 1), "tests passed"),
        ((9, -1, -1, 0), "tests failed"),
        ((9, 0, 0, 100), "no tests ran, 0.1 s"),
        ((10, 1, 2, 12_000), "a build ended with exit code 2, 12 s"),
        ((10, 0, -1), "a command ended"),
        ((11, 3), "debugger 3 started"),
        ((12, 3, 0, 3), "debugger 3 stopped at an exception"),
        ((12, 3, 0, 9), "debugger 3 stopped"),
        ((13, 3, 0, 61), "debugger 3 ended after 1 min"),
        ((14, 1, 4), "set a breakpoint (4 now)"),
        ((14, -1, 3), "removed a breakpoint (3 now)"),
        ((15, 10, 3, 1), "made a commit: 10 lines added, 3 deleted, 1 file"),
        ((16,), "changed the branch"),
        ((17, 1, 30), "accepted a suggestion of 30 characters"),
        ((18, 2), "searched in the workspace"),
        ((18, 9), "searched"),
        ((19, 0, 1_500), "a notebook's cell failed, 1.5 s"),
        ((99, 1, 2, 3), "an event of kind 99: 1, 2, 3"),
    ],
)
def test_sentences(event: tuple[int, ...], words: str) -> None:
    """The numbers of an event are said as somebody would say them."""
    assert told(*event) == words


def test_all_kinds() -> None:
    """No kind that there is goes without words."""
    assert set(WORDS) == set(Kind)


WIDE = st.integers(-(2**63), 2**63 - 1)


@given(st.integers(0, 25), WIDE, WIDE, WIDE)
def test_any_numbers(kind: int, a: int, b: int, c: int) -> None:
    """Whatever a client sent, it is one line."""
    words = told(kind, a, b, c)
    assert words.strip() == words
    assert words.isprintable()

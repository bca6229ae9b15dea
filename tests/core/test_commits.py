"""Habits of committing: what exceeds them is said, in plain words."""

from __future__ import annotations

import re
from dataclasses import replace
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.commits import CommitHabits, CommitsError, say_uncommitted
from pulsedev.core.remarks import RemarkKind

SIZE, AGE = RemarkKind.UNCOMMITTED_SIZE, RemarkKind.UNCOMMITTED_AGE

HABITS = CommitHabits(
    sizes=(100.0, 200.0, 300.0, 400.0, 600.0, 800.0, 1_000.0, 1_500.0, 2_000.0),
    intervals=(60.0, 300.0, 600.0, 900.0, 1_200.0, 1_500.0, 1_800.0, 2_400.0, 3_600.0),
    followed=0.25,
    failed=nan,
    count=20,
)

ODD = re.compile(r"\.0\b|-\d|nan|inf|[{}]|(?<!\.)\b0 |(?<!\.)\b1 \w+s\b|\b60 s\b|\d{4}|after 0")
"""What nobody says: needless decimals, one of many, sixty seconds, a row of digits."""


def test_what_is_usual_is_not_remarked_on() -> None:
    """Up to the size and age that nine in ten commits have, nothing is said."""
    assert HABITS.remarks(2_000.0, 3_600.0) == ()


def test_what_is_more_than_usual_is_said() -> None:
    """More characters, and more time, than nine in ten commits: a remark each."""
    size, age = HABITS.remarks(2_400.0, 5_400.0)
    assert (size.kind, size.value, size.usual, size.code) == (SIZE, 2_400.0, 600.0, 0)
    assert size.label == "2,400 characters are not committed yet; you usually commit after 600"
    assert (age.kind, age.value, age.usual) == (AGE, 5_400.0, 1_200.0)
    assert (
        age.label == "Your changes have waited 90 min for a commit; you usually commit after 20 min"
    )


def test_what_is_unknown_is_not_remarked_on() -> None:
    """An unknown size or age says nothing, and doesn't silence the other."""
    assert HABITS.remarks(nan, nan) == ()
    assert [remark.kind for remark in HABITS.remarks(nan, 4_000.0)] == [AGE]
    assert [remark.kind for remark in HABITS.remarks(4_000.0, nan)] == [SIZE]


@pytest.mark.parametrize(
    ("kind", "value", "usual", "words"),
    [
        (SIZE, 1.0, 0.0, "1 character is not committed yet; you usually commit sooner"),
        (SIZE, 1e6, 600.0, "Over 100,000 characters are not committed yet; ... after 600"),
        (SIZE, 1e6, 5e5, "Over 100,000 characters are not committed yet; ... sooner"),
        (SIZE, 600.4, 600.0, "600 characters are not committed yet; ... sooner"),
        (AGE, 90.0, 0.0, "Your changes have waited 2 min for a commit; ... sooner"),
        (AGE, 9_000.0, 30.0, "Your changes have waited 2.5 h for a commit; ... after 30 s"),
    ],
)
def test_what_is_usual_is_named_only_where_it_tells(
    kind: RemarkKind, value: float, usual: float, words: str
) -> None:
    """Nobody commits after nothing, nor is told the same number twice."""
    assert say_uncommitted(kind, value, usual) == words.replace("...", "you usually commit")


@given(
    kind=st.sampled_from([SIZE, AGE]),
    value=st.floats(1.0, 1e6),
    below=st.floats(0.0, 1.0),
)
def test_no_number_reads_odd(kind: RemarkKind, value: float, below: float) -> None:
    """Every size and age makes a sentence that a person would say."""
    assert not ODD.search(say_uncommitted(kind, value, below * value))


def test_other_remarks_have_no_words_here() -> None:
    """A remark that is not of what is uncommitted is refused."""
    with pytest.raises(ValueError, match="uncommitted"):
        say_uncommitted(RemarkKind.ANOMALY, 0.9, 0.5)


@pytest.mark.parametrize(
    "change",
    [
        {"sizes": HABITS.sizes[:-1]},
        {"intervals": ()},
        {"sizes": (*HABITS.sizes[:-1], nan)},
        {"sizes": (*HABITS.sizes[:-1], inf)},
        {"sizes": HABITS.sizes[::-1]},
        {"intervals": (-1.0, *HABITS.intervals[1:])},
        {"followed": 1.5},
        {"failed": -0.5},
        {"count": 0},
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, Any]) -> None:
    """Whatever a file holds, nothing but whole habits come about, and the error is one line."""
    with pytest.raises(CommitsError) as caught:
        replace(HABITS, **change)
    assert "\n" not in str(caught.value)

"""What a reason says: whole sentences of plain numbers, whatever the number is."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.baseline import Scale
from pulsedev.core.classifier import Reason
from pulsedev.core.evidence import EvidenceClassifier
from pulsedev.core.explaining import reasons
from pulsedev.core.features import COLUMN, SCHEMA, new_baseline
from pulsedev.core.suggestions import suggestions
from pulsedev.core.terms import FLOW, STUCK, Term
from pulsedev.core.words import amount, duration, sentence

TERMS = {f"{term.column} {term.weight}": term for term in (*STUCK, *FLOW)}

ODD = re.compile(r"\.0\b|-\d|nan|inf|[{}]|(?<!\.)\b0 |(?<!\.)\b1 \w+s\b|\b60 s\b|\b120 min|\d{4}")
"""What nobody says: needless decimals, one of many, sixty seconds, a row of digits."""

ANY = st.one_of(
    st.sampled_from([0.0, 0.04, 0.96, 1.0, 1.04, 59.6, 7_180.0, 2.0**62]), st.floats(0.0, 1e6)
)


def said(term: Term, value: float, usual: float) -> str:
    """Return a reason's words."""
    return sentence(term.words, value, usual, term.unit, none=term.none, less=term.less)


@pytest.mark.parametrize("name", TERMS)
@given(value=ANY, usual=ANY, below=st.booleans())
def test_no_value_reads_odd(name: str, value: float, usual: float, *, below: bool) -> None:
    """Each term's words are such as a person would say, for any value that there can be."""
    term = TERMS[name]
    sign = -1.0 if term.less and below else 1.0
    most = 1.0 if term.unit == "share" else 14_400.0 if term.unit == "s" else 2.0**62
    value, usual = sign * min(value, most), min(usual, most, 14_400.0)
    if term.unit == "count":
        value = float(round(value))
    text, _, rest = said(term, value, usual).partition(" (usually ")
    assert not ODD.search(text), text
    assert not ODD.search(rest.removeprefix("0")), rest


@pytest.mark.parametrize("name", TERMS)
def test_what_is_none_is_said_without_a_number(name: str) -> None:
    """What is zero, or rounds to it, has words of its own, and what is usual says nothing more."""
    term = TERMS[name]
    smallest = 0.004 if term.unit == "share" else 0.04
    for value in (0.0, smallest):
        assert said(term, value, 0.5) == term.none
    assert not re.search(r"\d|usually", term.none.replace("of 15 s to 3 min", ""))


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (59.4, "s", "59 s"),
        (59.6, "s", "1 min"),
        (7_169.0, "s", "119 min"),
        (7_171.0, "s", "2 h"),
        (36_000.0, "s", "10 h"),
        (0.994, "share", "99 %"),
        (1.0, "chars", "1 character"),
        (100_000.0, "chars", "100,000 characters"),
        (100_001.0, "chars", "over 100,000 characters"),
        (9.94, "1/min", "9.9"),
        (9.96, "1/min", "10"),
    ],
)
def test_an_amount_is_rounded_before_its_unit_is_chosen(
    value: float, unit: str, words: str
) -> None:
    """No sixty seconds, no hundred and twenty minutes, no ten point nought."""
    assert amount(value, unit) == words


def test_a_long_time_is_told_in_hours() -> None:
    """Nobody counts minutes beyond two hours."""
    assert [duration(hours * 3_600.0) for hours in (1.9, 2.0, 2.5, 12.4)] == [
        "114 min",
        "2 h",
        "2.5 h",
        "12 h",
    ]


@pytest.mark.parametrize(
    ("streak", "words"),
    [
        (3.0, "no passing run for 2.5 h (usually 4 min)"),
        (0.0, "the last run passed 2.5 h ago (usually 4 min)"),
        (math.nan, "no passing run for 2.5 h (usually 4 min)"),
    ],
)
def test_a_long_time_without_a_run_is_no_failure(streak: float, words: str) -> None:
    """Where no run failed, nobody says that none passes."""
    row = [math.nan] * len(SCHEMA)
    row[COLUMN["since_green"]], row[COLUMN["failed_run_streak"]] = 9_000.0, streak
    stuck, _ = EvidenceClassifier().account(row, new_baseline())
    assert words in [reason.label for reason in reasons(stuck, row)]


def test_nothing_is_said_of_a_run_that_passed_where_none_did() -> None:
    """A suggestion that needs a passing run gives way to one that needs none."""
    reasons = [Reason("failed_run_streak", "", 9.0, 0.5, 1.0)]
    assert "last run that passed" in suggestions(reasons, passed=True)[0]
    assert not any("last run" in each for each in suggestions(reasons, passed=False))


def test_every_signed_column_has_words_for_less() -> None:
    """What may fall below zero says so without a minus."""
    signed = {"net_chars_rate.5m"}
    assert {term.column for term in TERMS.values() if term.less} == signed
    assert Scale.SIGNED not in {
        new_baseline().habit(COLUMN[t.column]).scale for t in TERMS.values()
    }

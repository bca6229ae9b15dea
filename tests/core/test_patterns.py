"""Kinds of stretches: the nearest one is found, and what is said of it is whole sentences."""

from __future__ import annotations

import re
from dataclasses import replace
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.features import COLUMN, SCHEMA
from pulsedev.core.patterns import Ending, Patterns, PatternsError, StretchKind, say_pattern
from pulsedev.core.preparation import Preparation
from pulsedev.core.remarks import RemarkKind

EDITS, STEPS = COLUMN["edit_ratio.15m"], COLUMN["step_rate.15m"]

PATTERNS = Patterns(
    Preparation(columns=(EDITS, STEPS), fill=(0.5, 0.0), mean=(0.5, 1.0), spread=(0.25, 1.0)),
    centers=((1.0, -1.0), (-1.0, 1.0)),
    kinds=(StretchKind.WRITING, StretchKind.DEBUGGING),
    counts=(30, 10),
    minutes=(45.0, 22.5),
    stuck=(nan, 0.4),
    ended=(Ending.UNKNOWN, Ending.BREAK),
)

ODD = re.compile(r"\.0\b|nan|inf|[{}_]|\b1 \w+s\b|\b60 s\b|\d{4}|  ")
"""What nobody says: needless decimals, code's names, a row of digits."""


def moment(edits: float = nan, steps: float = nan) -> list[float]:
    """Return a row of all columns in which only two are known."""
    row = [nan] * len(SCHEMA)
    row[EDITS], row[STEPS] = edits, steps
    return row


def test_the_nearest_centre_is_found_in_prepared_numbers() -> None:
    """Rows near a centre belong to it, and what is unknown is filled in."""
    assert PATTERNS.nearest(moment(0.8, 0.0)) == 0
    assert PATTERNS.nearest(moment(0.2, 2.0)) == 1
    assert PATTERNS.nearest(moment(steps=3.0)) == 1
    assert PATTERNS.nearest(moment(edits=0.9)) == 0


def test_of_equally_near_centres_it_is_the_first() -> None:
    """A moment right between two centres belongs to the first."""
    assert PATTERNS.nearest(moment(0.5, 1.0)) == 0


@given(st.floats(-1e9, 1e9) | st.just(nan), st.floats(-1e9, 1e9) | st.just(nan))
def test_every_moment_belongs_somewhere(edits: float, steps: float) -> None:
    """No number that a row can hold leads out of the centres."""
    assert PATTERNS.nearest(moment(edits, steps)) in (0, 1)


def test_a_remark_tells_kind_and_usual_length() -> None:
    """The remark holds the numbers that its words are made from."""
    remark = PATTERNS.remark(moment(0.2, 2.0), 600.0)
    assert remark is not None
    assert (remark.kind, remark.code) == (RemarkKind.PATTERN, StretchKind.DEBUGGING)
    assert (remark.value, remark.usual) == (600.0, 1_350.0)
    assert remark.label == "Looks like debugging; such stretches of yours usually last 22 min"
    assert remark.label == say_pattern(remark.code, remark.value, remark.usual)


def test_what_has_no_name_is_not_remarked_on() -> None:
    """A moment near a centre without a name goes without a remark."""
    nameless = replace(PATTERNS, kinds=(StretchKind.OTHER, StretchKind.OTHER))
    assert nameless.remark(moment(0.2, 2.0), 600.0) is None


def test_little_knowledge_makes_no_words() -> None:
    """Where less than half of the columns is known, nothing is said."""
    assert PATTERNS.remark(moment(), 600.0) is None
    assert replace(PATTERNS, ended=(Ending.BREAK, Ending.BREAK)).suggestion(moment()) is None
    assert PATTERNS.remark(moment(edits=0.1), 600.0) is not None


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (Ending.UNKNOWN, None),
        (Ending.PASSED_RUN, "Such stretches of yours mostly ended with a run that passed."),
        (Ending.COMMIT, "Such stretches of yours mostly ended with a commit."),
        (Ending.BREAK, "Such stretches of yours mostly ended with a break."),
    ],
)
def test_what_ended_such_stretches_is_suggested(ending: Ending, words: str | None) -> None:
    """Each ending has its sentence, and an unknown one has none."""
    assert replace(PATTERNS, ended=(0, ending)).suggestion(moment(0.2, 2.0)) == words


@given(
    kind=st.sampled_from(StretchKind), usual=st.floats(60.0, 86_400.0), value=st.floats(0.0, 1e5)
)
def test_no_length_reads_odd(kind: StretchKind, usual: float, value: float) -> None:
    """Every kind and length makes a sentence that a person would say."""
    assert not ODD.search(say_pattern(kind, value, usual))


def test_every_kind_has_a_name_of_its_own() -> None:
    """No two kinds are said in the same words."""
    assert len({say_pattern(kind, 0.0, 900.0) for kind in StretchKind}) == len(StretchKind)


def test_a_code_of_another_version_is_refused() -> None:
    """A kind that there is not has no words."""
    with pytest.raises(ValueError, match="99"):
        say_pattern(99, 0.0, 900.0)


@pytest.mark.parametrize(
    "change",
    [
        {"centers": ()},
        {"centers": ((1.0, -1.0),)},
        {"centers": ((1.0, -1.0), (1.0,))},
        {"centers": ((1.0, -1.0), (1.0, nan))},
        {"centers": ((1.0, -1.0), (1.0, inf))},
        {"preparation": Preparation((EDITS, len(SCHEMA)), (0.0, 0.0), (0.0, 0.0), (1.0, 1.0))},
        {"kinds": (1,)},
        {"kinds": (1, 9)},
        {"counts": (1, 0)},
        {"minutes": (15.0, 0.0)},
        {"minutes": (15.0, nan)},
        {"minutes": (inf, 15.0)},
        {"stuck": (nan, 1.1)},
        {"stuck": (-0.1, 0.0)},
        {"ended": (0, 4)},
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, Any]) -> None:
    """Whatever a file holds, nothing but whole patterns come about, and the error is one line."""
    with pytest.raises(PatternsError) as caught:
        replace(PATTERNS, **change)
    assert "\n" not in str(caught.value)

"""FEATURES.md lists what the code computes: every feature and every term, in its words."""

from __future__ import annotations

from pathlib import Path

import pytest

from pulsedev.core.features import POINTS, WINDOWED, ranked_span
from pulsedev.core.terms import FLOW, STUCK, Term
from pulsedev.core.words import amount

DOCUMENT = Path(__file__).parents[2] / "daemon" / "FEATURES.md"


def windowed_rows() -> list[str]:
    """Return the table of the windowed features."""
    return [
        f"| `{f.name}` | {f.unit} | {ranked_span(f)} | {f.meaning} | {f.origin} |" for f in WINDOWED
    ]


def point_rows() -> list[str]:
    """Return the table of the features of a moment."""
    return [f"| `{f.name}` | {f.unit} | {f.meaning} | {f.origin} |" for f in POINTS]


def term_rows(terms: tuple[Term, ...]) -> list[str]:
    """Return the table of a classifier's terms."""
    rows = []
    for term in terms:
        usual = high = "own past only"
        if term.prior is not None:
            usual, high = (amount(v, term.unit) for v in (term.prior.usual, term.prior.high))
        rows.append(f"| `{term.column}` | {term.weight:+} | {usual} | {high} | {term.source} |")
    return rows


@pytest.mark.parametrize(
    "rows",
    [windowed_rows(), point_rows(), term_rows(STUCK), term_rows(FLOW)],
    ids=["windowed", "points", "stuck", "flow"],
)
def test_the_tables_of_the_document_are_those_of_the_code(rows: list[str]) -> None:
    """Each table stands in the document whole, in the order of the code."""
    assert "\n".join(rows) in DOCUMENT.read_text(encoding="utf-8")


def test_the_document_lists_nothing_that_is_not_there() -> None:
    """The document has no row beyond those of the code."""
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    rows = {*windowed_rows(), *point_rows(), *term_rows(STUCK), *term_rows(FLOW)}
    assert {line for line in lines if line.startswith("| `")} == rows

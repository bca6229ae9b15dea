"""A linear model of a row: what it says, why, and what is none."""

from __future__ import annotations

from math import inf, log1p, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.line import Line, LineError, spread

NUMBERS = st.floats(-1e6, 1e6)
ROWS = st.lists(st.one_of(NUMBERS, st.just(nan)), min_size=3, max_size=3)


def test_times_tell_by_their_ratio() -> None:
    """An hour against a minute counts as its logarithm does, and the negative is mirrored."""
    line = Line((0,), (0.0,), (2.0,), 1.0)
    assert line.log_odds([3600.0]) == 1.0 + 2.0 * log1p(3600.0)
    assert spread(-5.0) == -spread(5.0)


@given(
    ROWS,
    st.lists(NUMBERS, min_size=2, max_size=2),
    st.lists(st.floats(-9, 9), min_size=3, max_size=3),
)
def test_accounts_are_exact(row: list[float], fill: list[float], weights: list[float]) -> None:
    """The start and all effects sum to what is said; what is unknown has no effect."""
    line = Line((2, 0), tuple(fill), (weights[0], weights[1]), weights[2])
    account = line.contributions(row)
    total = account.start + sum(account.effects.values())
    assert total == pytest.approx(line.log_odds(row), abs=1e-9)
    assert all(account.effects[column] == 0.0 for column in (0, 2) if row[column] != row[column])


@pytest.mark.parametrize(
    ("columns", "fill", "weights", "start"),
    [
        ((), (), (), 0.0),
        ((1, 1), (0.0, 0.0), (1.0, 1.0), 0.0),
        ((1,), (0.0, 0.0), (1.0,), 0.0),
        ((-1,), (0.0,), (1.0,), 0.0),
        ((1,), (nan,), (1.0,), 0.0),
        ((1,), (0.0,), (inf,), 0.0),
        ((1,), (0.0,), (1.0,), nan),
        ((1,), (0.0,), (1e7,), 0.0),
    ],
)
def test_what_is_no_line_is_refused(
    columns: tuple[int, ...], fill: tuple[float, ...], weights: tuple[float, ...], start: float
) -> None:
    """Columns that don't fit together and numbers that are none make no model."""
    with pytest.raises(LineError):
        Line(columns, fill, weights, start)

"""A linear model of a row: each column by ratio, times its weight.

Times and counts tell by their ratio, and shares hardly change by it. It is what scikit-learn's
LogisticRegression says after a logarithm and a StandardScaler, folded into one weight a column.

>>> from math import nan
>>> line = Line(columns=(1, 0), fill=(0.0, 7.0), weights=(2.0, 1.0), start=-1.0)
>>> line.log_odds((7.0, nan)) == line.log_odds((7.0, 0.0)) == line.contributions((7.0, nan)).start
True
"""

from __future__ import annotations

from dataclasses import dataclass
from math import copysign, isfinite, log1p
from typing import TYPE_CHECKING

from pulsedev.core.forest import Contributions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LARGEST = 1e6
"""Of a weight; more would only say 0 or 1."""


class LineError(ValueError):
    """What is given is no linear model; one line without its content."""


def spread(value: float) -> float:
    """Return a value by ratio, a negative one mirrored."""
    return copysign(log1p(abs(value)), value)


@dataclass(frozen=True, slots=True)
class Line:
    """Columns by their index in a row, what stands in for the unknown in each, and its weight.

    ``fill`` is in the columns' units, ``weights`` and ``start`` are log-odds. Raises LineError for
    what is no such model.
    """

    columns: tuple[int, ...]
    fill: tuple[float, ...]
    weights: tuple[float, ...]
    start: float

    def __post_init__(self) -> None:
        if not len(self.columns) == len(self.fill) == len(self.weights) == len(set(self.columns)):
            raise LineError("the columns of its linear part don't fit together")
        if not self.columns or min(self.columns) < 0 or not all(map(isfinite, self.fill)):
            raise LineError("its linear part has a column that is none")
        if not all(-LARGEST <= number <= LARGEST for number in (*self.weights, self.start)):
            raise LineError("its linear part has a weight that is none")

    def log_odds(self, row: Sequence[float]) -> float:
        """Return what it says of a row with all columns; NaN is unknown."""
        return self.start + sum(weight * spread(value) for _, value, _, weight in self._known(row))

    def contributions(self, row: Sequence[float]) -> Contributions:
        """Tell how that came about, from where every column is what stands in for the unknown."""
        start, effects = self.start, dict[int, float]()
        for column, value, fill, weight in self._known(row):
            start += weight * spread(fill)
            effects[column] = weight * (spread(value) - spread(fill))
        return Contributions(start, effects)

    def _known(self, row: Sequence[float]) -> Iterator[tuple[int, float, float, float]]:
        for column, fill, weight in zip(self.columns, self.fill, self.weights, strict=True):
            value = row[column]
            yield column, fill if value != value else value, fill, weight  # noqa: PLR0124 - NaN

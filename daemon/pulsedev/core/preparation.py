"""What comes before a model: the selected columns of a row, filled in and scaled.

It is what scikit-learn's SimpleImputer and StandardScaler do, in double precision and in their
order of operations, so that the model sees the very numbers that it was fitted on.

>>> from math import nan
>>> Preparation(columns=(2, 0), fill=(1.0, 5.0), mean=(1.0, 4.0), spread=(2.0, 0.5))((4.5, 0, nan))
[0.0, 1.0]
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class PreparationError(ValueError):
    """What is given prepares no row; one line without its content."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """The columns that a model looks at, by their index in a row, and how each is made ready.

    ``fill`` stands in for what is unknown, in the column's unit; ``mean`` is taken away, and the
    rest divided by ``spread``. Raises PreparationError for what is no preparation.
    """

    columns: tuple[int, ...]
    fill: tuple[float, ...]
    mean: tuple[float, ...]
    spread: tuple[float, ...]

    def __post_init__(self) -> None:
        sizes = {len(self.columns), len(self.fill), len(self.mean), len(self.spread)}
        if len(sizes) != 1 or not self.columns or len(set(self.columns)) != len(self.columns):
            raise PreparationError("its columns are none, or don't fit together")
        if min(self.columns) < 0:
            raise PreparationError("it asks for a feature that there is not")
        if not all(map(isfinite, (*self.fill, *self.mean, *self.spread))) or min(self.spread) <= 0:
            raise PreparationError("it has a number that is none")

    def __call__(self, row: Sequence[float]) -> list[float]:
        """Prepare a row of all columns; NaN is unknown."""
        made = []
        for column, fill, mean, spread in zip(
            self.columns, self.fill, self.mean, self.spread, strict=True
        ):
            value = row[column]
            made.append(((fill if value != value else value) - mean) / spread)  # noqa: PLR0124 - NaN
        return made

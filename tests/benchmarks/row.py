"""What a benchmark says: one line of the table, with the spread of what was measured.

A ratio says how many times better ours is than the peer, whatever the unit: 2 is twice as fast, or
half the memory. Each round measures both sides one after the other, so its ratio is of one moment
of the machine; the row has the median of those ratios, and between what half of them lie.
"""

from __future__ import annotations

import statistics
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

DIGITS = 4
"""Digits that are kept; no measurement here has more that mean anything."""

MORE_IS_BETTER = frozenset({"events/s", "batches/s"})
"""Units of which more is better; of all others less is."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of so many rounds, and the quartiles around it.

    >>> Spread.of([3.0, 1.0, 2.0])
    Spread(low=1.0, middle=2.0, high=3.0, rounds=3)
    """

    low: float
    middle: float
    high: float
    rounds: int

    @classmethod
    def of(cls, samples: Sequence[float]) -> Spread:
        """Sum up what was measured; a single sample is its own spread."""
        several = samples if len(samples) > 1 else [*samples] * 2
        low, middle, high = map(_rounded, statistics.quantiles(several, n=4, method="inclusive"))
        if len(samples) < FEWEST_FOR_QUARTILES:
            low, high = _rounded(min(samples)), _rounded(max(samples))
        return cls(low, middle, high, len(samples))


FEWEST_FOR_QUARTILES = 5
"""Rounds; of fewer the least and the most are shown."""


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison; without a peer only what ours takes. ``goal`` is the least ratio wanted."""

    group: str
    name: str
    unit: str
    ours: Spread
    peer: str = ""
    theirs: Spread | None = None
    ratio: Spread | None = None
    goal: float | None = None
    note: str = ""

    @classmethod
    def alone(cls, group: str, name: str, unit: str, ours: Sequence[float], note: str = "") -> Row:
        """Return a row that nothing is measured against."""
        return cls(group, name, unit, Spread.of(ours), note=note)

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.goal is None or self.ratio is None:
            return None
        return self.ratio.middle >= self.goal

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Row:
        """Return the row that ``asdict`` made plain."""
        spreads = {name: told[name] and Spread(**told[name]) for name in SPREADS}
        return cls(**{**told, **spreads})


SPREADS = ("ours", "theirs", "ratio")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: what it is called, and what each round took."""

    name: str
    samples: Sequence[float]


def against(  # noqa: PLR0913 - a line of a table has as many cells
    group: str,
    name: str,
    unit: str,
    ours: Sequence[float],
    peer: Side,
    *,
    goal: float | None = None,
    note: str = "",
) -> Row:
    """Return a row of two sides that were measured in turn.

    >>> against("x", "y", "us", [2.0, 2.0], Side("slow", [8.0, 8.0]), goal=3.0).ratio.middle
    4.0
    """
    pairs = zip(ours, peer.samples, strict=True)
    if unit in MORE_IS_BETTER:
        ratios = [mine / other for mine, other in pairs]
    else:
        ratios = [other / mine for mine, other in pairs]
    return Row(
        group,
        name,
        unit,
        Spread.of(ours),
        peer.name,
        Spread.of(peer.samples),
        Spread.of(ratios),
        goal,
        note,
    )


@dataclass(frozen=True, slots=True)
class Missing:
    """A benchmark that could not be run, and why, in one line."""

    group: str
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """All that one run found."""

    date: str
    seconds: float
    machine: dict[str, str]
    versions: dict[str, str]
    rows: list[Row] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return plain values, for a file."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Report:
        """Read what ``to_json`` wrote."""
        rows = [Row.from_json(row) for row in told["rows"]]
        missing = [Missing(**one) for one in told["missing"]]
        return cls(**{**told, "rows": rows, "missing": missing})


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")

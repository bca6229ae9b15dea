"""What an export says of itself: the schema that its writer and its reader share.

It is JSON in ASCII with exactly these fields, of exactly these types. A different layout gets
another FORMAT, and is refused by those who don't know it.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = 1
"""Raised with every change of the layout."""

MOST_BYTES = 2**16
"""Of a manifest: four times the names of all features."""

MOST_FEATURES = 4_096
"""Ten times those that there are."""

MOST_OUTPUTS = 16
"""There are four states."""

NAME = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
"""What our models and features are called."""

VERSION = re.compile(r"[0-9A-Za-z.+-]{1,32}")

LAST_TIME = 253_402_300_799
"""Epoch seconds; the end of the year 9999, the last that can be shown."""


class ManifestError(ValueError):
    """What was read is no manifest of ours; one line without its content."""


class Kind(StrEnum):
    """How trees make a score."""

    FOREST = "forest"
    """The mean of shares: a probability."""
    BOOSTING = "boosting"
    """A sum on top of a first guess: log-odds."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """An export's manifest.

    ``features`` are the names of a row's columns, in order. ``base`` has a number for each output;
    a score is the base plus ``scale`` times the sum of what the trees say. ``created`` is in epoch
    seconds, ``version`` the version of PulseDev that wrote it.
    """

    name: str
    kind: Kind
    features: tuple[str, ...]
    trees: int
    nodes: int
    base: tuple[float, ...]
    scale: float
    version: str
    created: float

    def __post_init__(self) -> None:
        for sentence in _wrong(self):
            raise ManifestError(sentence)

    def __bytes__(self) -> bytes:
        told = {"format": FORMAT, **asdict(self)}
        return json.dumps(told, allow_nan=False, separators=(",", ":")).encode("ascii")

    @classmethod
    def parse(cls, data: bytes) -> Manifest:
        """Read a manifest; raises ManifestError for anything else."""
        if len(data) > MOST_BYTES:
            raise ManifestError("its manifest is too long")
        try:
            told = json.loads(data.decode("ascii"))
        except (ValueError, RecursionError):
            raise ManifestError("its manifest can't be read") from None
        if not isinstance(told, dict) or type(told.get("format")) is not int:
            raise ManifestError("its manifest has no format")
        if told.pop("format") != FORMAT:
            raise ManifestError("it has another version's format")
        if set(told) != {field.name for field in fields(cls)}:
            raise ManifestError("its manifest has other fields")
        return cls(**_typed(told))


def _wrong(manifest: Any) -> Iterator[str]:  # noqa: ANN401 - its types are what is checked
    """Say what is wrong; what comes later relies on what comes before."""
    named = (manifest.name, *manifest.features)
    if not all(isinstance(name, str) and NAME.fullmatch(name) for name in named):
        yield "its manifest has a name that is none of ours"
    if not isinstance(manifest.version, str) or not VERSION.fullmatch(manifest.version):
        yield "its manifest has no version"
    if not 1 <= len(manifest.features) <= MOST_FEATURES:
        yield "its manifest has no features, or too many"
    if not 1 <= len(manifest.base) <= MOST_OUTPUTS:
        yield "its manifest has no outputs, or too many"
    if not all(type(count) is int and count > 0 for count in (manifest.trees, manifest.nodes)):
        yield "its manifest has a count that is none"
    numbers = (*manifest.base, manifest.scale, manifest.created)
    if not all(type(number) is float and isfinite(number) for number in numbers):
        yield "its manifest has a number that is none"
    if not 0 <= manifest.created <= LAST_TIME:
        yield "its manifest has no time"


def _typed(told: dict[str, Any]) -> dict[str, Any]:
    """Make lists tuples, and the kind a Kind; the types within them are checked with the rest."""
    if not isinstance(told["features"], list) or not isinstance(told["base"], list):
        raise ManifestError("its manifest has a field of another type")
    if told["kind"] not in list(Kind):
        raise ManifestError("it is of an unknown kind")
    return {
        **told,
        "kind": Kind(told["kind"]),
        "features": tuple(told["features"]),
        "base": tuple(told["base"]),
    }

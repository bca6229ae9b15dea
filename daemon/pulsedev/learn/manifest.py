"""What an export says of itself: the schema that its writer and its reader share.

It is JSON in ASCII with exactly these fields, of exactly these types. A different layout gets
another FORMAT, and is refused by those who don't know it.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field, fields
from math import isfinite
from typing import TYPE_CHECKING, Any

from pulsedev.learn.layout import LAYOUTS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FORMAT = 2
"""Raised with every change of the layout."""

MOST_BYTES = 2**17
"""Of a manifest: the names of all features, and a card with ten numbers for each of fifty."""

MOST_FEATURES = 4_096
"""Ten times those that there are."""

MOST_ENTRIES = 2**20
"""Of an array: four times what the most nodes need."""

DEEPEST = 6
"""Levels of a card: ours have four."""

NAME = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
"""What our models, features and figures are called."""

VERSION = re.compile(r"[0-9A-Za-z.+-]{1,32}")

LAST_TIME = 253_402_300_799
"""Epoch seconds; the end of the year 9999, the last that can be shown."""


class ManifestError(ValueError):
    """What was read is no manifest of ours; one line without its content."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """An export's manifest.

    ``features`` are the names of a row's columns, in order. ``counts`` has the length of each
    array, ``numbers`` what else the model is made of; LAYOUTS names both for each kind. ``created``
    and the training's period from ``since`` to ``until`` are in epoch seconds, ``version`` is the
    version of PulseDev that wrote it. ``card`` is what the model's card tells: numbers, truths and
    names of ours, in lists and objects.
    """

    name: str
    kind: Kind
    features: tuple[str, ...]
    counts: Mapping[str, int]
    numbers: Mapping[str, float]
    version: str
    created: float
    since: float
    until: float
    card: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for sentence in _wrong(self):
            raise ManifestError(sentence)

    def __bytes__(self) -> bytes:
        told = {"format": FORMAT, **asdict(self)}
        text = json.dumps(told, allow_nan=False, separators=(",", ":"), sort_keys=True)
        return text.encode("ascii")

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
    layout = LAYOUTS[manifest.kind]
    if set(manifest.counts) != set(layout.arrays) or set(manifest.numbers) != set(layout.numbers):
        yield "its manifest has other arrays or numbers than its kind"
    counts = manifest.counts.values()
    if not all(type(count) is int and 0 <= count <= MOST_ENTRIES for count in counts):
        yield "its manifest has a count that is none"
    times = (manifest.created, manifest.since, manifest.until)
    numbers = (*manifest.numbers.values(), *times)
    if not all(type(number) is float and isfinite(number) for number in numbers):
        yield "its manifest has a number that is none"
    if not all(0 <= time <= LAST_TIME for time in times):
        yield "its manifest has no time"
    if not isinstance(manifest.card, dict) or not _is_card(manifest.card, DEEPEST):
        yield "its card has what is no number of ours"


def _is_card(value: object, deepest: int) -> bool:
    """Return whether a card holds nothing that a person could have typed."""
    if value is None or isinstance(value, bool | int):
        return True
    if isinstance(value, float):
        return isfinite(value)
    if isinstance(value, str):
        return NAME.fullmatch(value) is not None
    if not isinstance(value, list | dict) or not deepest:
        return False
    if isinstance(value, dict) and not all(_is_card(name, 0) for name in value):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return all(_is_card(each, deepest - 1) for each in inside)


def _typed(told: dict[str, Any]) -> dict[str, Any]:
    """Make lists tuples, and the kind a Kind; the types within them are checked with the rest."""
    objects = (told["counts"], told["numbers"], told["card"])
    if not isinstance(told["features"], list) or not all(isinstance(o, dict) for o in objects):
        raise ManifestError("its manifest has a field of another type")
    if told["kind"] not in list(Kind):
        raise ManifestError("it is of an unknown kind")
    return {**told, "kind": Kind(told["kind"]), "features": tuple(told["features"])}

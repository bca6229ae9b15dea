"""What is kept as a file that other programs read.

JSON Lines begin with a line on the file, then come batches as ``pulsedev replay`` reads them, then
what was believed and said, each line with its ``record``. CSV has the events alone, one a row.
The features are not in it, which ``replay`` makes again, nor the habits, which are made of them.
"""

from __future__ import annotations

import contextlib
import errno
import os
from dataclasses import dataclass
from enum import StrEnum
from math import inf, isfinite
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from pulsedev.core.events import Kind
from pulsedev.store import lines
from pulsedev.store.anonymizing import Anonymizer
from pulsedev.store.erasing import cut
from pulsedev.store.errors import Full, Unusable
from pulsedev.store.listing import CLOCK_S, Choice, Record, records
from pulsedev.store.rows import FAR, ms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pulsedev.core.stimuli import Arrived
    from pulsedev.store.disk import DiskStore

ONLY_OWNER = 0o600

CSV_COLUMNS = ("t", "window", "seq", "kind", "doc", "a", "b", "c")
"""``t`` is in epoch milliseconds, ``kind`` by name."""

KIND_NAMES = {int(kind): kind.name.lower() for kind in Kind}

T = TypeVar("T")
Line: TypeAlias = tuple[str, int]
"""What is written, and how many events are in it."""


class Form(StrEnum):
    """What the file is."""

    JSONL = "jsonl"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be in it: what happened from ``first`` up to ``last``, in epoch seconds."""

    first: float = -inf
    last: float = inf
    form: Form = Form.JSONL
    anonymize: bool = False


def _nothing(_events: int) -> None:
    """Tell nobody."""


def to_file(
    store: DiskStore,
    wanted: Wanted,
    path: Path,
    *,
    force: bool = False,
    advance: Callable[[int], object] = _nothing,
) -> tuple[int, int]:
    """Write a file that only its owner may read; return how many events and bytes.

    One that is there is replaced by ``force`` only, and then by a whole one. ``advance`` is told
    how many more events were written. Raises StoreError.
    """
    target = path.with_name(f"{path.name}.part") if force else path
    with _told(path):
        if force:
            target.unlink(missing_ok=True)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_OWNER)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
                events = write(store, wanted, file.write, advance=advance)
            size = target.stat().st_size
            if force:
                target.replace(path)
        except BaseException:
            # Half a file would look like all that there is.
            with contextlib.suppress(OSError):
                target.unlink()
            raise
    return events, size


def write(
    store: DiskStore,
    wanted: Wanted,
    put: Callable[[str], object],
    *,
    advance: Callable[[int], object] = _nothing,
) -> int:
    """Hand over lines, bit by bit; return how many events are in them."""
    count = 0
    made = _csv(store, wanted) if wanted.form is Form.CSV else _jsonl(store, wanted)
    for line, events in made:
        put(line)
        if events:
            count += events
            advance(events)
    return count


def kind_name(kind: int) -> str:
    """Name a kind as the wire does; one of a later version by its number.

    >>> kind_name(5), kind_name(99)
    ('file_saved', '99')
    """
    return KIND_NAMES.get(kind, str(kind))


def _csv(store: DiskStore, wanted: Wanted) -> Iterator[Line]:
    yield ",".join(CSV_COLUMNS) + "\n", 0
    for record in records(_batches(store, wanted, _anonymizer(wanted)), Choice()):
        yield _csv_row(record), 1


def _csv_row(record: Record) -> str:
    t, window, seq, _, kind, doc, a, b, c = record
    return f"{t},{window},{seq},{kind_name(kind)},{doc},{a},{b},{c}\n"


def _jsonl(store: DiskStore, wanted: Wanted) -> Iterator[Line]:
    anonymizer = _anonymizer(wanted)
    yield lines.line(_header(wanted)), 0
    for arrived in _batches(store, wanted, anonymizer):
        yield lines.line(lines.batch(arrived)), len(arrived.batch)
    for row in _said(store, wanted, anonymizer):
        yield lines.line(row), 0


def _anonymizer(wanted: Wanted) -> Anonymizer | None:
    return Anonymizer() if wanted.anonymize else None


def _header(wanted: Wanted) -> dict[str, object]:
    # Where the span of an anonymous export began would tell by how much its times were moved.
    shown = {} if wanted.anonymize else {"from": wanted.first, "to": wanted.last}
    times = {name: ms(at) if isfinite(at) else None for name, at in shown.items()}
    return {"pulse": 1, "from": None, "to": None, **times, "anonymized": wanted.anonymize}


def _batches(store: DiskStore, wanted: Wanted, anonymizer: Anonymizer | None) -> Iterator[Arrived]:
    first, last = ms(wanted.first), ms(wanted.last)
    for arrived in store.arrivals(wanted.first - CLOCK_S):
        left = cut(arrived, -FAR, first)
        left = left and cut(left, last, FAR)
        if left:
            yield anonymizer.arrived(left) if anonymizer else left


def _said(
    store: DiskStore, wanted: Wanted, anonymizer: Anonymizer | None
) -> Iterator[dict[str, object]]:
    span, hide = (wanted.first, wanted.last), anonymizer
    yield from map(lines.state, _through(store.states(*span), hide.state if hide else None))
    yield from map(lines.label, _through(store.labels(*span), hide.label if hide else None))
    yield from map(lines.alert, _through(store.alerts(*span), hide.alert if hide else None))
    yield from map(lines.control, _through(store.controls(*span), hide.control if hide else None))
    yield from map(
        lines.training, _through(store.training_log(*span), hide.training if hide else None)
    )
    yield from map(lines.trial, _through(store.trials(*span), hide.trial if hide else None))


def _through(rows: Iterator[T], change: Callable[[T], T] | None) -> Iterator[T]:
    return map(change, rows) if change else rows


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say in one line what the system says of this path."""
    try:
        yield
    except FileExistsError:
        raise Unusable(f"{path}: is there already, and stays as it is") from None
    except OSError as error:
        kind = Full if error.errno in {errno.ENOSPC, errno.EDQUOT} else Unusable
        raise kind(f"{path}: {error.strerror}") from None

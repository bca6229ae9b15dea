"""Finds out what a file is and reads it; walks folders in the order of their names.

The rule: in a folder only what is recognised counts, but a file that was named must be readable.
"""

from __future__ import annotations

from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from pulsedev.importers import abb, cups, cyberdojo, fitech, hermes, pulse
from pulsedev.importers.lines import first_line
from pulsedev.importers.recording import RecordingError
from pulsedev.importers.tables import missing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from pulsedev.importers.recording import Recording, Warn


class Format(StrEnum):
    """What a recording can be."""

    AUTO = "auto"
    PULSE = pulse.NAME
    CYBERDOJO = cyberdojo.NAME
    CUPS = cups.NAME
    FITECH = fitech.NAME
    HERMES = hermes.NAME
    ABB = abb.NAME


class Reader(NamedTuple):
    """How a format is recognised and read; the first line of pulse is its own."""

    columns: Collection[str]
    read: Callable[[Path, Warn], Iterator[Recording]]


READERS = {
    Format.PULSE: Reader((), pulse.read),
    Format.CYBERDOJO: Reader(cyberdojo.COLUMNS, cyberdojo.read),
    Format.CUPS: Reader(cups.COLUMNS, cups.read),
    Format.FITECH: Reader(fitech.COLUMNS, fitech.read),
    Format.HERMES: Reader(hermes.COLUMNS, hermes.read),
    Format.ABB: Reader(abb.COLUMNS, abb.read),
}


def read(path: Path, form: Format = Format.AUTO) -> Iterator[Recording]:
    """Yield the recordings of a file or a folder; RecordingError if there are none."""
    if not path.is_dir():
        yield from read_file(path, form)
        return
    found = False
    for file in files(path):
        with readable(file):
            known = detect(file)
        if known and form in (Format.AUTO, known):
            found = True
            yield from read_file(file, known)
    if not found:
        what = "recording" if form is Format.AUTO else f"{form} recording"
        raise RecordingError(f"{path.name}: no {what} in this folder")


def files(folder: Path) -> list[Path]:
    """List the files of a folder and its folders by name, hidden ones aside."""
    found = []
    for path in folder.rglob("*"):
        inside = path.relative_to(folder).parts
        if not any(part.startswith(".") for part in inside) and path.is_file():
            found.append(path)
    return sorted(found)


def detect(path: Path) -> Format | None:
    """Tell what a file is by its first line."""
    line = first_line(path)
    if pulse.is_header(line):
        return Format.PULSE
    if "," not in line:
        return None
    tables = (form for form, reader in READERS.items() if reader.columns)
    return next((form for form in tables if not missing(line, READERS[form].columns)), None)


def read_file(path: Path, form: Format) -> Iterator[Recording]:
    """Yield the recordings of one file."""
    with readable(path):
        known = detect(path) if form is Format.AUTO else form
        if known is None:
            names = ", ".join(READERS)
            raise RecordingError(f"{path.name}:1: not a recording of a known format ({names})")
        yield from _with_damage(READERS[known].read, path)


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn what the system says of a file into our error."""
    try:
        yield
    except OSError as error:
        raise RecordingError(f"{path.name}: {error.strerror}") from None


def _with_damage(
    reader: Callable[[Path, Warn], Iterator[Recording]], path: Path
) -> Iterator[Recording]:
    """Give the file's last recording what the file's tail lost."""
    damage: list[str] = []
    last = None
    for recording in reader(path, damage.append):
        if last:
            yield last
        last = recording
    if last:
        last.damage.extend(damage)
        yield last
    elif damage:
        raise RecordingError(damage[0])

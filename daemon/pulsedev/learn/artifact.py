"""Exports: a model that the daemon can read, in one file that can hold numbers and nothing else.

The file is MAGIC, the manifest's length in four bytes, the SHA-256 digest of all that follows, the
manifest, and the arrays of its kind one after the other, all little-endian. As it is one file, the
manifest always belongs to the arrays; as nothing in it is code, nothing it holds can run.

The digest tells damage, not intent: whoever can write the file can compute it. So everything is
checked as if it were right: sizes before anything is read, types, bounds, and each tree's shape.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from array import array
from dataclasses import dataclass
from hashlib import sha256
from struct import Struct
from typing import TYPE_CHECKING, Any

from pulsedev.core.trouble import Trouble
from pulsedev.learn.building import build
from pulsedev.learn.layout import LAYOUTS
from pulsedev.learn.manifest import Manifest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pulsedev.learn.building import Model

MAGIC = b"pulsedev"

MOST_BYTES = 2**24
"""Of a file: far more than a forest of MOST_NODES with one output takes."""

PRIVATE_FILE = 0o600

_HEAD = Struct("<8sI32s")

if sys.platform == "win32":
    _READ = os.O_RDONLY | os.O_BINARY
    _CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_BINARY
else:
    # A pipe in the file's place must not make us wait.
    _READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
    _CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL


class ArtifactError(Trouble):
    """A file is no export that may be used here; one line without its content."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model and what it says of itself."""

    manifest: Manifest
    model: Model


def load(path: Path, features: Sequence[str]) -> Loaded:
    """Read an export for rows of these features, in this order.

    Raises ArtifactError for a file that can't be read, is damaged, or was made for other features.
    """
    with _told(path, "not used"):
        return _decoded(_read(path), features)


def write(path: Path, manifest: Manifest, arrays: Mapping[str, array[Any]]) -> None:
    """Put an export in a file's place, whole or not at all; nobody else may read it.

    Raises ArtifactError where it can't be written, or ``load`` would refuse it.
    """
    with _told(path, "not written"):
        data = _encoded(manifest, arrays)
        _decoded(data, manifest.features)
        _replace(path, data)


@contextlib.contextmanager
def _told(path: Path, outcome: str) -> Iterator[None]:
    """Say in one line what is wrong with which file, and what comes of it."""
    try:
        yield
    except (ArtifactError, ValueError) as error:
        raise ArtifactError(f"{path}: the model is {outcome}: {error}") from None
    except OSError as error:
        raise ArtifactError(f"{path}: the model is {outcome}: {error.strerror}") from None


def _read(path: Path) -> bytes:
    if path.is_symlink():
        raise ArtifactError("it is a link")
    descriptor = os.open(path, _READ)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ArtifactError("it is no file")
        with open(descriptor, "rb", closefd=False) as file:
            data = file.read(MOST_BYTES + 1)
    finally:
        os.close(descriptor)
    if len(data) > MOST_BYTES:
        raise ArtifactError("it is too large")
    return data


def _replace(path: Path, data: bytes) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        with os.fdopen(os.open(draft, _CREATE, PRIVATE_FILE), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _encoded(manifest: Manifest, arrays: Mapping[str, array[Any]]) -> bytes:
    told, types = bytes(manifest), LAYOUTS[manifest.kind].arrays
    packed = (_little(array(kind, arrays[name])) for name, kind in types.items())
    body = told + b"".join(numbers.tobytes() for numbers in packed)
    return _HEAD.pack(MAGIC, len(told), sha256(body).digest()) + body


def _decoded(data: bytes, features: Sequence[str]) -> Loaded:
    if len(data) < _HEAD.size or not data.startswith(MAGIC):
        raise ArtifactError("it is no export")
    _, length, digest = _HEAD.unpack_from(data)
    body = data[_HEAD.size :]
    if sha256(body).digest() != digest:
        raise ArtifactError("it is damaged")
    manifest = Manifest.parse(body[:length])
    if manifest.features != tuple(features):
        raise ArtifactError("it was made for other features")
    return Loaded(manifest, build(manifest, _arrays(manifest, body[length:])))


def _arrays(manifest: Manifest, data: bytes) -> dict[str, array[Any]]:
    """Cut the arrays apart; the manifest has their lengths, and no byte may be left."""
    found: dict[str, array[Any]] = {}
    for name, kind in LAYOUTS[manifest.kind].arrays.items():
        numbers = array(kind)
        size = manifest.counts[name] * numbers.itemsize
        if len(data) < size:
            raise ArtifactError("its arrays are too short")
        numbers.frombytes(data[:size])
        found[name], data = _little(numbers), data[size:]
    if data:
        raise ArtifactError("its arrays are too long")
    return found


def _little(numbers: array[Any]) -> array[Any]:
    """Turn little-endian into this machine's order, or back; done in place."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers

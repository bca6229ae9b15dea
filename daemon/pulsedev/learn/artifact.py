"""Exports: a model that the daemon can read, in one file that can hold numbers and nothing else.

The file is MAGIC, the manifest's length in four bytes, the SHA-256 digest of all that follows, the
manifest, and the arrays of LAYOUT one after the other, all little-endian. As it is one file, the
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

from pulsedev.core.forest import FlatForest, ForestError, Nodes
from pulsedev.core.trouble import Trouble
from pulsedev.learn.manifest import Kind, Manifest, ManifestError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

MAGIC = b"pulsedev"

MOST_BYTES = 2**24
"""Of a file: far more than a forest of MOST_NODES with one output takes."""

PRIVATE_FILE = 0o600

LAYOUT = (
    ("roots", "i"),
    ("feature", "i"),
    ("left", "i"),
    ("right", "i"),
    ("threshold", "d"),
    ("value", "d"),
    ("missing_left", "B"),
)
"""The arrays of ``core.forest.Nodes`` in their order; an i has four bytes, a d eight, a B one."""

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
    forest: FlatForest


def load(path: Path, features: Sequence[str]) -> Loaded:
    """Read an export for rows of these features, in this order.

    Raises ArtifactError for a file that can't be read, is damaged, or was made for other features.
    """
    with _told(path, "not used"):
        return _decoded(_read(path), features)


def write(path: Path, manifest: Manifest, nodes: Nodes) -> None:
    """Put an export in a file's place, whole or not at all; nobody else may read it.

    Raises ArtifactError where it can't be written, or ``load`` would refuse it.
    """
    with _told(path, "not written"):
        data = _encoded(manifest, nodes)
        _decoded(data, manifest.features)
        _replace(path, data)


@contextlib.contextmanager
def _told(path: Path, outcome: str) -> Iterator[None]:
    """Say in one line what is wrong with which file, and what comes of it."""
    try:
        yield
    except (ArtifactError, ManifestError, ForestError) as error:
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


def _encoded(manifest: Manifest, nodes: Nodes) -> bytes:
    told = bytes(manifest)
    arrays = (_little(array(kind, getattr(nodes, name))) for name, kind in LAYOUT)
    body = told + b"".join(numbers.tobytes() for numbers in arrays)
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
    nodes = _nodes(manifest, body[length:])
    _check_kind(manifest, nodes)
    return Loaded(manifest, FlatForest(nodes, len(features), manifest.base, manifest.scale))


def _nodes(manifest: Manifest, data: bytes) -> Nodes:
    """Cut the arrays apart; the manifest has their lengths, and no byte may be left."""
    counts = {"roots": manifest.trees, "value": manifest.nodes * len(manifest.base)}
    found: dict[str, array[Any]] = {}
    for name, kind in LAYOUT:
        numbers = array(kind)
        size = counts.get(name, manifest.nodes) * numbers.itemsize
        if len(data) < size:
            raise ArtifactError("its arrays are too short")
        numbers.frombytes(data[:size])
        found[name], data = _little(numbers), data[size:]
    if data:
        raise ArtifactError("its arrays are too long")
    return Nodes(**found)


def _little(numbers: array[Any]) -> array[Any]:
    """Turn little-endian into this machine's order, or back; done in place."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _check_kind(manifest: Manifest, nodes: Nodes) -> None:
    """Hold a forest to what makes its scores probabilities."""
    if manifest.kind is Kind.FOREST:
        is_mean = manifest.scale == 1 / manifest.trees and not any(manifest.base)
        if not is_mean or not all(0 <= value <= 1 for value in nodes.value):
            raise ArtifactError("its scores are no probabilities")

"""A model is read as it was written, or refused in one line, whatever the file holds."""

from __future__ import annotations

import json
import os
import pickle
import sys
from array import array
from dataclasses import replace
from hashlib import sha256
from math import inf, nan
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.learn.exports import ARRAYS, FEATURES, MANIFEST, NUMBERS, counts

from pulsedev.core.forest import MOST_NODES, MOST_TREES
from pulsedev.core.learned import Learned
from pulsedev.learn.artifact import MAGIC, MOST_BYTES, ArtifactError, load, write
from pulsedev.learn.layout import LAYOUTS, Kind
from pulsedev.learn.manifest import FORMAT, ManifestError
from pulsedev.learn.manifest import MOST_BYTES as MOST_BYTES_OF_A_MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEAD = len(MAGIC) + 4 + 32
TREES = LAYOUTS[Kind.FOREST].arrays

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither modes nor pipes")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for all examples of a test that has many."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def good(folder: Path) -> bytes:
    """Return the bytes of an export."""
    write(folder / "good", MANIFEST, ARRAYS)
    return (folder / "good").read_bytes()


def parts(data: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the manifest's fields and the arrays' bytes."""
    end = HEAD + int.from_bytes(data[8:12], "little")
    return json.loads(data[HEAD:end]), data[end:]


def sealed(manifest: bytes, arrays: bytes, magic: bytes = MAGIC) -> bytes:
    """Put an export together with a digest that is right, as anybody can."""
    body = manifest + arrays
    return magic + len(manifest).to_bytes(4, "little") + sha256(body).digest() + body


def refused(folder: Path, data: bytes, match: str = "the model") -> None:
    """Expect one line that says nothing of what the file holds."""
    path = folder / "bad"
    path.write_bytes(data)
    with pytest.raises(ArtifactError, match=match) as caught:
        load(path, FEATURES)
    line = str(caught.value)
    assert line.startswith(f"{path}: the model is not used: ")
    assert len(line.splitlines()) == 1
    assert len(line) < len(str(path)) + 120


def test_there_and_back(tmp_path: Path) -> None:
    """What was written is read: the manifest, the arrays, and what they say of a row."""
    path = tmp_path / "model"
    write(path, MANIFEST, ARRAYS)
    loaded = load(path, list(FEATURES))
    assert loaded.manifest == MANIFEST
    assert isinstance(loaded.model, Learned)
    assert loaded.model.evidence == 12.0
    forest = loaded.model.model.forest
    scores = [forest.score([nan, value, nan]) for value in (0.75, 0.5, nan)]
    assert scores == [0.5625, 0.1875, 0.5625]


def test_replaced(tmp_path: Path) -> None:
    """A new model takes the old one's place, and nothing else is left."""
    path = tmp_path / "model"
    for created in (1.0, 2.0):
        write(path, replace(MANIFEST, created=created), ARRAYS)
        assert load(path, FEATURES).manifest.created == created
    assert list(tmp_path.iterdir()) == [path]


def test_same_bytes(tmp_path: Path) -> None:
    """The same model is the same file, byte for byte."""
    for name in ("one", "other"):
        write(tmp_path / name, MANIFEST, ARRAYS)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


@posix
def test_mode(tmp_path: Path) -> None:
    """Nobody else reads a model."""
    write(tmp_path / "model", MANIFEST, ARRAYS)
    assert (tmp_path / "model").stat().st_mode & 0o777 == 0o600


def test_not_written(tmp_path: Path) -> None:
    """What would be refused is not written, and what was there stays."""
    path = tmp_path / "model"
    write(path, MANIFEST, ARRAYS)
    before = path.read_bytes()
    longer = replace(MANIFEST, counts=counts(ARRAYS) | {"value": 5})
    for manifest in (longer, replace(MANIFEST, numbers=NUMBERS | {"scale": 1.0})):
        with pytest.raises(ArtifactError, match="not written"):
            write(path, manifest, ARRAYS)
    with pytest.raises(ArtifactError, match="not written: No such file"):
        write(tmp_path / "missing" / "model", MANIFEST, ARRAYS)
    assert (list(tmp_path.iterdir()), path.read_bytes()) == ([path], before)


def test_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk is full the old model stays, and no half of a new one."""
    path = tmp_path / "model"
    write(path, MANIFEST, ARRAYS)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ArtifactError, match="not written: No space left"):
        write(path, replace(MANIFEST, created=2.0), ARRAYS)
    assert load(path, FEATURES).manifest == MANIFEST
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("change", [0x01, 0x80, 0xFF])
def test_any_byte(folder: Path, good: bytes, change: int) -> None:
    """A file of which one byte has changed, whichever, is refused."""
    for index in range(len(good)):
        data = bytearray(good)
        data[index] ^= change
        refused(folder, bytes(data))


def test_any_length(folder: Path, good: bytes) -> None:
    """A file that ends too early or goes on is refused."""
    for end in range(len(good)):
        refused(folder, good[:end])
    refused(folder, good + b"\0", "damaged")


def test_arrays_of_another_length(folder: Path, good: bytes) -> None:
    """Arrays have the length that the manifest tells, though the digest is right."""
    told, arrays = parts(good)
    manifest = json.dumps(told).encode()
    for end in range(len(arrays)):
        refused(folder, sealed(manifest, arrays[:end]), "too short")
    refused(folder, sealed(manifest, arrays + b"\0"), "too long")


@given(st.binary(max_size=400))
def test_any_bytes(folder: Path, data: bytes) -> None:
    """Bytes that are no export are refused, with the right beginning and digest, too."""
    refused(folder, data)
    refused(folder, sealed(data[:200], data[200:]))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("format", FORMAT + 1),
        ("format", "1"),
        ("format", True),
        ("format", None),
        ("name", "../escape"),
        ("name", "Eve's model\nforged"),
        ("name", ""),
        ("name", 5),
        ("name", ["stuck_detection"]),
        ("kind", "pickle"),
        ("kind", ["forest"]),
        ("kind", {}),
        ("features", []),
        ("features", list(FEATURES[:2])),
        ("features", [*FEATURES[:2], 5]),
        ("features", list(reversed(FEATURES))),
        ("features", ["a"] * 5_000),
        ("features", "edit_ratio.5m"),
        ("features", {"a": 1}),
        ("counts", []),
        ("counts", {}),
        *(
            ("counts", counts(ARRAYS) | {"value": bad})
            for bad in (3, 5, -4, 4.0, True, 2**62, None)
        ),
        *(("counts", counts(ARRAYS) | {"roots": bad}) for bad in (0, 1, -2, 10**30)),
        ("counts", counts(ARRAYS) | {"column": 1}),
        ("counts", counts(ARRAYS) | {"more": 0}),
        ("numbers", None),
        ("numbers", {}),
        ("numbers", NUMBERS | {"more": 0.0}),
        *(("numbers", NUMBERS | {"base": bad}) for bad in (0.5, 0, None, [0.0])),
        *(("numbers", NUMBERS | {"scale": bad}) for bad in (1.0, 1, nan, inf, "0.5")),
        *(("numbers", NUMBERS | {"slope": bad}) for bad in (0.0, -1.0, 1e9)),
        *(("numbers", NUMBERS | {"intercept": bad}) for bad in (-1e9, 1e9)),
        *(("numbers", NUMBERS | {"evidence": bad}) for bad in (-1.0, 1e9)),
        *(("numbers", NUMBERS | {"high": bad}) for bad in (0.3, 1.0, -0.5)),
        ("numbers", NUMBERS | {"low": 0.0}),
        ("card", None),
        ("card", []),
        ("card", {"note": "What Eve typed"}),
        ("card", {"What Eve typed": 1}),
        ("card", {"a": nan}),
        ("card", {"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}),
        ("version", ""),
        ("version", "1.0 beta\n"),
        ("version", None),
        ("created", -1.0),
        ("created", 1e300),
        ("created", nan),
        ("created", "now"),
        ("since", -1.0),
        ("until", None),
    ],
)
def test_fields(folder: Path, good: bytes, field: str, value: object) -> None:
    """A manifest with one field that is wrong is refused, though its digest is right."""
    told, arrays = parts(good)
    refused(folder, sealed(json.dumps({**told, field: value}).encode(), arrays))


def test_fields_more_and_fewer(folder: Path, good: bytes) -> None:
    """A manifest has exactly its fields."""
    told, arrays = parts(good)
    refused(folder, sealed(json.dumps({**told, "more": 1}).encode(), arrays), "other fields")
    for field in told:
        fewer = {name: value for name, value in told.items() if name != field}
        refused(folder, sealed(json.dumps(fewer).encode(), arrays), "fields|format")


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"null",
        b"[]",
        b"5",
        b"{}",
        b'"forest"',
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b"9" * 10_000,
        b'{"format": 1e999}',
        b"\xff\xfe",
        b" " * (MOST_BYTES_OF_A_MANIFEST + 1),
    ],
)
def test_no_manifest(folder: Path, good: bytes, manifest: bytes) -> None:
    """What is no manifest at all is refused, however deep or long it is."""
    refused(folder, sealed(manifest, parts(good)[1]))


@pytest.mark.parametrize(("trees", "nodes"), [(MOST_TREES + 1, 4), (2, MOST_NODES + 1)])
def test_too_many(folder: Path, trees: int, nodes: int) -> None:
    """More than there may be is refused, where the arrays have as many, too."""
    lengths = dict.fromkeys(ARRAYS, nodes) | {"column": 2, "fill": 2, "roots": trees}
    told = replace(MANIFEST, kind=Kind.BOOSTING, counts=lengths)
    size = sum(lengths[name] * (4 if kind == "i" else 8) for name, kind in TREES.items())
    data = bytearray(size)
    data[4] = 1  # the second of the two columns
    refused(folder, sealed(bytes(told), bytes(data)), "or more than")


def test_values_that_are_no_shares(folder: Path, good: bytes) -> None:
    """A forest says probabilities; boosting may say more."""
    told, arrays = parts(good)
    sums = json.dumps({**told, "kind": "boosting"}).encode()
    larger = arrays.replace(array("d", [0.125]).tobytes(), array("d", [1.5]).tobytes())
    assert larger != arrays
    refused(folder, sealed(json.dumps(told).encode(), larger), "no probabilities")
    (folder / "sums").write_bytes(sealed(sums, larger))
    model = load(folder / "sums", FEATURES).model
    assert isinstance(model, Learned)
    assert model.model.forest.score([nan, 0.0, nan]) == 0.875


@given(st.data())
def test_any_arrays(folder: Path, good: bytes, data: st.DataObject) -> None:
    """Whatever the arrays hold, they are refused, or give a probability for any row."""
    told, arrays = parts(good)
    changed = bytearray(arrays)
    for _ in range(data.draw(st.integers(1, 3))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    path = folder / "changed"
    path.write_bytes(sealed(json.dumps(told).encode(), bytes(changed)))
    try:
        model = load(path, FEATURES).model
    except ArtifactError:
        return
    assert isinstance(model, Learned)
    row = data.draw(st.lists(st.floats(), min_size=3, max_size=3))
    assert 0 <= model.model.forest.score(row) <= 1


def test_foreign_files(folder: Path) -> None:
    """Other formats in its place are refused unread: nothing in them is run."""
    for data in (pickle.dumps(MANIFEST), b"PK\3\4" + b"\0" * 99, b"\x93NUMPY\1\0", b"#!/bin/sh\n"):
        refused(folder, data, "no export")


def test_other_features(tmp_path: Path) -> None:
    """A model for other features, or the same in another order, is refused."""
    path = tmp_path / "model"
    write(path, MANIFEST, ARRAYS)
    for features in (FEATURES[:2], (*FEATURES, "more"), FEATURES[::-1], ()):
        with pytest.raises(ArtifactError, match="other features"):
            load(path, features)


def test_too_large(folder: Path) -> None:
    """A huge file is not even read to its end."""
    path = folder / "huge"
    with path.open("wb") as file:
        file.truncate(100 * MOST_BYTES)
    with pytest.raises(ArtifactError, match="too large"):
        load(path, FEATURES)


def link(path: Path) -> None:
    """Put a link to a good model there."""
    write(path.with_name("target"), MANIFEST, ARRAYS)
    path.symlink_to(path.with_name("target"))


def pipe(path: Path) -> None:
    """Put something there that nobody writes to."""
    if sys.platform != "win32":
        os.mkfifo(path)


@posix
@pytest.mark.parametrize(
    ("put", "sentence"),
    [
        (lambda _: None, "No such file"),
        (lambda path: path.mkdir(), "no file"),
        (link, "a link"),
        (pipe, "no file"),
    ],
)
def test_no_file(tmp_path: Path, put: Callable[[Path], None], sentence: str) -> None:
    """What is no file is refused, and never waited for."""
    put(tmp_path / "model")
    with pytest.raises(ArtifactError, match=sentence):
        load(tmp_path / "model", FEATURES)


def test_manifest_of_wrong_types() -> None:
    """A writer's mistake is told when it makes the manifest."""
    with pytest.raises(ManifestError, match="a number that is none"):
        replace(MANIFEST, created=5)

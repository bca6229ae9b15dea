"""Folders and the document key belong to their user alone and survive bad disks."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from pulsedev import paths

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Move everything below a folder that does not exist yet."""
    monkeypatch.setenv(paths.HOME, str(tmp_path / "home"))
    return tmp_path / "home"


def test_standard_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the variable, the folders are the system's."""
    monkeypatch.delenv(paths.HOME)
    assert "pulsedev" in str(paths.data_folder())
    assert "pulsedev" in str(paths.log_folder())


def test_key_stays() -> None:
    """The second run reads the key that the first one made."""
    first = paths.document_key()
    assert paths.document_key() == first
    assert (len(bytes.fromhex(first.hex)), first.trouble) == (paths.KEY_BYTES, "")


@posix
def test_modes(home: Path) -> None:
    """Nobody else reads the key or lists the folder, even one that was open before."""
    (home / "data").mkdir(parents=True)
    (home / "data").chmod(0o755)
    paths.document_key()
    assert (home / "data").stat().st_mode & 0o777 == 0o700
    assert (home / "data" / paths.KEY_FILE).stat().st_mode & 0o777 == 0o600


def test_key_of_many_at_once(home: Path) -> None:
    """However many start at the same time, all have the same key and leave no drafts."""
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: paths.document_key(), range(40)))
    assert len(keys) == 1
    assert os.listdir(home / "data") == [paths.KEY_FILE]  # noqa: PTH208 - names are compared


@pytest.mark.parametrize("content", [b"", b"abc", b"00" * 31, b"\xff\xfe", b"zz" * 32])
def test_damaged_key(home: Path, content: bytes) -> None:
    """A damaged key is left alone; this run gets one of its own and says why."""
    paths.document_key()
    (home / "data" / paths.KEY_FILE).write_bytes(content)
    one, other = paths.document_key(), paths.document_key()
    assert one.hex != other.hex
    assert "delete it" in one.trouble
    assert (home / "data" / paths.KEY_FILE).read_bytes() == content


def test_no_place_for_a_key(home: Path) -> None:
    """Where no folder can be made, this run gets a key of its own and says why."""
    home.write_text("a file, not a folder")
    key = paths.document_key()
    assert len(bytes.fromhex(key.hex)) == paths.KEY_BYTES
    assert str(home) in key.trouble


def test_file_system_without_links(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be linked, the key is moved into place."""

    def no_link(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", no_link)
    assert not paths.document_key().trouble
    assert os.listdir(home / "data") == [paths.KEY_FILE]  # noqa: PTH208 - names are compared

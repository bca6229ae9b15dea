"""A window's file says who lives and who works, and nothing stays of the dead."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import shutil
import sys
import time
from typing import TYPE_CHECKING, NoReturn

import pytest

from pulsedev.store import locks
from pulsedev.store.errors import Busy, Full, Gone, StoreError, Unusable
from pulsedev.store.presence import BIRTH_S, FOLDER, NEVER, Others, Presence, Seen, others

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

posix = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows keeps open files where they are"
)


def opened() -> list[int]:
    """Return the descriptors that this process has open, of the first ones."""
    found = []
    for descriptor in range(200):
        with contextlib.suppress(OSError):
            os.fstat(descriptor)
            found.append(descriptor)
    return found


@pytest.fixture(autouse=True)
def no_descriptor_is_left() -> Iterator[None]:
    """Hold each test to closing what it opened."""
    gc.collect()  # what earlier tests left to it must not be closed meanwhile
    before = opened()
    yield
    assert opened() == before


@pytest.fixture
def presence(tmp_path: Path) -> Iterator[Presence]:
    """Return the presence of window 7, which last worked at 100 s."""
    mine = Presence.begin(tmp_path, 7, 100.0)
    yield mine
    mine.end()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the path of window 7's file, in a folder that is there."""
    (tmp_path / FOLDER).mkdir(mode=0o700, exist_ok=True)
    return tmp_path / FOLDER / "7"


def make_old(file: Path) -> None:
    """Let a file be older than anything takes that is being made."""
    long_ago = time.time() - 2 * BIRTH_S
    os.utime(file, (long_ago, long_ago))


def test_beats(tmp_path: Path, presence: Presence) -> None:
    """Others see a window with its last beat; it does not see itself."""
    assert others(tmp_path, 1) == Others((Seen(7, 100.0),), ())
    presence.beat(101.25)
    assert others(tmp_path, 1) == Others((Seen(7, 101.25),), ())
    assert others(tmp_path, 7) == Others((), ())


def test_several(tmp_path: Path) -> None:
    """Each window is seen with its own beat, in the order of their numbers."""
    there = [Presence.begin(tmp_path, window, float(window)) for window in (12, 3, 100)]
    assert others(tmp_path, 3).alive == (Seen(12, 12.0), Seen(100, 100.0))
    for one in there:
        one.end()


def test_ends(tmp_path: Path, presence: Presence, file: Path) -> None:
    """Who has ended is not there, is no dead one either, and may end again."""
    presence.end()
    presence.end()
    assert not file.exists()
    assert others(tmp_path, 1) == Others((), ())
    with pytest.raises(StoreError):
        presence.beat(102.0)


def test_dead(tmp_path: Path, file: Path) -> None:
    """A file that nobody holds is removed, and told of once."""
    file.write_bytes(b"\0" * 8)
    assert others(tmp_path, 1) == Others((), (7,))
    assert not file.exists()
    assert others(tmp_path, 1) == Others((), ())


def test_being_made(tmp_path: Path, file: Path) -> None:
    """A young empty file is a window's without a beat; an old one is a dead window's."""
    file.touch()
    assert others(tmp_path, 1) == Others((Seen(7, NEVER),), ())
    assert file.exists()
    make_old(file)
    assert others(tmp_path, 1) == Others((), (7,))
    assert not file.exists()


def test_locked_and_not_written_yet(tmp_path: Path, file: Path) -> None:
    """Between lock and first beat a window is there, however long that takes."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT)
    assert locks.hold(descriptor)
    make_old(file)
    assert others(tmp_path, 1) == Others((Seen(7, NEVER),), ())
    os.close(descriptor)


def test_taken_away_while_it_was_made(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who lost the file between making and locking it makes it again."""
    hold, taken = locks.hold, [True, False]

    def late(descriptor: int) -> bool:
        if taken.pop(0):
            make_old(file)
            assert others(tmp_path, 1).dead == (7,)
        return hold(descriptor)

    monkeypatch.setattr(locks, "hold", late)
    mine = Presence.begin(tmp_path, 7, 100.0)
    assert others(tmp_path, 1) == Others((Seen(7, 100.0),), ())
    assert taken == []
    mine.end()


def test_two_look_at_a_dead_one(file: Path) -> None:
    """Who looks at a dead one's file does not make it look alive to the next who looks."""
    file.write_bytes(b"\0" * 8)
    one, other = (os.open(file, os.O_RDONLY | locks.OPEN) for _ in range(2))
    assert not locks.is_held(one)
    assert locks.is_held(other) == (sys.platform == "win32")
    assert not locks.hold(other)
    os.close(one)
    os.close(other)


def test_number_of_a_dead_one(tmp_path: Path, file: Path) -> None:
    """The file that a dead window left does not keep another from its number."""
    file.write_bytes(b"\0" * 8)
    mine = Presence.begin(tmp_path, 7, 100.0)
    assert others(tmp_path, 1) == Others((Seen(7, 100.0),), ())
    mine.end()


def test_number_of_a_live_one(tmp_path: Path, presence: Presence) -> None:
    """A number belongs to one live process, and the second is told so."""
    with pytest.raises(Busy, match="another process"):
        Presence.begin(tmp_path, 7, 500.0)
    presence.beat(101.0)
    assert others(tmp_path, 1).alive == (Seen(7, 101.0),)


def test_foreign_files(tmp_path: Path, file: Path) -> None:
    """What is no window's file is neither counted nor touched."""
    (file.parent / "12").mkdir()
    file.write_text("a file")
    names = ["07", "0", "-1", "1.5", "7~", "x", "\N{SUPERSCRIPT TWO}", "\N{THAI DIGIT FOUR}"]
    for name in names:
        (file.parent / name).write_text("a file")
    assert others(tmp_path, 7) == Others((), ())
    assert {path.name for path in file.parent.iterdir()} == {"7", "12", *names}


@posix
def test_links(tmp_path: Path, file: Path) -> None:
    """No link is followed, not even where a window's file should be made."""
    target = tmp_path / "target"
    target.write_bytes(b"\0" * 8)
    file.symlink_to(target)
    assert others(tmp_path, 1) == Others((), ())
    with pytest.raises(Unusable):
        Presence.begin(tmp_path, 7, 100.0)
    assert target.read_bytes() == b"\0" * 8


@posix
def test_modes(tmp_path: Path, file: Path) -> None:
    """Nobody else can read a beat, even where the folder was open before."""
    file.parent.chmod(0o755)
    mine = Presence.begin(tmp_path, 7, 100.0)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    mine.end()


@posix
def test_deleted_under_a_live_one(tmp_path: Path, presence: Presence, file: Path) -> None:
    """After the folder was deleted, a beat fails in one line, and so does looking."""
    shutil.rmtree(file.parent)
    with pytest.raises(Gone, match="No such file"):
        presence.beat(101.0)
    with pytest.raises(Gone, match="No such file"):
        others(tmp_path, 7)


@posix
def test_replaced_under_a_live_one(tmp_path: Path, presence: Presence, file: Path) -> None:
    """A beat is not lost silently in a file that others no longer see."""
    file.parent.rename(tmp_path / "elsewhere")
    file.parent.mkdir()
    file.write_bytes(b"\0" * 8)
    with pytest.raises(Gone, match="No such file"):
        presence.beat(101.0)


def test_no_folder(tmp_path: Path) -> None:
    """Where no folder can be made or read, one line says which."""
    for folder in (tmp_path / "missing", tmp_path / "file"):
        (tmp_path / "file").touch()
        with pytest.raises(StoreError, match=folder.name):
            Presence.begin(folder, 7, 100.0)
        with pytest.raises(StoreError, match=folder.name):
            others(folder, 7)


def test_disk_full(tmp_path: Path, presence: Presence, monkeypatch: pytest.MonkeyPatch) -> None:
    """A beat that finds no room is the disk's fault, and the next may find some."""

    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(Full, match="No space left"):
            presence.beat(101.0)
        with pytest.raises(Full):
            Presence.begin(tmp_path, 8, 101.0)
    presence.beat(102.0)
    assert others(tmp_path, 1) == Others((Seen(7, 102.0),), ())

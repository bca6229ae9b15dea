"""Where models lie: of each the champion, which judges, the one before it, and one on trial.

Every change is a rename, so that at any moment a champion is whole, and there where one was. The
files for scikit-learn's users follow the daemon's; ``sweep`` brings after what was cut off.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from enum import StrEnum
from typing import TYPE_CHECKING

import psutil

from pulsedev.core.models import ModelName
from pulsedev.core.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODEL, BUNDLE = ".model", ".joblib"

PRIVATE_FILE = 0o600

_DRAFT = re.compile(r".+\.([1-9][0-9]{0,8})\.[a-z0-9]+")
"""What is being written: a file's name, the number of the process, and some letters."""


class Role(StrEnum):
    """What a model is to the person."""

    CHAMPION = "champion"
    PREVIOUS = "previous"
    SHADOW = "shadow"


class ShelfError(Trouble):
    """Something can't be done with the models; one line for the user."""


class Shelf:
    """The models of one person, in a folder of their own each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def folder_of(self, name: ModelName) -> Path:
        """Return where the files of a model lie."""
        return self.folder / name.value

    def path(self, name: ModelName, role: Role) -> Path:
        """Return the file that the daemon reads."""
        return self.folder_of(name) / f"{role.value}{MODEL}"

    def bundle(self, name: ModelName, role: Role) -> Path:
        """Return the file for people who work in scikit-learn."""
        return self.folder_of(name) / f"{role.value}{BUNDLE}"

    def promote(self, name: ModelName) -> None:
        """Make the one on trial the champion; keep the champion as the one before.

        Raises ShelfError where none is on trial, or the disk refuses.
        """
        if not self.path(name, Role.SHADOW).is_file():
            raise ShelfError(f"{name}: no model is on trial")
        with _told(name):
            for kind in (self.path, self.bundle):
                _copy(kind(name, Role.CHAMPION), kind(name, Role.PREVIOUS))
            if not self.bundle(name, Role.SHADOW).exists():
                self.bundle(name, Role.CHAMPION).unlink(missing_ok=True)
            self.path(name, Role.SHADOW).replace(self.path(name, Role.CHAMPION))
        self._follow(name)

    def rollback(self, name: ModelName) -> None:
        """Let the champion and the one before it change places, so that a second time undoes it.

        Where there is none before, the prior alone judges again. ShelfError where nothing was
        learned, or the disk refuses.
        """
        if not any(self.path(name, role).exists() for role in (Role.CHAMPION, Role.PREVIOUS)):
            raise ShelfError(f"{name}: nothing was learned yet, so there is nothing to roll back")
        with _told(name):
            for kind in (self.path, self.bundle):
                _swap(kind(name, Role.CHAMPION), kind(name, Role.PREVIOUS))

    def withdraw(self, name: ModelName) -> None:
        """Let the prior judge again; the champion becomes the one before.

        Raises ShelfError where the disk refuses.
        """
        with _told(name):
            for kind in (self.path, self.bundle):
                if kind(name, Role.CHAMPION).exists():
                    kind(name, Role.CHAMPION).replace(kind(name, Role.PREVIOUS))

    def retire(self, name: ModelName, role: Role) -> None:
        """Remove a model, if it is there. ShelfError where the disk refuses."""
        with _told(name):
            # In this order: of one on trial, a bundle without its model is one that was promoted.
            for kind in (self.bundle, self.path):
                kind(name, role).unlink(missing_ok=True)

    def version(self) -> tuple[tuple[int, int, int], ...]:
        """Return what differs once a model has changed; cheap enough for every few seconds."""
        return tuple(
            _stamp(self.path(name, role))
            for name in ModelName
            for role in (Role.CHAMPION, Role.SHADOW)
        )

    def sweep(self) -> None:
        """Remove what processes that are gone left half done, and end what they had begun."""
        for file in self.folder.glob("*/*"):
            draft = _DRAFT.fullmatch(file.name)
            if draft and not psutil.pid_exists(int(draft[1])):
                with contextlib.suppress(OSError):
                    file.unlink()
        for name in ModelName:
            self._follow(name)

    def clear(self) -> None:
        """Remove everything that was learned, whole or half done, as far as the disk allows.

        The lock of a training stays, as that may still run. ShelfError where something is left.
        """
        left = ""
        for place in self._places():
            try:
                shutil.rmtree(place)
            except OSError as error:
                left = error.strerror or "refused"
        if left:
            raise ShelfError(f"the models are not all removed: {left}")

    def _places(self) -> list[str]:
        if not self.folder.is_dir():
            return []
        with os.scandir(self.folder) as entries:
            return [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]

    def _follow(self, name: ModelName) -> None:
        """Let a bundle follow its model, which was promoted; what can't be waits for a sweep."""
        if not self.path(name, Role.SHADOW).exists():
            with contextlib.suppress(OSError):
                self.bundle(name, Role.SHADOW).replace(self.bundle(name, Role.CHAMPION))


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_size, found.st_ino)


def _swap(one: Path, other: Path) -> None:
    """Let two files change places, either of which may be missing; neither is ever half there.

    A process that is killed in between leaves the other one in both places.
    """
    if not one.exists():
        one, other = other, one
    if not other.exists():
        with contextlib.suppress(FileNotFoundError):
            one.replace(other)
        return
    draft = _draft(other)
    try:
        _write(one, draft)
        _copy(other, one)
        draft.replace(other)
    finally:
        draft.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    """Put a copy in a file's place, whole or not at all; without a source, nothing is there."""
    if not source.exists():
        target.unlink(missing_ok=True)
        return
    draft = _draft(target)
    try:
        _write(source, draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _draft(path: Path) -> Path:
    return path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")


def _write(source: Path, target: Path) -> None:
    """Write a copy that is on the disk, and not only on its way, before it gets anybody's name."""
    with source.open("rb") as read, open(target, "xb", opener=_private) as written:
        shutil.copyfileobj(read, written)
        written.flush()
        os.fsync(written.fileno())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE_FILE)


@contextlib.contextmanager
def _told(name: ModelName) -> Iterator[None]:
    """Say in one line what the system says."""
    try:
        yield
    except OSError as error:
        raise ShelfError(f"{name}: the models can't be changed: {error.strerror}") from None

"""Where models lie: of each the champion, which judges, the one before it, and one on trial.

Every change is a rename, so that at any moment a champion is whole, and there where one was.
"""

from __future__ import annotations

import contextlib
import os
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

DRAFT_PARTS = 2
"""What a draft's name ends with: the number of a process, and some letters or a word."""


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
                _move(kind(name, Role.SHADOW), kind(name, Role.CHAMPION))

    def rollback(self, name: ModelName) -> None:
        """Make the one before the champion again; the champion then is the one before.

        Without one before, the prior alone judges again. ShelfError where nothing was learned.
        """
        champion = self.path(name, Role.CHAMPION)
        if not champion.is_file():
            raise ShelfError(f"{name}: nothing was learned yet, so there is nothing to roll back")
        with _told(name):
            for kind in (self.path, self.bundle):
                before, now = kind(name, Role.PREVIOUS), kind(name, Role.CHAMPION)
                aside = before.with_name(f"{before.name}.{os.getpid()}.swap")
                _move(before, aside)
                _copy(now, before)
                if aside.exists():
                    aside.replace(now)
                else:
                    now.unlink(missing_ok=True)

    def retire(self, name: ModelName, role: Role) -> None:
        """Remove a model, if it is there."""
        with _told(name):
            for kind in (self.path, self.bundle):
                kind(name, role).unlink(missing_ok=True)

    def version(self) -> tuple[tuple[int, int, int], ...]:
        """Return what differs once a model has changed; cheap enough for every few seconds."""
        return tuple(
            _stamp(self.path(name, role))
            for name in ModelName
            for role in (Role.CHAMPION, Role.SHADOW)
        )

    def sweep(self) -> None:
        """Remove what processes that are gone left half done."""
        for draft in self.folder.glob("*/*.*.*.*"):
            process = draft.name.split(".")[-DRAFT_PARTS]
            if process.isdigit() and not psutil.pid_exists(int(process)):
                with contextlib.suppress(OSError):
                    draft.unlink()

    def clear(self) -> None:
        """Remove everything that was learned, whole or half done."""
        if self.folder.is_dir():
            try:
                shutil.rmtree(self.folder)
            except OSError as error:
                raise ShelfError(f"the models are not all removed: {error.strerror}") from None


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_size, found.st_ino)


def _move(source: Path, target: Path) -> None:
    if source.exists():
        source.replace(target)


def _copy(source: Path, target: Path) -> None:
    """Put a copy in a file's place, whole or not at all; without a source, nothing is there."""
    if not source.exists():
        target.unlink(missing_ok=True)
        return
    draft = target.with_name(f"{target.name}.{os.getpid()}.copy")
    try:
        shutil.copy2(source, draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


@contextlib.contextmanager
def _told(name: ModelName) -> Iterator[None]:
    """Say in one line what the system says."""
    try:
        yield
    except OSError as error:
        raise ShelfError(f"{name}: the models stay as they are: {error.strerror}") from None

"""What can't be watched, and that it is said."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import pytest
from tests.watcher.eyes import PATIENCE, write

from pulsedev.core.events import Kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.watcher.conftest import Git
    from tests.watcher.eyes import Eyes

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has inotify")


@linux
def test_the_limit(work: Path, git: Git, look: Callable[..., Eyes]) -> None:
    """Where no more folders may be watched the user is told, and git says what changed."""
    git("status")
    for name in "abcdef":
        (work / name).mkdir()
        write(work / name, x="1\n")
    git("add", "-A")
    git("commit", "-m", "a")
    eyes = look(most=2)
    (trouble,) = eyes.watching.troubles
    assert trouble.startswith("2 folders are watched and no more; raise /proc/sys/fs/inotify/")
    eyes.noticed()
    for name in "abcdef":
        write(work / name, x="12\n")
    eyes.until(*(f"{name}/x.py" for name in "abcdef"))


@linux
def test_a_limit_that_is_reached_later(work: Path, look: Callable[..., Eyes]) -> None:
    """New folders that can't be watched are told, and where git can't help that is told as well."""
    eyes = look(most=2)
    assert eyes.watching.troubles == []
    for name in ("one", "two"):
        (work / name).mkdir()
    deadline = time.monotonic() + PATIENCE
    while not eyes.watching.troubles:
        assert time.monotonic() < deadline
        eyes.noticed()
    (trouble,) = eyes.watching.troubles
    assert trouble.startswith("2 folders are watched and no more; ")
    assert trouble.endswith("; what is in the others is not noticed")
    eyes.noticed()
    assert eyes.watching.troubles == [trouble]


def test_a_folder_that_goes(work: Path, look: Callable[..., Eyes]) -> None:
    """Where the folder itself is gone it is said that nothing can be noticed, once."""
    eyes = look()
    work.rename(work.with_name("other"))
    eyes.noticed()
    eyes.noticed()
    assert [one.partition(";")[0] for one in eyes.watching.troubles] == [
        "a folder that is watched is gone"
    ]
    work.with_name("other").rename(work)


@pytest.mark.parametrize("polls", [False, True])
def test_without_git(
    polls: bool,  # noqa: FBT001 - a parameter of the test
    work: Path,
    git: Git,
    look: Callable[..., Eyes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where git is missing that is said, saves are noticed all the same, and counted."""
    git("status")
    write(work, a="x = 1\n")
    git("add", "-A")
    git("commit", "-m", "a")
    monkeypatch.setenv("PATH", str(work))
    monkeypatch.setattr("pulsedev.watcher.polling.LOOK_EVERY_S", 0.05)
    eyes = look(polls=polls)
    (trouble,) = eyes.watching.troubles
    assert trouble.startswith("git is missing, or refuses this repository; ")
    write(work, a="x = 1\ny\n")
    eyes.until("a.py")
    assert [(row.kind, row.a) for row in eyes.rows()] == [
        (Kind.FILE_MODIFIED, 2),
        (Kind.FILE_SAVED, 2),
    ]


def test_a_repository_of_another_kind(work: Path, git: Git, look: Callable[..., Eyes]) -> None:
    """Where the names of branches can't be read that is said."""
    git("status")
    (work / ".git" / "reftable").mkdir()
    (trouble,) = look().watching.troubles
    assert trouble.startswith("this repository keeps its names in a reftable; ")

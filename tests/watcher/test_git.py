"""What git does in a tree that is watched, told from what somebody does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.watcher.eyes import Eyes, write

from pulsedev.core.events import Cause, Kind
from pulsedev.watcher.reflog import moves

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.watcher.conftest import Git

COMMIT = (Kind.COMMIT_CREATED, 1)
BRANCH = (Kind.BRANCH_CHANGED, 0)
SAVED = [(Kind.FILE_MODIFIED, 2), (Kind.FILE_SAVED, 2)]
BY_GIT = (Kind.FILE_MODIFIED, 0)


@pytest.fixture(autouse=True)
def made(work: Path, git: Git) -> None:
    """Make a first commit."""
    write(work, a="1\n")
    git("add", "-A")
    git("commit", "-m", "a")


def told(eyes: Eyes) -> list[tuple[int, int]]:
    """Return kinds and sizes of what has happened."""
    rows = eyes.rows()
    assert all(row.c == Cause.OTHER_PROGRAM for row in rows if row[1:4] == (*BY_GIT[:1], 0, 0))
    return [(row.kind, row.a) for row in rows]


def save(eyes: Eyes) -> None:
    """Save a file, and wait until that was noticed."""
    write(eyes.root, a="1\n2\n")
    eyes.until("a.py")


def test_a_commit_that_is_pushed_at_once(
    work: Path, git: Git, look: Callable[..., Eyes], tmp_path: Path
) -> None:
    """A commit is somebody's own, be it on a remote by the time that it is seen."""
    git("init", "--bare", str(tmp_path / "remote"))
    git("remote", "add", "origin", str(tmp_path / "remote"))
    git("push", "origin", "main")
    eyes = look()
    save(eyes)
    assert told(eyes) == SAVED
    git("commit", "-a", "-m", "b")
    git("push", "origin", "main")
    assert told(eyes) == [COMMIT]
    assert work.is_dir()


def test_a_pull(git: Git, look: Callable[..., Eyes], tmp_path: Path) -> None:
    """Commits of others that come by a fast-forward are not somebody's own, nor are the files."""
    other = tmp_path / "other"
    git("clone", ".", str(other))
    write(other, a="1\n2\n")
    git("-C", str(other), "commit", "-a", "-m", "b")
    eyes = look()
    git("pull", str(other), "main")
    eyes.until("a.py")
    assert told(eyes) == [BY_GIT]


@pytest.mark.parametrize("how", ["--ff-only", "--no-ff"])
def test_a_merge(git: Git, look: Callable[..., Eyes], how: str) -> None:
    """A commit that was told once is not told again where it comes to another branch."""
    git("switch", "-c", "other")
    eyes = look()
    save(eyes)
    told(eyes)
    git("commit", "-a", "-m", "b")
    assert told(eyes) == [COMMIT]
    git("switch", "main")
    eyes.until("a.py")
    assert told(eyes) == [BY_GIT, BRANCH]
    git("merge", how, "-m", "c", "other")
    eyes.until("a.py")
    assert told(eyes) == [BY_GIT]


def test_a_branch_with_a_commit(git: Git, look: Callable[..., Eyes]) -> None:
    """Somebody who makes a branch and commits to it by one line has done both."""
    eyes = look()
    save(eyes)
    assert told(eyes) == SAVED
    git("switch", "-c", "other")
    git("commit", "-a", "-m", "b")
    assert sorted(told(eyes)) == sorted([COMMIT, BRANCH])


def test_a_save_and_an_amended_commit(git: Git, look: Callable[..., Eyes]) -> None:
    """An amended commit is no new one, and writes no file: the save before it is somebody's."""
    eyes = look()
    save(eyes)
    git("commit", "-a", "--amend", "-m", "b")
    assert told(eyes) == SAVED


def test_a_cherry_pick(git: Git, look: Callable[..., Eyes]) -> None:
    """A commit that is copied from elsewhere is git's work, and so are its files."""
    git("switch", "-c", "other")
    write(look().root, b="1\n")
    git("add", "-A")
    git("commit", "-m", "b")
    git("switch", "main")
    eyes = look()
    git("cherry-pick", "other")
    eyes.until("b.py")
    assert told(eyes) == [BY_GIT]


def test_a_stash(work: Path, git: Git, look: Callable[..., Eyes]) -> None:
    """What is put aside and brought back, with HEAD where it was, is no save."""
    write(work, a="1\n2\n")
    eyes = look()
    for command in ("push", "pop"):
        git("stash", command)
        eyes.until("a.py")
        assert told(eyes) == [BY_GIT]
    write(work, a="1\n2\n34\n")
    eyes.until("a.py")
    assert told(eyes) == [(Kind.FILE_MODIFIED, 3), (Kind.FILE_SAVED, 3)]


def test_without_a_log_of_head(git: Git, look: Callable[..., Eyes], work: Path) -> None:
    """Where git is told to keep no log, commits are found by what they follow."""
    git("config", "core.logAllRefUpdates", "false")
    (work / ".git" / "logs" / "HEAD").unlink()
    eyes = look()
    save(eyes)
    assert told(eyes) == SAVED
    git("commit", "-a", "-m", "b")
    assert told(eyes) == [COMMIT]
    git("reset", "--hard", "HEAD^")
    eyes.until("a.py")
    assert told(eyes) == [BY_GIT]


def test_a_repository_that_comes_to_be(tmp_path: Path, git: Git) -> None:
    """A folder that becomes a repository is one from then on."""
    folder = tmp_path / "new"
    folder.mkdir()
    write(folder, a="1\n")
    eyes = Eyes(folder)
    for command in (("init",), ("add", "-A"), ("commit", "-m", "a")):
        git("-C", str(folder), *command)
    assert told(eyes) == [COMMIT]
    eyes.watching.end()


def test_a_repository_within(work: Path, git: Git, look: Callable[..., Eyes]) -> None:
    """In a repository within another a save is counted by what that one has, or not at all."""
    within = work / "within"
    within.mkdir()
    git("-C", str(within), "init")
    write(within, a="1\n")
    git("-C", str(within), "add", "-A")
    write(within, b="1\n")
    eyes = look()
    write(within, a="1\n2\n")
    eyes.until("within/a.py")
    assert told(eyes) == SAVED
    write(within, b="1\n2\n")
    eyes.until("within/b.py")
    assert told(eyes) == SAVED[1:]


def test_a_commit_in_a_pause(git: Git, look: Callable[..., Eyes]) -> None:
    """What git did before it is looked at again is not told."""
    eyes = look()
    git("switch", "-c", "other")
    git("commit", "--allow-empty", "-m", "b")
    eyes.seeing.begin()
    assert told(eyes) == []


def test_moves(work: Path, git: Git) -> None:
    """The log of HEAD tells what moved it since a commit, and nothing of other times."""
    log, first = work / ".git" / "logs" / "HEAD", git("rev-parse", "HEAD")
    git("commit", "--allow-empty", "-m", "b: c")
    git("update-ref", "HEAD", first)
    git("commit", "--allow-empty", "-m", "d")
    last = git("rev-parse", "HEAD")
    since, whole = moves(log, first, last), moves(log, None, last)
    assert since is not None
    assert whole is not None
    assert [one.by for one in since] == ["commit"]
    assert [one.by for one in whole] == ["commit (initial)", "commit", "", "commit"]
    assert moves(log, "0" * 40, last) is None
    assert moves(log, first, "0" * 40) is None
    log.write_bytes(b"\xff\n\n \n" + log.read_bytes()[-500:])
    assert moves(log, None, last) is None
    assert moves(work, None, last) is None

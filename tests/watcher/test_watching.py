"""Real files in a real tree, as they are noticed, and what they become."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import pytest
from tests.watcher.eyes import write

from pulsedev.core.events import Cause, Kind
from pulsedev.watcher.seeing import MOST_MOVED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.watcher.conftest import Git
    from tests.watcher.eyes import Eyes

BEFORE = 1_700_000_000
"""An epoch second long before the tests."""

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has inotify")


def test_saves(work: Path, look: Callable[..., Eyes]) -> None:
    """A save is told with the size of the change, a new file with all of it."""
    write(work, a="x = 1\n")
    eyes = look()
    write(work, a="x = 1\ny = 2\n", b="new\n")
    eyes.until("a.py", "b.py")
    first, second, third, fourth = eyes.rows()
    a, b = eyes.document("a.py"), eyes.document("b.py")
    told = {row[1:] for row in (first, second, third, fourth)}
    assert told == {
        (Kind.FILE_MODIFIED, a, 6, 0, Cause.TYPED),
        (Kind.FILE_SAVED, a, 2, 0, 0),
        (Kind.FILE_MODIFIED, b, 4, 0, Cause.TYPED),
        (Kind.FILE_SAVED, b, 1, 0, 0),
    }
    write(work, a="x = 1\ny = 3\n")
    eyes.until("a.py")
    assert [row[1:] for row in eyes.rows()] == [
        (Kind.FILE_MODIFIED, a, 1, 1, Cause.TYPED),
        (Kind.FILE_SAVED, a, 2, 0, 0),
    ]
    write(work, a="x = 1\ny = 3\n")
    eyes.until("a.py")
    assert [row.kind for row in eyes.rows()] == [Kind.FILE_SAVED]


def test_saves_by_renaming(work: Path, look: Callable[..., Eyes]) -> None:
    """An editor that writes beside a file and renames saves it once."""
    write(work, a="x = 1\n")
    eyes = look()
    (work / "a.py~").write_text("x = 12\n", "utf-8")
    (work / "a.py~").replace(work / "a.py")
    eyes.until("a.py")
    assert [(row.kind, row.a, row.b) for row in eyes.rows()] == [
        (Kind.FILE_MODIFIED, 2, 1),
        (Kind.FILE_SAVED, 1, 0),
    ]


@linux
def test_ignored_folders_are_not_watched(work: Path, look: Callable[..., Eyes]) -> None:
    """Nothing is spent on what is ignored, new folders are watched, gone ones no longer."""
    (work / ".gitignore").write_text("out/\n", "utf-8")
    for name in ("out/deep/er", "node_modules/a/b", "src/one"):
        (work / name).mkdir(parents=True)
    eyes = look()
    assert eyes.watching.manner == "3 folders are watched"
    (work / "src" / "two" / "three").mkdir(parents=True)
    (work / "node_modules" / "c").mkdir()
    write(work / "src" / "two" / "three", a="1")
    write(work / "node_modules" / "c", a="1")
    eyes.until("src/two/three/a.py")
    write(work / "src" / "two" / "three", b="1")
    eyes.until("src/two/three/b.py")
    assert eyes.watching.manner == "5 folders are watched"
    (work / "src" / "two").rename(work / "src" / "new")
    write(work / "src" / "new" / "three", c="1")
    eyes.until("src/new/three/c.py")
    assert eyes.watching.manner == "5 folders are watched"
    (work / ".gitignore").write_text("*.txt\n", "utf-8")
    eyes.until(".gitignore")
    (work / "a.txt").write_text("1", "utf-8")
    write(work, z="1")
    eyes.until("z.py", "a.txt")
    assert eyes.watching.ignoring.hides(work / "a.txt")


@linux
def test_what_is_moved(work: Path, look: Callable[..., Eyes], tmp_path: Path) -> None:
    """A file or a folder that gets another name was not typed; what is saved in it then was."""
    (work / "one").mkdir()
    outside = tmp_path / "outside.py"
    for file in (work / "one" / "a.py", work / "b.py", outside):
        file.write_text("x = 1\n", "utf-8")
        os.utime(file, (BEFORE, BEFORE))
    eyes = look()
    (work / "one").rename(work / "two")
    (work / "b.py").rename(work / "c.py")
    outside.rename(work / "d.py")
    eyes.until("two/a.py", "c.py", "d.py")
    assert eyes.rows() == []
    for name in ("two/a.py", "c.py", "d.py"):
        (work / name).write_text("x = 1\ny\n", "utf-8")
        eyes.until(name)
        assert [(row.kind, row.a) for row in eyes.rows()] == [
            (Kind.FILE_MODIFIED, 2),
            (Kind.FILE_SAVED, 2),
        ]


@linux
def test_many_that_are_moved(work: Path, look: Callable[..., Eyes]) -> None:
    """Of more files than are read it is not guessed how much was typed in one of them."""
    (work / "one").mkdir()
    for i in range(MOST_MOVED + 1):
        write(work / "one", **{f"f{i}": "x = 1\n"})
    eyes = look()
    (work / "one").rename(work / "two")
    eyes.until("two/f0.py", f"two/f{MOST_MOVED}.py")
    kinds = set()
    for i in range(MOST_MOVED + 1):
        write(work / "two", **{f"f{i}": "x = 12\n"})
        eyes.until(f"two/f{i}.py")
        kinds |= {(row.kind, row.a) for row in eyes.rows()}
    assert kinds == {(Kind.FILE_MODIFIED, 2), (Kind.FILE_SAVED, 1)}


@linux
def test_rules_that_go(work: Path, look: Callable[..., Eyes]) -> None:
    """What rules hid is watched where they are changed, deleted or renamed."""
    rules = work / ".gitignore"
    for name in ("one", "two", "three"):
        (work / name).mkdir()
    rules.write_text("one/\ntwo/\nthree/\n", "utf-8")
    eyes = look()
    assert eyes.watching.manner == "1 folder is watched"
    rules.write_text("two/\nthree/\n", "utf-8")
    eyes.until(".gitignore")
    write(work / "one", a="1")
    eyes.until("one/a.py")
    rules.rename(work / "old")
    (work / "old").rename(work / "older")
    eyes.until("older")
    write(work / "two", a="1")
    eyes.until("two/a.py")
    rules.write_text("*.py\n", "utf-8")
    eyes.until(".gitignore")
    assert eyes.watching.ignoring.hides(work / "a.py")
    rules.unlink()
    write(work, z="1")
    eyes.until("z.py")
    assert not eyes.watching.ignoring.hides(work / "a.py")


def test_polling_with_git(work: Path, git: Git, look: Callable[..., Eyes]) -> None:
    """On a drive that tells nothing, git says what changed."""
    git("status")
    (work / ".gitignore").write_text("*.log\n", "utf-8")
    write(work, a="1\n")
    eyes = look(polls=True)
    assert (eyes.watching.manner, eyes.watching.troubles) == ("git is asked for changes", [])
    eyes.noticed()
    (work / "a.log").write_text("1", "utf-8")
    write(work, a="1 + 2\n", b="1\n")
    eyes.until("a.py", "b.py")
    kinds = [(row.kind, row.a) for row in eyes.rows()]
    assert (Kind.FILE_MODIFIED, 4) in kinds
    assert len(kinds) == 4


def test_polling_without_git(
    work: Path, look: Callable[..., Eyes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without git each file is looked at, ignored folders left out."""
    monkeypatch.setattr("pulsedev.watcher.polling.LOOK_EVERY_S", 0.05)
    (work / ".gitignore").write_text("out/\n", "utf-8")
    (work / "out").mkdir()
    eyes = look(polls=True)
    assert eyes.watching.manner == "changes are looked for"
    write(work / "out", a="1")
    write(work, a="1")
    eyes.until("a.py")
    assert "out/a.py" not in eyes.noticed()


def test_a_branch_switch(work: Path, git: Git, look: Callable[..., Eyes]) -> None:
    """What git writes is git's, be it one file: a branch, and no save."""
    git("status")
    write(work, a="1\n")
    git("add", "-A")
    git("commit", "-m", "a")
    git("checkout", "-b", "other")
    write(work, a="1\n2\n")
    git("commit", "-a", "-m", "b")
    eyes = look()
    git("checkout", "main")
    eyes.until("a.py")
    assert [(row.kind, row.a, row.c) for row in eyes.rows()] == [
        (Kind.FILE_MODIFIED, 0, Cause.OTHER_PROGRAM),
        (Kind.BRANCH_CHANGED, 0, 0),
    ]
    write(work, a="1\n3\n")
    eyes.until("a.py")
    assert [(row.kind, row.a) for row in eyes.rows()] == [
        (Kind.FILE_MODIFIED, 2),
        (Kind.FILE_SAVED, 2),
    ]


def test_a_commit(work: Path, git: Git, look: Callable[..., Eyes]) -> None:
    """A commit is told with its size, in the order of what happened."""
    git("status")
    write(work, a="1\n")
    git("add", "-A")
    git("commit", "-m", "a")
    eyes = look()
    write(work, a="1\n2\n")
    eyes.until("a.py")
    saved = eyes.rows()
    git("commit", "-a", "-m", "b")
    assert [row.kind for row in saved] == [Kind.FILE_MODIFIED, Kind.FILE_SAVED]
    assert [row[1:] for row in eyes.rows()] == [(Kind.COMMIT_CREATED, 0, 1, 0, 1)]
    git("reset", "--hard", "HEAD^")
    eyes.until("a.py")
    assert [(row.kind, row.c) for row in eyes.rows()] == [(Kind.FILE_MODIFIED, Cause.OTHER_PROGRAM)]


def test_a_commit_right_after_a_save(work: Path, git: Git, look: Callable[..., Eyes]) -> None:
    """What was saved is counted, though git has it by the time that this is known."""
    git("status")
    write(work, a="1\n")
    git("add", "-A")
    git("commit", "-m", "a")
    eyes = look()
    write(work, a="1\n2\n")
    eyes.until("a.py")
    git("commit", "-a", "-m", "b")
    assert [(row.kind, row.a) for row in eyes.rows()] == [
        (Kind.FILE_MODIFIED, 2),
        (Kind.FILE_SAVED, 2),
        (Kind.COMMIT_CREATED, 1),
    ]


def test_results(work: Path, look: Callable[..., Eyes]) -> None:
    """Reports that are written together are one run, ignored by git or not."""
    (work / ".gitignore").write_text("*.xml\n*.log\n", "utf-8")
    eyes = look()
    (work / "junit-a.xml").write_text('<testsuite tests="2" failures="1"/>', "utf-8")
    (work / "junit-b.xml").write_text('<testsuite tests="3" failures="0"/>', "utf-8")
    (work / "test.xml").write_text("<a/>", "utf-8")
    eyes.until("junit-a.xml", "junit-b.xml", "test.xml")
    assert [row[1:] for row in eyes.rows()] == [(Kind.TEST_RUN, 0, 4, 1, 0)]
    (work / "pytest.log").write_text("== 3 passed in 0.1s ==", "utf-8")
    eyes.until("pytest.log")
    assert [row[1:] for row in eyes.rows()] == [(Kind.TEST_RUN, 0, 3, 0, 0)]


def test_what_is_no_text(work: Path, look: Callable[..., Eyes]) -> None:
    """A picture that is written, or a file that is gone again, tells nothing."""
    eyes = look()
    (work / "a.png").write_bytes(b"\0\1")
    write(work, gone="1")
    eyes.until("a.png", "gone.py")
    (work / "gone.py").unlink()
    assert eyes.rows() == []


@linux
def test_what_is_no_file(work: Path, look: Callable[..., Eyes], tmp_path: Path) -> None:
    """A pipe is not waited for, and a link that is put in place not followed."""
    (tmp_path / "outside.py").write_text("1", "utf-8")
    eyes = look()
    for name in ("pipe", "test.log"):
        os.mkfifo(work / name)
        read = os.open(work / name, os.O_RDONLY | os.O_NONBLOCK)
        (work / name).write_bytes(b"x")
        os.close(read)
    (tmp_path / "link").symlink_to(tmp_path / "outside.py")
    (tmp_path / "link").rename(work / "link.py")
    eyes.until("pipe", "test.log", "link.py")
    assert eyes.rows() == []


def test_an_install(work: Path, look: Callable[..., Eyes]) -> None:
    """Thousands of files in new folders are another program's, and cost less than a second."""
    eyes = look()
    began = time.process_time()
    for i in range(2_000):
        folder = work / "vendor" / f"p{i // 10}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{i}.js").write_bytes(b"x")
    writing = time.process_time() - began
    eyes.until(*(f"vendor/p{i // 10}/{i}.js" for i in range(2_000)))
    assert {(row.kind, row.c) for row in eyes.rows()} == {(Kind.FILE_MODIFIED, Cause.OTHER_PROGRAM)}
    assert time.process_time() - began - writing < 1.0


def test_a_burst_is_cheap(work: Path, git: Git, look: Callable[..., Eyes]) -> None:
    """A branch switch over 2,000 files is another program's, and costs less than a second."""
    git("status")
    for i in range(2_000):
        folder = work / f"d{i % 50}"
        folder.mkdir(exist_ok=True)
        (folder / f"{i}.py").write_text("x = 1\n" * 40, "utf-8")
    git("add", "-A")
    git("commit", "-m", "a")
    git("checkout", "-b", "other")
    for i in range(2_000):
        (work / f"d{i % 50}" / f"{i}.py").write_text("x = 2\n" * 40, "utf-8")
    git("commit", "-a", "-m", "b")
    eyes = look()
    began = time.process_time()
    git("checkout", "main")
    eyes.until(*(f"d{i % 50}/{i}.py" for i in range(1_900, 2_000)))
    rows = eyes.rows()
    assert time.process_time() - began < 1.0
    assert {(row.kind, row.c) for row in rows} == {
        (Kind.FILE_MODIFIED, Cause.OTHER_PROGRAM),
        (Kind.BRANCH_CHANGED, 0),
    }
    assert len(rows) == 2

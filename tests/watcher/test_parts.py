"""What the watch is made of, without a clock or a watcher."""

from __future__ import annotations

import time
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.watcher import commits, results
from pulsedev.watcher.bursts import AFTER_HEAD, LONGEST, MOST_BY_HAND, MOST_NAMED, Bursts
from pulsedev.watcher.repository import Head, Repository, switched
from pulsedev.watcher.sizes import LARGEST, NOTHING, Prints, changed, text_of

if TYPE_CHECKING:
    from tests.watcher.conftest import Git

PRINTS = Prints(b"a key")
CODE = "def f(a, b):\n    return a + b\n\n\n" * 50


def counted(before: str, after: str) -> tuple[int, int]:
    """Return what was inserted and deleted."""
    return tuple(changed(PRINTS.of(before), PRINTS.of(after)))  # type: ignore[return-value]


def test_sizes() -> None:
    """A change is counted by the words that differ, wherever it is."""
    assert counted(CODE, CODE) == (0, 0)
    assert counted("", CODE) == (len(CODE), 0)
    assert counted(CODE, "") == (0, len(CODE))
    line = "    x = 12\n"
    middle = CODE[:330] + CODE[330:].replace("    return a + b\n", line + "    return a + b\n", 1)
    assert counted(CODE, middle) == (len(line), 0)
    assert counted(middle, CODE) == (0, len(line))
    both = f"first {CODE}".replace("return a + b", "return a", 1) + "last"
    assert counted(CODE, both) == (len("first ") + len("last"), len(" + b"))


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_sizes(before: str, after: str) -> None:
    """What was deleted and inserted leads from one length to the other."""
    inserted, deleted = counted(before, after)
    assert len(after) - len(before) == inserted - deleted
    assert 0 <= inserted <= len(after)
    assert 0 <= deleted <= len(before)


def test_a_print_holds_no_text() -> None:
    """Of a file numbers are remembered, which another key makes differently."""
    print_ = PRINTS.of("secret")
    assert print_ != Prints(b"other").of("secret")
    assert list(map(type, print_.words)) == [int]
    assert PRINTS.of("a\nb").lines == 2
    assert PRINTS.of("a\nb\n").lines == 2
    assert NOTHING.lines == 0


def test_large_changes_are_cheap() -> None:
    """A file that is quite another costs no more than its length."""
    one, other = (PRINTS.of(" ".join(f"{sign}{i}" for i in range(90_000))) for sign in "ab")
    began = time.process_time()
    assert changed(one, other).inserted > 90_000
    assert time.process_time() - began < 2.0


def test_what_is_text() -> None:
    """What has zeros in it or is very large is no text of a person's."""
    assert text_of("é".encode()) == "é"
    assert text_of(b"\xff") == "\ufffd"
    assert text_of(b"a\0") is None
    assert text_of(b"a" * (LARGEST + 1)) is None


def test_saves_by_hand() -> None:
    """A file, or a few by one command, are a person's; each is told once."""
    bursts = Bursts()
    for i in range(MOST_BY_HAND):
        bursts.add(f"{i}.py", 10.0 + i / 100)
        bursts.add(f"{i}.py", 10.0 + i / 100)
    assert bursts.due(10.9) is None
    group = bursts.due(11.2)
    assert group
    assert (len(group.files), group.at, group.by_person) == (MOST_BY_HAND, 10.0, True)
    assert bursts.due(inf) is None


def test_many_files_at_once() -> None:
    """More files than somebody saves at once are another program's, and not all are remembered."""
    bursts = Bursts()
    told = []
    for i in range(20_000):
        now = i / 1_000
        bursts.add(f"{i}.js", now)
        told += [group] if (group := bursts.due(now)) else []
    assert told
    assert not any(group.by_person for group in told)
    assert max(len(group.files) for group in told) == MOST_NAMED
    assert len(told) <= 20.0 / LONGEST


def test_the_end_of_many_files() -> None:
    """The last files of an install are its own, a save some seconds later is a person's."""
    bursts = Bursts()
    for i in range(600):
        bursts.add(f"{i}.js", i / 100)
    first = bursts.due(6.0)
    bursts.add("last.js", 6.1)
    last = bursts.due(8.0)
    bursts.add("mine.py", 10.0)
    mine = bursts.due(12.0)
    assert [group and group.by_person for group in (first, last, mine)] == [False, False, True]


def test_files_around_a_move_of_head() -> None:
    """What changes when git goes elsewhere is git's, be it one file."""
    for head, by_person in ((10.0 - AFTER_HEAD / 2, False), (11.0, False), (3.0, True)):
        bursts = Bursts()
        bursts.add("a.py", 10.0)
        bursts.head_moved(head)
        group = bursts.due(12.0)
        assert group
        assert group.by_person is by_person


@given(st.lists(st.tuples(st.sampled_from("abcdefghij"), st.floats(0, 9)), max_size=60))
def test_any_changes(changes: list[tuple[str, float]]) -> None:
    """No file is lost, and none is told that did not change."""
    bursts, told, now = Bursts(), set[str](), 0.0
    for file, wait in changes:
        now += wait
        if group := bursts.due(now):
            told |= set(group.files)
        bursts.add(file, now)
    if group := bursts.due(inf):
        told |= set(group.files)
    assert told == {file for file, _ in changes}


def commit(work: Path, git: Git, name: str, text: str) -> str:
    """Commit a file; return the commit."""
    (work / name).write_text(text, "utf-8")
    git("add", "-A")
    git("commit", "-m", "a message")
    return git("rev-parse", "HEAD")


def test_head(work: Path, git: Git) -> None:
    """HEAD is found where git says it is: loose, packed, detached, in a linked worktree."""
    repository = Repository.around(work / "no" / "such" / "folder")
    assert repository
    assert repository.work == work
    assert repository.head() == Head(None, "refs/heads/main")
    first = commit(work, git, "a", "1\n")
    assert repository.head() == Head(first, "refs/heads/main")
    git("pack-refs", "--all")
    assert repository.head() == Head(first, "refs/heads/main")
    git("checkout", "-b", "other")
    second = commit(work, git, "b", "1\n")
    assert repository.head() == Head(second, "refs/heads/other")
    git("checkout", first)
    assert repository.head() == Head(first, None)
    git("worktree", "add", str(work.parent / "linked"), "other")
    linked = Repository.around(work.parent / "linked")
    assert linked
    assert linked.head() == Head(second, "refs/heads/other")
    assert not repository.is_busy


def test_no_repository(tmp_path: Path) -> None:
    """Where there is no repository there is no HEAD; a broken one has none either."""
    assert Repository.around(tmp_path / "x") is None
    (tmp_path / ".git").write_bytes(b"\xff")
    assert Repository.around(tmp_path) is None
    (tmp_path / "HEAD").write_text("ref: HEAD\n", "utf-8")
    assert Repository(tmp_path, tmp_path).head() == Head(None, "HEAD")


def test_switched() -> None:
    """A branch is left for another one; a detached HEAD is part of a rebase."""
    main, other = Head("1", "refs/heads/main"), Head("1", "refs/heads/other")
    assert switched(main, other)
    assert not switched(main, main)
    assert not switched(main, Head("2", None))
    assert not switched(Head("2", None), main)


def test_commits(work: Path, git: Git) -> None:
    """New commits are told by their sizes; a merge, an old commit and a reset are none."""
    now = time.time()
    first = commit(work, git, "a", "1\n2\n3\n")
    assert commits.new_commits(work, None, first, now) == [(3, 0, 1)]
    git("checkout", "-b", "side")
    commit(work, git, "b", "1\n")
    git("checkout", "main")
    second = commit(work, git, "a", "1\n2\n4\n5\n")
    assert commits.new_commits(work, first, second, now) == [(2, 1, 1)]
    assert commits.new_commits(work, second, first, now) == []
    assert commits.new_commits(work, first, second, now + 10 * commits.FRESH_S) == []
    git("merge", "--no-edit", "side")
    assert len(commits.new_commits(work, second, git("rev-parse", "HEAD"), now)) <= 1
    assert commits.new_commits(work, first, "no-commit", now) == []
    assert commits.new_commits(work.parent, first, second, now) == []


def test_no_git(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without git there are no sizes, and no fault."""
    monkeypatch.setenv("PATH", str(work))
    assert commits.new_commits(work, None, "1", 0.0) == []


OUTPUTS = Path(__file__).parents[2] / "extension-bridge" / "test" / "classify" / "outputs"


@pytest.mark.parametrize(
    ("name", "counts"),
    [("pytest", (3, 4)), ("jest", (2, 1)), ("cargo", (3, 1)), ("go-json", (3, 4))],
)
def test_outputs_in_files(name: str, counts: tuple[int, int]) -> None:
    """What a runner printed into a file gives counts."""
    assert results.results(".log", (OUTPUTS / f"{name}.txt").read_bytes()) == counts


@pytest.mark.parametrize(
    ("ending", "data", "counts"),
    [
        (".xml", b'<testsuite tests="2" failures="1"/>', (1, 1)),
        (".json", b'{"numPassedTests": 1, "numFailedTests": 2, "numTotalTests": 3}', (1, 2)),
        (
            ".json",
            b'{"numPassedTests": 1, "numFailedTests": 0, "numRuntimeErrorTestSuites": 1}',
            (1, 1),
        ),
        (".json", b'{"numPassedTests": "1", "numFailedTests": 2}', None),
        (".json", b'{"numPassedTests": true, "numFailedTests": 2}', None),
        (".json", b"[1]", None),
        (".json", b"[" * 100_000, None),
        (".json", b"\xff", None),
        (".log", b"nothing", None),
        (".xml", b"<a/>", None),
    ],
)
def test_results(ending: str, data: bytes, counts: tuple[int, int] | None) -> None:
    """A report's numbers are read, and what is none gives none."""
    assert results.results(ending, data) == counts


def test_names_of_results() -> None:
    """Files whose names say that they hold results are looked into, and no others."""
    for folder, name in [("test-results", "a.xml"), ("b", "junit.xml"), ("b", "pytest.LOG")]:
        assert results.may_be_results(folder, name)
    for folder, name in [("src", "a.xml"), ("tests", "test_a.py"), ("b", "test"), ("", "")]:
        assert not results.may_be_results(folder, name)

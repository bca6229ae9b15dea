"""What is not looked at."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulsedev.watcher.ignoring import NEVER, Ignoring

if TYPE_CHECKING:
    from pathlib import Path

    from tests.watcher.conftest import Git


def rules(root: Path, **folders: str) -> Ignoring:
    """Write `.gitignore` files, by folders with `_` for the root, and read them."""
    made = Ignoring(root)
    for name, text in folders.items():
        folder = root if name == "_" else root / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".gitignore").write_text(text, "utf-8")
        made.enter(folder)
    return made


def test_folders_and_files(tmp_path: Path) -> None:
    """Rules hold for what they name, and the deepest one decides."""
    ignoring = rules(tmp_path, _="*.log\n/build/\n!keep.log\n", sub="keep.log\n!a.log\n")
    assert ignoring.hides_folder(tmp_path / "build")
    assert not ignoring.hides_folder(tmp_path / "sub" / "build")
    assert ignoring.hides(tmp_path / "x.log")
    assert not ignoring.hides(tmp_path / "keep.log")
    assert ignoring.hides(tmp_path / "sub" / "keep.log")
    assert not ignoring.hides(tmp_path / "sub" / "a.log")
    assert ignoring.hides(tmp_path / "build" / "sub" / "a.py")
    assert ignoring.hides(tmp_path.parent / "elsewhere.py")


def test_what_nobody_edits(tmp_path: Path) -> None:
    """Packages, caches and editors' own files are hidden without any rule."""
    ignoring = Ignoring(tmp_path)
    assert all(ignoring.hides(tmp_path / name / "a.js") for name in NEVER)
    for name in ("a.py~", ".a.py.swp", "4913", ".#a.py", "package.lock"):
        assert ignoring.hides(tmp_path / name), name
    assert not ignoring.hides(tmp_path / "a.py")


def test_our_own_rules(tmp_path: Path) -> None:
    """`.pulsedevignore` hides what git does not, and shows what git hides."""
    (tmp_path / ".gitignore").write_text("*.txt\n", "utf-8")
    (tmp_path / ".pulsedevignore").write_text("secret/\n!notes.txt\n", "utf-8")
    ignoring = Ignoring(tmp_path)
    ignoring.enter(tmp_path)
    assert ignoring.hides(tmp_path / "secret" / "a.py")
    assert not ignoring.hides(tmp_path / "notes.txt")
    (tmp_path / ".pulsedevignore").unlink()
    ignoring.enter(tmp_path)
    assert ignoring.hides(tmp_path / "notes.txt")
    ignoring.leave(tmp_path)
    assert not ignoring.hides(tmp_path / "notes.txt")


def test_rules_outside_of_the_tree(work: Path, git: Git, tmp_path: Path) -> None:
    """Rules of the folders above, of the repository and of the user hold as they do for git."""
    (tmp_path / "global").write_text("*.all\n*.one\n", "utf-8")
    git("config", "core.excludesFile", str(tmp_path / "global"))
    (work / ".git" / "info" / "exclude").write_text("*.here\n!*.one\n", "utf-8")
    (work / ".gitignore").write_text("*.above\n/sub/out/\n", "utf-8")
    (work / "sub").mkdir()
    git("add", "-A")
    git("commit", "-m", "a")
    git("worktree", "add", str(tmp_path / "linked"))
    for root in (work / "sub", tmp_path / "linked"):
        ignoring = Ignoring(root)
        ignoring.enter(root)
        for name in ("a.all", "a.here", "a.above"):
            assert ignoring.hides(root / name), (root, name)
        assert not ignoring.hides(root / "a.one")
    assert Ignoring(work / "sub").hides(work / "sub" / "out" / "a.py")


def test_an_ignored_tree(work: Path, git: Git) -> None:
    """Whoever names a folder that its repository ignores wants it to be looked at."""
    git("status")
    (work / ".gitignore").write_text("/sub/\n*.py\n", "utf-8")
    (work / "sub" / "deep").mkdir(parents=True)
    assert Ignoring(work).repository
    for root in (work / "sub", work / "sub" / "deep"):
        assert not Ignoring(root).hides(root / "a.py")
        assert Ignoring(root).repository is None


def test_exclude(work: Path, git: Git) -> None:
    """A repository's own list of what is excluded counts."""
    git("status")
    (work / ".git" / "info" / "exclude").write_text("private\n", "utf-8")
    assert Ignoring(work).hides(work / "private")


NAMES = st.sampled_from(["a", "b", "ab.c", "x y", "d.log"])
PATTERNS = st.lists(
    st.tuples(st.sampled_from(["", "!"]), st.sampled_from(["", "/", "**/"]), NAMES,
              st.sampled_from(["", "/", "*", "/b"])).map("".join),
    max_size=4,
)  # fmt: skip


@given(root=PATTERNS, sub=PATTERNS, path=st.lists(NAMES, min_size=1, max_size=3))
@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_as_git_does(
    work: Path, git: Git, root: list[str], sub: list[str], path: list[str]
) -> None:
    """Whatever the rules are, but for `a/**` (it hides the folder, too), git says the same."""
    assert git("rev-parse", "--git-dir") == ".git"
    for old in work.iterdir():
        if old.name != ".git":
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    ignoring = rules(work, _="\n".join(root), a="\n".join(sub))
    file = work.joinpath(*path)
    asked = ["git", "-C", str(work), "check-ignore", "-q", "--no-index", "--", str(file)]
    if not (file == work / "a" or file.exists()):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"")
        hidden = subprocess.run(asked, check=False).returncode == 0  # noqa: S603 - git
        assert ignoring.hides(file) == hidden, (root, sub, path)

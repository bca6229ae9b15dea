"""Which files are looked at: what `.gitignore` and `.pulsedevignore` leave, and no other.

Rules are read folder by folder while a tree is walked; the deepest file with a rule for a path
decides, and nothing below an ignored folder is looked at. Those of the repository that a tree is in
hold as well, and those that git has for one repository or for all of a user's.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pathspec import GitIgnoreSpec

from pulsedev.watcher.commits import git
from pulsedev.watcher.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Iterable

FILES = (".gitignore", ".pulsedevignore")
"""Of one folder the later ones decide."""

NEVER = frozenset(
    {
        *(".git", ".hg", ".svn", ".jj", "node_modules", "bower_components", "__pycache__"),
        *(".venv", ".tox", ".nox", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".gradle"),
        *(".idea", ".vscode", ".cache", ".hypothesis", ".DS_Store"),
    }
)
"""Names of what no person edits, also where no rule says so."""

EDITORS = GitIgnoreSpec.from_lines(
    ["*~", "*.sw?", "*.swpx", "4913", ".#*", "#*#", "*.tmp", "*.bak", "___jb_*", "*.part", "*.lock"]
)
"""What editors write beside a file that they save, and locks."""

MOST_KNOWN = 4_096
"""Folders of which is remembered whether they are hidden."""

LARGEST_RULES = 1 << 20
"""Bytes of a file of rules; a larger one is none."""


class Ignoring:
    """The rules of a tree; ``enter`` has to be called for a folder before those within it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.repository = Repository.around(root)
        """The repository whose rules hold; None where it ignores this very tree."""
        self._specs: dict[Path, GitIgnoreSpec] = {}
        self._hidden: dict[Path, bool] = {}
        """Folders that were asked about, with all above them, since the rules last changed."""
        self._excluded: GitIgnoreSpec | None = None
        self._top = root
        if self.repository:
            self._read_above(self.repository)

    def _read_above(self, repository: Repository) -> None:
        """Read the rules that are not in the tree itself."""
        self._top = repository.work
        self._excluded = GitIgnoreSpec.from_lines(_excluded(repository))
        above = [
            folder for folder in self.root.parents if repository.work in (folder, *folder.parents)
        ]
        for folder in above:
            self.enter(folder)
        within = [folder for folder in (self.root, *above) if folder != repository.work]
        if any(self._hides(folder, "/") for folder in within):
            # Whoever names an ignored folder wants it to be looked at.
            self.repository, self._excluded, self._top = None, None, self.root
            self._specs.clear()

    def enter(self, folder: Path) -> None:
        """Read the rules of a folder, again if they were read before."""
        lines = [line for name in FILES for line in _lines(folder / name)]
        self.leave(folder)
        if lines:
            self._specs[folder] = GitIgnoreSpec.from_lines(lines)
            self._hidden.clear()

    def leave(self, folder: Path) -> None:
        """Forget the rules of a folder that is gone."""
        if self._specs.pop(folder, None):
            self._hidden.clear()

    def is_rules(self, path: Path) -> bool:
        """Return whether a file holds rules."""
        return path.name in FILES

    def hides_folder(self, folder: Path) -> bool:
        """Return whether nothing in a folder is looked at; its parents are."""
        return folder.name in NEVER or self._hides(folder, "/")

    def hides_file(self, file: Path) -> bool:
        """Return whether a file is not looked at; its folder is."""
        if file.name in NEVER or EDITORS.match_file(file.name):
            return True
        return self._hides(file, "")

    def hides(self, file: Path) -> bool:
        """Return the same of a file anywhere in the tree, whose folders may be hidden."""
        return self._is_within_hidden(file.parent) or self.hides_file(file)

    def _is_within_hidden(self, folder: Path) -> bool:
        """Return whether a folder, or one that it is in, is hidden, or not in the tree at all."""
        if folder == self.root:
            return False
        if folder == folder.parent:
            return True
        known = self._hidden.get(folder)
        if known is None:
            if len(self._hidden) >= MOST_KNOWN:
                self._hidden.clear()
            known = self._is_within_hidden(folder.parent) or self.hides_folder(folder)
            self._hidden[folder] = known
        return known

    def _hides(self, path: Path, ending: str) -> bool:
        for folder in path.parents:
            if spec := self._specs.get(folder):
                told = spec.check_file(path.relative_to(folder).as_posix() + ending).include
                if told is not None:
                    return told
            if folder == self._top:
                break
        within = path.relative_to(self._top).as_posix() + ending
        return self._excluded is not None and self._excluded.match_file(within)


def _excluded(repository: Repository) -> list[str]:
    """Return the rules that git has beside a repository's files; the later ones decide."""
    told = git(repository.work, "config", "--type=path", "--get", "core.excludesFile")
    usual = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "git" / "ignore"
    of_user = Path(os.fsdecode(told.rstrip(b"\n"))) if told else usual
    return [*_lines(repository.work / of_user), *_lines(repository.common / "info" / "exclude")]


def _lines(file: Path) -> Iterable[str]:
    try:
        if file.stat().st_size > LARGEST_RULES:
            return ()
        return file.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ()

"""The sizes of the commits that somebody has just made, in numbers from git's object store.

A commit of this user is one of which git's log of HEAD says that it was made here and just now,
and that is no merge. So a pull, a rebase, an amend, a reset and a switch make none. Where git keeps
no such log, it is one that follows the last known one and is on no remote yet.
"""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FRESH_S = 120.0
"""Seconds; a commit is seen about a second after it was made, or when a machine wakes."""

MOST_COMMITS = 20
"""More at once is a script's work, not a person's."""

LIMIT_S = 10.0
"""A healthy repository answers in a fraction of this."""

_START = "\x01"


class Size(NamedTuple):
    """Lines and files of a commit."""

    added: int
    deleted: int
    files: int


def new_commits(work: Path, before: str | None, after: str, now: float) -> list[Size]:
    """Return the sizes of the commits between two, the oldest first; none where git fails."""
    span = [after] if before is None else ["--ancestry-path", f"{before}..{after}"]
    return _listed(work, now, "--reverse", *span, "--not", "--remotes")


def made_commits(work: Path, commits: Sequence[str], now: float) -> list[Size]:
    """Return the sizes of these commits, in this order; none where git fails."""
    if not commits:
        return []
    return _listed(work, now, "--no-walk=unsorted", *commits[-MOST_COMMITS:])


def _listed(work: Path, now: float, *which: str) -> list[Size]:
    printed = git(
        work,
        *("-c", "log.showSignature=false", "log", "--no-merges"),
        *(f"--max-count={MOST_COMMITS}", "--format=%x01%ct", "--shortstat", "--no-ext-diff"),
        *("--no-textconv", "--no-color", *which, "--"),
    )
    return sizes(printed.decode("ascii", "replace"), now) if printed else []


def sizes(printed: str, now: float) -> list[Size]:
    r"""Read the sizes of fresh commits from what `git log --shortstat` prints.

    >>> sizes("\x0190\n 2 files changed, 3 insertions(+), 1 deletion(-)\n\x015\n", 200.0)
    [Size(added=3, deleted=1, files=2)]
    """
    entries = printed.split(_START)[1:]
    return [
        Size(
            _first(r"(\d+) insertion", one),
            _first(r"(\d+) deletion", one),
            _first(r"(\d+) file", one),
        )
        for one in entries
        if abs(now - _first(r"(\d+)", one)) <= FRESH_S
    ]


def answers(work: Path) -> bool:
    """Return whether git can be asked: it may be missing, or refuse a folder of somebody else's."""
    return git(work, "rev-parse", "--git-dir") is not None


def _first(pattern: str, entry: str) -> int:
    found = re.search(pattern, entry)
    return int(found[1]) if found else 0


def git(work: Path, *args: str) -> bytes | None:
    """Ask git something, without a word of it in a log; None where it does not answer."""
    environment = os.environ | {
        "LC_ALL": "C",
        "GIT_OPTIONAL_LOCKS": "0",  # it must not write into the repository
        "GIT_TERMINAL_PROMPT": "0",
    }
    command: Sequence[str] = ("git", "-C", str(work), "-c", "core.fsmonitor=false", *args)
    try:
        done = subprocess.run(  # noqa: S603 - git, with our own arguments
            command, env=environment, capture_output=True, timeout=LIMIT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None

"""A real git repository, and what watches it."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from tests.watcher.eyes import Eyes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Git = Callable[..., str]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Return the folder of a repository that is to be made by ``git``."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def git(work: Path) -> Git:
    """Return what runs git in a new repository, as nobody in particular."""
    if not shutil.which("git"):
        pytest.skip("there is no git")
    environment = os.environ | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        **{f"GIT_{who}_NAME": "ada" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": "ada@example.org" for who in ("AUTHOR", "COMMITTER")},
    }

    def run(*args: str) -> str:
        command = ["git", "-C", str(work), *args]
        done = subprocess.run(  # noqa: S603 - git
            command, env=environment, check=True, capture_output=True, encoding="utf-8"
        )
        return done.stdout.strip()

    run("init", "-b", "main")
    return run


@pytest.fixture
def look(work: Path) -> Iterator[Callable[..., Eyes]]:
    """Return what begins to watch; it ends after the test."""
    made: list[Eyes] = []

    def begin(**how: object) -> Eyes:
        made.append(Eyes(work, **how))
        return made[-1]

    yield begin
    for eyes in made:
        eyes.watching.end()

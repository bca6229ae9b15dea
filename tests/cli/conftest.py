"""The real command as a process, and what its tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import pulsedev

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]

PATIENCE = 120.0
"""Seconds after which a command is given up; a loaded machine needs a few."""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which the package is found and keeps its files in the test's."""
    source = str(Path(pulsedev.__file__).parents[1])
    kept = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    home = str(tmp_path / "home")
    return kept | {"PYTHONPATH": source, "PULSEDEV_HOME": home, "PYTHONUTF8": "1"}


UNWANTED = {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "PULSEDEV_DEBUG", "PYTHONIOENCODING"}
"""What would change how a command looks."""


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """Return what runs `pulsedev` in a pipe and gives its exit code and output."""

    def command(*args: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "pulsedev", *args],
            env=environment | more,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            encoding="utf-8",
        )

    return command

"""An environment for real commands."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import pulsedev


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which the package is found and keeps its files in the test's."""
    source = str(Path(pulsedev.__file__).parents[1])
    return os.environ | {"PYTHONPATH": source, "PULSEDEV_HOME": str(tmp_path / "home")}

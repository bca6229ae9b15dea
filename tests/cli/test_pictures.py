"""The README's pictures are what the demo and `watch` show today."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

FOLDER = Path(__file__).parents[2] / "daemon" / "pictures"
MEASURED = {"benchmarks.svg", "evaluation.svg"}
"""Drawn from figures, and held to them by other tests."""

PICTURES = sorted(path.name for path in FOLDER.glob("*.svg") if path.name not in MEASURED)


@pytest.fixture(scope="module")
def draw() -> ModuleType:
    """Load the script that draws them, which is in no package."""
    spec = importlib.util.spec_from_file_location("draw", FOLDER / "draw.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_true(draw: ModuleType, name: str) -> None:
    """A picture that is not shown any more has to be drawn again: nox -s pictures."""
    assert (FOLDER / name).read_text("utf-8") == draw.picture(name)


def test_all_are_there(draw: ModuleType) -> None:
    """No picture is missing, and none is left from earlier."""
    assert sorted(draw.PICTURES) == PICTURES

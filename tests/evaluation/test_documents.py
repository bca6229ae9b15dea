"""README and EVALUATION.md show what the last evaluation found, and nothing else."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from tests.evaluation import document

from pulsedev.evaluation.methods import METHODS
from pulsedev.evaluation.tasks import TASKS


def committed() -> dict[str, Any]:
    """Return the last run's figures."""
    found: dict[str, Any] = json.loads(document.FIGURES.read_text("utf-8"))
    return found


def test_pages_are_what_the_figures_say() -> None:
    """The tables and the picture are made of evaluation.json and never edited."""
    told = committed()
    for page, tables in zip(document.PAGES, (document.readme, document.details), strict=True):
        text = page.read_text("utf-8")
        assert document.between(text, tables(told)) == text
    assert document.DRAWN.read_text("utf-8") == document.picture(told)


def test_figures_are_of_all_there_is() -> None:
    """Every data set and every method of today's code is in the tables."""
    tasks = committed()["tasks"]
    assert list(tasks) == list(TASKS)
    for task in tasks.values():
        assert {name: row["title"] for name, row in task["methods"].items()} == {
            method.name: method.title for method in METHODS
        }


def test_picture_has_a_dot_for_each_figure() -> None:
    """The picture is XML with a dot for each method on each data set."""
    told = committed()
    root = ET.fromstring(document.picture(told))  # noqa: S314 - our own
    dots = len(root.findall("{http://www.w3.org/2000/svg}circle"))
    assert dots == len(TASKS) * len(METHODS)


def test_pages_without_markers_are_left_alone() -> None:
    """Where the markers are gone nothing is written."""
    with pytest.raises(ValueError, match="markers"):
        document.between("# A page", "a table")

"""What the benchmarks found is what their page shows, and a run that fails says so."""

from __future__ import annotations

import importlib
import io
import json
from types import SimpleNamespace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console
from tests.benchmarks import __main__ as command
from tests.benchmarks.document import document
from tests.benchmarks.picture import picture
from tests.benchmarks.row import Missing, Report, Row, Side, against
from tests.benchmarks.table import table

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [
    against("Speed", "a thing", "us", [2.0, 2.0], Side("peer", [8.0, 8.0]), goal=3.0, note="Why."),
    against("Speed", "a rate", "events/s", [5.0], Side("peer", [10.0]), goal=2.0),
    Row.alone("Alone", "another", "ms", [1.0, 2.0, 3.0]),
]
REPORT = Report("2026-01-01", 61.0, {"cores": "2"}, {"x": "1"}, ROWS, [Missing("Gone", "no wheel")])


def committed() -> Report:
    """Return the last run's figures."""
    return Report.from_json(json.loads(command.JSON.read_text("utf-8")))


def test_ratios_say_how_many_times_better() -> None:
    """Less time and more events are both better, and a goal is met or not."""
    assert [row.ratio and row.ratio.middle for row in ROWS] == [4.0, 0.5, None]
    assert [row.met for row in ROWS] == [True, False, None]


def test_sides_must_have_been_measured_in_turn() -> None:
    """Sides with other numbers of rounds make no row."""
    with pytest.raises(ValueError, match="longer"):
        against("Speed", "a thing", "us", [2.0], Side("peer", [8.0, 8.0]))


def test_table_shows_each_row_and_what_is_missing() -> None:
    """The table has names, ratios, goals and the reason why something was not measured."""
    console = Console(file=io.StringIO(), width=160)
    console.print(table(REPORT))
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    for part in ("a thing", "4.00", "≥ 3: met", "≥ 2: missed", "another", "not measured: no wheel"):
        assert part in text


def test_json_round_trip() -> None:
    """A report that was written is read as it was."""
    assert Report.from_json(json.loads(json.dumps(REPORT.to_json()))) == REPORT


def test_page_tells_what_was_missed_and_not_measured() -> None:
    """The page has a line for each missed goal, each note and each benchmark that failed."""
    page = document(REPORT)
    assert "1 of 2 goals are met." in page
    assert "- Speed: a rate, against peer: 0.5 instead of 2, which is 4.00 times too little" in page
    assert "- *a thing*: Why." in page
    assert "- Gone: no wheel" in page


def test_page_is_what_the_figures_say() -> None:
    """BENCHMARKS.md and its picture are made of benchmarks.json and never edited."""
    report = committed()
    assert command.PAGE.read_text("utf-8") == document(report)
    assert command.DRAWN.read_text("utf-8") == picture(report)


def test_picture_is_well_formed() -> None:
    """The picture is XML with a bar for each ratio."""
    root = ET.fromstring(picture(REPORT))  # noqa: S314 - our own
    assert len(root.findall("{http://www.w3.org/2000/svg}rect")) == 2


def test_what_fails_is_said_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A benchmark that can't run is listed with its reason; the next one runs."""

    def load(name: str) -> SimpleNamespace:
        if name.endswith("frames"):
            raise ModuleNotFoundError("No module named 'peer'")
        return SimpleNamespace(rows=lambda: iter(ROWS))

    monkeypatch.setattr(importlib, "import_module", load)
    report = command.measure(["frames", "ticks"])
    assert report.rows == ROWS
    [missing] = report.missing
    assert missing.why == "ModuleNotFoundError: No module named 'peer'"


def test_figures_are_written_for_programs(tmp_path: Path) -> None:
    """The file with the figures is read back as the same report."""
    command.as_json(REPORT, tmp_path / "x.json")
    assert Report.from_json(json.loads((tmp_path / "x.json").read_text("utf-8"))) == REPORT

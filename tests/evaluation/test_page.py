"""The page of pictures: well-formed, everything in its place, and nothing from elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from tests.evaluation.conftest import noise, people, told_by

from pulsedev.evaluation.charts import Axes, Series, Timeline, chart, timeline
from pulsedev.evaluation.examining import Result, examine
from pulsedev.evaluation.methods import BY_NAME
from pulsedev.evaluation.page import MOST_RECORDINGS, page

if TYPE_CHECKING:
    from pulsedev.evaluation.moments import Moments
    from pulsedev.evaluation.watching import Watched

ROWS = noise(480, 4)
MOMENTS = people(ROWS, told_by("last_gap", ROWS, 5), 30)
STORY = Timeline(
    name="a <b> & c",
    end=1000.0,
    line=[(0.0, 0.1), (500.0, 0.9)],
    stuck=[(500.0, 1000.0)],
    marks=[250.0],
    alerts=[750.0],
)


def drawn(svg: str) -> ET.Element:
    """Return a picture as a tree; it must be well-formed."""
    return ET.fromstring(svg)  # noqa: S314 - our own


@pytest.fixture(scope="module")
def result() -> Result:
    """Return a result of two methods."""
    methods = [BY_NAME["gap"], BY_NAME["evidence"]]
    about = {"asks": "is <this> & that", "group": "person", "reference": "AUC .5"}
    return about | examine(MOMENTS, methods, lambda: None)


def with_lines(moments: Moments) -> list[Watched]:
    """Give each recording a line of what was shown."""
    line = np.array([[0.0, 0.1, 0.0], [60.0, 0.8, 1.0], [120.0, 0.2, 0.0]])
    return [replace(each, line=line) for each in moments.watched]


def test_points_are_where_their_numbers_are() -> None:
    """The corners of a chart are its axes' ends, and what lies outside is moved to the edge."""
    axes = Axes("t", "x", "y", x_end=4.0)
    (left, bottom), (right, top) = axes.place((0.0, 0.0)), axes.place((4.0, 1.0))
    assert left < right
    assert top < bottom
    assert axes.place((9.0, -1.0)) == (right, bottom)
    root = drawn(chart(axes, [Series("a & b", [(0.0, 0.0), (4.0, 1.0)], "#000", dots=True)]))
    circles = [(c.get("cx"), c.get("cy")) for c in root.iter("circle")]
    assert circles == [(str(left), str(bottom)), (str(right), str(top))]
    assert "a & b" in [text.text for text in root.iter("text")]


def test_marks_and_alerts_are_at_their_times() -> None:
    """A quarter and three quarters of the way, and half of the recording is shaded."""
    root = drawn(timeline(STORY))
    places = {
        path.get("class"): float(re.findall(r"[\d.]+", path.get("d") or "")[0])
        for path in root.iter("path")
    }
    assert places["m"] == pytest.approx(STORY.x(250.0))
    assert places["a"] == pytest.approx(STORY.x(750.0))
    [shade] = root.iter("rect")
    assert float(shade.get("width") or 0) == pytest.approx(STORY.x(1000.0) - STORY.x(500.0))
    assert "a <b> & c" in [text.text for text in root.iter("text")]


def test_page_is_whole_and_alone(result: Result) -> None:
    """It has a table row for each method and for chance, four charts, and asks nobody."""
    text = page({"one & two": result}, {"one & two": with_lines(MOMENTS)})
    assert "one &amp; two" in text
    assert "is &lt;this&gt; &amp; that" in text
    assert text.count("<tr>") == 1 + 2 + 2 + 1
    assert not re.search(r"https?:|<script|<link|@import|url\(", text)
    for svg in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
        drawn(svg)


def test_recordings_are_few(result: Result) -> None:
    """Of many recordings a few are drawn, and the page says how many are not."""
    text = page({"x": result}, {"x": with_lines(MOMENTS)})
    assert text.count("<svg") == 4 + MOST_RECORDINGS
    assert f"{len(MOMENTS.watched) - MOST_RECORDINGS} more recordings are not shown." in text

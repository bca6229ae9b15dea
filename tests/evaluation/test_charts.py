"""Pictures are well-formed, and everything in them lies where its numbers say."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from tests.evaluation.drawings import SVG, of_kind, parsed, places, start, words

from pulsedev.evaluation.charts import (
    EDGE,
    HIGH,
    LEFT,
    LONG_NAME,
    RIGHT,
    TOP,
    WIDTH,
    Axes,
    Series,
    chart,
)
from pulsedev.evaluation.folding import KEPT, LONGEST_BREAK, folded
from pulsedev.evaluation.styling import PICTURES
from pulsedev.evaluation.svg import COLOURS, SHAPES, round_end, ticks
from pulsedev.evaluation.timelines import HIGH as LOW
from pulsedev.evaluation.timelines import LONG_NAME as LONG_TITLE
from pulsedev.evaluation.timelines import SHORT, Timeline, key, timeline, y

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

UNIT = Axes("title", "across", "up")
WHOLE = ((0.0, 0.0), (0.5, 1.0), (1.0, 0.25))
FOOT, END = TOP + HIGH, WIDTH - RIGHT

RECORDING = Timeline(
    name="r1",
    about="1 mark",
    end=1000.0,
    line=((100.0, 0.2), (500.0, 0.9)),
    stuck=((500.0, 750.0),),
    marks=(250.0,),
    alerts=(600.0,),
)


def lines(picture: Element) -> list[Element]:
    """Return the lines in the plot, which say their names, and not those of the legend."""
    return [each for each in of_kind(picture, "line") if each.find(f"{SVG}title") is not None]


def test_line_lies_where_its_points_say() -> None:
    """The ends of the axes are the corners of the plot, and a point between lies between."""
    [line] = lines(parsed(chart(UNIT, [Series("a", WHOLE, 0)])))
    assert places(line) == [(LEFT, FOOT), ((LEFT + END) / 2, TOP), (END, FOOT - HIGH / 4)]


def test_axes_may_end_anywhere() -> None:
    """A point at the end of both axes is the corner, whatever the ends are."""
    axes = replace(UNIT, x_end=3.0, y_end=0.08)
    [line] = lines(parsed(chart(axes, [Series("a", ((0.0, 0.0), (3.0, 0.08)), 0)])))
    assert places(line) == [(LEFT, FOOT), (END, TOP)]


def test_band_goes_along_its_edges() -> None:
    """A band goes there along its lower edge and back along the upper one."""
    low, high = ((0.0, 0.0), (1.0, 0.0)), ((0.0, 0.5), (1.0, 1.0))
    picture = parsed(chart(UNIT, [Series("a", WHOLE, 3, low, high)]))
    [band] = of_kind(picture, "band")
    assert places(band) == [(LEFT, FOOT), (END, FOOT), (END, TOP), (LEFT, FOOT - HIGH / 2)]
    assert "c3" in band.get("class", "")


def test_what_lies_outside_is_not_seen() -> None:
    """A line is drawn within a window of its plot, and a mark beyond the axes is not drawn."""
    series = Series("a", ((0.5, 0.5), (2.0, 0.5)), 0, every=1)
    picture = parsed(chart(UNIT, [series]))
    [window] = picture.findall(f"{SVG}svg")
    assert lines(window)
    assert window.get("viewBox") == (
        f"{LEFT - EDGE} {TOP - EDGE} {END - LEFT + 2 * EDGE} {HIGH + 2 * EDGE}"
    )
    marks = [start(each) for each in of_kind(picture, "mark")]
    assert [place for place in marks if place[1] <= FOOT] == [((LEFT + END) / 2, TOP + HIGH / 2)]


def test_marks_stand_apart() -> None:
    """Of two lines with the same points the marks are at different ones; all if at each."""
    points = [(share / 10, 0.5) for share in range(11)]
    for every, many in ((5, (3, 2)), (1, (11, 11))):
        both = [Series(name, points, colour, every=every) for colour, name in enumerate("ab")]
        picture = parsed(chart(UNIT, both))
        found = [
            [start(each)[0] for each in of_kind(picture, f"c{colour}") if marks_plot(each)]
            for colour in (0, 1)
        ]
        assert tuple(map(len, found)) == many
        assert every == 1 or not set(found[0]) & set(found[1])


def marks_plot(element: Element) -> bool:
    """Tell a mark in the plot from one in the legend, and from a line."""
    return "mark" in element.get("class", "") and start(element)[1] <= FOOT


def test_dot_of_what_has_no_colour() -> None:
    """What is one place only is a cross there, and a cross without a line in the legend."""
    picture = parsed(chart(UNIT, [Series("alerts", (), dot=(0.5, 0.5))]))
    plot, legend = (start(each) for each in of_kind(picture, "cross"))
    assert plot == ((LEFT + END) / 2, TOP + HIGH / 2)
    assert legend[1] > FOOT
    assert not list(of_kind(picture, "line"))


def test_legend_names_each_line_once() -> None:
    """Each line's name is written below the plot, two side by side, or one if they are long."""
    for name, columns in (("b", 2), ("b" * (LONG_NAME + 1), 1)):
        many = [Series("a", WHOLE, 0), Series(name, WHOLE, 1), Series("c", WHOLE)]
        picture = parsed(chart(UNIT, many))
        found = [each for each in picture.iter(f"{SVG}text") if each.text in ("a", name, "c")]
        assert [each.text for each in found] == ["a", name, "c"]
        assert all(float(each.get("y", 0)) > FOOT for each in found)
        assert len({each.get("x") for each in found}) == columns
        assert max(float(each.get("y", 0)) for each in found) < height(picture)


def height(picture: Element) -> float:
    """Return how high a picture is, in its units."""
    return float(picture.get("viewBox", "").split()[3])


def test_says_what_it_shows() -> None:
    """Title, both axes and their numbers are written, and told to who can't see them."""
    picture = parsed(chart(UNIT, [Series("a", WHOLE, 0)]))
    assert {"title", "across", "up", "0.2", "0.8", "1"} <= set(words(picture))
    assert picture.get("role") == "img"
    assert picture.get("aria-label") == "title: up over across; a"


def test_names_are_escaped() -> None:
    """Names with the characters of markup are written as they are."""
    odd = "a<b>&\"c'"
    picture = parsed(chart(Axes(odd, odd, odd), [Series(odd, WHOLE, 0)]))
    assert words(picture).count(odd) == 4
    assert odd in (picture.get("aria-label") or "")
    told = parsed(timeline(replace(RECORDING, name=odd, about=odd)))
    assert words(told)[:2] == [odd, odd]


@pytest.mark.parametrize("end", [0.003, 0.07, 0.5, 1.0, 3.0, 97.0, 130.0, 9999.0])
def test_ticks_are_few_and_reach_the_end(end: float) -> None:
    """An axis has two to six numbers, and one that is rounded up ends with a number."""
    assert 2 <= len(ticks(end)) <= 6
    assert ticks(round_end(end))[-1] == round_end(end) >= end


def test_timeline_lies_where_its_times_say() -> None:
    """Marks, alerts and what was shown as stuck are at their times, and the line holds in steps."""
    picture = parsed(timeline(RECORDING))
    [mark], [alert] = of_kind(picture, "said"), of_kind(picture, "alert")
    assert start(mark)[0] == round(RECORDING.x(250.0), 1)
    assert start(mark)[1] > y(0.0)
    assert start(alert) == (round(RECORDING.x(600.0), 1), y(0.0))
    [stuck] = of_kind(picture, "stuck")
    assert float(stuck.get("x", 0)) == RECORDING.x(500.0)
    assert float(stuck.get("width", 0)) == round(RECORDING.x(750.0) - RECORDING.x(500.0), 1)
    [line] = of_kind(picture, "probability")
    found = [float(each) for each in re.findall(r"-?[\d.]+", line.get("d", ""))]
    times = [RECORDING.x(at) for at in (100.0, 500.0, 1000.0)]
    expected = [times[0], y(0.2), times[1], y(0.9), times[2]]
    assert found == pytest.approx(expected, abs=0.051)
    assert y(1.0) == TOP
    assert y(0.0) - y(1.0) == LOW


def test_timeline_without_a_line() -> None:
    """A recording in which nothing was shown has its marks, and no line."""
    picture = parsed(timeline(replace(RECORDING, line=(), end=0.0, marks=(0.0,))))
    assert not list(of_kind(picture, "probability"))
    assert [start(each)[0] for each in of_kind(picture, "said")] == [RECORDING.x(0.0)]


@pytest.mark.parametrize(("end", "unit"), [(SHORT, "min"), (SHORT + 1.0, "h")])
def test_timeline_says_its_unit(end: float, unit: str) -> None:
    """Short recordings are told in minutes, long ones in hours."""
    assert f"time in the recording, {unit}" in words(parsed(timeline(replace(RECORDING, end=end))))


def test_long_name_is_cut() -> None:
    """A name for which there is no room is cut, and told whole to who can't see it."""
    name = "r" * (LONG_TITLE + 1)
    picture = parsed(timeline(replace(RECORDING, name=name)))
    assert words(picture)[0] == "r" * (LONG_TITLE - 1) + "…"
    assert name in (picture.get("aria-label") or "")


def test_breaks_are_cut_out() -> None:
    """Long stretches shrink to the same, short ones stay, and no moment changes its place."""
    short = LONGEST_BREAK
    fold = folded([50.0, 50.0 + short, 90_000.0, 90_010.0, 500_000.0])
    at = [50.0, 50.0 + short, 90_000.0, 90_010.0, 500_000.0]
    second = short + KEPT
    assert [fold(each) for each in at] == [0.0, short, second, second + 10.0, fold.end]
    assert fold.end == second + 10.0 + KEPT
    assert fold(50_000.0) == second
    assert [fold(each) for each in fold.cuts] == [second, fold.end]
    picture = parsed(timeline(replace(RECORDING, breaks=(300.0, 700.0))))
    found = [start(each)[0] for each in of_kind(picture, "break")]
    assert found == [round(RECORDING.x(each), 1) for each in (300.0, 700.0)]


def test_key_tells_every_kind() -> None:
    """All that a timeline draws is in its key."""
    told = parsed(f"<ul>{key()}</ul>")
    for kind in ("probability", "stuck", "said", "alert", "break"):
        assert len(list(of_kind(told, kind))) == 1


def test_colours_stand_out() -> None:
    """Each colour has a mark and, on both grounds, a contrast of 3 to 1, words 4.5 to 1."""
    assert len(SHAPES) == len(set(SHAPES)) == COLOURS
    light, dark = PICTURES.split("@media", 1)
    for text in (light, dark):
        found = dict(re.findall(r"--(\w+):(#[0-9a-f]+)", text))
        ground = found.pop("ground")
        assert {"ink", "soft", "plain", *(f"c{place}" for place in range(COLOURS))} <= set(found)
        del found["rule"]
        for name, colour in found.items():
            assert contrast(colour, ground) >= (4.5 if name in ("ink", "soft") else 3.0), name
        lines = [found[f"c{place}"] for place in range(COLOURS)]
        assert all(one != other for one, other in combinations(lines, 2))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 has it."""
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Return how bright a colour is, 0 to 1."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * each for each in colour[1:])
    shares = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

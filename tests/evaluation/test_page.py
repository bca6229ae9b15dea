"""The page is well-formed, says every figure, and needs nothing from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from tests.evaluation.drawings import SVG, of_kind, parsed, places, start, words

from pulsedev.evaluation.charts import HIGH, LEFT, RIGHT, TOP, WIDTH
from pulsedev.evaluation.figures import GRID
from pulsedev.evaluation.page import MOST_RECORDINGS, page
from pulsedev.evaluation.picturing import MOST_FALSE
from pulsedev.evaluation.svg import COLOURS
from pulsedev.evaluation.timelines import TOP as LINE_TOP
from pulsedev.evaluation.watching import Watched

VOID = {"meta"}
FIGURE = r"<figure>(<svg.*?</svg>)</?fig"
ODD = "a<b>&\"c'"
NOTHING = np.empty(0)
EVENTS = {"recall": 0.25, "precision": 0.5, "false_per_hour": 0.75, "alarms_per_day": 9.0}
CURVE = {
    "middle": [round(float(each) ** 0.5, 4) for each in GRID],
    "low": GRID.tolist(),
    "high": [1.0] * len(GRID),
}


def method(title: str, kind: str, auc: float | None, **others: object) -> dict[str, Any]:
    """Return the figures of a method."""
    return {
        "title": title,
        "kind": kind,
        "auc": [auc, None if auc is None else auc - 0.1, None if auc is None else auc + 0.1],
        "average_precision": [0.345, 0.3, 0.4],
        "brier": [0.123, 0.1, 0.2],
        "within": None,
        "within_worst_quartile": None,
        "calibration_error": 0.045,
        "reliability": [[0.1, 0.05, 10], [0.4, 0.35, 10]],
        "events": {**EVENTS, "delay_s": -90.0},
    } | others


def result(**others: object) -> dict[str, Any]:
    """Return a result with two or more methods of most kinds."""
    gain = {"over": "gap", "auc": [0.1, -0.05, 0.2]}
    methods = {
        "majority": method("majority", "base", None),
        "red": method("time in red", "rule", 0.55),
        "gap": method("last pause", "rule", 0.6),
        "carter": method("Carter & Dewan 2010", "published", 0.58),
        "evidence": method("evidence, one moment", "ours", 0.52),
        "shown": method("evidence, as shown", "ours", 0.65),
        "linear": method("linear", "learned", 0.61, gain=gain),
        "forest": method("forest", "learned", 0.7, gain=gain),
        "boosting": method("boosting", "learned", 0.66, gain=gain),
    }
    return {
        "asks": "is stuck",
        "reference": "AUC .6",
        "group": "person",
        "moments": 1234,
        "groups": 7,
        "recordings": 9,
        "base": 0.2,
        "random": {
            "auc": [0.501, 0.539],
            "average_precision": [0.21, 0.26],
            "events": {name: [0.1, 0.3] for name in EVENTS},
            "curve": [[0.2, 0.04], [2.0, 0.4]],
        },
        "alerts": {**EVENTS, "precision": None, "delay_s": None},
        "methods": methods,
        "curves": {
            name: {"roc": CURVE, "precision_recall": CURVE, "events": [[0.0, 0.0], [2.0, 1.0]]}
            for name in methods
        },
    } | others


def watched(name: str, hours: float = 1.0, *, marks: bool = True, line: bool = True) -> Watched:
    """Return a recording of a thousand seconds with a mark at 250, shown as stuck from 500 on."""
    changes = np.array([[1000.0, 0.25, 0.0], [1500.0, 0.75, 1.0], [2000.0, 0.0, 0.0]])
    return Watched(
        group="p",
        name=name,
        rows=np.empty((0, 0)),
        at=NOTHING,
        answer=NOTHING,
        prior=NOTHING,
        smoothed=NOTHING,
        shown=np.empty(0, bool),
        segments=np.empty((0, 0)),
        marks=np.array([1250.0]) if marks else NOTHING,
        alerts=np.array([1600.0]),
        line=changes if line else np.empty((0, 3)),
        active_hours=hours,
        unseen=0,
    )


class Reader(HTMLParser):
    """Keeps the page's elements, words and table, and refuses one that is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.words = ""
        self.feed(text)
        self.close()
        assert self.opened == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.opened.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1] += [""] * int(dict(attrs).get("colspan") or 1)

    def handle_endtag(self, tag: str) -> None:
        """Refuse what closes another than the last one."""
        assert self.opened.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep words, but for those of the style."""
        if self.opened and self.opened[-1] != "style":
            self.words += data
        if self.opened and self.opened[-1] in ("td", "th"):
            self.rows[-1][-1] += data

    def row(self, title: str) -> list[str]:
        """Return the cells of the one row with that title."""
        [found] = [row for row in self.rows if row and row[0].strip() == title]
        return found[1:]


def pictures(text: str) -> list[Any]:
    """Return the page's pictures that are figures: four charts, then timelines."""
    return [parsed(each) for each in re.findall(FIGURE, text)]


@pytest.fixture(scope="module")
def text() -> str:
    """Return a page of one data set."""
    return page({"one": result()}, {"one": [watched("r1")]})


def test_needs_nothing_from_elsewhere(text: str) -> None:
    """No script runs and nothing is fetched: the only address is the name of SVG."""
    reader = Reader(text)
    tags = {tag for tag, _ in reader.elements}
    assert not tags & {"script", "link", "img", "iframe", "image", "use"}
    assert set(re.findall(r"\w+://[^\"'\s<)]*", text)) == {SVG.strip("{}")}
    assert not re.search(r"url\(|@import|\bsrc=|\bon\w+=", text)


def test_can_be_read_by_all(text: str) -> None:
    """Language, title, labels of pictures, heads of columns and rows are there, ids only once."""
    reader = Reader(text)
    assert ("html", {"lang": "en"}) in reader.elements
    assert {"title", "main", "h1", "h2", "caption"} <= {tag for tag, _ in reader.elements}
    images = [attrs for tag, attrs in reader.elements if tag == "svg" and attrs.get("role")]
    assert len(images) >= 5
    assert all(attrs["aria-label"] for attrs in images)
    assert all(attrs.get("scope") for tag, attrs in reader.elements if tag == "th")
    ids = [attrs["id"] for _, attrs in reader.elements if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_both_grounds_paper_and_phones_are_thought_of(text: str) -> None:
    """The style knows the dark, paper and narrow screens, and a wide table is moved with keys."""
    for rule in ("prefers-color-scheme:dark", "@media print", "max-width:40rem", "overflow-x:auto"):
        assert rule in text
    assert 'class="wide" tabindex="0"' in text
    assert 'name="viewport"' in text


def test_says_what_is_asked(text: str) -> None:
    """What is asked, what to beat, who is held out and the base rate are told."""
    said = Reader(text).words
    for words_ in ("is stuck", "AUC .6", "1,234 in 9 recordings", "each of 7 by person", "20.0%"):
        assert words_ in said


def test_does_without_what_is_not_told() -> None:
    """A result that does not say what was asked is shown all the same."""
    bare = {name: value for name, value in result().items() if name not in ("asks", "reference")}
    del bare["group"]
    said = Reader(page({"one": bare}, {})).words
    assert "To beat" not in said
    assert "each of 7 by group" in said


def test_table_has_all_methods_beside_chance(text: str) -> None:
    """Every row has a cell for each column, with its figures, and none where there is none."""
    reader = Reader(text)
    assert {len(row) for row in reader.rows} == {12}
    none = "\N{EN DASH}"
    assert reader.row("forest") == [
        *(".700 [.600, .800]", ".345", ".123", ".045", none, none),
        *(".25", ".50", ".75", "9.0", "\N{MINUS SIGN}1.5"),
    ]
    assert reader.row("majority")[0] == none
    assert reader.row("at random, mean of 20")[:3] == [".501", ".210", none]
    assert reader.row("at random, best of 20")[:3] == [".539", ".260", none]
    assert reader.row("the product's alerts")[6:] == [".25", none, ".75", "9.0", none]
    assert any("average precision (base\N{NO-BREAK SPACE}.200)" in row for row in reader.rows)


def test_best_learned_is_held_to_the_best_rule() -> None:
    """The learned method with the highest AUC is told with its gain, and whether it is one."""
    said = Reader(page({"one": result()}, {})).words
    minus = "\N{MINUS SIGN}"
    gain = f"+.100 [{minus}.050, +.200]"
    assert f"forest, AUC .700 [.600, .800]: {gain} over the best rule (last pause)" in said
    assert "not beyond chance" in said
    sure = result()
    sure["methods"]["forest"]["gain"] = {"over": "gap", "auc": [0.1, 0.05, 0.2]}
    assert "not beyond chance" not in Reader(page({"one": sure}, {})).words
    del sure["methods"]["forest"], sure["methods"]["linear"], sure["methods"]["boosting"]
    assert "Best learned" not in Reader(page({"one": sure}, {})).words


def test_pictures_have_five_methods(text: str) -> None:
    """Evidence, what was published, the best rule and the two best that learned are drawn."""
    expected = ["evidence, one moment", "Carter & Dewan 2010", "last pause", "forest", "boosting"]
    for picture in pictures(text)[:4]:
        drawn = [each.text for each in picture.iter(f"{SVG}title")]
        assert drawn[:COLOURS] == expected
        assert len(drawn) == COLOURS + 1
    assert len(pictures(text)) == 5


def test_few_methods_are_drawn_too() -> None:
    """A result with one method, which learned, has its pictures."""
    few = result()
    few["methods"] = {"linear": few["methods"]["linear"] | {"gain": None}}
    drawn = [each.text for each in pictures(page({"one": few}, {}))[0].iter(f"{SVG}title")]
    assert drawn == ["linear", "chance"]


def test_curves_lie_where_their_figures_say(text: str) -> None:
    """ROC begins below left and ends above right, precision has the base, recall its alarms."""
    roc, precision, events, reliability = pictures(text)[:4]
    lines = {each[0].text: each for each in of_kind(roc, "line") if len(each)}
    foot, end = TOP + HIGH, WIDTH - RIGHT
    assert places(lines["forest"])[0] == places(lines["chance"])[0] == (LEFT, foot)
    assert places(lines["forest"])[-1] == places(lines["chance"])[-1] == (end, TOP)
    assert len(list(of_kind(roc, "band"))) == len(list(of_kind(precision, "band"))) == COLOURS
    [base] = [each for each in of_kind(precision, "plain") if len(each)]
    assert places(base) == [(LEFT, foot - 0.2 * HIGH), (end, foot - 0.2 * HIGH)]
    [chance] = [each for each in of_kind(events, "plain") if len(each)]
    assert places(chance)[-1] == (end, foot - 0.4 * HIGH)
    used = (LEFT + 0.75 / 2 * (end - LEFT), foot - 0.25 * HIGH)
    assert start(next(of_kind(events, "cross"))) == pytest.approx(used, abs=0.051)
    [said] = [each for each in of_kind(reliability, "c0") if len(each)]
    assert places(said)[1] == pytest.approx((end, foot - 0.35 / 0.4 * HIGH), abs=0.051)


def test_axis_of_false_alarms_has_an_end() -> None:
    """What nobody would bear is left out of the picture of alarms."""
    loud = result()
    loud["curves"]["forest"]["events"] = [[0.0, 0.0], [40.0, 1.0]]
    written = words(pictures(page({"one": loud}, {}))[2])
    assert f"{MOST_FALSE:g}" in written
    assert "40" not in written


def test_recording_is_drawn_along_its_time(text: str) -> None:
    """The mark, the alert and the stretch shown as stuck are at their shares of the time."""
    picture = pictures(text)[4]
    [mark], [alert], [stuck] = (list(of_kind(picture, kind)) for kind in ("said", "alert", "stuck"))
    [line] = of_kind(picture, "probability")
    left = start(line)[0]
    whole = 2 * (float(stuck.get("x", 0)) - left)
    assert start(mark)[0] == left + whole / 4
    assert start(alert)[0] == pytest.approx(left + 0.6 * whole, abs=0.051)
    assert float(stuck.get("width", 0)) == whole / 2
    assert float(stuck.get("y", 0)) == LINE_TOP
    assert words(picture)[:2] == ["r1", "1.0 active h · 1 mark · 1 alert"]


def test_so_many_recordings_are_drawn() -> None:
    """Of many the longest are drawn, and it is said how many are not and why."""
    many = [watched(f"r{place}", float(place)) for place in range(MOST_RECORDINGS + 3)]
    others = [watched("calm", 99.0, marks=False), watched("brief", 99.0, line=False)]
    made = page({"one": result()}, {"one": [*others, *many]})
    names = [words(each)[0] for each in pictures(made)[4:]]
    assert names == [f"r{place}" for place in range(MOST_RECORDINGS + 2, 2, -1)]
    said = Reader(made).words
    assert f"Somebody was stuck in {MOST_RECORDINGS + 4} recordings." in said
    assert "1 of them ended before any probability was shown." in said
    assert "3 more are not shown." in said


def test_nobody_was_stuck() -> None:
    """Where there are no marks, no recording is drawn, and that is said."""
    made = page({"one": result()}, {"one": [watched("calm", marks=False)]})
    assert len(pictures(made)) == 4
    assert "In none of them somebody was stuck" in Reader(made).words


def test_each_data_set_has_its_place() -> None:
    """Several data sets stand one after the other, with a link to each."""
    made = page({"one": result(), "two": result()}, {})
    elements = Reader(made).elements
    links = [attrs["href"] for tag, attrs in elements if tag == "a"]
    ids = [f"#{attrs['id']}" for tag, attrs in elements if tag == "h2"]
    assert links == ids
    assert len(set(ids)) == 2


def test_names_are_escaped() -> None:
    """Names with the characters of markup are shown as they are, wherever they stand."""
    odd = result(asks=ODD, reference=ODD, group=ODD)
    odd["methods"]["forest"]["title"] = ODD
    made = page({ODD: odd, "two": result()}, {ODD: [watched(ODD)]})
    reader = Reader(made)
    assert reader.words.count(ODD) >= 12
    assert "b" not in {tag for tag, _ in reader.elements}
    assert reader.row(ODD)[0] == ".700 [.600, .800]"
    assert any(ODD in words(each) for each in pictures(made))

"""``pulsedev evaluate`` as its user meets it: tables, JSON, a page, and errors of one line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.evaluation.conftest import katas, write

from pulsedev.cli.main import DONE, FAILED, USAGE, main

if TYPE_CHECKING:
    from pathlib import Path

QUICK = ("--model", "red", "--model", "evidence", "--jobs", "1")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep everything in the test's folder."""
    monkeypatch.setenv("PULSEDEV_HOME", str(tmp_path / "home"))


def test_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The table has what was asked for, beside chance and what a user would have seen."""
    assert main(["evaluate", str(folder), *QUICK]) == DONE
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("cyberdojo_tdd: ")
    assert "8 dojos held out in turn" in lines[1]
    titles = ("at random, mean", "at random, best", "time in red", "evidence, one moment")
    for title, line in zip((*titles, "alerts as shown"), lines[3:], strict=False):
        assert line.strip().startswith(title)


def test_the_same_figures_each_time(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two runs give the same document, in one process or in two, and it is JSON."""
    documents = []
    for jobs in ("1", "2"):
        args = ["evaluate", str(folder), "--model", "linear", "--model", "red", "--json"]
        assert main([*args, "--jobs", jobs]) == DONE
        documents.append(capsys.readouterr().out)
    assert documents[0] == documents[1]
    [task] = json.loads(documents[0])["tasks"].values()
    assert list(task["methods"]) == ["red", "linear"]
    middle, low, high = task["methods"]["red"]["auc"]
    assert low <= middle <= high


def test_page(folder: Path, tmp_path: Path) -> None:
    """The page is one file with the pictures."""
    page = tmp_path / "page.html"
    assert main(["evaluate", str(folder), *QUICK, "--html", str(page)]) == DONE
    assert page.read_text("utf-8").count("<svg") >= 4


def test_learn_here_and_judge_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --train one folder teaches and the other alone is judged."""
    train = katas(tmp_path / "a" / "runs.csv", range(5))
    test = katas(tmp_path / "b" / "runs.csv", range(5, 8), seed=8)
    args = ["evaluate", "--train", str(train), "--test", str(test), "--json"]
    assert main([*args, "--model", "linear", "--jobs", "1"]) == DONE
    [task] = json.loads(capsys.readouterr().out)["tasks"].values()
    assert task["groups"] <= 3
    assert task["methods"]["linear"]["auc"][0] is not None


def test_nobody_is_on_both_sides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Dojos that teach and are judged are refused."""
    train = katas(tmp_path / "a" / "runs.csv", range(5))
    test = katas(tmp_path / "b" / "runs.csv", range(4, 8))
    args = ["evaluate", "--fit", str(train), "--test", str(test), *QUICK]
    assert main(args) == USAGE
    assert "a dojo is in both, so nothing would be shown" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["nowhere"], FAILED, "nowhere: no such file or folder"),
        (["{empty}"], FAILED, "empty: no data set with labels here (hermes_stuck,"),
        (["{data}", "--task", "x"], USAGE, "x: no such data set; there are hermes_stuck,"),
        (["{data}", "--model", "x"], USAGE, "x: no such method; there are majority,"),
        (["{data}", "--task", "cups_copilot"], USAGE, "none of cups_copilot here; there is"),
        (["{data}", "--jobs", "0"], USAGE, "--jobs must be above zero"),
        (["--train", "{data}"], USAGE, "--train needs --test"),
        (["--test", "{data}"], USAGE, "--test needs --train"),
        (["{one}"], USAGE, "cyberdojo_tdd: needs two dojos and both answers"),
        ([], FAILED, "nothing is kept yet"),
    ],
)
def test_errors_are_one_line(  # noqa: PLR0913, PLR0917 - three of a case, three fixtures
    args: list[str],
    code: int,
    said: str,
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What can't be done is said in one line, with what there is instead."""
    empty = write(tmp_path / "empty" / "x.csv", ("a",), []).parent
    one = katas(tmp_path / "one" / "runs.csv", range(1)).parent
    given = [arg.format(data=folder, empty=empty, one=one) for arg in args]
    assert main(["evaluate", *given]) == code
    [line] = capsys.readouterr().err.splitlines()
    assert said in line

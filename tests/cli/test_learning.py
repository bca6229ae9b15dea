"""`pulsedev train` and `pulsedev models`: learning now, what was learned, and taking it back."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.learn.exports import ARRAYS, MANIFEST

from pulsedev.cli.main import main
from pulsedev.core.features import SCHEMA
from pulsedev.core.models import ModelName
from pulsedev.learn.artifact import write
from pulsedev.learn.shelf import Role, Shelf

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

    from pulsedev.store.disk import DiskStore

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def shelf(data: Path) -> Shelf:
    """Return the shelf of the data folder, with two models of being stuck."""
    made = Shelf(data / "models")
    made.folder_of(ModelName.STUCK).mkdir(parents=True)
    for role, created in ((Role.PREVIOUS, 1_700_000_000.0), (Role.CHAMPION, 1_700_100_000.0)):
        manifest = replace(MANIFEST, features=SCHEMA, created=created)
        write(made.path(ModelName.STUCK, role), manifest, ARRAYS)
    return made


@pytest.mark.usefixtures("data")
def test_nothing_was_learned_yet(capsys: Capture) -> None:
    """Without models each is listed as not there, and its card says what it needs."""
    assert main(["models", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [name.value for name in ModelName]
    assert all("not yet" in line for line in lines)
    assert main(["models", "card", "commit_analysis"]) == 0
    assert "needs some commits" in capsys.readouterr().out
    assert main(["models", "rollback", "stuck_detection"]) == 1
    assert "nothing was learned yet" in capsys.readouterr().err
    assert main(["train"]) == 1
    assert "nothing to learn from" in capsys.readouterr().err


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("command", [["train", "x"], ["models", "card", "x"]])
def test_no_such_model(command: list[str], capsys: Capture) -> None:
    """A name that is none is refused with those that are."""
    assert main(command) == 1
    assert "no such model; there are stuck_detection," in capsys.readouterr().err


def test_rollback(shelf: Shelf, capsys: Capture) -> None:
    """One command takes a model back, and once more undoes it."""
    for created in (1_700_000_000_000, 1_700_100_000_000):
        assert main(["models", "rollback", "stuck_detection", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)["models"]
        [champion] = [card for card in told if card["role"] == "champion"]
        assert champion["created"] == created
    assert shelf.path(ModelName.STUCK, Role.PREVIOUS).exists()


def test_card(run: Run, shelf: Shelf) -> None:
    """A card is Markdown in a pipe: what it was trained on, how well it does, what it can't do."""
    assert shelf.path(ModelName.STUCK, Role.CHAMPION).exists()
    done = run("models", "card", "stuck_detection")
    assert (done.returncode, done.stderr) == (0, "")
    for heading in ("## Trained on", "## How well it does", "## What it can't do"):
        assert heading in done.stdout


def test_a_broken_model_is_told(shelf: Shelf, capsys: Capture) -> None:
    """Of a file that is damaged the card says so, and nothing else."""
    path = shelf.path(ModelName.STUCK, Role.CHAMPION)
    path.write_bytes(path.read_bytes()[:-1])
    assert main(["models", "card", "stuck_detection"]) == 0
    assert "Its file is not used: it is damaged." in capsys.readouterr().out


def test_too_little(run: Run, morning: DiskStore) -> None:
    """Who has hardly begun is told how much is missing, and that it was tried is kept."""
    done = run("train", "stuck_detection", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    [told] = json.loads(done.stdout)["models"]
    assert (told["model"], told["outcome"]) == ("stuck_detection", "too_little")
    assert "more events needed" in told["why"]
    [row] = morning.training_log()
    assert row.models == ("stuck_detection",)
    assert row.success


@pytest.mark.usefixtures("morning")
def test_erasing_all_forgets_what_was_learned(shelf: Shelf, capsys: Capture) -> None:
    """Models are made of what is kept, so they go with it."""
    assert main(["data", "erase", "--yes"]) == 0
    capsys.readouterr()
    assert not list(shelf.folder.glob("*/*"))

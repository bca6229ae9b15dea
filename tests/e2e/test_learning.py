"""A daemon with learned models: it judges by them, swaps them, and survives what is put there."""

from __future__ import annotations

import json
import pickle
import time
from array import array
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.learn.exports import ARRAYS, MANIFEST, NUMBERS

from pulsedev.core.features import COLUMN, SCHEMA
from pulsedev.core.models import ModelName
from pulsedev.learn.artifact import write
from pulsedev.learn.layout import Kind
from pulsedev.learn.shelf import Role, Shelf

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.e2e.conftest import Client

PATIENCE_S = 30.0
"""Until a test gives up."""

TELLING = """
import atexit, json, os, sys
from pulsedev.cli.main import main
told = os.path.join(os.environ["PULSEDEV_HOME"], "modules.json")
atexit.register(lambda: json.dump(sorted(sys.modules), open(told, "w")))
sys.exit(main(["serve"]))
"""
"""A daemon that writes down at its end what it has imported."""

HEAVY = {"numpy", "sklearn", "scipy", "joblib", "pickle", "_pickle", "marshal_", "shelve", "dill"}


def put(shelf: Shelf, created: float, role: Role = Role.CHAMPION, **numbers: float) -> None:
    """Put a small forest in the place of a model of being stuck."""
    columns = array("i", [COLUMN["edit_ratio.5m"], COLUMN["event_rate.5m"]])
    told = NUMBERS | {"evidence": 60.0} | numbers
    manifest = replace(MANIFEST, features=SCHEMA, created=created, numbers=told)
    shelf.folder_of(ModelName.STUCK).mkdir(parents=True, exist_ok=True)
    write(shelf.path(ModelName.STUCK, role), manifest, ARRAYS | {"column": columns})


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Return the shelf of the daemons that a test starts."""
    return Shelf(tmp_path / "home" / "data" / "models")


def model(client: Client) -> str:
    """Return what judges."""
    return str(client.status()["model"])


def until_model(client: Client, name: str) -> None:
    """Wait until another model judges."""
    end = time.monotonic() + PATIENCE_S
    while model(client) != name:
        assert time.monotonic() < end, f"{model(client)} judges"
        client.type()


def test_models_are_loaded_explained_and_swapped_without_heavy_imports(
    start: Callable[..., Client], shelf: Shelf, trouble: list[Any]
) -> None:
    """A live daemon takes up new models, explains by them, loses no event, unpickles nothing."""
    put(shelf, 1_700_000_000.0)
    put(shelf, 1_700_000_001.0, Role.SHADOW)
    client = start("-c", TELLING)
    client.initialize()
    for params in trouble:
        client.send("pulsedev/events", params)
    until_model(client, "personal-1700000000-0")
    end = time.monotonic() + PATIENCE_S
    while not client.request("pulsedev/explain")["result"]["reasons"]:
        assert time.monotonic() < end, "nothing was explained"
    client.request("pulsedev/label", {"state": "stuck", "source": "button"})
    put(shelf, 1_700_000_500.0)
    until_model(client, "personal-1700000500-0")
    shelf.clear()
    until_model(client, "evidence-1")
    sent = client.typed + sum(len(params["t"]) for params in trouble)
    assert client.status()["events"] == sent
    client.request("shutdown")
    client.send("exit")
    assert client.wait() == 0
    imported = {name.partition(".")[0] for name in told(client.home)}
    assert "pulsedev" in imported
    assert not imported & HEAVY


def told(home: Path) -> list[str]:
    """Return what a daemon had imported."""
    found: list[str] = json.loads((home / "modules.json").read_text())
    return found


def pickled(path: Path) -> None:
    """Put something there that runs code where it is unpickled."""
    path.write_bytes(pickle.dumps(print))


def cut(path: Path) -> None:
    """Leave half of a model."""
    path.write_bytes(path.read_bytes()[:-9])


def linked(path: Path) -> None:
    """Put a link to itself there."""
    path.unlink()
    path.symlink_to(path)


def unlikely(path: Path) -> None:
    """Put a model of another kind there, whole in itself."""
    arrays = {"size": array("d", [1.0] * 9), "interval": array("d", [1.0] * 9)}
    arrays["after"] = array("d", [0.0, 0.0])
    counts = {name: len(numbers) for name, numbers in arrays.items()}
    manifest = replace(
        MANIFEST, features=SCHEMA, kind=Kind.HABITS, counts=counts, numbers={"commits": 9.0}
    )
    write(path, manifest, arrays)


@pytest.mark.parametrize("spoil", [pickled, cut, linked, unlikely])
def test_a_broken_or_hostile_file_changes_nothing(
    start: Callable[..., Client], shelf: Shelf, spoil: Callable[[Path], None]
) -> None:
    """What served goes on to serve, and one line says why; a new daemon begins with the prior."""
    put(shelf, 1_700_000_000.0)
    client = start()
    client.initialize()
    until_model(client, "personal-1700000000-0")
    spoil(shelf.path(ModelName.STUCK, Role.CHAMPION))
    warned = client.until(lambda message: message.get("method") == "window/showMessage")
    assert "the model is not used" in warned["params"]["message"]
    assert model(client) == "personal-1700000000-0"
    client.type()
    assert client.status()["events"] == client.typed
    client.request("shutdown")
    client.send("exit")
    assert client.wait() == 0
    other = start()
    other.initialize()
    assert model(other) == "evidence-1"


def test_training_is_asked_for_and_told(start: Callable[..., Client], shelf: Shelf) -> None:
    """A client trains with progress from beginning to end, sees cards, and rolls back."""
    put(shelf, 1_700_000_000.0)
    client = start()
    client.initialize()
    client.type()
    assert client.request("pulsedev/train", {"models": ["x"]})["error"]["code"] == -32602
    asked = {"models": ["stuck_detection"], "workDoneToken": "t"}
    assert client.request("pulsedev/train", asked)["result"] == {"started": True, "why": ""}
    kinds = list[str]()
    while not kinds or kinds[-1] != "end":
        message = client.until(lambda message: message.get("method") == "$/progress")
        assert message["params"]["token"] == asked["workDoneToken"]
        kinds.append(message["params"]["value"]["kind"])
    told = message["params"]["value"]["message"]
    assert told.startswith("there is not enough to learn from yet:")
    cards = client.request("pulsedev/models")["result"]["models"]
    [stuck] = [card for card in cards if card["model"] == "stuck_detection"]
    assert stuck["role"] == "champion"
    assert stuck["markdown"].startswith("# Stuck detection")
    rolled = client.request("pulsedev/rollback", {"model": "stuck_detection"})["result"]["models"]
    assert "champion" not in {card["role"] for card in rolled}
    refused = client.request("pulsedev/rollback", {"model": "flow_prediction"})["error"]
    assert "nothing was learned yet" in refused["message"]

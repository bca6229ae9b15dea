"""Of every model that there is, the champion is whole at any moment, whatever happens."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from tests.learn import promoter
from tests.learn.exports import ARRAYS, FEATURES, MANIFEST

from pulsedev.core.models import ModelName
from pulsedev.core.trouble import Trouble
from pulsedev.learn import artifact
from pulsedev.learn.shelf import Role, Shelf, ShelfError

STUCK, FLOW = ModelName.STUCK, ModelName.FLOW
ROOT = Path(__file__).parents[2]
ROUNDS = int(os.environ.get("PULSEDEV_TEST_KILLS", "12"))

NOBODY = 999_999_999
"""The number of no process: beyond what systems give."""


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Return a shelf of two models without any."""
    shelf = Shelf(tmp_path / "models")
    for name in (STUCK, FLOW):
        shelf.folder_of(name).mkdir(parents=True)
    return shelf


def put(shelf: Shelf, number: int, name: ModelName = STUCK, *, bundle: bool = True) -> None:
    """Put a model on trial that can be told from others by its number."""
    manifest = replace(MANIFEST, created=float(number))
    artifact.write(shelf.path(name, Role.SHADOW), manifest, ARRAYS)
    if bundle:
        shelf.bundle(name, Role.SHADOW).write_bytes(str(number).encode("ascii"))


def created(shelf: Shelf, role: Role, name: ModelName = STUCK) -> int | None:
    """Return the number of the model in a role; None where there is none."""
    path = shelf.path(name, role)
    return int(artifact.load(path, FEATURES).manifest.created) if path.exists() else None


def lying(shelf: Shelf) -> list[int | None]:
    """Return the champion, the one before it and the one on trial."""
    return [created(shelf, role) for role in (Role.CHAMPION, Role.PREVIOUS, Role.SHADOW)]


def bundles(shelf: Shelf) -> list[int | None]:
    """Return the same of the bundles."""
    paths = [shelf.bundle(STUCK, role) for role in (Role.CHAMPION, Role.PREVIOUS, Role.SHADOW)]
    return [int(path.read_bytes()) if path.exists() else None for path in paths]


def files(shelf: Shelf) -> list[str]:
    """Return the names of all files, and of folders."""
    return sorted(path.name for path in shelf.folder.rglob("*"))


def test_promote(shelf: Shelf) -> None:
    """The one on trial judges from now on; the one that judged is kept, no earlier one is."""
    for number in (1, 2, 3):
        put(shelf, number)
        shelf.promote(STUCK)
        before = number - 1 or None
        assert lying(shelf) == bundles(shelf) == [number, before, None]
    assert lying(shelf)[0] == 3
    assert created(shelf, Role.CHAMPION, FLOW) is None


def test_nothing_to_promote(shelf: Shelf) -> None:
    """Where none is on trial, that is said in one line, and nothing changes."""
    put(shelf, 1)
    shelf.promote(STUCK)
    with pytest.raises(ShelfError, match=r"^stuck_detection: no model is on trial$"):
        shelf.promote(STUCK)
    assert lying(shelf) == [1, None, None]
    assert issubclass(ShelfError, Trouble)


def test_without_bundle(shelf: Shelf) -> None:
    """A bundle never stands beside a model that is not its own."""
    put(shelf, 1)
    shelf.promote(STUCK)
    put(shelf, 2, bundle=False)
    shelf.promote(STUCK)
    assert bundles(shelf) == [None, 1, None]
    shelf.rollback(STUCK)
    assert bundles(shelf) == [1, None, None]
    assert lying(shelf) == [1, 2, None]


def test_rollback(shelf: Shelf) -> None:
    """The one before judges again; once more undoes that; one on trial stays on trial."""
    for number in (1, 2):
        put(shelf, number)
        shelf.promote(STUCK)
    put(shelf, 3)
    shelf.rollback(STUCK)
    assert lying(shelf) == bundles(shelf) == [1, 2, 3]
    shelf.rollback(STUCK)
    assert lying(shelf) == bundles(shelf) == [2, 1, 3]


def test_rollback_to_the_prior(shelf: Shelf) -> None:
    """Of a first model, the prior is the one before; that, too, can be undone."""
    put(shelf, 1)
    shelf.promote(STUCK)
    shelf.rollback(STUCK)
    assert lying(shelf) == bundles(shelf) == [None, 1, None]
    shelf.rollback(STUCK)
    assert lying(shelf) == bundles(shelf) == [1, None, None]


def test_nothing_to_roll_back(shelf: Shelf) -> None:
    """Where nothing was learned, that is said in one line; one on trial does not count."""
    put(shelf, 1)
    with pytest.raises(ShelfError, match=r"^stuck_detection: nothing was learned yet, so [a-z ]+$"):
        shelf.rollback(STUCK)
    assert lying(shelf) == [None, None, 1]


def test_retire(shelf: Shelf) -> None:
    """A model is removed with its bundle, whether there was one or not."""
    put(shelf, 1)
    for _ in range(2):
        shelf.retire(STUCK, Role.SHADOW)
        assert lying(shelf) == bundles(shelf) == [None, None, None]


def test_version(shelf: Shelf) -> None:
    """The version differs after whatever changes who judges or who is on trial, and only then."""
    seen = [shelf.version()]

    def told() -> bool:
        seen.append(shelf.version())
        return seen[-1] != seen[-2]

    put(shelf, 1)
    assert told()
    shelf.promote(STUCK)
    assert told()
    put(shelf, 2)
    assert told()
    shelf.promote(STUCK)
    assert told()
    shelf.rollback(STUCK)
    assert told()
    shelf.sweep()
    assert not told()
    shelf.clear()
    assert told()
    assert shelf.version() == Shelf(shelf.folder / "nowhere").version()


def test_sweep(shelf: Shelf) -> None:
    """What processes that are gone left is removed; of those that live, and of others, it stays."""
    put(shelf, 1)
    names = {
        f"champion.model.{NOBODY}.0a1b2c3d": False,
        f"shadow.joblib.{NOBODY}.0a1b2c3d": False,
        f"champion.model.{os.getpid()}.0a1b2c3d": True,
        "champion.model.99999999999999999999.0a1b2c3d": True,
        "notes.of.mine.txt": True,
    }
    for name in names:
        (shelf.folder_of(STUCK) / name).touch()
    work = shelf.folder / "work"
    work.mkdir()
    (work / f"rows.npz.{NOBODY}.draft").touch()
    shelf.sweep()
    there = set(files(shelf))
    assert {name: name in there for name in names} == names
    assert not list(work.iterdir())
    assert lying(shelf) == [None, None, 1]


def test_sweep_ends_a_promotion(shelf: Shelf) -> None:
    """A bundle whose model was promoted by a process that ended right then follows it."""
    put(shelf, 1)
    shelf.path(STUCK, Role.SHADOW).replace(shelf.path(STUCK, Role.CHAMPION))
    shelf.sweep()
    assert lying(shelf) == bundles(shelf) == [1, None, None]


def test_sweep_nothing(tmp_path: Path) -> None:
    """Where nothing ever was learned there is nothing to sweep, to remove or to tell."""
    shelf = Shelf(tmp_path / "models")
    shelf.sweep()
    shelf.clear()
    assert set(shelf.version()) == {(0, 0, 0)}
    assert not shelf.folder.exists()


def test_clear(shelf: Shelf) -> None:
    """Nothing that was learned is left, finished or not; the lock of a training is."""
    put(shelf, 1)
    shelf.promote(STUCK)
    put(shelf, 2, FLOW)
    (shelf.folder_of(FLOW) / f"champion.model.{os.getpid()}.00").touch()
    (shelf.folder / "work").mkdir()
    (shelf.folder / "work" / "rows.npz").touch()
    (shelf.folder / "training.lock").touch()
    shelf.clear()
    assert files(shelf) == ["training.lock"]


def test_refused(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the disk refuses is said in one line that quotes no path, and the champion judges on."""
    put(shelf, 1)
    shelf.promote(STUCK)
    put(shelf, 2)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device", "/secret")

    monkeypatch.setattr(os, "fsync", full)
    line = r"^stuck_detection: the models can't be changed: No space left on device$"
    with pytest.raises(ShelfError, match=line):
        shelf.promote(STUCK)
    assert lying(shelf) == [1, None, 2]
    assert not [name for name in files(shelf) if str(os.getpid()) in name]


def test_private(shelf: Shelf) -> None:
    """Copies are nobody else's to read."""
    for number in (1, 2):
        put(shelf, number)
        shelf.promote(STUCK)
    if sys.platform != "win32":
        mode = shelf.path(STUCK, Role.PREVIOUS).stat().st_mode
        assert mode & 0o777 == 0o600


def test_killed_at_random_moments(shelf: Shelf) -> None:
    """Whenever who promotes and rolls back is killed, the champion can be read, as at any time."""
    some = Random(int(os.environ.get("PULSEDEV_TEST_SEED", "4")))  # noqa: S311 - no secret
    put(shelf, 1)
    shelf.promote(STUCK)
    for turn in range(ROUNDS):
        killed(shelf, some, begin=1_000 * (turn + 1))
        assert created(shelf, Role.CHAMPION) is not None
        shelf.sweep()
        names = {path.name for path in shelf.folder_of(STUCK).iterdir()}
        assert names <= {f"{role}{kind}" for role in Role for kind in (".model", ".joblib")}


def killed(shelf: Shelf, some: Random, begin: int) -> None:
    """Let a process promote for a moment, reading all the while, and kill it."""
    paths = os.pathsep.join((str(ROOT), str(ROOT / "daemon")))
    child = subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, promoter.__file__, str(shelf.folder), str(begin)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths},
    )
    with child:
        try:
            assert child.stdout
            assert child.stdout.readline() == b"ready" + os.linesep.encode()
            deadline = time.perf_counter() + some.random() * 0.05
            while time.perf_counter() < deadline:
                assert created(shelf, Role.CHAMPION) is not None
        finally:
            child.kill()

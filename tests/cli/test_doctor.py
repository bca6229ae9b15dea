"""The doctor finds what is wrong, says how to mend it, and is silent about nothing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from contextlib import closing
from importlib import metadata
from typing import TYPE_CHECKING

import pytest

from pulsedev import paths
from pulsedev.cli import checks
from pulsedev.cli.checks import CONTENT_TYPE, INITIALIZE, Finding, Outcome
from pulsedev.rpc.frames import Encoding, Frame
from pulsedev.store.database import FILE
from pulsedev.store.disk import DiskStore
from pulsedev.store.errors import Busy, Full, Newer, StoreError, Unusable
from pulsedev.store.presence import Presence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep what this process writes in the test's folder."""
    monkeypatch.setenv(paths.HOME, str(tmp_path))
    return tmp_path


def only(check: Callable[[], Iterator[Finding]]) -> Finding:
    """Return the one finding of a check."""
    (finding,) = check()
    return finding


def test_all_is_well(run: Run) -> None:
    """On a sound installation every line is fine, and so is the exit code."""
    done = run("doctor")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert all(line[0] in "✓!" for line in lines)
    for name in (
        "Python",
        "daemon, JSON",
        "daemon, MessagePack",
        "data folder",
        "document key",
        "store",
    ):
        assert any(line.startswith(f"✓ {name}") for line in lines), name


def test_json(run: Run) -> None:
    """Programs get one document with the same findings."""
    done = run("doctor", "--json")
    document = json.loads(done.stdout)
    assert document["ok"] is True
    assert {"name", "outcome", "told", "mend"} == set(document["checks"][0])


def test_unusable_folder(run: Run, tmp_path: Path) -> None:
    """What must be mended is told with how, and the exit code is 1."""
    file = tmp_path / "file"
    file.touch()
    done = run("doctor", PULSEDEV_HOME=str(file))
    assert done.returncode == 1
    (line,) = (line for line in done.stdout.splitlines() if "data folder  " in line)
    assert line.startswith("✗ ")
    assert "PULSEDEV_HOME" in line


def test_ascii(run: Run) -> None:
    """A terminal that can't print the signs gets letters, and a hint."""
    done = run("doctor", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert done.stdout.isascii()
    assert "! terminal" in done.stdout


@pytest.mark.parametrize("name", INITIALIZE)
def test_requests(name: str) -> None:
    """What the doctor sends as bytes is one and the same sound request in both encodings."""
    encoding = {"JSON": Encoding.JSON, "MessagePack": Encoding.MSGPACK}[name]
    message = Frame(encoding, INITIALIZE[name]).message()
    params: dict[str, object] = {"processId": None, "capabilities": {}}
    assert message == {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}
    assert encoding.value.encode().startswith(CONTENT_TYPE[name])


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("raise SystemExit(3)", "ends with exit code 3"),
        ("print('hello')", "does not answer `initialize`"),
        ("import threading; threading.Event().wait()", "does not end within 1 s"),
    ],
)
def test_broken_daemon(monkeypatch: pytest.MonkeyPatch, program: str, told: str) -> None:
    """A daemon that fails, says nonsense or hangs is found out."""
    real = subprocess.run

    def other(_args: list[str], **options: object) -> object:
        return real([sys.executable, "-c", program], **options)  # type: ignore[call-overload]  # passed on

    monkeypatch.setattr(subprocess, "run", other)
    monkeypatch.setattr(checks, "PATIENCE", 1.0)
    finding = checks.answers("JSON")
    assert (finding.outcome, finding.told) == (Outcome.BAD, told)


def test_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that is missing or out of range is told with the command that installs it."""
    wanted = ["pygls<3,>=99", "surely-not-installed>=1", "pytest", "x>=1; extra == 'y'"]
    monkeypatch.setattr(metadata, "requires", lambda _name: wanted)
    old, missing, fine = checks.packages()
    assert old.outcome is missing.outcome is Outcome.BAD
    assert old.mend == 'python3 -m pip install "pygls<3,>=99"'
    assert missing.told == "missing"
    assert fine.outcome is Outcome.OK


def test_open_folder(home: Path) -> None:
    """A folder that others could read is closed, as the daemon does at its start."""
    home.chmod(0o755)
    assert checks.writable("data folder", home).outcome is Outcome.OK
    assert sys.platform == "win32" or home.stat().st_mode & 0o777 == paths.PRIVATE_FOLDER


def test_damaged_key(home: Path) -> None:
    """A damaged key is told with the file to delete."""
    file = paths.private(paths.data_folder()) / paths.KEY_FILE
    file.write_text("nonsense")
    finding = only(checks.key)
    assert finding.outcome is Outcome.BAD
    assert str(file) in finding.mend
    assert home in file.parents


@pytest.mark.parametrize("now", [0.0, 5e9])
def test_wrong_clock(monkeypatch: pytest.MonkeyPatch, now: float) -> None:
    """A clock that can't be right is told."""
    monkeypatch.setattr("time.time", lambda: now)
    assert only(checks.clock).outcome is Outcome.BAD


def test_old_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interpreter that is too old is told."""
    monkeypatch.setattr(checks, "OLDEST_PYTHON", (99, 0))
    assert only(checks.python).outcome is Outcome.BAD


def test_no_command_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where editors would not find the command, the doctor says what they can start."""
    monkeypatch.setenv("PATH", "")
    finding = only(checks.command)
    assert finding.outcome is Outcome.HINT
    assert "-m pulsedev serve" in finding.mend


def test_store(data: Path, store: DiskStore) -> None:
    """It is said how much the store holds, who shares it, and with which SQLite."""
    with closing(Held(data, store.begin_window(1.0))):
        found = only(checks.store)
    assert found.outcome is Outcome.OK
    assert found.told.startswith("0 events in ")
    assert re.search(r" kB, 1 open window, SQLite 3\.\d+\.\d+$", found.told)


def test_store_where_nothing_is_kept(data: Path) -> None:
    """A store is tried out in the data folder, and gone after that."""
    paths.private(data)
    assert only(checks.store).outcome is Outcome.OK
    assert list(data.iterdir()) == []
    data.rmdir()
    assert list(checks.store()) == []


@pytest.mark.parametrize(
    ("error", "mend"),
    [
        (Newer("a later version made it"), "python3 -m pip install --upgrade pulsedev"),
        (Full("the disk is full"), "free some space"),
        (Busy("somebody keeps it"), "close all windows of your editor, then look again"),
        (Unusable("a network drive"), f"mend that, or set {paths.HOME} to another folder"),
    ],
)
def test_store_that_does_not_open(
    data: Path, monkeypatch: pytest.MonkeyPatch, error: StoreError, mend: str
) -> None:
    """What is wrong with the store is told with what to do."""

    def refuse(*_: object, **__: object) -> None:
        raise error

    paths.private(data)
    monkeypatch.setattr(DiskStore, "open", refuse)
    assert only(checks.store) == Finding("store", Outcome.BAD, str(error), mend)


def test_damaged_store(data: Path, store: DiskStore) -> None:
    """A store that had to be mended is worth knowing of."""
    store.close()
    (data / FILE).write_bytes(b"garbage!" * 1_000)
    found = only(checks.store)
    assert found.outcome is Outcome.HINT
    assert "damaged" in found.told
    assert only(checks.store).outcome is Outcome.OK


class Held:
    """A window that is open."""

    def __init__(self, folder: Path, window: int) -> None:
        self._presence = Presence.begin(folder, window, 1.0)

    def close(self) -> None:
        """Close it."""
        self._presence.end()

"""`pulsedev watch` as a process: real files, a real store, keys on a real terminal."""

from __future__ import annotations

import io
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from pulsedev.cli.live import Screen
from pulsedev.cli.main import main
from pulsedev.cli.neighbours import Neighbours
from pulsedev.cli.observing import Observing
from pulsedev.cli.pressing import Pressing
from pulsedev.cli.speaking import Json, Lines
from pulsedev.core.alerts import alert
from pulsedev.core.events import CommandClass, EventBatch, Kind
from pulsedev.core.instructions import StateChanged
from pulsedev.core.labels import Said
from pulsedev.core.policy import Action
from pulsedev.core.states import State
from pulsedev.core.stimuli import Arrived, Paused, Snoozed
from pulsedev.core.wording import reason
from pulsedev.service import Service
from pulsedev.store.disk import DiskStore
from pulsedev.store.listing import Choice, page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pulsedev.store.listing import Record

PATIENCE = 60.0
"""Seconds until a test gives up."""

BETWEEN_S = 0.2
"""Seconds between two looks into the store, so that others can write."""


class Watch:
    """The command in a pipe."""

    def __init__(self, environment: dict[str, str], *args: str) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "pulsedev", "watch", *args],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line)

    def line(self) -> str:
        """Wait for a line."""
        return self._lines.get(timeout=PATIENCE)

    def end(self, number: int = signal.SIGTERM) -> int:
        """End it; return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        """End it, whatever its state."""
        self.process.kill()
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe:
                pipe.close()


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Return a folder with a file in it."""
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "a.py").write_text("x = 1\n", "utf-8")
    return folder


@pytest.fixture
def watch(environment: dict[str, str], work: Path) -> Iterator[Callable[..., Watch]]:
    """Return what begins to watch the folder, and waits until it does."""
    begun: list[Watch] = []

    def begin(*args: str, folder: Path = work) -> Watch:
        begun.append(Watch(environment, *args, str(folder)))
        assert "watching" in begun[-1].line()
        return begun[-1]

    yield begin
    for one in begun:
        one.close()


@pytest.fixture
def kept(data: Path) -> Callable[..., list[Record]]:
    """Return what waits for events in the store that fulfil a condition."""

    def wait(*kinds: Kind) -> list[Record]:
        end = time.monotonic() + PATIENCE
        while True:
            found: list[Record] = []
            if (data / "pulsedev.db").exists():
                with closing(DiskStore.open(data, now=time.time())) as store:
                    found = page(store, Choice(), 100)
            if set(kinds) <= {Kind(one.kind) for one in found}:
                return found
            assert time.monotonic() < end, found
            threading.Event().wait(BETWEEN_S)

    return wait


def test_saves_are_kept(
    watch: Callable[..., Watch], kept: Callable[..., list[Record]], work: Path, data: Path
) -> None:
    """A save comes into the store from a window of its own, without a word of the file."""
    watching = watch()
    (work / "a.py").write_text("x = 1\nsecretword = 2\n", "utf-8")
    first, second = kept(Kind.FILE_SAVED)
    assert (first.kind, first.a, first.b) == (Kind.FILE_MODIFIED, len("secretword = 2\n"), 0)
    assert (second.kind, second.a) == (Kind.FILE_SAVED, 2)
    assert first.window == second.window > 0
    assert first.doc == second.doc > 0
    assert watching.end() == 143
    files = [path for path in data.parent.rglob("*") if path.is_file()]
    assert not [path for path in files if b"secretword" in path.read_bytes()]
    assert not [path for path in files if b"a.py" in path.read_bytes()]


def test_commands_beside_it(
    watch: Callable[..., Watch],
    kept: Callable[..., list[Record]],
    work: Path,
    environment: dict[str, str],
) -> None:
    """A run that `run` told of is told once, though its report is seen as well."""
    watch()
    file = work / "run_tests.py"
    file.write_text(
        "print('== 2 passed in 0.1s ==')\n"
        "open('junit.xml', 'w').write('<testsuite tests=\"2\" failures=\"0\"/>')",
        "utf-8",
    )
    kept(Kind.FILE_SAVED)
    command = [sys.executable, "-m", "pulsedev", "run", "--", sys.executable, str(file)]
    subprocess.run(command, cwd=work, env=environment, check=True, capture_output=True)  # noqa: S603 - our own
    (work / "b.py").write_text("1\n", "utf-8")
    told = kept(Kind.TEST_RUN, Kind.COMMAND_EXECUTED)
    while len([one for one in told if one.kind == Kind.FILE_SAVED]) < 2:
        told = kept(Kind.TEST_RUN, Kind.COMMAND_EXECUTED)
    runs = [(one.window, one.a, one.b) for one in told if one.kind == Kind.TEST_RUN]
    assert runs == [(0, 2, 0)]


def test_json(watch: Callable[..., Watch], environment: dict[str, str]) -> None:
    """In a pipe programs get an object a line; a pause shows at once, and is no end."""
    watching = watch("--json")
    first: dict[str, Any] = json.loads(watching.line())
    assert (first["event"], first["state"], first["reasons"]) == ("state", "unknown", [])
    assert first["t"] == pytest.approx(time.time() * 1000, abs=PATIENCE * 1000)
    subprocess.run(
        [sys.executable, "-m", "pulsedev", "pause"],
        env=environment,
        check=True,
        capture_output=True,
    )
    assert json.loads(watching.line())["state"] == "paused"
    assert watching.end(signal.SIGINT) == 130


def test_two_watches(
    watch: Callable[..., Watch], kept: Callable[..., list[Record]], work: Path, tmp_path: Path
) -> None:
    """Two of them are two windows on one store; one judges, and both show it."""
    other = tmp_path / "other"
    other.mkdir()
    watch(), watch(folder=other)
    (work / "a.py").write_text("x = 2\n", "utf-8")
    (other / "b.py").write_text("x = 2\n", "utf-8")
    told = kept(Kind.FILE_SAVED)
    while len({one.window for one in told}) < 2:
        told = kept(Kind.FILE_SAVED)
    assert len({one.doc for one in told}) == 2


@pytest.mark.parametrize(
    ("folders", "told"),
    [(["nowhere"], (1, "nowhere: no such folder")), ([".", "inner"], (2, "is watched already"))],
)
def test_refusals(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    work: Path,
    folders: list[str],
    told: tuple[int, str],
) -> None:
    """What can't be watched is refused in one line."""
    (work / "inner").mkdir()
    monkeypatch.chdir(work)
    assert main(["watch", *folders]) == told[0]
    error = capsys.readouterr().err
    assert told[1] in error
    assert error.count("\n") == 1


def test_settings(capsys: pytest.CaptureFixture[str], work: Path) -> None:
    """A setting that is none, or makes no sense, is refused in one line."""
    with pytest.raises(SystemExit, match=r"^2$"):
        main(["watch", "--set", "alerts=1", str(work)])
    assert "'alerts' is no setting; there are alertsPerDay, " in capsys.readouterr().err
    assert main(["watch", "--set", "alertsPerDay=9", str(work)]) == 2
    told = capsys.readouterr().err
    assert told == "pulsedev: --set alertsPerDay: must be a whole number from 0 to 3\n"


def test_a_pause(work: Path, data: Path) -> None:
    """What is written during a pause is not looked at, then or later."""
    observing = Observing([work], bytes(32), Neighbours(data), polls=False)
    observing.begin()
    now, seen = 1_000.0, list[EventBatch]()

    def look(*, paused: bool, seconds: int = 8) -> None:
        nonlocal now
        for _ in range(seconds):
            now += 1.0
            mine, _others = observing.look(now, 1, paused=paused)
            seen.extend([mine] if mine else [])

    def write(text: str) -> None:
        (work / "a.py").write_text(text, "utf-8")
        threading.Event().wait(BETWEEN_S)  # the system tells of it on another thread

    look(paused=True, seconds=1)
    write("x = 1\nwhile paused\n")
    look(paused=True)
    look(paused=False)
    assert seen == []
    write("x = 1\nwhile paused\nafter\n")
    look(paused=False)
    observing.end()
    assert [(*one.kind, *one.a) for one in seen] == [
        (Kind.FILE_MODIFIED, Kind.FILE_SAVED, len("after\n"), 3)
    ]


def test_faces(capsys: pytest.CaptureFixture[str]) -> None:
    """The same is said in lines, as JSON, and drawn."""
    why = (reason("failed_run_streak", 3.0, 0.0, 0.9, calm=False),)
    stuck = StateChanged(1_200.0, State.STUCK, 600.0, 0.8, 0.1, why, "evidence-1")
    told = alert(5, 1_200.0, window=1, since=0.0, reasons=why, passed=True, calm=False)
    file = io.StringIO()
    console = Console(file=file, width=100, force_terminal=True, color_system=None)
    for face in (Lines(), Json(), Screen(console, "work", 0.0)):
        face.begin(["something is wrong", "1 folder is watched"], 0.0)
        face.saw(batch(Kind.COMMAND_EXECUTED, 0, CommandClass.TEST, 1, 9))
        face.show(stuck)
        face.show(stuck)
        face.alert(told)
        face.trouble("the disk is full", 1_200.0)
        face.refresh(1_201.0)
        face.end()
    lines = capsys.readouterr().out.splitlines()
    said = [line[10:] for line in lines[:5]]
    assert said == [
        "watching  something is wrong",
        "watching  1 folder is watched",
        "stuck     3 failed runs in a row (usually 0)",
        "alert     You may have been stuck for 20 min: 3 failed runs in a row (usually 0)",
        "trouble   the disk is full",
    ]
    objects = [json.loads(line) for line in lines[5:]]
    events = ["watching", "watching", "state", "state", "alert", "trouble"]
    assert [one["event"] for one in objects] == events
    assert objects[2]["reasons"][0]["feature"] == "failed_run_streak"
    drawn = file.getvalue()
    for wanted in ("something is wrong", "stuck", "[ Right ]", "1 right", "the disk is full"):
        assert wanted in drawn


def batch(kind: Kind, *columns: int) -> EventBatch:
    """Return a batch of one event."""
    doc, a, b, c = columns
    return EventBatch.of(1, t0=1_000, t=[0], kind=[kind], doc=[doc], a=[a], b=[b], c=[c])


def test_neighbours(store: DiskStore, data: Path) -> None:
    """What others write is read once, one's own not at all, and no store is nobody."""
    neighbours = Neighbours(data)
    neighbours.begin()
    me, other = store.begin_window(1.0), store.begin_window(1.0)
    for window in (me, other):
        row = EventBatch.of(
            1, t0=1_000, t=[0], kind=[5], doc=[window], a=[0], b=[0], c=[0], window=window
        )
        store.add_batches([Arrived(row, 1.0)])
    store.add_report(Arrived(batch(Kind.COMMAND_EXECUTED, 0, CommandClass.TEST, 0, 9), 2.0))
    assert {one.window for one in neighbours.new(me)} == {other, 0}
    assert neighbours.new(me) == []
    neighbours.end()
    nobody = Neighbours(data / "pulsedev.db")
    nobody.begin()
    assert nobody.new(me) == []
    nobody.end()


@pytest.mark.asyncio
async def test_keys(data: Path) -> None:
    """Keys label, answer, snooze and pause, and say so; other keys do nothing."""
    service = Service(folder=data)
    service.configure(None)
    pressing, now = Pressing(service), time.time()
    assert await pressing.press("f", now) == "noted: in flow"
    assert await pressing.press("1", now) == ""
    assert await pressing.press("x", now) == ""
    assert await pressing.press("z", now) == "no alerts for 60 minutes"
    pressing.alert = alert(5, now, window=1, since=now, reasons=(), passed=True, calm=False)
    assert await pressing.press("2", now) == "answered: Wrong"
    assert pressing.alert is None
    pressing.alert = alert(6, now, window=1, since=now, reasons=(), passed=True, calm=False)
    pressing.saw(State.STUCK)
    assert pressing.alert
    pressing.saw(State.NEUTRAL)
    assert pressing.alert is None
    assert (await pressing.press(" ", now)).startswith("paused")
    assert service.current.state is State.PAUSED
    assert await pressing.press(" ", now) == "observing again, in all windows"
    await service.close()
    with closing(DiskStore.open(data, now=now)) as store:
        assert [one.label.said for one in store.labels()] == [Said.FLOW, Said.PROGRESS]
        assert [one.action for one in store.answers()] == [Action.WRONG]
        assert [type(one) for one in store.controls()][:2] == [Snoozed, Paused]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
def test_on_a_terminal(
    environment: dict[str, str], work: Path, kept: Callable[..., list[Record]], data: Path
) -> None:
    """On a terminal it draws what it knows, obeys keys, and leaves the terminal as it was."""
    import select  # noqa: PLC0415 - what Windows does not have
    import termios  # noqa: PLC0415 - the same

    environment = {**environment, "TERM": "xterm", "COLUMNS": "100", "LINES": "40"}
    pid, end = os.forkpty()
    if pid == 0:
        command = [sys.executable, "-m", "pulsedev", "watch", str(work)]
        os.execvpe(command[0], command, environment)  # noqa: S606 - our own
    shown = b""

    def until(wanted: bytes) -> None:
        nonlocal shown
        deadline = time.monotonic() + PATIENCE
        while wanted not in shown:
            assert time.monotonic() < deadline, shown
            if select.select([end], [], [], 0.1)[0]:
                shown += os.read(end, 65_536)

    before = termios.tcgetattr(end)
    until(b"q quit")
    assert b"1 folder is watched" in shown
    (work / "a.py").write_text("x = 12\n", "utf-8")
    kept(Kind.FILE_SAVED)
    os.write(end, b"p")
    until(b"noted: making progress")
    os.write(end, b"q")
    until(b"\x1b[?25h")
    _, status = os.waitpid(pid, 0)
    after = termios.tcgetattr(end)
    os.close(end)
    assert os.waitstatus_to_exitcode(status) == 0
    assert after == before
    with closing(DiskStore.open(data, now=time.time())) as store:
        assert [one.label.said for one in store.labels()] == [Said.PROGRESS]

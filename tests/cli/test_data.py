"""`pulsedev data` shows all that is kept, hands it over, and takes it away for good."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from pulsedev.cli.main import main
from pulsedev.cli.moments import said
from pulsedev.core.stimuli import Paused, Snoozed
from pulsedev.store.database import FILE
from pulsedev.store.errors import Busy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Run

    from pulsedev.store.disk import DiskStore

Capture = pytest.CaptureFixture[str]

NONE: dict[str, Any] = {
    **dict.fromkeys(("batches", "events", "vectors", "labels", "states", "alerts", "trainings"), 0),
    "since": None,
    "bytes": 0,
}

MORNING = (
    (3, "window 2    document 32871  opened a file (120 lines)"),
    (7, "window 2    document 32871  typed 1 character"),
    (7, "window 2    document 32871  deleted 1 character"),
    (12, "window 2    document 32871  saved (121 lines)"),
    (15, "window 2                    tests failed: 8 passed, 1 failed, 0.9 s"),
    (18, "window 2                    left the window"),
    (64, "window 2                    came back to the window after 46 s"),
)


def expected(start: float, *places: int) -> str:
    """Return some lines of the morning, or all."""
    lines = [f"{said(start + at)}  {words}\n" for at, words in MORNING]
    return "".join(lines[place] for place in places or range(len(lines)))


def objects(text: str) -> list[dict[str, Any]]:
    """Parse one JSON object a line."""
    return [json.loads(line) for line in text.splitlines()]


def test_nothing_is_kept_yet(run: Run, data: Path) -> None:
    """Looking at nothing is fine, and makes nothing."""
    for args in (("summary",), ("show",), ("erase", "--yes"), ("show", "--last")):
        done = run("data", *args)
        assert (done.returncode, done.stderr) == (0, ""), args
        assert "nothing is kept yet" in done.stdout
    summary = json.loads(run("data", "summary", "--json").stdout)
    assert summary == {"folder": str(data), **NONE}
    assert run("data", "show", "--json").stdout == ""
    done = run("data", "export", "all.jsonl")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "pulsedev: nothing is kept yet, so there is nothing to export\n"
    assert not data.exists()


@pytest.mark.usefixtures("morning")
def test_summary(capsys: Capture, data: Path, start: float) -> None:
    """What is kept is told with how much, since when, for how long and where."""
    assert main(["data", "summary"]) == 0
    told = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert told["events"] == f"7 in 6 batches since {said(start + 3)}"
    assert told["each"] == "goes after 30 days, or as the setting retentionDays says"
    assert told["verdicts"] == "1, which go with the events"
    assert told["labels"] == told["alerts"] == "1; they stay until you erase them"
    assert told["on"].endswith(f" in {data}")
    main(["data", "summary", "--json"])
    document = json.loads(capsys.readouterr().out)
    assert document["since"] == round(start + 3) * 1000
    assert document["bytes"] > 10_000
    counts = {name: document[name] for name in ("batches", "events", "labels", "alerts", "states")}
    assert counts == {"batches": 6, "events": 7, "labels": 1, "alerts": 1, "states": 1}


@pytest.mark.usefixtures("morning")
def test_show(run: Run, start: float) -> None:
    """All that happened is told in plain words and local time, without a colour in a pipe."""
    done = run("data", "show")
    assert (done.returncode, done.stdout, done.stderr) == (0, expected(start), "")


@pytest.mark.usefixtures("morning")
@pytest.mark.parametrize(
    ("args", "places", "more"),
    [
        (["--limit", "2"], (0, 1), "more: --page 2\n"),
        (["--limit", "2", "--page", "4"], (6,), ""),
        (["--last", "--limit", "2"], (5, 6), "earlier: --last --page 2\n"),
        (["--last", "--limit", "3", "--page", "2"], (1, 2, 3), "earlier: --last --page 3\n"),
        (["--last", "--limit", "3", "--page", "3"], (0,), ""),
        (["--kind", "file_saved", "--kind", "9"], (3, 4), ""),
    ],
)
def test_pages_and_kinds(
    capsys: Capture, start: float, args: list[str], places: tuple[int, ...], more: str
) -> None:
    """A page is shown with how to see the next one, and only the kinds that were asked for."""
    assert main(["data", "show", *args]) == 0
    assert capsys.readouterr() == (expected(start, *places), more)


@pytest.mark.usefixtures("morning")
def test_spans(capsys: Capture, start: float) -> None:
    """What happened from one time up to another is shown, and that there was nothing."""
    first, last = said(start + 12), said(start + 18)
    main(["data", "show", "--from", first, "--to", last])
    assert capsys.readouterr().out == expected(start, 3, 4)
    main(["data", "show", "--from", "1h"])
    assert capsys.readouterr().out == "no such events\n"


@pytest.mark.usefixtures("morning")
def test_show_as_it_is_kept(capsys: Capture, start: float) -> None:
    """All columns are shown for who wants to see the numbers, and as JSON for programs."""
    t = round(start * 1000) + 7_200
    main(["data", "show", "--all-columns"])
    line = capsys.readouterr().out.splitlines()[2]
    assert line.split() == [
        *f"{said(start + 7)}.200".split(),
        *("window", "2", "seq", "2", "file_modified", "doc", "3029343220732871"),
        *("a", "0", "b", "1", "c", "0"),
    ]
    main(["data", "show", "--json"])
    assert objects(capsys.readouterr().out)[2] == {
        "t": t,
        "window": 2,
        "seq": 2,
        "kind": "file_modified",
        "doc": 3_029_343_220_732_871,
        "a": 0,
        "b": 1,
        "c": 0,
    }


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["show", "--kind", "keys"], "'keys' is no kind; there are file_modified, "),
        (["show", "--from", "soon"], "'soon' is no moment; "),
        (["show", "--from", "today", "--to", "yesterday"], "--to must be after --from; a day "),
        (["show", "--limit", "0"], "--limit and --page must be above zero"),
        (["show", "--page", "1000000"], "reach no further than 1,000,000 events"),
        (["export", "--format", "xml"], "invalid choice: 'xml'"),
        (["erase"], "nobody is there to ask: --yes erases without asking"),
        ([], "COMMAND"),
    ],
)
@pytest.mark.usefixtures("data")
def test_wrong_usage(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, args: list[str], message: str
) -> None:
    """What makes no sense is refused in one line."""
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(SystemExit, match=r"^2$"):
        sys.exit(main(["data", *args]))
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


@pytest.mark.usefixtures("morning")
def test_export(run: Run, tmp_path: Path) -> None:
    """A file is written once, replaced by force, and read again by `replay`."""
    path = tmp_path / "all.jsonl"
    done = run("data", "export", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"7 events in {path} (")
    assert [row.get("record") for row in objects(path.read_text("utf-8"))] == [
        *(None, *["batch"] * 6, "state", "label", "alert")
    ]
    again = run("data", "export", str(path))
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == f"pulsedev: {path}: is there already; --force replaces it\n"
    assert run("data", "export", str(path), "--force").returncode == 0
    summary = objects(run("replay", "--json", str(path)).stdout)[-1]
    assert (summary["events"], summary["recordings"][0]["recording"]) == (7, "pulse/all")


@pytest.mark.usefixtures("morning")
def test_export_to_a_pipe(run: Run, start: float) -> None:
    """Without a file all goes to stdout, and nothing else does."""
    done = run("data", "export", "-", "--format", "csv", "--from", said(start + 15))
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split(",")[3] for line in done.stdout.splitlines()] == [
        *("kind", "test_run", "focus_changed", "focus_changed")
    ]
    hidden = run("data", "export", "--format", "csv", "--anonymize").stdout.splitlines()
    assert [line.split(",")[4] for line in hidden] == ["doc", *"1111000"]
    assert run("data", "export").stdout.startswith('{"pulse":1,"from":null,')


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
@pytest.mark.usefixtures("morning")
def test_a_bar(environment: dict[str, str], tmp_path: Path) -> None:
    """On a terminal a bar shows while a file is written; none does beside what goes to stdout."""
    assert "export" in on_a_terminal(environment, "data", "export", str(tmp_path / "all.jsonl"))
    assert on_a_terminal(environment, "data", "export").startswith('{"pulse":1')


def on_a_terminal(environment: dict[str, str], *args: str) -> str:
    """Run a command on a terminal and return what is seen there."""
    import pty  # noqa: PLC0415 - not on every system

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "pulsedev", *args]
    environment |= {"TERM": "xterm"}
    process = subprocess.Popen(  # noqa: S603 - our own command
        command, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    seen = b""
    with contextlib.suppress(OSError):  # what Linux says once nobody writes any more
        while chunk := os.read(ours, 4_096):
            seen += chunk
    os.close(ours)
    assert process.wait() == 0
    return seen.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such device")
@pytest.mark.usefixtures("morning")
def test_export_to_a_full_disk(environment: dict[str, str]) -> None:
    """A disk without space is one line, not a traceback."""
    command = [sys.executable, "-m", "pulsedev", "data", "export"]
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        done = subprocess.run(  # noqa: S603 - our own command
            command, env=environment, stdout=full, stderr=subprocess.PIPE, check=False, text=True
        )
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


def test_erase_all(run: Run, morning: DiskStore) -> None:
    """All goes, and it is said how much that was."""
    done = run("data", "erase", "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "erased 7 events, 1 verdict, 1 alert, 1 label\n"
    assert morning.kept().events == morning.kept().labels == 0
    gone = json.loads(run("data", "erase", "--yes", "--json").stdout)
    assert {name: gone[name] for name in ("events", "labels")} == {"events": 0, "labels": 0}


def test_erase_a_span(capsys: Capture, morning: DiskStore, start: float) -> None:
    """Of a span only what happened in it goes."""
    span = ["--from", said(start + 12), "--to", said(start + 18)]
    assert main(["data", "erase", "--yes", "--json", *span]) == 0
    assert json.loads(capsys.readouterr().out)["events"] == 2
    main(["data", "show"])
    assert capsys.readouterr().out == expected(start, 0, 1, 2, 5, 6)
    assert morning.kept().labels == 1


class Terminal(io.StringIO):
    """Somebody at the keyboard."""

    def isatty(self) -> bool:
        """Return that they are there."""
        return True


@pytest.fixture
def ask(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return what runs `data erase` at a terminal, checks the exit code and gives the question."""

    def at_a_terminal(typed: str, *args: str, code: int = 1) -> str:
        monkeypatch.setattr(sys, "stdin", Terminal(typed))
        assert main(["data", "erase", *args]) == code
        question, _, rest = capsys.readouterr().err.partition(" [y/N] ")
        assert rest == ("pulsedev: nothing was erased\n" if code else "")
        return question

    return at_a_terminal


def test_erase_asks(ask: Callable[..., str], morning: DiskStore) -> None:
    """On a terminal it is said what would go, and only a yes is a yes."""
    question = "Erase all that is kept: 7 events, 1 label and 1 alert?"
    for typed in ("n\n", "\n", "", "yesterday\n"):
        assert ask(typed) == question
    assert morning.kept().events == 7
    assert ask("Yes\n", code=0) == question
    assert morning.kept().events == 0


@pytest.mark.usefixtures("morning")
def test_erase_asks_about_a_span(ask: Callable[..., str], start: float) -> None:
    """The question counts the events of a span and names its ends."""
    first, last = said(start + 12), said(start + 18)
    question = f"Erase 2 events from {first} up to {last}, and what was made and said of them?"
    assert ask("n\n", "--from", first, "--to", last) == question


@pytest.mark.usefixtures("data")
def test_a_pause_outlives_erasing(morning: DiskStore) -> None:
    """Who erases all while nothing is observed is not observed after that, nor disturbed."""
    now = time.time()
    morning.add_control(Paused(now - 5.0, now + 900.0))
    morning.add_control(Snoozed(now - 4.0, now + 600.0))
    main(["data", "erase", "--yes"])
    paused, snoozed = morning.controls()
    assert isinstance(paused, Paused)
    assert paused.until == pytest.approx(now + 900.0, abs=0.01)
    assert isinstance(snoozed, Snoozed)
    assert snoozed.until == pytest.approx(now + 600.0, abs=0.01)


def test_an_error_of_the_store(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, morning: DiskStore
) -> None:
    """What the store can't do is one line, and a pause is kept even then."""
    now = time.time()
    morning.add_control(Paused(now))

    def busy(*_: object) -> None:
        raise Busy("another process is reading")

    monkeypatch.setattr("pulsedev.store.erasing.scrub", busy)
    assert main(["data", "erase", "--yes"]) == 1
    assert capsys.readouterr().err == "pulsedev: another process is reading\n"
    assert [type(control) for control in morning.controls()] == [Paused]


@pytest.mark.parametrize(
    "args", [("data", "summary"), ("data", "show"), ("status",), ("label", "flow"), ("pause",)]
)
def test_a_store_of_a_later_version(
    capsys: Capture, morning: DiskStore, data: Path, args: tuple[str, ...]
) -> None:
    """No command touches a database that it does not understand."""
    morning.close()
    with closing(sqlite3.connect(data / FILE)) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = (data / FILE).read_bytes()
    assert main(list(args)) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("pulsedev: ")
    assert told.err.count("\n") == 1
    assert (data / FILE).read_bytes() == before


def test_a_damaged_store(run: Run, morning: DiskStore, data: Path) -> None:
    """What is damaged is put aside, said once on stderr, and the command goes on."""
    morning.close()
    size = os.path.getsize(data / FILE)  # noqa: PTH202 - a number of bytes
    (data / FILE).write_bytes(b"garbage!" * (size // 8))
    done = run("data", "show")
    assert (done.returncode, done.stdout) == (0, "no such events\n")
    assert done.stderr.startswith("pulsedev: warning: ")
    assert done.stderr.count("\n") == 1
    assert run("data", "show").stderr == ""

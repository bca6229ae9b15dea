"""What anybody can check: no network, no file elsewhere, and not a word of the user's anywhere."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
import shutil
import sqlite3
import sys
import time
import zlib
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.e2e.conftest import Client

CANARY = "kanarienvogel-5d0c"
"""A word that nothing of ours holds."""

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")

SERVE = "import sys; from pulsedev.cli.main import main; sys.exit(main(['serve', *{}]))"

SERVE_IN = (
    "import os; home = {!r}; os.chdir(home); os.environ |= dict(HOME=home, USERPROFILE=home); "
    + SERVE.format(["--log-level", "debug"])
)
"""A daemon whose working directory and home are in the user's own folder."""

PATIENCE_S = 30.0
"""Until a test gives up."""

needs_strace = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")

LOOP = {"socketpair", "getsockname", "sendto", "recvfrom", "shutdown"}
"""What the event loop makes its own pair of sockets with, and wakes itself up by."""

LOOKING = {"access", "faccessat2", "getcwd", "lstat", "newfstatat", "readlink", "stat", "statx"}
"""Calls with a file's name that change nothing."""

CHANGING = {"open", "openat", "mkdir", "link", "rename", "unlink", "chmod", "fchmod", "ftruncate"}
"""Calls that may change a file; their paths are looked at."""

CALL = re.compile(r"^\d+ +(?:<\.\.\. )?(\w+)(?:\(| resumed>)(.*)$", re.MULTILINE)
BEGUN = re.compile(r"^\d+ +(\w+)\((.*)$", re.MULTILINE)
NAMED = re.compile(r'"((?:[^"\\]|\\.)*)"')
OPENED = re.compile(r"\d<(/[^>]*)>")


def batch() -> dict[str, Any]:
    """Return the params of a batch that happened now."""
    columns = {name: [1] for name in ("kind", "doc", "a", "b", "c")}
    return {"seq": 1, "t0": round(time.time() * 1000), "t": [0], **columns}


def until(what: Callable[[], object]) -> None:
    """Ask until the answer is true."""
    end = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < end, "it did not come to be"


def stored(client: Client) -> bool:
    """Tell whether all that a client sent is on disk."""
    status = client.status()
    return bool(status["stored"] == status["events"])


def traced(trace: Path, *arguments: str) -> tuple[str, str]:
    """Return the command of a daemon whose system calls of files and sockets are written down."""
    watch = "trace=%network,%file,io_uring_setup,fchmod,ftruncate"
    command = [
        "strace",
        "-f",
        "--seccomp-bpf",
        "-y",
        "-s",
        "4096",
        "-qq",
        "-e",
        watch,
        "-e",
        "signal=none",
    ]
    command += ["-o", str(trace), sys.executable, "-m", "pulsedev", "serve", *arguments]
    # Compiled modules are Python's, and are written by whoever runs it first.
    quiet = "os.environ['PYTHONDONTWRITEBYTECODE'] = '1'"
    return "-c", f"import os; {quiet}; os.execvp('strace', {command!r})"


def a_whole_session(client: Client, other: Callable[[], Client], trouble: list[Any]) -> None:
    """Do all that a client can do, with an alert and a second window, up to a good end."""
    client.initialize(initializationOptions={"alerts": True})
    for params in trouble:
        client.send("pulsedev/events", params)
    asked = client.until(lambda message: message.get("method") == "pulsedev/alert")
    client.answer(asked["id"], {"action": "right"})
    second = other()
    second.initialize()
    until(lambda: client.status()["windows"]["open"] == 2)
    second.request("pulsedev/label", {"state": "flow", "source": "button"})
    until(lambda: client.status()["state"] == "flow")
    for method, params in (
        ("label", {"state": "stuck", "source": "button"}),
        ("explain", {}),
        ("timeline", {"from": 0, "to": 10, "step": 1}),
        ("snooze", {"minutes": 1}),
        ("pause", {"minutes": 1}),
        ("resume", {}),
        ("data/summary", {}),
        ("data/records", {}),
        ("data/erase", {"from": 0, "to": 10}),
        ("data/erase", {}),
    ):
        assert "result" in client.request(f"pulsedev/{method}", params), method
    client.type()
    client.status()
    for each in (client, second):
        assert each.request("shutdown")["result"] is None
        each.send("exit")
        assert each.wait() == 0


def calls(trace: Path) -> list[tuple[str, str]]:
    """Return the calls that were made, by name, with all that strace tells of each."""
    return CALL.findall(trace.read_text())


def written(trace: Path) -> set[Path]:
    """Return what was opened for writing, made, renamed, removed or otherwise changed."""
    found = set()
    # What a call is about stands where it begins; where it goes on, only what came of it.
    for name, rest in BEGUN.findall(trace.read_text()):
        if name in CHANGING and "O_RDONLY" not in rest:
            # What is named by its descriptor has its path behind that; no path of ours is relative.
            named = NAMED.findall(rest) or OPENED.findall(rest)
            found |= {Path(one) for one in named}
    return found


@needs_strace
def test_no_network_and_no_file_elsewhere(
    start: Callable[..., Client], tmp_path: Path, trouble: list[Any]
) -> None:
    """A whole session opens no socket but the loop's pair, and writes below its folders only."""
    traces = [tmp_path / "first", tmp_path / "second"]
    first, second = (traced(trace) for trace in traces)
    a_whole_session(start(*first), lambda: start(*second), trouble)
    for trace in traces:
        made = calls(trace)
        [program] = [rest for name, rest in made if name == "execve" and rest.endswith(" = 0")]
        assert program.startswith(f'"{sys.executable}"'), "it starts no other program"
        names = [name for name, _ in made]
        assert set(names) <= LOOP | LOOKING | CHANGING | {"execve"}
        assert names.count("socketpair") == 1
        home = tmp_path / "home"
        outside = {path for path in written(trace) if not path.is_relative_to(home)}
        assert outside == {Path(os.devnull)}
        assert home / "data" / "pulsedev.db" in written(trace)


@needs_strace
def test_a_recording_is_written_where_it_was_asked_for(
    start: Callable[..., Client], tmp_path: Path
) -> None:
    """With ``--record`` one more file is written, and no other."""
    trace, file = tmp_path / "trace", tmp_path / "recorded.jsonl"
    client = start(*traced(trace, "--record", str(file)))
    client.initialize()
    client.type()
    client.status()
    client.hang_up()
    assert client.wait() == 0
    outside = {path for path in written(trace) if not path.is_relative_to(tmp_path / "home")}
    assert outside == {Path(os.devnull), file}
    assert file.stat().st_size > 0


def test_no_word_of_the_users_anywhere(
    start: Callable[..., Client], tmp_path: Path, trouble: list[Any]
) -> None:
    """A client that sends a word in every place finds it nowhere, and no path of its own either."""
    place = tmp_path / CANARY
    place.mkdir()
    client = start("-c", SERVE_IN.format(str(place)))
    client.send(CANARY, {CANARY: CANARY}, id=0)
    client.initialize(**begun(place.as_uri()))
    for params in trouble:
        client.send("pulsedev/events", params | {CANARY: CANARY})
        client.send("pulsedev/events", params | {"window": CANARY})
    asked = client.until(lambda message: message.get("method") == "pulsedev/alert")
    client.answer(asked["id"], {"action": CANARY, CANARY: CANARY})
    client.answer(CANARY, CANARY)
    for method, said in talk(place.as_uri()):
        client.send(method, said)
        client.request(method, said)
    client.send("pulsedev/events", batch() | {"kind": [CANARY]})
    client.type()
    assert client.status()["stored"] > 0
    home = client.home
    assert (home / "data" / "pulsedev.db-wal").stat().st_size > 0
    assert holding(home, "sqlite FORMAT") >= {home / "data" / "pulsedev.db"}
    assert holding(home, CANARY) == set()
    client.write(f"Content-Length: {CANARY}\r\n\r\n".encode())
    assert client.wait() == 1
    log = home / "log" / "daemon.log"
    assert "refused pulsedev/label" in log.read_text()
    assert holding(home, CANARY) == set()
    assert CANARY not in client.errors().lower()
    texts = list(unpacked(home / "data" / "pulsedev.db"))
    assert "evidence-1" in texts
    assert not any(CANARY in text for text in texts)
    # Who asks for an export is told where it could not be written, and nobody is told more.
    [answer] = [frame for frame in client.received if CANARY.encode() in frame.body.lower()]
    told: Any = answer.message()
    assert str(Path(CANARY, CANARY)) in told["error"]["message"]


def begun(uri: str) -> dict[str, Any]:
    """Return what a talkative client begins with."""
    options = {"client": CANARY, "clientVersion": CANARY, "window": CANARY, CANARY: CANARY}
    settings = {"quietHours": CANARY, "alertsPerDay": CANARY, CANARY: {CANARY: CANARY}}
    return {
        "clientInfo": {"name": CANARY, "version": CANARY},
        "rootUri": uri,
        "workspaceFolders": [{"uri": uri, "name": CANARY}],
        "locale": CANARY,
        "initializationOptions": options | {"alerts": True, "settings": settings},
    }


def talk(uri: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield methods and params that hold the word wherever they can."""
    document = {"uri": uri, "languageId": CANARY, "version": 1, "text": CANARY}
    yield CANARY, {CANARY: CANARY}
    yield f"pulsedev/{CANARY}", {}
    yield f"$/{CANARY}", {CANARY: CANARY}
    yield "textDocument/didOpen", {"textDocument": document}
    yield (
        "textDocument/didChange",
        {"textDocument": document, "contentChanges": [{"text": CANARY.upper()}]},
    )
    yield "textDocument/didSave", {"textDocument": document, "text": CANARY}
    settings = {"quietHours": CANARY, "storage": CANARY, "minutesBetweenAlerts": CANARY}
    yield "workspace/didChangeConfiguration", {"settings": {"pulsedev": settings, CANARY: CANARY}}
    good = {"state": "stuck", "source": "button"}
    yield "pulsedev/label", good | {CANARY: CANARY}
    for name in (*good, "at", "since", "alert"):
        yield "pulsedev/label", good | {name: CANARY}
    for method in ("pause", "snooze"):
        yield f"pulsedev/{method}", {"minutes": CANARY}
    yield "pulsedev/explain", {"at": CANARY}
    yield "pulsedev/timeline", {"from": CANARY, "to": CANARY, "step": CANARY}
    yield "pulsedev/data/records", {"kinds": [CANARY], "from": CANARY}
    yield "pulsedev/data/export", {"path": CANARY, "format": CANARY}
    yield "pulsedev/data/export", {"path": f"{CANARY}/{CANARY}"}
    yield "pulsedev/data/erase", {"from": CANARY}


def holding(folder: Path, word: str) -> set[Path]:
    """Return the files that hold a word, in whatever case, or are named by it."""
    needles = [word.lower().encode(encoding) for encoding in ENCODINGS]
    files = [path for path in folder.rglob("*") if path.is_file()]
    found = {path for path in files if any(each in path.read_bytes().lower() for each in needles)}
    return found | {path for path in files if word.lower() in str(path.relative_to(folder)).lower()}


def unpacked(database: Path) -> Iterator[str]:
    """Yield what a database holds in compressed form, and each of its texts."""
    with closing(sqlite3.connect(database)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        for (table,) in tables.fetchall():
            for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608 - its own name
                for value in row:
                    for place in range(len(value)) if isinstance(value, bytes) else ():
                        with contextlib.suppress(zlib.error):
                            yield zlib.decompress(value[place:]).decode("latin-1").lower()
                    yield str(value).lower()


@posix
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_folders_and_files_are_their_owners_alone(start: Callable[..., Client], mask: int) -> None:
    """Whatever the umask, nobody else can look into the data folder or at a file in it."""
    client = start("-c", f"import os; os.umask({mask}); {SERVE.format([])}")
    client.initialize()
    client.type()
    until(partial(stored, client))
    data = client.home / "data"
    paths = [data, *data.rglob("*")]
    assert {path.name for path in paths} >= {"pulsedev.db-wal", "pulsedev.db-shm", "document-key"}
    for path in paths:
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
    assert (client.home / "log").stat().st_mode & 0o777 == 0o700


def test_the_key_stays_where_it_is(start: Callable[..., Client]) -> None:
    """Two installations have keys of their own, which are in one file each and nowhere else."""
    numbers = []
    for home in ("one", "other"):
        client = start(*("-m", "pulsedev", "serve", "--log-level", "debug"), home=home)
        answer = client.initialize()["result"]["capabilities"]["experimental"]["pulsedev"]
        key = answer["documentKey"]
        digest = hmac.new(bytes.fromhex(key), b"file:///a.py", hashlib.sha256).hexdigest()
        numbers.append(int(digest[:13], 16))
        client.send("pulsedev/events", batch() | {"doc": [numbers[-1]]})
        until(partial(stored, client))
        assert holding(client.home, key) == {client.home / "data" / "document-key"}
        files = [path for path in client.home.rglob("*") if path.is_file()]
        assert not any(bytes.fromhex(key) in path.read_bytes() for path in files)
    assert numbers[0] != numbers[1]

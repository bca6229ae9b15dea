"""What `pulsedev doctor` looks at; each check finds one thing and says how to mend it.

The rule: a check changes nothing that a first start of the daemon would not change too.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from pulsedev import paths
from pulsedev.cli.glyphs import BLOCKS, glyphs_for
from pulsedev.cli.standing import windows
from pulsedev.cli.stored import many, size
from pulsedev.store.database import FILE
from pulsedev.store.disk import DiskStore
from pulsedev.store.errors import Busy, Full, Newer, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OLDEST_PYTHON = (3, 11)

PATIENCE = 20.0
"""Seconds for a daemon's start, which takes half of one: a cold disk and a virus scanner fit in."""

RELEASED = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
"""No right clock shows an earlier time to this version."""

CENTURY = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
"""No right clock shows a later time to anybody who runs this version."""

INITIALIZE = {
    "JSON": b'{"jsonrpc":"2.0","id":1,"method":"initialize",'
    b'"params":{"processId":null,"capabilities":{}}}',
    "MessagePack": b"\x84\xa7jsonrpc\xa32.0\xa2id\x01\xa6method\xaainitialize"
    b"\xa6params\x82\xa9processId\xc0\xaccapabilities\x80",
}
"""The request that every client begins with, in both encodings, as it travels."""

CONTENT_TYPE = {"JSON": b"application/vscode-jsonrpc", "MessagePack": b"application/vnd.msgpack"}

REQUIREMENT = re.compile(r"([\w.-]+)\s*([<>=!~,.\w\s]*)")
BOUND = re.compile(r"(>=|<)\s*([\d.]+)")


class Outcome(StrEnum):
    """What a check came to; a hint is worth knowing and stops nothing."""

    OK = "ok"
    HINT = "hint"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, what was found and, unless all is well, what to do."""

    name: str
    outcome: Outcome
    told: str
    mend: str = ""


def python() -> Iterator[Finding]:
    """Look at the interpreter."""
    told = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= OLDEST_PYTHON:
        yield Finding("Python", Outcome.OK, told)
    else:
        needed = ".".join(map(str, OLDEST_PYTHON))
        mend = f"install Python {needed} or newer, and pulsedev with it"
        yield Finding("Python", Outcome.BAD, f"{told} is too old", mend)


def packages() -> Iterator[Finding]:
    """Hold the installed packages against the ranges that the project declares."""
    try:
        wanted = metadata.requires("pulsedev") or []
    except metadata.PackageNotFoundError:
        mend = "python3 -m pip install . (in the folder of the source)"
        yield Finding("packages", Outcome.HINT, "pulsedev runs from its source", mend)
        return
    for line in wanted:
        match = REQUIREMENT.match(line)
        if match and ";" not in line:
            yield package(match[1], match[2].strip())


def package(name: str, bounds: str) -> Finding:
    """Hold one package against its range."""
    mend = f'python3 -m pip install "{name}{bounds}"'
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Finding(name, Outcome.BAD, "missing", mend)
    if fits(version, bounds):
        return Finding(name, Outcome.OK, version)
    return Finding(name, Outcome.BAD, f"{version} does not fit {bounds}", mend)


def fits(version: str, bounds: str) -> bool:
    """Return whether a version is within lower and upper bounds.

    >>> fits("2.10.1", "<3,>=2.1"), fits("3.0", "<3,>=2.1"), fits("15.0.0", "")
    (True, False, True)
    """
    own = numbers(version)
    return all(
        own >= numbers(bound) if sign == ">=" else own < numbers(bound)
        for sign, bound in BOUND.findall(bounds)
    )


def numbers(version: str) -> list[int]:
    """Return the leading numbers of a version.

    >>> numbers("14.7.0rc1")
    [14, 7, 0]
    """
    return [int(part) for part in re.findall(r"\d+", version)[:3]]


def command() -> Iterator[Finding]:
    """Look for the command where an editor would."""
    found = shutil.which("pulsedev")
    if found:
        yield Finding("command", Outcome.OK, found)
    else:
        mend = f'let the editor start "{sys.executable}" -m pulsedev serve'
        yield Finding("command", Outcome.HINT, "`pulsedev` is not on the PATH", mend)


def daemon() -> Iterator[Finding]:
    """Start the daemon in both encodings, as a client does."""
    for encoding in INITIALIZE:
        yield answers(encoding)


def answers(encoding: str) -> Finding:
    """Start a daemon, say initialize, hang up; it must answer and end by itself."""
    name = f"daemon, {encoding}"
    mend = "PULSEDEV_DEBUG=1 pulsedev serve --log-level debug </dev/null"
    body = INITIALIZE[encoding]
    head = b"Content-Length: %d\r\nContent-Type: %s\r\n\r\n" % (len(body), CONTENT_TYPE[encoding])
    began = time.monotonic()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pulsedev", "serve"],
            input=head + body,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Finding(name, Outcome.BAD, f"does not end within {PATIENCE:.0f} s", mend)
    seconds = time.monotonic() - began
    if done.returncode:
        return Finding(name, Outcome.BAD, f"ends with exit code {done.returncode}", mend)
    if CONTENT_TYPE[encoding] not in done.stdout or b"documentKey" not in done.stdout:
        return Finding(name, Outcome.BAD, "does not answer `initialize`", mend)
    return Finding(name, Outcome.OK, f"starts, answers and ends in {seconds:.1f} s")


def folders() -> Iterator[Finding]:
    """Write into the folders that the daemon writes into."""
    yield writable("data folder", paths.data_folder())
    yield writable("log folder", paths.log_folder())


def writable(name: str, folder: Path) -> Finding:
    """Write a file there, and see that nobody else could read it."""
    try:
        paths.private(folder)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\n")
        mode = stat.S_IMODE(folder.stat().st_mode)
    except OSError as error:
        mend = f"make it yours, or set {paths.HOME} to a folder that is"
        told = f"{folder}: {error.strerror}" if error.strerror else str(error)
        return Finding(name, Outcome.BAD, told, mend)
    if os.name == "posix" and mode & ~paths.PRIVATE_FOLDER:
        return Finding(name, Outcome.BAD, f"{folder}: open to others", f'chmod 700 "{folder}"')
    return Finding(name, Outcome.OK, str(folder))


def key() -> Iterator[Finding]:
    """Read the key that turns paths into document numbers."""
    trouble = paths.document_key().trouble
    if not trouble:
        yield Finding("document key", Outcome.OK, "readable")
        return
    file = paths.data_folder() / paths.KEY_FILE
    mend = f'delete "{file}"; a new one is made' if file.exists() else "mend the data folder"
    yield Finding("document key", Outcome.BAD, trouble, mend)


def store() -> Iterator[Finding]:
    """Open the store, or where nothing is kept yet, one that is gone at once."""
    folder = paths.data_folder()
    if (folder / FILE).exists():
        yield opens(folder)
    elif folder.is_dir():  # else it was told already
        with tempfile.TemporaryDirectory(dir=folder) as trial:
            yield opens(Path(trial))


def opens(folder: Path) -> Finding:
    """Open a store and see how much is in it."""
    now = time.time()
    try:
        with closing(DiskStore.open(folder, now=now)) as found:
            kept, count = found.kept(), len(windows(found, folder, now))
            (version,) = found.connection.execute("SELECT sqlite_version()").fetchone()
            notices = " ".join(found.notices)
    except StoreError as error:
        return Finding("store", Outcome.BAD, str(error), remedy(error))
    if notices:
        return Finding("store", Outcome.HINT, notices, "pulsedev data summary")
    held = f"{many(kept.events, 'event')} in {size(kept.size)}, {many(count, 'open window')}"
    return Finding("store", Outcome.OK, f"{held}, SQLite {version}")


def remedy(error: StoreError) -> str:
    """Say what to do about a store that does not open."""
    match error:
        case Newer():
            return "python3 -m pip install --upgrade pulsedev"
        case Full():
            return "free some space"
        case Busy():
            return "close all windows of your editor, then look again"
    return f"mend that, or set {paths.HOME} to another folder"


def terminal() -> Iterator[Finding]:
    """See what the terminal can show."""
    encoding = sys.stdout.encoding or "unknown"
    if glyphs_for(encoding) is BLOCKS:
        colour = "no colours: NO_COLOR is set" if os.environ.get("NO_COLOR") else "colours allowed"
        yield Finding("terminal", Outcome.OK, f"{encoding}, {colour}")
    else:
        told = f"{encoding} prints no block characters, so the demo is drawn in ASCII"
        yield Finding("terminal", Outcome.HINT, told, "set PYTHONUTF8=1")


def clock() -> Iterator[Finding]:
    """See whether the clock can be right: events carry its time."""
    now = time.time()
    told = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d %H:%M UTC")
    if RELEASED < now < CENTURY:
        yield Finding("clock", Outcome.OK, told)
    else:
        yield Finding("clock", Outcome.BAD, f"{told} can't be right", "set the system's clock")


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    *(python, packages, command, daemon, folders, key, store, terminal, clock),
)

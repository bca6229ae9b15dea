"""Stands in for the child that trains; its first argument says how it behaves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

HUNGER = 96 * 2**20
"""Bytes that a hungry one takes."""

DONE = {"models": [], "data_points": 7}
GARBAGE = (
    *(b"\n", b"\xff\xfe\x00\n", b"[1]\n", b"7\n", b"{\n", b"[" * 5_000 + b"\n", b"null\n"),
    b'{"stage": "fit", "model": null, "done": 1' + b"0" * 400 + b"}\n",
    b'{"stage": "fit", "model": null, "done": NaN}\n',
    b'{"stage": "fit", "model": null, "done": -Infinity}\n',
    b'{"stage": "\\u001b[2J", "model": null, "done": 0.1}\n',
    b'{"stage": [], "model": {}, "done": "0.1"}\n',
    b'{"result": 7}\n',
    b"x" * 2**17 + b'{"failed": "the end of a long line"}\n',
)


def say(told: object) -> None:
    """Write a line for the parent."""
    sys.stdout.buffer.write(json.dumps(told).encode("ascii") + b"\n")
    sys.stdout.buffer.flush()


def stay() -> None:
    """Do nothing for ever."""
    say({"stage": "fit", "model": "stuck_detection", "done": 0.5})
    threading.Event().wait()


def good() -> None:
    """Do what is expected."""
    for done in (0.0, 0.5, 1.0):
        say({"stage": "fit", "model": "stuck_detection", "done": done})
    say({"result": DONE})


def garbage() -> None:
    """Do what is expected among much that is not."""
    for line in GARBAGE:
        sys.stdout.buffer.write(line)
    say({"stage": "fit", "model": "none_of_ours", "done": 0.25})
    for line in GARBAGE:
        sys.stdout.buffer.write(line)
    say({"result": DONE})
    sys.stdout.buffer.write(b'{"failed": "a line that is not whole"}')


def failed() -> None:
    """Fail, and say so."""
    say({"failed": "MemoryError at somewhere:7"})
    sys.exit(1)


def busy() -> None:
    """Find that another training runs."""
    say({"failed": "busy"})
    sys.exit(1)


def silent() -> None:
    """End without a word, with what looks like success."""


def stubborn() -> None:
    """Refuse to be ended by asking."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    stay()


def late() -> None:
    """Tell the result, and never end."""
    say({"result": DONE})
    stay()


def hungry() -> None:
    """Take much memory, and use it."""
    taken = bytearray(os.urandom(2**12) * (HUNGER // 2**12))
    stay()
    say(len(taken))


def surroundings() -> None:
    """Tell in which surroundings it runs."""
    names = [name for name in os.environ if name.endswith("_NUM_THREADS")]
    threads = {name: os.environ[name] for name in names}
    say({"result": {"threads": threads, "inherited": os.environ.get("PULSEDEV_TEST")}})


def parent() -> None:
    """Leave a process of its own behind, which keeps the pipes as long as there is a parent."""
    reading = "import sys; sys.stdin.buffer.read()"
    subprocess.Popen([sys.executable, "-c", reading])  # noqa: S603 - our own line
    say({"result": DONE})


def orphan() -> None:
    """Wait for the parent's end, and leave a file then; its path is in the surroundings."""
    say({"stage": "fit", "model": None, "done": 0.0})
    sys.stdin.buffer.read()
    Path(os.environ["PULSEDEV_TEST"]).touch()


if __name__ == "__main__":
    globals()[sys.argv[1]]()

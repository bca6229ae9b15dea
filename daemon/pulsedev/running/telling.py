"""Tells whoever judges of a command that ended: in a process of its own, after the command's end.

Opening the store takes longer than many a command, so nobody waits for it. Numbers are handed over
and nothing else.
"""

from __future__ import annotations

import os
import sys
import time

from pulsedev.running.programs import TEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.running.outcome import Outcome

QUIET_FLAGS = ("-P", "-W", "ignore")
"""An interpreter that imports nothing from the folder in which somebody works, and says nothing."""


def numbers_of(what: int, outcome: Outcome) -> list[int]:
    """Return class, exit code, milliseconds, and passed and failed tests, -1 where unknown."""
    counted = None
    if what == TEST and outcome.tail:
        from pulsedev.running.counting import count  # noqa: PLC0415 - the command has ended

        counted = count(outcome.tail.decode("utf-8", "replace"))
    passed, failed = counted or (-1, -1)
    return [what, outcome.told_code, round(outcome.seconds * 1000), passed, failed]


def tell(numbers: Sequence[int]) -> None:
    """Begin a process that writes this down, and let go of it."""
    ended = round(time.time() * 1000)
    flags = [*QUIET_FLAGS, "-m", "pulsedev.running.noting"]
    args = [sys.executable, *flags, *map(str, numbers), str(ended)]
    try:
        _begin(args)
    except OSError:
        return  # no process can be had; the command's end matters more than that we know of it


if sys.platform == "win32":

    def _begin(args: list[str]) -> None:
        import subprocess  # noqa: PLC0415 - the command has ended

        nothing = subprocess.DEVNULL
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
        subprocess.Popen(args, stdin=nothing, stdout=nothing, stderr=nothing, creationflags=flags)  # noqa: S603 - our own

else:

    def _begin(args: list[str]) -> None:
        nothing = [(os.POSIX_SPAWN_OPEN, n, os.devnull, os.O_RDWR, 0) for n in range(3)]
        # A group of its own: what a terminal sends to the next command is not meant for it.
        os.posix_spawn(args[0], args, os.environ, file_actions=nothing, setpgroup=0)

"""``pulsedev run`` without anything that it does not need: somebody waits for their command."""

from __future__ import annotations

import sys

from pulsedev.running import telling
from pulsedev.running.classes import classify
from pulsedev.running.outcome import NOT_EXECUTABLE, NOT_FOUND, end_like

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

if sys.platform == "win32":
    from pulsedev.running.plain import run
else:
    from pulsedev.running.passing import run

NAME = "run"


def command_of(argv: Sequence[str]) -> list[str] | None:
    """Return the command of ``run -- COMMAND...`` or ``run COMMAND...``; None of anything else.

    >>> command_of(["run", "--", "pytest", "-x"]), command_of(["run", "--help"]), command_of([])
    (['pytest', '-x'], None, None)
    """
    if list(argv[:1]) != [NAME]:
        return None
    command = list(argv[2:] if argv[1:2] == ["--"] else argv[1:])
    is_plain = bool(command) and (argv[1:2] == ["--"] or not command[0].startswith("-"))
    return command if is_plain and command[0] else None


def execute(command: Sequence[str], what: int | None = None) -> int:
    """Run a command and tell of it; this process ends as it did, so there is no way back.

    Where it can't be started, the exit code that a shell would give.
    """
    told_as = classify(command) if what is None else what
    try:
        outcome = run(command, told_as)
    except FileNotFoundError:
        return _refuse(command[0], "not found", NOT_FOUND)
    except OSError as error:
        return _refuse(command[0], error.strerror or "can't be run", NOT_EXECUTABLE)
    telling.tell(telling.numbers_of(told_as, outcome))
    return end_like(outcome.code)


def _refuse(name: str, why: str, code: int) -> int:
    sys.stderr.write(f"pulsedev: {name}: {why}\n")
    return code

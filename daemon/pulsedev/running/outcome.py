"""What came of a command: its wait status and how long it took, and how to end the same way."""

from __future__ import annotations

import os
import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

NOT_FOUND, NOT_EXECUTABLE = 127, 126
"""What shells end with where a command can't be started."""


class Outcome:
    """How a command ended, and the end of what it printed where that may hold counts."""

    def __init__(self, code: int, seconds: float, tail: bytes = b"") -> None:
        self.code = code
        """The exit code; of a signal it is negative."""
        self.seconds = seconds
        self.tail = tail

    @property
    def told_code(self) -> int:
        """The exit code as shells tell it."""
        return self.code if self.code >= 0 else 128 - self.code


def end_like(code: int) -> NoReturn:
    """End this process as a command ended, by the same signal if it was one."""
    if code < 0 and sys.platform != "win32":
        _die_by(-code)
    # Nothing is left to be written, and taking the interpreter down takes a while.
    os._exit(code if code >= 0 else 128 - code)


if sys.platform != "win32":
    import resource

    def _die_by(number: int) -> None:
        # The command has dumped its memory if it was to; ours tells nobody anything.
        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, most))
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [number])
        os.kill(os.getpid(), number)

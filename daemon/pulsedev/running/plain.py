"""A command where there are no signals and no forks: with our own descriptors, and nothing read."""

from __future__ import annotations

import signal
import subprocess
import time

from pulsedev.running.outcome import Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def run(command: Sequence[str], what: int) -> Outcome:
    """Run a command; OSError where it can't be started."""
    del what  # a console can't be passed on unchanged, so nothing is counted
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the command's, which gets it as well
    began = time.monotonic()
    process = subprocess.Popen(list(command))  # noqa: S603 - what the user asks for
    code = process.wait()
    return Outcome(code & 0xFFFFFFFF, time.monotonic() - began)

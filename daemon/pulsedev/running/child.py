"""A command as a child process, and the signals that reach this process while it runs. POSIX only.

The rule: whoever sends a signal to ``pulsedev run`` means the command. What the terminal sends goes
to the whole group and has reached the command already.
"""

from __future__ import annotations

import os
import signal
import sys
import time

from pulsedev.running.outcome import Outcome

assert sys.platform != "win32"  # noqa: S101 - tells the type checker which names there are

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import NoReturn

PASSED_ON = {
    *(signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1),
    *(signal.SIGUSR2, signal.SIGWINCH, signal.SIGCONT, signal.SIGALRM),
}
"""Signals that are the command's and not ours."""

FROM_TERMINAL = {signal.SIGINT, signal.SIGQUIT, signal.SIGWINCH, signal.SIGCONT}
"""Those of them that a terminal sends, or a shell, to a whole group."""

DROPPED = (signal.SIGCHLD, signal.SIGCONT, signal.SIGWINCH)
"""Signals that a system drops where nothing handles them."""

IGNORED_BY_PYTHON = (signal.SIGPIPE, signal.SIGXFSZ)
"""What an interpreter ignores from its start, and no other program expects to be ignored."""


class Child:
    """A command that runs; ``shares_group`` where what a terminal sends reaches it by itself."""

    def __init__(self, pid: int, before: set[int], *, shares_group: bool) -> None:
        self.pid = pid
        self.began = time.monotonic()
        self._before = before
        self._shares_group = shares_group

    def wait(self, on_signal: Callable[[int], bool] = lambda _: False) -> tuple[int, float]:
        """Wait for its end; return the exit code, negative for a signal, and the seconds it took.

        Signals are passed on, but for those that ``on_signal`` has dealt with.
        """
        while True:
            number, by_kernel = _next_signal({*PASSED_ON, signal.SIGCHLD})
            if number == signal.SIGCHLD:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                if pid:
                    seconds = time.monotonic() - self.began
                    return os.waitstatus_to_exitcode(status), seconds
            elif not on_signal(number) and not (self._shares_group and by_kernel):
                self.send(number)

    def send(self, number: int) -> None:
        """Send it a signal; one that has just ended gets none."""
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return

    def outcome(self, code: int, seconds: float, tail: bytes = b"") -> Outcome:
        """Return what came of it; signals have their own effect on this process again."""
        signal.pthread_sigmask(signal.SIG_SETMASK, self._before)
        return Outcome(code, seconds, tail)


def start(
    command: Sequence[str],
    fork: Callable[[], int],
    *,
    redirected: Sequence[tuple[int, int]] = (),
    shares_group: bool = True,
) -> Child:
    """Start a command; OSError where there is none of this name, or it is no program.

    ``redirected`` are descriptors of ours, each with the one that the command has it as.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {*PASSED_ON, signal.SIGCHLD})
    for number in DROPPED:  # a signal that nobody handles may be gone before it is waited for
        signal.signal(number, _handled)
    told, tells = os.pipe()  # closed where the command begins, else it has the error's number
    pid = fork()
    if pid == 0:
        _become(command, tells, redirected, before)
    os.close(tells)
    with os.fdopen(told, "rb") as failed:
        error = failed.read()
    if error:
        os.waitpid(pid, 0)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        raise OSError(int(error), os.strerror(int(error)), command[0])
    return Child(pid, before, shares_group=shares_group)


def _become(
    command: Sequence[str], tells: int, redirected: Sequence[tuple[int, int]], before: set[int]
) -> NoReturn:
    """Turn this process, which has just been forked, into the command."""
    try:
        for ours, its in redirected:
            os.dup2(ours, its)
        for number in IGNORED_BY_PYTHON:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.execvp(command[0], list(command))  # noqa: S606 - what the user asks for
    except OSError as error:
        os.write(tells, str(error.errno).encode())
    finally:
        os._exit(1)  # a forked process must not go on as its parent


def _handled(number: int, frame: object) -> None:
    """Do nothing: signals are waited for, and those of a command begin anew with it."""


if sys.platform != "darwin":

    def _next_signal(numbers: set[int]) -> tuple[int, bool]:
        """Wait for a signal; return it, and whether the system itself has sent it."""
        while True:
            try:
                info = signal.sigwaitinfo(numbers)
            except InterruptedError:  # stopped and continued
                continue
            return info.si_signo, info.si_code > 0

else:  # macOS does not tell who sent it

    def _next_signal(numbers: set[int]) -> tuple[int, bool]:
        number = signal.sigwait(numbers)
        return number, number in FROM_TERMINAL

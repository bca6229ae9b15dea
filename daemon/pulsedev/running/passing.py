"""Runs a command so that nobody can tell, and looks at its output only for counts. POSIX only.

Only what a test prints can hold counts, so all other commands have our own descriptors and nothing
stands between. Where it is not sure that passing on changes nothing, nothing is passed on either.
"""

from __future__ import annotations

import os
import stat
import sys

from pulsedev.running.child import Child, start
from pulsedev.running.programs import TEST

assert sys.platform != "win32"  # noqa: S101 - tells the type checker which names there are

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.running.copying import Copying
    from pulsedev.running.outcome import Outcome

OUT, ERR = 1, 2


def run(command: Sequence[str], what: int) -> Outcome:
    """Run a command of this class; OSError where it can't be started."""
    if what == TEST and os.isatty(OUT):
        return _on_terminal(command)
    if what == TEST and _kind(OUT):
        return _in_pipe(command)
    return _as_it_is(command)


def _as_it_is(command: Sequence[str]) -> Outcome:
    child = start(command, os.fork)
    return child.outcome(*child.wait())


def _in_pipe(command: Sequence[str]) -> Outcome:
    """Read stdout, and stderr where it is no terminal; in one pipe where they are one file."""
    pipes = [(*os.pipe(), OUT)]
    redirected = [(pipes[0][1], OUT)]
    if _kind(ERR) == _kind(OUT):
        redirected.append((pipes[0][1], ERR))
    elif _kind(ERR) and not os.isatty(ERR):
        pipes.append((*os.pipe(), ERR))
        redirected.append((pipes[1][1], ERR))
    child = start(command, os.fork, redirected=redirected)
    from pulsedev.running.copying import Copying  # noqa: PLC0415 - the command runs by now

    copies = []
    for source, its, target in pipes:
        os.close(its)
        copies.append(Copying(source, target))
    _get_ready()
    return _finished(child, child.wait(), copies)


def _on_terminal(command: Sequence[str]) -> Outcome:
    """Give the command a terminal of its own, if this one may be used."""
    from pulsedev.running.terminal import Terminal, is_foreground  # noqa: PLC0415 - rarely needed

    if not is_foreground(OUT):
        return _as_it_is(command)
    terminal, mine = Terminal(OUT), _kind(OUT)
    kept = [(os.dup(n), n) for n in (0, ERR) if _kind(n) and _kind(n) != mine]
    child = start(command, terminal.fork, redirected=kept, shares_group=False)
    for ours, _ in kept:
        os.close(ours)
    try:
        from pulsedev.running.copying import Copying  # noqa: PLC0415 - the command runs by now

        terminal.begin(child, reads=_kind(0) == mine)
        copies = [Copying(terminal.its, OUT)]
        _get_ready()
        ended = child.wait(terminal.take)
        return _finished(child, ended, copies)
    finally:
        terminal.end()


def _get_ready() -> None:
    """Import what counts, while the command runs and nobody waits for us."""
    import pulsedev.running.counting  # noqa: PLC0415, F401 - see above


def _finished(child: Child, ended: tuple[int, float], copies: list[Copying]) -> Outcome:
    tails = [copy.finish() for copy in copies]
    left = [copy for copy in copies if not copy.is_over]
    if left and os.fork() == 0:
        # What the command has left behind still prints; it must not be cut off.
        for copy in left:
            copy.go_on()
        os._exit(0)  # a forked process must not go on as its parent
    return child.outcome(*ended, b"\n".join(tails))


def _kind(descriptor: int) -> tuple[int, int, int] | None:
    """Return what tells a descriptor's file from others; None where it is closed."""
    try:
        status = os.fstat(descriptor)
    except OSError:
        return None
    device = status.st_rdev if stat.S_ISCHR(status.st_mode) else status.st_dev
    return device, status.st_ino, stat.S_IFMT(status.st_mode)

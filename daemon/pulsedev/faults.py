"""What nobody caught: told by type and place, never by its text, and no memory is written out.

An error's text may quote what a client sent, and so does the memory of the process.
"""

from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio
    from types import TracebackType

log = logging.getLogger(__name__)

NO_DUMP = 1 if sys.platform == "linux" else 0
"""Bytes of a core dump. Where Linux hands dumps to a program it heeds no limit but one of 1."""


def place(error: BaseException) -> str:
    """Say what went wrong and where, without the error's text: it may quote an event."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    return f"{type(error).__name__} in {trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}"


def contain() -> None:
    """Let nothing out of this process when it breaks: no core dump, no traceback."""
    _dump_nothing()
    sys.excepthook = _uncaught
    threading.excepthook = _in_thread
    sys.unraisablehook = _unraisable


def contain_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Do the same for what callbacks raise, and tasks and futures that nobody asks."""
    loop.set_exception_handler(_in_loop)


if sys.platform == "win32":

    def _dump_nothing() -> None:
        """Do nothing: Windows writes a dump only where its administrator asks for one."""

else:
    import resource

    def _dump_nothing() -> None:
        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        least = NO_DUMP if most == resource.RLIM_INFINITY else min(NO_DUMP, most)
        resource.setrlimit(resource.RLIMIT_CORE, (least, least))


def _tell(where: str, error: BaseException | None) -> None:
    log.error("%s: %s", where, place(error) if error else "something went wrong")


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    del kind, trace
    _tell("the end", error)


def _in_thread(args: threading.ExceptHookArgs) -> None:
    _tell(f"thread {args.thread.name}" if args.thread else "a thread", args.exc_value)


def _unraisable(args: sys.UnraisableHookArgs) -> None:
    _tell("where nobody can be told", args.exc_value)


def _in_loop(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    del loop
    # The loop's own message quotes what a callback was called with.
    _tell("the loop", context.get("exception"))

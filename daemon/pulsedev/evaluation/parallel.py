"""Runs the same function over many things in several processes, in their order."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

AHEAD = 32
"""Things for each process that are done before they are asked for, as some take longer."""

Thing = TypeVar("Thing")
Made = TypeVar("Made")


def each(function: Callable[[Thing], Made], things: Iterable[Thing], jobs: int) -> Iterator[Made]:
    """Yield what the function makes of each thing; with one job, in this process.

    Function, things and results must be such as another process can be handed. RuntimeError (a
    BrokenProcessPool) where a process was killed.
    """
    if jobs <= 1:
        yield from map(function, things)
        return
    # A process started afresh is the same on every system and copies no thread's lock.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, context, initializer=die_on_interrupt)
    waiting: deque[Future[Made]] = deque()
    try:
        for thing in things:
            waiting.append(pool.submit(function, thing))
            if len(waiting) >= jobs * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BaseException:
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def die_on_interrupt() -> None:
    """Let Ctrl-C end this process without a word: the first process speaks for all."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)

"""The store's thread: all that touches the disk, in order, so that a slow disk stops nothing else.

It is a daemon thread: a disk that never answers must not keep the process from ending.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class StoreThread:
    """Does one piece of work after the other and hands back what came of it."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._queue: SimpleQueue[tuple[Callable[[], Any], asyncio.Future[Any]] | None] = (
            SimpleQueue()
        )
        self._thread = threading.Thread(target=self._work, name="store", daemon=True)
        self._thread.start()

    def run(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Do this after all that was asked for before; the future has its result or its error."""
        future: asyncio.Future[T] = self._loop.create_future()
        self._queue.put((work, future))
        return future

    def stop(self) -> None:
        """End the thread once all that was asked for is done."""
        self._queue.put(None)

    def _work(self) -> None:
        while (item := self._queue.get()) is not None:
            work, future = item
            try:
                done = partial(_succeed, future, work())
            except Exception as error:  # noqa: BLE001 - handed to whoever asked
                done = partial(_fail, future, error)
            # Where the loop has ended nobody waits for an answer.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(done)


def _succeed(future: asyncio.Future[T], result: T) -> None:
    if not future.done():  # else whoever asked was cancelled
        future.set_result(result)


def _fail(future: asyncio.Future[T], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)

"""What may wait for the disk: one after the other, as clients rely on the order of requests."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

Fault: TypeAlias = "Callable[[Exception], Exception]"
"""Turns what went wrong into what the client is told."""


class Turns:
    """A queue of requests; what was begun is finished before the end."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._changed = asyncio.Event()

    async def answer(
        self, fault: Fault, request: Callable[[Any], Awaitable[object]], params: object
    ) -> object:
        """Answer a request once all is done that came before it."""
        return await self._in_turn(fault, request(params))

    async def answer_beside(
        self, fault: Fault, request: Callable[[Any], Awaitable[object]], params: object
    ) -> object:
        """Answer a request that takes long and changes nothing, while others are answered."""
        return await self._watched(fault, request(params))

    def begin(self, fault: Fault, work: Coroutine[None, None, None]) -> None:
        """Do in its turn what nobody waits for."""
        task = asyncio.ensure_future(self._alone(fault, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Wait until nobody waits any more; the answers are written then."""
        while self._waiting or self._tasks:
            self._changed.clear()
            await self._changed.wait()

    async def _alone(self, fault: Fault, work: Awaitable[object]) -> None:
        with contextlib.suppress(Exception):  # ``fault`` has said it, and nobody else asks
            await self._in_turn(fault, work)

    async def _in_turn(self, fault: Fault, work: Awaitable[object]) -> object:
        return await self._watched(fault, self._after_others(work))

    async def _after_others(self, work: Awaitable[object]) -> object:
        async with self._turn:
            return await work

    async def _watched(self, fault: Fault, work: Awaitable[object]) -> object:
        self._waiting += 1
        try:
            return await work
        except Exception as error:  # noqa: BLE001 - the client gets an answer, whatever happens
            raise fault(error) from None
        finally:
            self._waiting -= 1
            # The task that this is part of ends first, and what its end brings is written.
            asyncio.get_running_loop().call_soon(self._changed.set)

"""Frames over two file descriptors, until the client is done, gone or silent for good.

Neither side can make this process wait or grow: a thread reads, a thread writes, both within
limits, and the loop between them never touches a descriptor.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
import threading
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from pygls.exceptions import JsonRpcParseError

from pulsedev.faults import place
from pulsedev.rpc.frames import Encoding, Frame, FrameError, FrameParser

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulsedev.rpc.server import PulseServer

log = logging.getLogger(__name__)

CHUNK = 65_536
"""Bytes; what a Linux pipe holds."""

CHUNKS_AHEAD = 16
"""Chunks read and not yet handled: beyond a mebibyte the client has to wait."""

MAX_BACKLOG = 2**20
"""Bytes that the client has not read yet; with more, its next message waits."""

FLUSH_S = 2.0
"""Seconds that the last answers get; a client that does not read them by then never will."""

PARENT_POLL_S = 10.0
"""Seconds; nobody misses the minutes of a daemon whose editor crashed."""

DONE, FAILED = 0, 1
"""Exit codes; a signal's is 128 and its number, as shells have it."""

STDERR = 2


class Descriptors(NamedTuple):
    """Where frames come from and go to."""

    stdin: int
    stdout: int


def claim_stdio() -> Descriptors:
    """Take stdin and stdout for frames alone: a stray print, even of C code, goes to stderr."""
    # A closed standard stream would otherwise hand its number to the next file opened.
    while (spare := os.open(os.devnull, os.O_RDWR)) <= STDERR:
        pass
    taken = Descriptors(os.dup(0), os.dup(1))  # os.dup: no child process inherits them
    os.dup2(spare, 0)
    os.dup2(STDERR, 1)
    os.close(spare)
    return taken


class FrameWriter:
    """Write frames in the encoding of the last one received, never making the loop wait."""

    def __init__(self, fd: int, changed: Callable[[], None]) -> None:
        self.encoding = Encoding.JSON
        self.broken = False
        self.backlog = 0
        """Bytes handed over and not written yet."""
        self._fd = fd
        self._changed = changed
        self._frames: deque[bytes] = deque()
        self._news = threading.Condition()
        threading.Thread(target=self._run, name="frames-out", daemon=True).start()

    def write(self, data: bytes) -> None:
        """Send one message, which pygls hands over as JSON."""
        frame = Frame(Encoding.JSON, data)
        if self.encoding is not Encoding.JSON:
            # What JSON can say and MessagePack can't (half a surrogate pair) stays JSON.
            with contextlib.suppress(ValueError, OverflowError):
                frame = Frame.of(json.loads(data), self.encoding)
        with self._news:
            if not self.broken:
                self._frames.append(bytes(frame))
                self.backlog += len(self._frames[-1])
                self._news.notify()

    def close(self) -> None:
        """Do nothing: who opened the descriptor closes it."""

    def _run(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._frames)
                frame = self._frames.popleft()
            try:
                self._write_all(frame)
            except OSError:
                with self._news:
                    self.broken = True
                    self._frames.clear()
                    self.backlog = 0
            else:
                with self._news:
                    self.backlog -= len(frame)
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
                self._changed()
            if self.broken:
                return

    def _write_all(self, frame: bytes) -> None:
        rest = memoryview(frame)
        while rest:
            rest = rest[os.write(self._fd, rest) :]


class Connection:
    """One client, from its first frame to the exit code."""

    def __init__(self, server: PulseServer, descriptors: Descriptors) -> None:
        self._server = server
        self._loop = asyncio.get_running_loop()
        self._stopped: asyncio.Future[int] = self._loop.create_future()
        self._drained = asyncio.Event()
        self._chunks: asyncio.Queue[bytes] = asyncio.Queue()
        self._credit = threading.Semaphore(CHUNKS_AHEAD)
        self._parser = FrameParser()
        self._stdin = descriptors.stdin
        self.writer = FrameWriter(descriptors.stdout, self._writer_changed)
        server.protocol.set_writer(self.writer, include_headers=False)

    def stop(self, code: int) -> None:
        """End soon, with this exit code; the first one counts."""
        if not self._stopped.done():
            self._stopped.set_result(code)

    async def run(self) -> int:
        """Serve until the client is done or gone; return the exit code."""
        threading.Thread(target=self._read, name="frames-in", daemon=True).start()
        tasks = {
            asyncio.create_task(work)
            for work in (self._pump(), self._watch_writer(), self._watch_parent())
        }
        for task in tasks:
            task.add_done_callback(self._ended)
        try:
            code = await self._stopped
        finally:
            for task in tasks:
                task.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FLUSH_S):
                await self._server.turns.settled()
                await self._flush()
        return code

    def _ended(self, task: asyncio.Task[int]) -> None:
        if task.cancelled():
            return
        error = task.exception()
        if error:
            log.error("the connection failed: %s", place(error))
        self.stop(FAILED if error else task.result())

    def _writer_changed(self) -> None:
        self._loop.call_soon_threadsafe(self._drained.set)

    async def _pump(self) -> int:
        while chunk := await self._chunks.get():
            try:
                for frame in self._parser.feed(chunk):
                    while self.writer.backlog > MAX_BACKLOG:
                        self._drained.clear()
                        await self._drained.wait()
                    self.writer.encoding = frame.encoding
                    self._server.protocol.receive(frame)
                    if self._server.exit_code is not None:
                        return self._server.exit_code
            except FrameError as error:
                log.error("broken frame: %s", error)  # noqa: TRY400 - its words are ours, no trace needed
                self._server.protocol.answer_error(None, JsonRpcParseError("Parse Error"))
                return FAILED
            self._credit.release()
            await asyncio.sleep(0)  # a flood of frames must not keep the clock from ticking
        return DONE

    async def _watch_writer(self) -> int:
        while not self.writer.broken:
            await self._drained.wait()
            self._drained.clear()
        return DONE

    async def _watch_parent(self) -> int:
        while self._server.process_id is None or is_alive(self._server.process_id):  # noqa: ASYNC110 - no event tells
            await asyncio.sleep(PARENT_POLL_S)
        log.info("the client's process is gone")
        return DONE

    async def _flush(self) -> None:
        while self.writer.backlog:
            self._drained.clear()
            await self._drained.wait()

    def _read(self) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits for more
            try:
                while chunk := self._next_chunk():
                    self._loop.call_soon_threadsafe(self._chunks.put_nowait, chunk)
            finally:  # whatever happens: nobody hears a client whom nobody reads
                self._loop.call_soon_threadsafe(self._chunks.put_nowait, b"")

    def _next_chunk(self) -> bytes:
        self._credit.acquire()
        # os.read holds no lock of Python's, so the process can end while this waits.
        try:
            return os.read(self._stdin, CHUNK)
        except OSError:
            return b""


def on_signals(stop: Callable[[int], None]) -> None:
    """End with 128 and the signal's number when a signal asks for it."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop, 128 + number)
        except NotImplementedError:  # Windows: the handler runs between two steps of the loop
            signal.signal(number, lambda got, _: loop.call_soon_threadsafe(stop, 128 + got))


def is_alive(process: int) -> bool:
    """Tell whether a process still runs; True where the system can't be asked.

    On Windows ``os.kill`` would end the process, and there a client's end closes our stdin,
    since handles are not inherited by accident.
    """
    if sys.platform == "win32" or process <= 0:
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # another user's, or no process number at all
        return True
    return True

"""Events through the real process, and how soon it shows a state.

Batches of 200 events go over a pipe to ``pulsedev serve`` until it answers that all of them are
kept; the same events go to a stock pygls server as JSON rows until it answers that it has them. The
limit is the bare decoding of the same bytes. Ours does more meanwhile: it checks, keeps and judges.
"""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import msgpack  # type: ignore[import-untyped]  # it ships no stubs
from tests.benchmarks.events import as_rows, chosen, notification, wire_rows
from tests.benchmarks.row import Row, Side, against
from tests.benchmarks.servers import PULSEDEV, STOCK, running
from tests.benchmarks.turns import MICRO, MILLI, in_turn

from pulsedev.rpc.frames import Encoding, Frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.benchmarks.servers import Server

GROUP = "Events through the real process"
SOON = "From a frame on stdin to the state on stdout"

EVENTS = 200
BATCHES = 100
"""In a round, for ours and for the bare decoding."""
STOCK_BATCHES = 10
"""For the peer, which takes long enough."""
ROUNDS, LABELS = 9, 40

SPAN_MS = 5_000
"""Milliseconds before now at which a round's events begin; a batch spans about four seconds."""

LIMIT, PEER = "msgpack.unpackb alone", "stock pygls, JSON rows"
DISK, MEMORY = "kept on disk", "kept in memory"

GOALS = {PEER: 100.0, LIMIT: 1 / 3}

NOTE = (
    f"{BATCHES} batches of {EVENTS} events a round over a pipe, until a last request is answered"
    " and, on disk, all is written; the judging follows with the next tick and is not in this time."
    f" The peer gets {STOCK_BATCHES} batches a round as one object an event and only counts"
    " them. unpackb decodes our bodies in a loop and does nothing with them."
)
WORK_NOTE = (
    "Processor time of all threads from the first byte until the process is quiet again, the"
    " judging and what goes on meanwhile included."
)
LABEL_NOTE = (
    "A label given by hand, until the corrected state is shown. The peer echoes the label and"
    " decides nothing. What events change is shown later by design: with the next half minute."
)


class Load:
    """What one server is sent in a round, made anew each time, as it happened just now."""

    def __init__(self, server: Server, batches: int, question: str) -> None:
        self.server, self.batches, self.question = server, batches, question
        self.some = chosen(1)
        self.data = b""
        self.work_us: list[float] = []
        """Processor time for each event of a round, until the server was quiet again."""
        self._sent, self._before = 0, 0.0

    @property
    def events(self) -> int:
        """Events in a round."""
        return self.batches * EVENTS

    def prepare(self) -> None:
        """Let the round before come to its end, and make the next."""
        self.server.settle()
        spent = self.server.processor_s()
        if self._sent:
            self.work_us.append((spent - self._before) / self.events * MICRO)
        self._sent += 1
        t0 = round(time.time() * 1000) - SPAN_MS
        rows = (wire_rows(self.some, EVENTS) for _ in range(self.batches))
        if self.server.encoding is Encoding.MSGPACK:
            made = [notification(each, seq, t0) for seq, each in enumerate(rows, start=1)]
        else:
            made = [as_rows(each) for each in rows]
        self.data = b"".join(bytes(Frame.of(each, self.server.encoding)) for each in made)
        self._before = self.server.processor_s()

    def __call__(self) -> None:
        """Send it, and wait for the answer to a last request."""
        self.server.write(self.data)
        self.server.request(self.question, {})

    def check(self) -> None:
        """Make sure that all was kept: a benchmark that loses events measures nothing."""
        self.prepare()
        kept = self.server.request("pulsedev/data/summary", {})["events"]
        if kept != (self._sent - 1) * self.events:
            raise RuntimeError(f"{kept} of {(self._sent - 1) * self.events} events were kept")


def _bare() -> Callable[[], object]:
    some = chosen(1)
    batches = [notification(wire_rows(some, EVENTS), 1, 0) for _ in range(BATCHES)]
    bodies = [Frame.of(batch, Encoding.MSGPACK).body for batch in batches]

    def run() -> None:
        for body in bodies:
            msgpack.unpackb(body)

    return run


def _rates(disk: Server, memory: Server, stock: Server) -> Iterator[Row]:
    loads = {
        DISK: Load(disk, BATCHES, "pulsedev/data/summary"),
        MEMORY: Load(memory, BATCHES, "pulsedev/data/summary"),
        PEER: Load(stock, STOCK_BATCHES, "stock/seen"),
    }

    def before(name: str) -> None:
        if name in loads:
            loads[name].prepare()

    seconds = in_turn({**loads, LIMIT: _bare()}, ROUNDS, before=before)
    for name in (DISK, MEMORY):
        loads[name].check()
    loads[PEER].prepare()
    events = {name: load.events for name, load in loads.items()} | {LIMIT: BATCHES * EVENTS}
    found = {name: [events[name] / one for one in seconds[name]] for name in seconds}
    for name in (DISK, MEMORY):
        for peer, goal in GOALS.items():
            side = Side(peer, found[peer])
            yield against(GROUP, name, "events/s", found[name], side, goal=goal, note=NOTE)
    as_batches = {name: [one / EVENTS for one in found[name]] for name in (DISK, LIMIT)}
    side = Side(LIMIT, as_batches[LIMIT])
    yield against(GROUP, f"batches, {DISK}", "batches/s", as_batches[DISK], side, note=NOTE)
    work = {name: load.work_us[-ROUNDS:] for name, load in loads.items()}
    name = "work for an event, judged and kept"
    yield against(GROUP, name, "us", work[DISK], Side(PEER, work[PEER]), note=WORK_NOTE)


def _labelled(server: Server) -> Callable[[], object]:
    turn = 0

    def run() -> None:
        nonlocal turn
        turn += 1
        state = ("stuck", "flow")[turn % 2]
        server.ask("pulsedev/label", {"state": state, "source": "button"})
        server.until("pulsedev/state", state)

    return run


def _latencies(disk: Server, memory: Server, stock: Server) -> Iterator[Row]:
    works = {DISK: _labelled(disk), MEMORY: _labelled(memory), PEER: _labelled(stock)}
    found = in_turn(works, LABELS, scale=MILLI)
    for name in (DISK, MEMORY):
        yield against(SOON, name, "ms", found[name], Side(PEER, found[PEER]), note=LABEL_NOTE)


def rows() -> Iterator[Row]:
    """Measure both, each with processes of its own."""
    for measure in (_latencies, _rates):
        with ExitStack() as stack:
            homes = [stack.enter_context(tempfile.TemporaryDirectory()) for _ in range(2)]
            disk = stack.enter_context(running(PULSEDEV, homes[0], Encoding.MSGPACK))
            memory = stack.enter_context(running(PULSEDEV, homes[1], Encoding.MSGPACK, "memory"))
            stock = stack.enter_context(running(STOCK, homes[1], Encoding.JSON))
            yield from measure(disk, memory, stock)

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
from tests.benchmarks.turns import MILLI, in_turn

from pulsedev.rpc.frames import Encoding, Frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.benchmarks.servers import Server

GROUP = "Events through the real process"
SOON = "From a frame on stdin to the state on stdout"

EVENTS = 200
BATCHES = 200
"""In a round, for ours and for the bare decoding."""
STOCK_BATCHES = 20
"""For the peer, which takes long enough."""
ROUNDS, LABELS = 11, 30

LIMIT, PEER = "msgpack.unpackb alone", "stock pygls, JSON rows"
DISK, MEMORY = "kept on disk", "kept in memory"

GOALS = {PEER: 100.0, LIMIT: 1 / 3}

NOTE = (
    f"{BATCHES} batches of {EVENTS} events a round over a pipe, until a last request is answered"
    " and, on disk, all is written; meanwhile the daemon also judges what came before."
    f" The peer gets {STOCK_BATCHES} batches a round as one object an event and keeps them in a"
    " list. unpackb decodes our bodies in a loop and does nothing with them."
)
LABEL_NOTE = (
    "A label given by hand, until the corrected state is shown. The peer echoes the label and"
    " decides nothing. What events change is shown later by design: with the next half minute."
)


def _batches(seed: int) -> list[dict[str, object]]:
    some, t0 = chosen(seed), round(time.time() * 1000) - 10_000
    return [notification(wire_rows(some, EVENTS), seq, t0) for seq in range(1, BATCHES + 1)]


def _through(server: Server, data: bytes, question: str) -> Callable[[], object]:
    def run() -> None:
        server.write(data)
        server.request(question, {})

    return run


def _bare(bodies: list[bytes]) -> Callable[[], object]:
    def run() -> None:
        for body in bodies:
            msgpack.unpackb(body)

    return run


def _lost(server: Server, rounds: int) -> None:
    """Make sure that all was kept: a benchmark that loses events measures nothing."""
    kept = server.request("pulsedev/data/summary", {})["events"]
    if kept != rounds * BATCHES * EVENTS:
        raise RuntimeError(f"{kept} of {rounds * BATCHES * EVENTS} events were kept")


def _rates(disk: Server, memory: Server, stock: Server) -> Iterator[Row]:
    frames = [Frame.of(message, Encoding.MSGPACK) for message in _batches(1)]
    data = b"".join(map(bytes, frames))
    some = chosen(1)
    told = b"".join(
        bytes(Frame.of(as_rows(wire_rows(some, EVENTS)), Encoding.JSON))
        for _ in range(STOCK_BATCHES)
    )
    works = {
        DISK: _through(disk, data, "pulsedev/data/summary"),
        MEMORY: _through(memory, data, "pulsedev/data/summary"),
        PEER: _through(stock, told, "stock/kept"),
        LIMIT: _bare([frame.body for frame in frames]),
    }
    seconds = in_turn(works, ROUNDS)
    _lost(disk, ROUNDS + 1)
    events = {name: EVENTS * (STOCK_BATCHES if name == PEER else BATCHES) for name in works}
    found = {name: [events[name] / one for one in seconds[name]] for name in works}
    for name in (DISK, MEMORY):
        for peer, goal in GOALS.items():
            side = Side(peer, found[peer])
            yield against(GROUP, name, "events/s", found[name], side, goal=goal, note=NOTE)
    as_batches = {name: [one / EVENTS for one in found[name]] for name in (DISK, LIMIT)}
    side = Side(LIMIT, as_batches[LIMIT])
    yield against(GROUP, f"batches, {DISK}", "batches/s", as_batches[DISK], side, note=NOTE)


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

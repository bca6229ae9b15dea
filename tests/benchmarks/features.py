"""Features for each event, against rolling statistics of river and of pandas.

The same hours of a simulated person go through all. Ours adds each event to its running counts and
computes all columns of a vector each half minute, as the daemon does; or after each event, which it
never does. The peers compute as many rolling statistics as we have columns over spans: means,
variances and sums in turn, of as many series, over the same spans of time and of events. Theirs
are simpler: no active time, no bursts, pauses or runs, and nothing is unknown.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

from tests.benchmarks.events import days
from tests.benchmarks.row import Row, Side, against
from tests.benchmarks.turns import MICRO, in_turn

from pulsedev.core.activity import Activity
from pulsedev.core.activity import Event as Seen
from pulsedev.core.features.points import Past
from pulsedev.core.features.registry import vector
from pulsedev.core.features.span import EVENT_SPANS, TIME_SPANS
from pulsedev.core.features.windowed import WINDOWED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pulsedev.importers.recording import Event

GROUP = "Features, for each event"
HALF_MINUTE, EACH = "a vector each half minute", "a vector after each event"
RIVER, PANDAS = "river, rolling", "pandas, rolling at once"
READ_EACH = "river, read after each event"

HOURS, EVENTS = 3.0, 1_500
ROUNDS = 5
SIGNALS = -1
"""As if the client reported all kinds, so that no feature is left out."""

STEP_S = 30.0
GOAL = 20.0
COLUMNS = len(WINDOWED)

NOTE = (
    f"{EVENTS:,} events; {COLUMNS * (len(TIME_SPANS) + len(EVENT_SPANS) + 1)} columns over spans"
    " (means, variances and sums in turn on the side of the peers, each updated with each event),"
    " ours with those of the moment on top."
)
PANDAS_NOTE = (
    "pandas is given all events at once, which a live program never has, and says the columns for"
    " each of them."
)


def ours(events: list[Seen], step: float) -> Callable[[], object]:
    """Return our way through the events, with a vector whenever so many seconds have passed."""

    def run() -> None:
        activity, due, past = Activity(events[0].time), events[0].time, Past()
        for event in events:
            activity.apply(event)
            if event.time >= due:
                now = event.time
                vector(activity, signals=SIGNALS, past=past, now=now, local=now)
                due = now + step

    return run


def river(events: list[Seen], table: list[list[float]], step: float) -> Callable[[], object]:
    """Return river's: each statistic is told of each event, and all are read as often as ours."""
    utils, stats = import_module("river.utils"), import_module("river.stats")
    kinds = (stats.Mean, stats.Var, stats.Sum)
    times = [datetime.fromtimestamp(event.time, UTC).replace(tzinfo=None) for event in events]

    def run() -> None:
        timely: list[tuple[int, Any]] = []
        plain: list[tuple[int, Any]] = []
        for column in range(COLUMNS):
            kind = kinds[column % len(kinds)]
            for _, span in TIME_SPANS:
                period = timedelta(seconds=span)
                timely.append((column, utils.TimeRolling(kind, period=period)))
            for _, size in EVENT_SPANS:
                plain.append((column, utils.Rolling(kind, window_size=size)))
            plain.append((column, kind()))
        due = events[0].time
        for event, at, values in zip(events, times, table, strict=True):
            for column, one in timely:
                one.update(values[column], t=at)
            for column, one in plain:
                one.update(values[column])
            if event.time >= due:
                for _, one in (*timely, *plain):
                    one.get()
                due = event.time + step

    return run


def pandas(events: list[Seen], table: list[list[float]]) -> Callable[[], object]:
    """Return pandas': whole columns over each span, for all events at once."""
    pd = import_module("pandas")
    index = pd.to_datetime([event.time for event in events], unit="s")
    frame = pd.DataFrame(table, index=index)
    parts = [frame.iloc[:, first::3] for first in range(3)]
    spans = [f"{span:.0f}s" for _, span in TIME_SPANS] + [size for _, size in EVENT_SPANS]

    def run() -> None:
        for part, how in zip(parts, ("mean", "var", "sum"), strict=True):
            for span in spans:
                getattr(part.rolling(span), how)()
            getattr(part.expanding(), how)()

    return run


def seen(events: list[Event]) -> list[Seen]:
    """Return events as the features see them."""
    return [
        Seen(at / 1000, 1, 1, place, kind, doc, a, b, c)
        for place, (at, kind, doc, a, b, c) in enumerate(events)
    ]


def _table(events: list[Seen]) -> list[list[float]]:
    """Return a series for each column: which kind it was, or how much of it."""
    return [
        [
            float(event.a if column % 2 else event.kind == 1 + column // 2)
            for column in range(COLUMNS)
        ]
        for event in events
    ]


def rows() -> Iterator[Row]:
    """Measure all in turn."""
    [(_, made)] = days(1, HOURS, 1)
    events = seen(made[:EVENTS])
    table = _table(events)
    works = {
        HALF_MINUTE: ours(events, STEP_S),
        EACH: ours(events, 0.0),
        RIVER: river(events, table, STEP_S),
        READ_EACH: river(events, table, 0.0),
        PANDAS: pandas(events, table),
    }
    found = in_turn(works, ROUNDS, scale=MICRO / EVENTS)
    for name, peer in ((HALF_MINUTE, RIVER), (EACH, READ_EACH)):
        side = Side(peer, found[peer])
        yield against(GROUP, name, "us", found[name], side, goal=GOAL, note=NOTE)
        side = Side(PANDAS, found[PANDAS])
        yield against(GROUP, name, "us", found[name], side, note=PANDAS_NOTE)

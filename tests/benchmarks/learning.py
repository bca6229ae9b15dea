"""What a training costs: the busiest month of the busiest developer, all models, one core.

The argument is the folder ``abb_blaze``, the work of professionals. It has no labels, so moments
are labelled at random: that tells what training costs, and nothing of how well it does; a model of
such labels must not pass the prior. The child is the real one, with the real limits; what it costs
is its own processor time, its time on the clock and its peak memory, as the system counts them.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import threading
import time
from collections import Counter, deque
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.models import ModelName
from pulsedev.core.states import State
from pulsedev.importers.detect import read
from pulsedev.learn.supervisor import Ended, Order, Supervisor
from pulsedev.store.disk import DiskStore

if TYPE_CHECKING:
    from pulsedev.core.stimuli import Arrived

DAY_S = 86_400.0
MONTH = 30
LABELS_A_DAY = 4
"""What somebody gives who likes to: two answers and two of their own."""

LIMITS = {"accuracy": 0.85, "precision": 0.8, "recall": 0.75, "f1": 0.8, "drift": 0.1}


def busiest(folder: Path) -> tuple[str, list[Arrived]]:
    """Return the month with the most events of all developers, and whose it is."""
    best, found = 0, ("", [0])
    months: dict[str, Counter[int]] = {}
    for path in sorted(folder.glob("*.csv.gz")):
        days: Counter[int] = Counter()
        for recording in read(path):
            for arrived in recording.arrivals:
                days[int(arrived.at // DAY_S)] += len(arrived.batch)
        months[str(path)] = days
        window: deque[int] = deque(maxlen=MONTH)
        for day in range(min(days), max(days) + 1):
            window.append(days[day])
            if sum(window) > best:
                best, found = sum(window), (str(path), [day])
    name, [last] = found
    first = (last - MONTH + 1) * DAY_S
    [recording] = islice(read(Path(name)), 1)
    arrivals = [one for one in recording.arrivals if first <= one.at < first + MONTH * DAY_S]
    return Path(name).name, arrivals


def fill(store: DiskStore, arrivals: list[Arrived]) -> None:
    """Keep the month, with moments labelled at random."""
    for start in range(0, len(arrivals), 256):
        store.add_batches(arrivals[start : start + 256])
    some = random.Random(1)  # noqa: S311 - no secret
    said = (Said.STUCK, Said.PROGRESS, Said.FLOW, Said.INTERRUPTED)
    for number in range(1, MONTH * LABELS_A_DAY):
        at = some.choice(arrivals).at
        label = Label(number, some.choice(said), at, Source.BUTTON)
        store.add_label(label, State.NEUTRAL, at)


def train(folder: Path, now: float) -> Ended:
    """Run the child to its end."""
    done, ended = threading.Event(), list[Ended]()

    def on_end(end: Ended) -> None:
        ended.append(end)
        done.set()

    order = Order(folder, tuple(ModelName), now, 0.0, 2, LIMITS)
    Supervisor().start(order, on_end)
    done.wait()
    return ended[0]


def main() -> None:
    """Print what it cost."""
    name, arrivals = busiest(Path(sys.argv[1]))
    events = sum(len(one.batch) for one in arrivals)
    print(f"busiest month: {name}, {events:,} events")
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        with closing(DiskStore.open(folder, now=arrivals[-1].at, keep_days=0)) as store:
            fill(store, arrivals)
        began = time.perf_counter()
        ended = train(folder, arrivals[-1].at + 3_600.0)
        spent = time.perf_counter() - began
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    print(f"{ended.end.value} {ended.why}".strip())
    for told in ended.result.get("models", ()):
        print(f"  {told['model']:20} {told['outcome']:10} {told['why']}")
    print(f"rows {ended.result.get('data_points')}, labels {ended.result.get('labels')}")
    print(f"time {spent:.1f} s, processor {cpu:.1f} s, peak {used.ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()

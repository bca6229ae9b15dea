"""The real daemon for somebody who is stuck already: a recorded session came before this moment.

Its batches are shifted in time so that now is the moment before its first alert, and lie in the
store as those of another window. The next save or failed run in the editor brings the alert by the
daemon's own rules. Takes what `serve` takes.
"""

import sys
import time
from dataclasses import replace

from pulsedev import paths
from pulsedev.cli import demo
from pulsedev.cli.main import main
from pulsedev.core.instructions import Alert
from pulsedev.core.replay import replay
from pulsedev.core.session import Session
from pulsedev.core.stimuli import Arrived
from pulsedev.store.disk import DiskStore


def before_the_alert() -> tuple[list[Arrived], float]:
    """Return what came before the run that made an alert come, and when that run came."""
    for recording in demo.shipped():
        arrivals = list(recording.arrivals)
        for made in replay(Session(), arrivals):
            if isinstance(made, Alert):
                *before, run = (arrived for arrived in arrivals if arrived.at < made.at)
                return before, run.at
    raise SystemExit("no shipped session has an alert")


def fill() -> None:
    """Keep a session that happened up to now, without the run that made its alert come."""
    store = DiskStore.open(paths.private(paths.data_folder()), now=time.time())
    if store.kept().events == 0:  # the daemon may be started again
        arrivals, moment = before_the_alert()
        shift, window = time.time() - moment, store.begin_window(time.time())
        moved = [
            Arrived(
                replace(
                    arrived.batch,
                    window=window,
                    seq=seq,
                    t0=arrived.batch.t0 + round(shift * 1000),
                ),
                arrived.at + shift,
            )
            for seq, arrived in enumerate(arrivals)
        ]
        store.add_batches(moved)
        store.end_window(window, time.time())
    store.close()


if __name__ == "__main__":
    fill()
    sys.exit(main(["serve", *sys.argv[sys.argv.index("serve") + 1 :]]))

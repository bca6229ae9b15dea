"""The real daemon for somebody who is stuck already: a recorded session came before this moment.

Its batches are shifted in time so that now is the moment before its first alert. The next save or
failed run in the editor brings the alert by the daemon's own rules. Takes what `serve` takes.
"""

import sys
import time
from dataclasses import replace
from pathlib import Path

from pulsedev import paths
from pulsedev.cli import demo
from pulsedev.core.instructions import Alert
from pulsedev.core.replay import STEP, replay
from pulsedev.core.session import Session
from pulsedev.core.stimuli import Arrived
from pulsedev.importers.pulse import Recorder
from pulsedev.service import Service, run_on_stdio


class Clock:
    """Says what it was told while the past is played, and the real time after that."""

    def __init__(self) -> None:
        self.past: float | None = 0.0

    def __call__(self) -> float:
        """Return the time, past or present."""
        return time.time() if self.past is None else self.past


def before_the_alert() -> tuple[list[Arrived], float]:
    """Return what came before the run that made an alert come, and when that run came."""
    for recording in demo.shipped():
        arrivals = list(recording.arrivals)
        for made in replay(Session(), arrivals):
            if isinstance(made, Alert):
                *before, run = (arrived for arrived in arrivals if arrived.at < made.at)
                return before, run.at
    raise SystemExit("no shipped session has an alert")


def play(service: Service, clock: Clock) -> None:
    """Let a session happen up to now, without the run that made its alert come."""
    arrivals, moment = before_the_alert()
    shift = time.time() - moment
    times = [*(arrived.at for arrived in arrivals[1:]), moment]
    for arrived, following in zip(arrivals, times, strict=True):
        clock.past = arrived.at + shift
        service.take(replace(arrived.batch, t0=arrived.batch.t0 + round(shift * 1000)))
        while clock.past < following + shift:
            service.tick()
            clock.past = min(clock.past + STEP, following + shift)
    clock.past = None


def main() -> int:
    """Serve, with a past."""
    recorder = Recorder(Path(sys.argv[sys.argv.index("--record") + 1]))
    clock = Clock()
    service = Service(clock=clock)
    play(service, clock)
    service._recorder = recorder  # noqa: SLF001 - what is recorded is what the editor sends
    return run_on_stdio(service, paths.document_key().hex)


if __name__ == "__main__":
    sys.exit(main())

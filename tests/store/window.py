"""A window in a process of its own: told by lines on stdin what to do, it answers on stdout.

Its commands are the methods of Window; ``run`` does what a daemon does, a tick after the other.
"""

from __future__ import annotations

import contextlib
import queue
import sqlite3
import sys
import threading
import time
from pathlib import Path
from random import Random

from pulsedev.store import lease, presence

JUDGED = """
INSERT INTO judged SELECT :term, :window
WHERE EXISTS (SELECT 1 FROM lease WHERE owner = :window AND term = :term)
"""
"""What a brain does, in short: it writes, if the lease is still its own."""


def said() -> queue.Queue[str]:
    """Return what is said on stdin, an empty line at its end."""
    lines: queue.Queue[str] = queue.Queue()

    def read() -> None:
        for line in sys.stdin:
            lines.put(line.strip())
        lines.put("")

    threading.Thread(target=read, daemon=True).start()
    return lines


def say(*words: object) -> None:
    """Answer in one line."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


class Window:
    """A daemon, as far as it has to do with others."""

    def __init__(self, folder: Path, number: int, speed: float) -> None:
        self.folder = folder
        self.number = number
        self.speed = speed
        self.lines = said()
        self.ahead: str | None = None
        self.term = 0
        self.refused = 0
        self.random: Random | None = None
        self.present: list[presence.Presence] = []
        self.connection = sqlite3.connect(folder / "pulsedev.db", 10, isolation_level=None)

    def now(self) -> float:
        """Return the machine's clock, which may run faster so that a test takes less time."""
        return time.monotonic() * self.speed

    def begin(self, many: str = "1") -> None:
        """Be there, under as many numbers as are wanted."""
        for number in range(self.number, self.number + int(many)):
            self.present.append(presence.Presence.begin(self.folder, number, self.now()))
        say("begun")

    def look(self) -> None:
        """Take the lease if nobody has it; say who has it now, and in which term."""
        self.tick()
        now = lease.read(self.connection)
        say("lease", now.owner, now.term)

    def write(self) -> None:
        """Write as the brain of the term that this process believes to have."""
        say("wrote" if self.judge() else "refused")

    def tick(self) -> None:
        """Beat, look, perhaps take."""
        now = self.now()
        for mine in self.present:
            mine.beat(now)
        found = lease.read(self.connection)
        self.stall()
        others = presence.others(self.folder, self.number)
        for number in others.dead:
            say("dead", number)
        if lease.is_vacant(found, others.alive, self.number, now):
            self.stall()
            term = lease.take(self.connection, found, self.number)
            if term is not None:
                self.term = term
                say("took", term)

    def judge(self) -> bool:
        """Write a row, in the transaction that sees that the lease is ours."""
        mine = {"window": self.number, "term": self.term}
        return self.connection.execute(JUDGED, mine).rowcount == 1

    def stall(self) -> None:
        """Hang for a moment now and then, when told to do so at random."""
        if self.random is not None and self.random.random() < 0.2:
            self.wait(self.random.uniform(0.0, 0.3))

    def next(self) -> str:
        """Return the next line."""
        line, self.ahead = self.ahead, None
        return self.lines.get() if line is None else line

    def wait(self, seconds: float) -> bool:
        """Wait for a line; tell whether there is one, which ``next`` will return."""
        if self.ahead is None:
            with contextlib.suppress(queue.Empty):
                self.ahead = self.lines.get(timeout=seconds)
        return self.ahead is not None

    def run(self, tick_s: str, seed: str = "") -> None:
        """Do all of it each tick until the next line; with a seed, hang at random."""
        self.random = Random(seed) if seed else None  # noqa: S311 - when to hang is no secret
        while not self.wait(float(tick_s)):
            self.tick()
            self.stall()
            if self.term and not self.judge():
                self.refused += 1
                self.term = 0
        self.random = None
        say("ran", self.refused)

    def leave(self) -> None:
        """Go as one who quits: lease first, then the presence."""
        if self.term:
            lease.release(self.connection, self.number, self.term)
        self.term = 0
        while self.present:
            self.present.pop().end()
        say("left")


def main(folder: str, number: str, speed: str) -> None:
    """Obey until stdin ends."""
    window = Window(Path(folder), int(number), float(speed))
    say("ready")
    while line := window.next():
        command, *arguments = line.split()
        getattr(window, command)(*arguments)
    window.connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])

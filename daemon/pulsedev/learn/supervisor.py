"""The child that trains, watched: its progress, its memory and time, and that it can be given up.

A thread reads what it writes, another looks at its memory; whoever asks never waits.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import psutil

from pulsedev.core.models import ModelName

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

MOST_MEMORY_MB = 600
"""Of the child: what a laptop has to spare when nobody is there."""

MOST_SECONDS = 900.0
"""Ten times what a busy month takes; a machine that is so slow learns another night."""

LOOK_EVERY_S = 0.2
"""Seconds between two looks at the child's memory, and at whether it was given up."""

GRACE_S = 0.5
"""Seconds that a child has to end by itself before it is killed; it has nothing to tidy up."""

MOST_LINE = 2**16
"""Bytes of a line that are looked at; ours have some hundreds."""

SINGLE = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
"""What tells numerical libraries to use one thread: this is never in a hurry."""

CHILD = (sys.executable, "-m", "pulsedev.training")


class End(StrEnum):
    """How a training ended."""

    DONE = "done"
    FAILED = "failed"
    BUSY = "busy"
    """Another process of this person trains."""
    MEMORY = "memory"
    TIME = "time"
    GIVEN_UP = "given_up"


WORDS: Mapping[End, str] = {
    End.DONE: "done",
    End.FAILED: "the training failed; what was in use stays",
    End.BUSY: "a training runs already",
    End.MEMORY: f"the training was ended, as it took more than {MOST_MEMORY_MB} MB",
    End.TIME: "the training was ended, as it took too long",
    End.GIVEN_UP: "the training waits until nobody is at work",
}


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a child; ``peak`` is the most memory that was seen, in bytes."""

    end: End
    result: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    peak: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a training is: its stage, the model if it is about one, and the share done."""

    stage: str
    model: str | None
    done: float


@dataclass(frozen=True, slots=True)
class Order:
    """What a child is to do; the fields are its arguments."""

    data: Path
    models: tuple[ModelName, ...]
    now: float
    utc_offset: float
    budget: int
    limits: Mapping[str, float]
    drifted: bool = False

    def arguments(self) -> list[str]:
        """Return the command line."""
        told = {
            "--data": str(self.data),
            "--models": ",".join(self.models),
            "--now": repr(self.now),
            "--budget": str(self.budget),
            "--limits": json.dumps(dict(self.limits)),
            "--memory-mb": str(MOST_MEMORY_MB),
        }
        found = [part for pair in told.items() for part in pair]
        found.append(f"--utc-offset={self.utc_offset!r}")  # which may begin with a minus
        return [*found, "--drifted"] if self.drifted else found


class Supervisor:
    """Runs one child at a time; ``on_progress`` and ``on_end`` are called on threads of ours."""

    def __init__(
        self,
        *,
        command: Sequence[str] = CHILD,
        most_memory_mb: int = MOST_MEMORY_MB,
        most_seconds: float = MOST_SECONDS,
    ) -> None:
        self._command = command
        self._most_memory = most_memory_mb * 2**20
        self._most_seconds = most_seconds
        self._guard = threading.Lock()
        self._run: _Run | None = None
        self.progress: Progress | None = None

    @property
    def running(self) -> bool:
        """Whether a child is at work."""
        return self._run is not None

    def start(
        self,
        order: Order,
        on_end: Callable[[Ended], None],
        on_progress: Callable[[Progress], None] = lambda _: None,
    ) -> bool:
        """Start a child; False where one is at work. OSError where none can be started."""
        with self._guard:
            if self._run is not None:
                return False
            child = subprocess.Popen(  # noqa: S603 - our own interpreter and package
                [*self._command, *order.arguments()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **dict.fromkeys(SINGLE, "1")},
                creationflags=_flags(),
            )
            run = self._run = _Run(child, self._most_memory, self._most_seconds)

        def progress(told: Progress) -> None:
            self.progress = told
            on_progress(told)

        def work() -> None:
            ended = run.follow(progress)
            self._run = self.progress = None
            on_end(ended)

        threading.Thread(target=work, name="training", daemon=True).start()
        return True

    def give_up(self) -> None:
        """Let the child be ended within a second; what it has done is gone on with later."""
        run = self._run
        if run is not None:
            run.give_up()


class _Run:
    """One child from its start to its end."""

    def __init__(
        self, child: subprocess.Popen[bytes], most_memory: int, most_seconds: float
    ) -> None:
        self._child = child
        self._most_memory, self._most_seconds = most_memory, most_seconds
        self._began = time.monotonic()
        self._given_up = threading.Event()
        self._told: dict[str, Any] = {}
        self._peak = 0

    def give_up(self) -> None:
        self._given_up.set()

    def follow(self, progress: Callable[[Progress], None]) -> Ended:
        """Wait for the end, and see to it."""
        reader = threading.Thread(target=self._read, args=(progress,), daemon=True)
        reader.start()
        end = self._watch()
        self._stop()
        reader.join()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        if end is None:
            end = self._end_by_itself()
        result = self._told.get("result")
        why = self._told.get("failed")
        return Ended(
            end,
            result if end is End.DONE and isinstance(result, dict) else {},
            time.monotonic() - self._began,
            self._peak,
            why if isinstance(why, str) else "",
        )

    def _end_by_itself(self) -> End:
        if isinstance(self._told.get("result"), dict) and self._child.returncode == 0:
            return End.DONE
        return End.BUSY if self._told.get("failed") == End.BUSY.value else End.FAILED

    def _watch(self) -> End | None:
        """Return why the child must end, or None once it has ended by itself."""
        process = _process(self._child.pid)
        while self._child.poll() is None:
            if self._given_up.wait(LOOK_EVERY_S):
                return End.GIVEN_UP
            self._peak = max(self._peak, _memory(process))
            if self._peak > self._most_memory:
                return End.MEMORY
            if time.monotonic() - self._began > self._most_seconds:
                return End.TIME
        return None

    def _stop(self) -> None:
        if self._child.poll() is None:
            self._child.terminate()
            try:
                self._child.wait(GRACE_S)
            except subprocess.TimeoutExpired:
                self._child.kill()
        self._child.wait()

    def _read(self, progress: Callable[[Progress], None]) -> None:
        """Take in line by line; what is none of ours is passed over."""
        pipe = self._child.stdout
        assert pipe is not None  # noqa: S101 - it was asked for; this tells mypy
        while line := pipe.readline(MOST_LINE):
            told = _parsed(line)
            self._told.update({name: told[name] for name in ("result", "failed") if name in told})
            found = _progress(told)
            if found is not None:
                progress(found)


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _progress(told: Mapping[str, Any]) -> Progress | None:
    stage, model, done = (told.get(name) for name in ("stage", "model", "done"))
    if not isinstance(stage, str) or not isinstance(done, int | float):
        return None
    known = model if model in list(ModelName) else None
    return Progress(stage, known, min(max(float(done), 0.0), 1.0))


def _process(number: int) -> psutil.Process | None:
    try:
        return psutil.Process(number)
    except psutil.Error:
        return None


def _memory(process: psutil.Process | None) -> int:
    if process is None:
        return 0
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _flags() -> int:
    if sys.platform == "win32":
        return subprocess.IDLE_PRIORITY_CLASS | subprocess.CREATE_NO_WINDOW
    return 0

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
from typing import IO, TYPE_CHECKING, Any, TypeGuard

import psutil

from pulsedev.core.models import ModelName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
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

ENDINGS = ("result", "failed")
"""What a line tells that ends a training."""

MOST_WORDS = 200
"""Characters of what a child may say in words."""

SINGLE = (
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"),
    "VECLIB_MAXIMUM_THREADS",
)
"""What tells numerical libraries to use one thread: this is never in a hurry."""

CHILD = (sys.executable, "-P", "-m", "pulsedev.training")
"""Our own package; with ``-P`` no module is taken from the folder in which somebody works."""


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
        self._idle = threading.Event()
        self._idle.set()

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
        """Start a child, without waiting for it to begin; False where one is at work."""
        with self._guard:
            if self._run is not None:
                return False
            command = [*self._command, *order.arguments()]
            run = self._run = _Run(command, self._most_memory, self._most_seconds)
            self._idle.clear()

        def progress(told: Progress) -> None:
            self.progress = told
            on_progress(told)

        def work() -> None:
            ended = run.follow(progress)
            self._run = self.progress = None
            self._idle.set()
            on_end(ended)

        threading.Thread(target=work, name="training", daemon=True).start()
        return True

    def give_up(self) -> None:
        """Let the child be ended within a second; what it has done is gone on with later."""
        run = self._run
        if run is not None:
            run.give_up()

    def wait(self, seconds: float) -> bool:
        """Wait until no child is at work; return whether that came in time."""
        return self._idle.wait(seconds)


class _Run:
    """One child from its start to its end."""

    def __init__(self, command: Sequence[str], most_memory: int, most_seconds: float) -> None:
        self._command = command
        self._most_memory, self._most_seconds = most_memory, most_seconds
        self._began = time.monotonic()
        self._given_up = threading.Event()
        self._told: dict[str, Any] = {}
        self._peak = 0

    def give_up(self) -> None:
        self._given_up.set()

    def follow(self, progress: Callable[[Progress], None]) -> Ended:
        """Start the child, wait for the end, and see to it."""
        try:
            child = self._started()
        except OSError:
            return self._ended(End.FAILED)
        reader = threading.Thread(target=self._read, args=(child, progress), daemon=True)
        reader.start()
        end = self._watch(child)
        _stop(child)
        # What the child may have started still holds the pipe: it is not waited for.
        reader.join(GRACE_S)
        if child.stdin is not None:
            with contextlib.suppress(OSError):
                child.stdin.close()
        return self._ended(end)

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and package
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **dict.fromkeys(SINGLE, "1")},
            creationflags=_flags(),
        )

    def _ended(self, end: End | None) -> Ended:
        """Return what came of it: who has told a result is done, even if ended right after."""
        result, why = self._told.get("result"), self._told.get("failed", "")
        seconds = time.monotonic() - self._began
        if isinstance(result, dict):
            return Ended(End.DONE, result, seconds, self._peak)
        if end is None:
            end = End.BUSY if why == End.BUSY.value else End.FAILED
        return Ended(end, {}, seconds, self._peak, why if _is_line(why) else "")

    def _watch(self, child: subprocess.Popen[bytes]) -> End | None:
        """Return why the child must end, or None once it has ended by itself."""
        process = _process(child.pid)
        while child.poll() is None:
            if self._given_up.wait(LOOK_EVERY_S):
                return End.GIVEN_UP
            self._peak = max(self._peak, _memory(process))
            if self._peak > self._most_memory:
                return End.MEMORY
            if time.monotonic() - self._began > self._most_seconds:
                return End.TIME
        return None

    def _read(self, child: subprocess.Popen[bytes], progress: Callable[[Progress], None]) -> None:
        """Take in line by line; what is none of ours is passed over."""
        assert child.stdout is not None  # noqa: S101 - it was asked for; this tells mypy
        with child.stdout as pipe:
            for line in lines(pipe):
                told = parsed(line)
                self._told.update({name: told[name] for name in ENDINGS if name in told})
                found = progress_of(told)
                if found is not None:
                    progress(found)


def _stop(child: subprocess.Popen[bytes]) -> None:
    """End a child: by asking, and by force where that is not enough."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            child.kill()
    child.wait()


def lines(pipe: IO[bytes]) -> Iterator[bytes]:
    """Yield the whole lines; what is too long is passed over, however long it gets."""
    whole = True
    while part := pipe.readline(MOST_LINE):
        ended = part.endswith(b"\n")
        if whole and ended:
            yield part
        whole = ended


def parsed(line: bytes) -> dict[str, Any]:
    """Return the JSON object of a line; an empty one where there is none."""
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def progress_of(told: Mapping[str, Any]) -> Progress | None:
    """Return the progress that a line tells, its share between 0 and 1; None if it tells none."""
    stage, model, done = (told.get(name) for name in ("stage", "model", "done"))
    if not _is_line(stage) or not isinstance(done, int | float) or not 0 <= done <= 1:
        return None
    known = model if isinstance(model, str) and model in list(ModelName) else None
    return Progress(stage, known, float(done))


def _is_line(told: object) -> TypeGuard[str]:
    """Return whether this can be shown as it is."""
    return isinstance(told, str) and told.isprintable() and len(told) <= MOST_WORDS


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

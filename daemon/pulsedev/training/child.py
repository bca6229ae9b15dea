"""The child process: as little in the way as it can be, and gone when its parent is.

It writes a JSON object a line: ``{"stage", "model", "done"}`` as it goes, and at the end
``{"result"}`` or ``{"failed"}``, one line that quotes nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
import threading
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pulsedev.core.models import ModelName
from pulsedev.core.training import LIMITS
from pulsedev.faults import place
from pulsedev.store import locks

if TYPE_CHECKING:
    from collections.abc import Sequence

RESERVED = 2**31
"""Bytes of addresses that numpy and scipy reserve when they are imported, and never touch."""

NICEST = 19
"""The lowest priority there is."""

SURRENDER = 1
"""Exit code of a failure that was told."""

BUSY = "busy"
"""What is told where another training runs."""

LOCK = "training.lock"
"""In the models' folder: it is held as long as a training runs."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Train as the arguments say; return the exit code."""
    asked = _parser().parse_args(arguments)
    _step_back(asked.memory_mb)
    _end_with_parent()
    # Here, as what they import takes a second and a hundred megabytes, at the lowest priority.
    from pulsedev.learn.shelf import Shelf  # noqa: PLC0415
    from pulsedev.store.disk import DiskStore  # noqa: PLC0415
    from pulsedev.training.request import Request  # noqa: PLC0415
    from pulsedev.training.running import Training  # noqa: PLC0415

    warnings.simplefilter("ignore")  # of scikit-learn, about columns of few values
    request = Request(
        models=tuple(ModelName(name) for name in asked.models.split(",")),
        now=asked.now,
        utc_offset=asked.utc_offset,
        budget=asked.budget,
        limits={**LIMITS, **json.loads(asked.limits)},
        drifted=asked.drifted,
    )
    shelf = Shelf(asked.data / "models")
    try:
        lock = _lock(shelf.folder)
        if lock is None:
            say({"failed": BUSY})
            return SURRENDER
        shelf.sweep()
        with contextlib.closing(DiskStore.open(asked.data, now=asked.now)) as store:
            say({"result": Training(store, shelf, request, progress).run()})
    except MemoryError:
        say({"failed": "it needs more memory than it may use"})
    except Exception as error:  # noqa: BLE001 - told by type and place, as its words may quote
        say({"failed": place(error)})
    else:
        return 0
    return SURRENDER


def _lock(folder: Path) -> int | None:
    """Be the one training of this person, until the process ends; None where there is another."""
    folder.mkdir(0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | locks.OPEN, 0o600)
    if locks.hold(descriptor):
        return descriptor
    os.close(descriptor)
    return None


def progress(stage: str, model: ModelName | None, done: float) -> None:
    """Tell how far it is."""
    say({"stage": stage, "model": None if model is None else model.value, "done": round(done, 3)})


def say(told: dict[str, Any]) -> None:
    """Write a line for the parent."""
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pulsedev.training")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--models", default=",".join(ModelName))
    parser.add_argument("--now", type=float, required=True)
    parser.add_argument("--utc-offset", type=float, default=0.0)
    parser.add_argument("--budget", type=int, default=2)
    parser.add_argument("--limits", default="{}")
    parser.add_argument("--drifted", action="store_true")
    parser.add_argument("--memory-mb", type=int, default=0)
    return parser


def _step_back(memory_mb: int) -> None:
    """Take the lowest priority; on Windows the parent has seen to that."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        os.nice(NICEST)
    if memory_mb and sys.platform == "linux":
        import resource  # noqa: PLC0415 - there is none on Windows

        # The parent watches the memory in use. What is asked for is more, as libraries reserve.
        limit = 2 * memory_mb * 2**20 + RESERVED
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _end_with_parent() -> None:
    """End when the parent does: then our standard input does, which it never writes to."""

    def wait() -> None:
        # Not through Python's file: its lock would be held while the interpreter ends.
        with contextlib.suppress(OSError):
            while os.read(descriptor, 1):
                pass
        signal.raise_signal(signal.SIGTERM)  # whatever the main thread is in

    if sys.stdin is not None and not sys.stdin.isatty():
        descriptor = sys.stdin.fileno()
        threading.Thread(target=wait, daemon=True).start()

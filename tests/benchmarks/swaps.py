"""How late a tick comes while models are read anew, in a process like the daemon's.

Usage: python tests/benchmarks/swaps.py FOLDER, which holds trained models. Nothing that trains is
imported here: what is imported makes each garbage collection longer.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from pathlib import Path

from pulsedev.cli.serve import be_prompt, settle
from pulsedev.learn.loading import Models
from pulsedev.learn.shelf import Shelf

TICK_S = 0.001
"""From tick to tick; the daemon's come each second, but then any delay could hide."""

SWAPS = 20
MILLI = 1e3


async def delays(models: Models | None) -> float:
    """Return the largest delay of a tick in seconds, while models are read again and again."""
    worst, stop = 0.0, asyncio.Event()

    async def tick() -> None:
        nonlocal worst
        due = asyncio.get_running_loop().time() + TICK_S
        while not stop.is_set():
            await asyncio.sleep(max(due - asyncio.get_running_loop().time(), 0.0))
            worst = max(worst, asyncio.get_running_loop().time() - due)
            due = max(due + TICK_S, asyncio.get_running_loop().time())

    ticking = asyncio.ensure_future(tick())
    for _ in range(SWAPS):
        if models is None:
            await asyncio.sleep(0.1)
        else:
            models.forget()
            await asyncio.to_thread(models.news)
    stop.set()
    await ticking
    return worst


def main() -> None:
    """Print the longest delay without and with swaps, by turns."""
    import pulsedev.service  # noqa: F401, PLC0415 - as the daemon does

    be_prompt()
    settle(gc.get_threshold())
    models = Models(Shelf(Path(sys.argv[1]) / "models"))
    for word, each in (("no swap", None), (f"{SWAPS} swaps", models)) * 2:
        print(f"longest delay of a tick, {word}: {asyncio.run(delays(each)) * MILLI:.1f} ms")


if __name__ == "__main__":
    main()

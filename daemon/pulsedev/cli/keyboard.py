"""Single keys of a terminal, as they are pressed; what is typed is not shown."""

from __future__ import annotations

import asyncio
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

if sys.platform == "win32":
    import msvcrt
    import threading

    @contextmanager
    def keyboard(pressed: Callable[[str], None]) -> Iterator[None]:
        """Tell of keys, on the loop's thread."""
        if sys.stdin.isatty():
            loop = asyncio.get_running_loop()
            threading.Thread(target=_read, args=(loop, pressed), daemon=True).start()
        yield

    def _read(loop: asyncio.AbstractEventLoop, pressed: Callable[[str], None]) -> None:
        while not loop.is_closed():
            loop.call_soon_threadsafe(pressed, msvcrt.getwch())

else:
    import os
    import termios
    import tty

    MOST = 64
    """Bytes that are read at once; more is something pasted."""

    @contextmanager
    def keyboard(pressed: Callable[[str], None]) -> Iterator[None]:
        """Tell of keys, on the loop's thread."""
        if not sys.stdin.isatty() or os.tcgetpgrp(0) != os.getpgrp():
            yield  # in the background: to touch the terminal would stop this process
            return
        loop, before = asyncio.get_running_loop(), termios.tcgetattr(0)
        try:
            tty.setcbreak(0, termios.TCSANOW)
            loop.add_reader(0, _read, loop, pressed)
            yield
        finally:
            loop.remove_reader(0)
            termios.tcsetattr(0, termios.TCSADRAIN, before)

    def _read(loop: asyncio.AbstractEventLoop, pressed: Callable[[str], None]) -> None:
        try:
            typed = os.read(0, MOST)
        except OSError:
            typed = b""
        if not typed:
            loop.remove_reader(0)  # the terminal is gone
        elif not typed.startswith(b"\x1b"):  # an arrow, or the like
            for key in typed.decode("utf-8", "replace"):
                pressed(key)

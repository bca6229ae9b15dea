"""Single keys of a terminal, as they are pressed; what is typed is not shown."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

if sys.platform == "win32":
    import msvcrt
    import threading

    def in_foreground() -> bool:
        """Tell whether the terminal is this process's now."""
        return True

    class Keyboard:
        """Tells of keys, on the loop's thread."""

        def __init__(self, pressed: Callable[[str], None]) -> None:
            self._pressed = pressed
            self._begun = False

        def begin(self) -> None:
            """Listen, if it does not yet."""
            if not self._begun and sys.stdin.isatty():
                self._begun = True
                loop = asyncio.get_running_loop()
                threading.Thread(target=self._read, args=(loop,), daemon=True).start()

        def end(self) -> None:
            """Leave the thread, which ends with the process."""

        def _read(self, loop: asyncio.AbstractEventLoop) -> None:
            while not loop.is_closed():
                loop.call_soon_threadsafe(self._pressed, msvcrt.getwch())

else:
    import os
    import termios
    import tty

    MOST = 64
    """Bytes that are read at once; more is something pasted."""

    IN, OUT = 0, 1

    def in_foreground() -> bool:
        """Tell whether the terminal is this process's now; to touch another's would stop it."""
        return any(_is_ours(end) for end in (IN, OUT))

    def _is_ours(end: int) -> bool:
        try:
            return os.tcgetpgrp(end) == os.getpgrp()
        except OSError:  # no terminal, or none any more
            return False

    class Keyboard:
        """Tells of keys, on the loop's thread, while this process is in the foreground."""

        def __init__(self, pressed: Callable[[str], None]) -> None:
            self._pressed = pressed
            self._before: list[object] | None = None
            """How the terminal was set; None while nothing is listened for."""

        def begin(self) -> None:
            """Listen, if it does not yet and may."""
            if self._before is None and os.isatty(IN) and in_foreground():
                self._before = termios.tcgetattr(IN)
                tty.setcbreak(IN, termios.TCSANOW)
                asyncio.get_running_loop().add_reader(IN, self._read)

        def end(self) -> None:
            """Listen no more, and leave the terminal as it was."""
            before, self._before = self._before, None
            if before is None:
                return
            asyncio.get_running_loop().remove_reader(IN)
            if in_foreground():
                termios.tcsetattr(IN, termios.TCSADRAIN, before)  # type: ignore[arg-type]

        def _read(self) -> None:
            if not in_foreground():
                self.end()  # what is typed now is the shell's
                return
            try:
                typed = os.read(IN, MOST)
            except OSError:
                typed = b""
            if not typed:
                asyncio.get_running_loop().remove_reader(IN)  # the terminal is gone
            elif not typed.startswith(b"\x1b"):  # an arrow, or the like
                for key in typed.decode("utf-8", "replace"):
                    self._pressed(key)

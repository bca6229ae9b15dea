"""The daemon's log: a file that can't grow without end, and stderr, which editors show.

No line holds what a message held: third-party loggers, which quote it, are silenced, and an
exception of ours is logged as its type and place, never as its text.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LEVELS = ("debug", "info", "warning", "error")
"""What ``--log-level`` takes."""

MAX_BYTES = 1_000_000
"""A week of the daemon's few lines; one older file of the same size is kept."""

QUOTING = ("pygls", "asyncio", "concurrent.futures", "desktop_notifier", "dbus_fast", "watchdog")
"""Loggers that write values which clients sent: messages, params, results of handlers."""

FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


class BoundedFile(logging.FileHandler):
    """A log file that steps aside for a new one at its limit.

    The standard library's handler does too, but its module imports socket and pickle.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, into a new file if the old one is full."""
        super().emit(record)
        if self.stream and self.stream.tell() > MAX_BYTES:
            self.close()
            # Another daemon may have the file open, or have moved it already: then it stays.
            with contextlib.suppress(OSError):
                os.replace(self.baseFilename, f"{self.baseFilename}.1")  # noqa: PTH105 - it is a str


def configure(level: str, file: Path | None, *, to_stderr: bool = True) -> None:
    """Send what we log to stderr, unless that is a display, and where it can be to a file."""
    # A broken stderr must not make logging write a traceback to it.
    logging.raiseExceptions = False
    logger = logging.getLogger("pulsedev")
    logger.propagate = False
    logger.setLevel(level.upper())
    for name in QUOTING:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    for old in list(logger.handlers):
        logger.removeHandler(old)
        old.close()
    _add(logger, logging.StreamHandler(sys.stderr) if to_stderr else logging.NullHandler())
    if file:
        try:
            _add(logger, BoundedFile(file, encoding="utf-8", errors="backslashreplace"))
        except OSError as error:
            logger.warning("no log file, %s: %s", file, error.strerror)


def _add(logger: logging.Logger, handler: logging.Handler) -> None:
    handler.setFormatter(logging.Formatter(FORMAT))
    logger.addHandler(handler)

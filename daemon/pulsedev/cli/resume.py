"""Observe again, in all windows: each obeys within a second or so."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pulsedev.cli.pause import there
from pulsedev.cli.standing import standing
from pulsedev.cli.stored import kept_store
from pulsedev.core.stimuli import Resumed

if TYPE_CHECKING:
    import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments: there are none."""
    del parser


def run(args: argparse.Namespace) -> int:
    """End a pause, if there is one."""
    del args
    now, told = time.time(), "nothing was paused"
    with kept_store() as store:
        before = standing(store, now) if store else None
        if store and before and before.paused is not None:
            store.add_control(Resumed(now))
            told = f"observing again: {there(before.windows)}"
    print(told)  # noqa: T201 - the command's output
    return 0

"""Say how things stand: what is believed now, whose windows are open, what is wanted of them."""

from __future__ import annotations

import json
import sys
import time
from math import inf
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from pulsedev.cli.display import STATE_STYLE
from pulsedev.cli.judging import number, reason_dict
from pulsedev.cli.moments import said, short
from pulsedev.cli.standing import Standing, standing
from pulsedev.cli.stored import NOTHING, as_dict, kept_store, many, size
from pulsedev.core.states import State
from pulsedev.core.words import duration
from pulsedev.store.memory import Kept
from pulsedev.store.rows import ms

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pulsedev.core.instructions import StateChanged

NAME_WIDTH = 10
"""Columns of a line's name."""

JUDGED = (State.NEUTRAL, State.STUCK, State.FLOW)
"""States that probabilities speak of."""

ABSENT = Standing(0, None, None, None)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Look and tell."""
    now, now_is, kept = time.time(), ABSENT, Kept(0, 0, 0, 0, 0)
    with kept_store() as store:
        if store:
            now_is, kept = standing(store, now), store.kept()
    if args.json:
        sys.stdout.write(json.dumps(document(now_is, kept), allow_nan=False) + "\n")
        return 0
    console = Console(highlight=False)
    for name, told in lines(now_is, kept, now):
        console.print(Text.assemble((f"{name:{NAME_WIDTH}}", "dim"), told), soft_wrap=True)
    return 0


def document(now_is: Standing, kept: Kept) -> dict[str, object]:
    """Return how things stand as it goes into JSON, in the words of the wire."""
    state = now_is.state
    return {
        "state": state.state if state else State.UNKNOWN,
        "since": ms(state.since) if state else None,
        "p_stuck": number(state.p_stuck) if state else None,
        "p_flow": number(state.p_flow) if state else None,
        "reasons": [reason_dict(reason) for reason in state.reasons] if state else [],
        "model": state.model if state else None,
        "windows": {"open": now_is.windows},
        "paused": now_is.paused is not None,
        "paused_until": end(now_is.paused),
        "snoozed_until": end(now_is.snoozed),
        "kept": as_dict(kept),
    }


def end(until: float | None) -> int | None:
    """Return epoch milliseconds, None where there is no end or nothing to end."""
    return None if until is None or until == inf else ms(until)


def lines(now_is: Standing, kept: Kept, now: float) -> Iterator[tuple[str, Text]]:
    """Say how things stand, with a name for each line."""
    yield "state", state_line(now_is.state, now)
    if now_is.state:
        for place, reason in enumerate(now_is.state.reasons):
            yield "" if place else "why", Text(reason.label)
    yield "windows", Text(f"{now_is.windows} open")
    if now_is.paused is not None:
        yield "paused", Text(until(now_is.paused, now))
    if now_is.snoozed is not None:
        yield "alerts", Text(f"none {until(now_is.snoozed, now)}")
    since = "" if kept.since is None else f" since {said(kept.since)}"
    events = f"{many(kept.events, 'event')}{since}, {size(kept.size)}"
    yield "kept", Text(events if kept.size else NOTHING)


def state_line(state: StateChanged | None, now: float) -> Text:
    """Say what is believed, since when and how sure that is."""
    if state is None:
        return Text("unknown: no window is open that could tell", style="dim")
    held = duration(max(now - state.since, 0.0))
    likely = f"; p(stuck) {state.p_stuck:.2f}, p(flow) {state.p_flow:.2f}"
    return Text.assemble(
        (state.state, STATE_STYLE.get(state.state, "dim")),
        f" since {short(state.since, now)} ({held})",
        likely if state.state in JUDGED else "",
    )


def until(end: float, now: float) -> str:
    """Say how long something holds."""
    return "until `pulsedev resume`" if end == inf else f"until {short(end, now)}"

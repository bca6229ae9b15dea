"""What is kept as lines of JSON: times in epoch milliseconds, names as on the wire."""

from __future__ import annotations

import json
from dataclasses import fields
from math import isfinite
from typing import TYPE_CHECKING

from pulsedev.core.events import COLUMNS
from pulsedev.core.stimuli import Paused, Resumed, Snoozed
from pulsedev.store.rows import ms, optional

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.core.classifier import Reason
    from pulsedev.core.instructions import Compared, StateChanged
    from pulsedev.core.stimuli import Arrived
    from pulsedev.store.records import PastAlert, PastLabel, TrainingRun
    from pulsedev.store.rows import Control


def batch(arrived: Arrived) -> dict[str, object]:
    """Return a batch as a recording has it."""
    told = arrived.batch
    row = {"record": "batch", "at": ms(arrived.at), "window": told.window, "seq": told.seq}
    return row | {"t0": told.t0} | {name: getattr(told, name).tolist() for name in COLUMNS}


def state(changed: StateChanged) -> dict[str, object]:
    """Return what was believed."""
    return {
        "record": "state",
        "t": ms(changed.at),
        "state": changed.state,
        "since": ms(changed.since),
        "p_stuck": _number(changed.p_stuck),
        "p_flow": _number(changed.p_flow),
        "model": changed.model,
        "reasons": _reasons(changed.reasons),
        "remarks": [
            {
                "kind": one.kind,
                "label": one.label,
                "value": _number(one.value),
                "usual": _number(one.usual),
            }
            for one in changed.remarks
        ],
    }


def label(past: PastLabel) -> dict[str, object]:
    """Return what the user said."""
    said = past.label
    return {
        "record": "label",
        "id": said.id,
        "t": ms(said.at),
        "state": said.said,
        "source": said.source,
        "since": optional(ms, said.since),
        "alert": said.alert,
        "shown": past.shown,
        "given": ms(past.given),
    }


def alert(past: PastAlert) -> dict[str, object]:
    """Return an alert with what became of it."""
    told = past.alert
    return {
        "record": "alert",
        "id": told.id,
        "t": ms(told.at),
        "kind": told.kind,
        "window": told.window,
        "since": ms(told.since),
        "reasons": _reasons(told.reasons),
        "shown": optional(ms, past.shown),
        "action": past.action,
        "answered": optional(ms, past.answered),
    }


def control(control: Control) -> dict[str, object]:
    """Return what the user wanted of the daemon."""
    names = {Paused: "pause", Resumed: "resume", Snoozed: "snooze"}
    until = None if isinstance(control, Resumed) else optional(ms, control.until)
    return {"record": "control", "t": ms(control.at), "kind": names[type(control)], "until": until}


def training(run: TrainingRun) -> dict[str, object]:
    """Return a training run."""
    row = {field.name: getattr(run, field.name) for field in fields(run) if field.name != "at"}
    return {"record": "training", "t": ms(run.at), **row}


def trial(compared: Compared) -> dict[str, object]:
    """Return what models had said when the user said how it was."""
    row = {field.name: getattr(compared, field.name) for field in fields(compared)}
    del row["at"]
    return {"record": "trial", "t": ms(compared.at), **row}


def _reasons(reasons: Sequence[Reason]) -> list[dict[str, object]]:
    return [
        {
            "feature": one.feature,
            "label": one.label,
            "value": _number(one.value),
            "usual": _number(one.usual),
            "effect": _number(one.effect),
        }
        for one in reasons
    ]


def _number(value: float) -> float | None:
    """Return a number as JSON has it; what is unknown or endless is null."""
    return value if isfinite(value) else None


def line(row: dict[str, object]) -> str:
    """Write a row as a line."""
    return json.dumps(row, separators=(",", ":"), allow_nan=False) + "\n"

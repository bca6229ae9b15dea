"""Params are checked strictly, and what is refused is refused whole."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.classifier import Reason
from pulsedev.core.events import COLUMNS, Kind
from pulsedev.core.labels import Label, Said, Source
from pulsedev.rpc import messages, params
from pulsedev.rpc.batches import to_batch
from pulsedev.rpc.checks import ParamsError, structure
from pulsedev.rpc.params import (
    ExplainParams,
    LabelParams,
    MinutesParams,
    TimelineParams,
)

BATCH: dict[str, Any] = {"seq": 1, "t0": 1_000, **{name: [1, 2] for name in COLUMNS}}


def test_batch_is_what_was_sent() -> None:
    """Each column arrives as it was sent."""
    batch = to_batch(BATCH | {"a": [-5, 2**62]})
    assert (batch.seq, batch.t0, list(batch.a), list(batch.t)) == (1, 1_000, [-5, 2**62], [1, 2])


def test_newer_clients_may_say_more() -> None:
    """A key that holds no column is ignored, a kind that nobody knows is kept."""
    batch = to_batch(BATCH | {"client": "new", "kind": [1, max(Kind) + 1]})
    assert batch.kind[1] == max(Kind) + 1


@pytest.mark.parametrize(
    "change",
    [
        {"t": [1]},
        {"t": [2, 1]},
        {"t": [-1, 1]},
        {"t": b"\0" * 16},
        {"t": "ab"},
        {"t": None},
        {"t": {"0": 1}},
        {"a": [1.0, 2]},
        {"a": [math.nan, 2]},
        {"a": [True, 2]},
        {"a": [2**63, 2]},
        {"a": ["1", 2]},
        {"a": [[1], 2]},
        {"a": [None, 2]},
        {"doc": [2**52, 1]},
        {"kind": [-1, 1]},
        {"path": ["secret", "secret"]},
        {"seq": -1},
        {"seq": "1"},
        {"seq": True},
        {"seq": 10**400},
        {"t0": 1.5},
        {"t0": -1},
        {"t0": 10**400},
    ],
)
def test_refused_batches(change: dict[str, object]) -> None:
    """A batch with anything wrong in it is refused, and the reason quotes nothing."""
    with pytest.raises(ParamsError) as caught:
        to_batch(BATCH | change)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("params", [None, [], 5, "x", {}, {"seq": 1, "t0": 0}])
def test_refused_params(params: object) -> None:
    """Params that are no batch at all are refused."""
    with pytest.raises(ParamsError):
        to_batch(params)


def test_label() -> None:
    """A label's times come in milliseconds and leave in seconds; without one it means now."""
    given = {"state": "stuck", "source": "button", "at": 2_000, "since": 1_000, "alert": 3}
    made = structure(given, LabelParams).label(7, now=9.0)
    assert made == Label(7, Said.STUCK, 2.0, Source.BUTTON, since=1.0, alert=3)
    made = structure({"state": "flow", "source": "review", "new": 1}, LabelParams).label(8, now=9.0)
    assert made == Label(8, Said.FLOW, 9.0, Source.REVIEW)


def test_no_label_speaks_of_what_is_to_come() -> None:
    """A time later than the daemon's is now."""
    given = {"state": "stuck", "source": "button", "at": 9_500, "since": 9_400}
    made = structure(given, LabelParams).label(7, now=9.0)
    assert made == Label(7, Said.STUCK, 9.0, Source.BUTTON, since=9.0)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"state": "secret"}, "state: must be one of"),
        ({"state": ["stuck"]}, "state: must be one of"),
        ({"state": None}, "state: is missing"),
        ({"source": "Button"}, "source: must be one of"),
        ({"at": "now"}, "at: must be a number"),
        ({"at": True}, "at: must be a number"),
        ({"at": math.inf}, "at: must be a number"),
        ({"at": math.nan}, "at: must be a number"),
        ({"at": 10**400}, "at: must be a number"),
        ({"at": -1}, "at: must be a number"),
        ({"at": 1_000, "since": 2_000}, "since: must not be after at"),
        ({"alert": "secret"}, "alert: must be a number"),
    ],
)
def test_refused_labels(change: dict[str, object], reason: str) -> None:
    """The reason names the field and the rule, never the value."""
    with pytest.raises(ParamsError, match=reason) as caught:
        structure({"state": "stuck", "source": "button"} | change, LabelParams)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("given", [[], 5, "x", True])
def test_params_are_an_object(given: object) -> None:
    """Params by position are refused."""
    with pytest.raises(ParamsError, match="must be an object"):
        structure(given, ExplainParams)


@pytest.mark.parametrize("minutes", [-1, math.nan, params.LONGEST_MIN + 1, "5"])
def test_refused_minutes(minutes: object) -> None:
    """A pause of a negative or endless time is refused; none at all is fine."""
    with pytest.raises(ParamsError, match="minutes"):
        structure({"minutes": minutes}, MinutesParams)
    assert structure({"minutes": None}, MinutesParams).minutes is None


@given(st.floats(0, params.LATEST_MS), st.floats(0, params.LATEST_MS), st.floats(1, 2.0**47))
def test_timelines_are_bounded(start: float, stop: float, step: float) -> None:
    """However it is asked for, a timeline has a bounded number of rows."""
    try:
        asked = structure({"from": start, "to": stop, "step": step}, TimelineParams)
    except ParamsError:
        return
    assert len(asked.times()) <= params.MOST_ROWS


def test_unknown_numbers_are_null() -> None:
    """JSON has no NaN, so what is not known is null."""
    [reason] = messages.reasons_of([Reason("edits", "edits", math.nan, math.inf, 0.5)])
    assert (reason.value, reason.usual, reason.effect) == (None, None, 0.5)

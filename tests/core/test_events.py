"""Event batches: which columns are refused, and how single events become batches."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.events import (
    BATCH_SPAN_MS,
    MAX_EVENTS,
    MAX_TIME_MS,
    BatchBuilder,
    EventBatch,
    EventError,
)

GOOD: dict[str, Any] = {
    "t0": 1_000,
    "t": [0, 5],
    "kind": [1, 2],
    "doc": [0, 2**52 - 1],
    "a": [1, -1],
    "b": [0, 0],
    "c": [0, 2**63 - 1],
}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"t": [0]}, "equally long"),
        ({"t": [5, 4]}, "must not fall"),
        ({"t": [-1, 4]}, "must not be negative"),
        ({"t0": -1}, "must not be negative"),
        ({"t0": MAX_TIME_MS - 1}, "beyond all clocks"),
        ({"kind": [1, -2]}, "must not be negative"),
        ({"doc": [0, 2**52]}, "52 bits"),
        ({"a": [1, "x"]}, "whole numbers"),
        ({"a": [1, 1.5]}, "whole numbers"),
        ({"a": [1, None]}, "whole numbers"),
        ({"c": [0, 2**63]}, "64 bits"),
    ],
)
def test_a_batch_that_breaks_a_rule_is_refused_whole(change: dict[str, Any], rule: str) -> None:
    """A column that breaks a rule refuses the batch and names the rule."""
    with pytest.raises(EventError, match=rule):
        EventBatch.of(1, **(GOOD | change))


def test_a_batch_over_the_limit_is_refused() -> None:
    """More events than the limit are refused, the limit itself is not."""
    columns: dict[str, Any] = {
        name: [0] * MAX_EVENTS for name in ("t", "kind", "doc", "a", "b", "c")
    }
    assert len(EventBatch.of(1, t0=0, **columns)) == MAX_EVENTS
    columns = {name: [0] * (MAX_EVENTS + 1) for name in columns}
    with pytest.raises(EventError, match="at most"):
        EventBatch.of(1, t0=0, **columns)


def test_a_refusal_never_quotes_the_content() -> None:
    """The message of a refusal holds nothing of what was sent."""
    with pytest.raises(EventError) as caught:
        EventBatch.of(1, **(GOOD | {"a": [1, "secret words"]}))
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_an_empty_batch_is_a_batch() -> None:
    """A batch of no events is legal and lies at its own time."""
    batch = EventBatch.of(1, t0=7, t=[], kind=[], doc=[], a=[], b=[], c=[])
    assert (len(batch), batch.first_ms, batch.last_ms) == (0, 7, 7)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=60))
def test_a_builder_keeps_every_event_and_flushes_each_second(gaps: list[int]) -> None:
    """Events come out as they went in, in batches of a second at most, numbered from one."""
    builder, time, times = BatchBuilder(), 0, []
    batches: list[EventBatch] = []
    for gap in gaps:
        time += gap
        times.append(time)
        batches += builder.add(time, 5, a=gap)
    batches += builder.flush()
    assert [batch.t0 + t for batch in batches for t in batch.t] == times
    assert [a for batch in batches for a in batch.a] == gaps
    assert [batch.seq for batch in batches] == list(range(1, len(batches) + 1))
    assert all(batch.t[-1] <= BATCH_SPAN_MS for batch in batches)

"""Event batches: which columns are refused, and what a refusal says."""

from __future__ import annotations

from typing import Any

import pytest

from pulsedev.core.events import (
    MAX_EVENTS,
    MAX_TIME_MS,
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

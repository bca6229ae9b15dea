"""The rolling structures, held to what a plain sum over all events gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.spans import HORIZON, Elapsed, Ledger, Peaks

GAPS = st.lists(st.floats(0.0, 200.0, allow_nan=False), min_size=1, max_size=80)


def _times(gaps: list[float]) -> list[float]:
    times, now = [], 0.0
    for gap in gaps:
        now += gap
        times.append(now)
    return times


@given(GAPS, st.sampled_from([120.0, 300.0, HORIZON]), st.floats(0.0, 400.0))
def test_counts_over_a_span_are_those_of_a_plain_sum(
    gaps: list[float], length: float, later: float
) -> None:
    """The ledger's differences equal counting the events of the same whole seconds."""
    ledger, times = Ledger(), _times(gaps)
    for time in times:
        ledger.mark(time)
        ledger.now[3] += 2
    now = times[-1] + later
    expected = 2 * sum(int(time) > int(now) - length for time in times)
    assert ledger.since(now, length)[3] == expected


@given(GAPS, st.integers(1, 50))
def test_the_last_events_are_counted_from_the_first_of_them(gaps: list[float], back: int) -> None:
    """An event span holds exactly that many events, or is unknown where there were fewer."""
    ledger, times = Ledger(), _times(gaps)
    for time in times:
        ledger.mark_event(time)
        ledger.now[0] += 1
    last = ledger.last(back)
    if back > len(times):
        assert last is None
    else:
        assert last is not None
        assert (last[0], last[1][0]) == (times[-back], back)


@given(
    st.lists(st.tuples(st.floats(0.0, 99.0), st.integers(1, 50)), min_size=1, max_size=60),
    st.data(),
)
def test_peaks_are_those_of_a_plain_maximum(
    steps: list[tuple[float, int]], data: st.DataObject
) -> None:
    """The largest value since any time equals the maximum over all values since then."""
    peaks, values, now = Peaks(), [], 0.0
    for gap, value in steps:
        now += gap
        peaks.add(now, value)
        values.append((now, value))
    since = data.draw(st.floats(0.0, now + 1.0))
    assert peaks.since(since) == max((v for t, v in values if t >= since), default=0)


@given(GAPS, st.data())
def test_elapsed_time_is_exact_over_any_span(gaps: list[float], data: st.DataObject) -> None:
    """The overlap of a span with the intervals equals the sum of the single overlaps."""
    elapsed, times = Elapsed(), _times(gaps)
    for index, time in enumerate(times):
        (elapsed.end if index % 2 else elapsed.begin)(time)
    stop = times[-1] + data.draw(st.floats(0.0, 50.0))
    start = data.draw(st.floats(0.0, stop))
    ends = [*times[1::2], stop] if len(times) % 2 else times[1::2]
    plain = sum(
        max(0.0, min(end, stop) - max(begin, start))
        for begin, end in zip(times[::2], ends, strict=True)
    )
    assert abs(elapsed.between(start, stop) - plain) < 1e-6


def test_the_whole_session_counts_intervals_that_are_forgotten_one_by_one() -> None:
    """After a thousand intervals the sum since the start is still that of all."""
    elapsed = Elapsed()
    for index in range(1_000):
        elapsed.begin(10.0 * index + 1.0)
        elapsed.end(10.0 * index + 4.0)
    assert elapsed.between(0.0, 10_000.0) == 3_000.0
    assert elapsed.between(9_900.0, 10_000.0) == 30.0


def test_memory_does_not_grow_with_the_session() -> None:
    """A ledger keeps no more seconds after a day than after half an hour."""
    ledger = Ledger()
    for second in range(86_400):
        ledger.mark(float(second))
    kept = sum(len(getattr(ledger, name)) for name in ("_seconds", "_before"))
    assert kept <= 2 * (2 * HORIZON + 2)

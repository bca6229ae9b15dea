"""Somebody's own labels: later days, judged by what the days before them taught."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.states import State
from pulsedev.evaluation import own
from pulsedev.evaluation.running import Asked, AskError, evaluate_own
from pulsedev.store.disk import DiskStore

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Story

DAY = 86_400.0


def lived(store: DiskStore, new_story: type[Story], start: float, days: int) -> float:
    """Let somebody struggle and get on each day, and say so; return when the last day ended."""
    for day in range(days):
        story = new_story()
        story.steady(story.struggle(day * DAY, 20), 20)
        window = store.begin_window(start + day * DAY)
        store.add_batches(story.arrivals(window=window))
        for number, minute, said in ((1, 18, Said.STUCK), (2, 38, Said.PROGRESS)):
            at = start + day * DAY + 60.0 * minute
            label = Label(2 * day + number, said, at, Source.BUTTON)
            store.add_label(label, State.NEUTRAL, at)
        store.end_window(window, start + day * DAY + 3_000.0)
    return start + days * DAY


@pytest.fixture
def store(tmp_path: Path, start: float) -> DiskStore:
    """Return an empty store."""
    return DiskStore.open(tmp_path, now=start)


def test_later_days_by_earlier_ones(store: DiskStore, new_story: type[Story], start: float) -> None:
    """Two days teach before any is judged, and no day is judged by itself or a later one."""
    with closing(store):
        moments = own.own(store, lived(store, new_story, start, 6), 0.0)
    splits = own.later(moments)
    assert [len(np.unique(moments.group[train])) for train, _ in splits] == [2, 3, 4, 5]
    for train, test in splits:
        assert moments.group[train].max() < moments.group[test].min()


def test_own_labels_are_evaluated(store: DiskStore, new_story: type[Story], start: float) -> None:
    """The result has figures for the days that were judged, and counts their alarms."""
    with closing(store):
        now = lived(store, new_story, start, 6)
        asked = Asked((), methods=("red", "evidence", "forest"))
        done = evaluate_own(store, now, asked, 0.0, lambda _what, _done, _whole: None)
    [result] = done.results.values()
    assert result["groups"] == 4
    assert result["methods"]["red"]["auc"][0] > 0.9
    assert result["methods"]["forest"]["events"]["recall"] is not None


def test_few_labels_are_said_to_be_few(
    store: DiskStore, new_story: type[Story], start: float
) -> None:
    """With two days there is nothing to judge, and one line says what is needed."""
    with closing(store):
        now = lived(store, new_story, start, 2)
        with pytest.raises(AskError, match="on three days at least"):
            evaluate_own(store, now, Asked(()), 0.0, lambda _what, _done, _whole: None)

"""The readers on the public data sets themselves, where they lie beside the project."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from pulsedev.core.events import Kind
from pulsedev.importers.detect import read

DATA = Path(os.environ.get("PULSEDEV_DATA", Path(__file__).parents[3] / "shared" / "data"))
SETS = ("cyberdojo_tdd", "cups_copilot", "fitech_interventions", "hermes_stuck", "abb_blaze")


@pytest.mark.parametrize("name", SETS)
def test_data_set(name: str) -> None:
    """Each set is read to its end without damage, in order of time, in kinds of ours."""
    if not (DATA / name).is_dir():
        pytest.skip(f"no folder {name} in the folder that PULSEDEV_DATA names")
    kinds: Counter[int] = Counter()
    names = []
    for recording in read(DATA / name):
        names.append(recording.name)
        last = 0
        for arrived in recording.arrivals:
            assert arrived.batch.first_ms >= last
            last = arrived.batch.last_ms
            assert last <= arrived.at * 1000
            kinds.update(arrived.batch.kind)
        assert recording.damage == []
    assert len(set(names)) == len(names) > 1
    assert set(kinds) <= set(Kind)
    assert kinds[Kind.FILE_MODIFIED] > 100

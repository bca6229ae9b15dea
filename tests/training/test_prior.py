"""The prior learned from open recordings: the same each time, in its direction, and no louder."""

from __future__ import annotations

import csv
import math
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pulsedev.core.evidence import CAP
from pulsedev.core.hysteresis import STUCK_THRESHOLDS
from pulsedev.core.log_odds import logistic
from pulsedev.core.terms import STUCK, STUCK_BIAS
from pulsedev.importers.recording import RecordingError
from pulsedev.training import prior
from pulsedev.training.prior_data import UNSAID, Seen, collect
from pulsedev.training.prior_fit import HAND, LEARNED, fit, held_out
from pulsedev.training.prior_judging import alarms, bias

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

COLUMNS = ("session", "dojo", "colour", "lines_edited", "secs_since_prev")
RED, GREEN = "red", "green"


def write(folder: Path, rows: Iterable[tuple[object, ...]]) -> Path:
    """Write runs as the data set has them; return the folder."""
    folder.mkdir(exist_ok=True)
    with (folder / "runs.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return folder


def made_up(dojos: int) -> list[tuple[object, ...]]:
    """Make two sessions a dojo, in some of which nothing passes for long."""
    random, rows = Random(7), list[tuple[object, ...]]()  # noqa: S311 - made-up runs, no secret
    for session in range(2 * dojos):
        trouble = random.random() < 0.4
        for _ in range(30):
            passes = random.random() < (0.05 if trouble else 0.4)
            colour = GREEN if passes else random.choice([RED, "amber"])
            lines = random.randrange(10)
            rows.append((session, f"D{session // 2}", colour, lines, random.randrange(20, 200)))
    return rows


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the recordings of fourteen dojos."""
    return write(tmp_path_factory.mktemp("prior") / "runs", made_up(14))


@pytest.fixture(scope="module")
def seen(folder: Path) -> Seen:
    """Return what was seen in these recordings."""
    return collect(folder)


def test_the_same_recordings_make_the_same_file(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two runs of the command write the same bytes and print the same table."""
    first, second = tmp_path / "first.py", tmp_path / "second.py"
    assert prior.main([str(folder), "-o", str(first)]) == 0
    told = capsys.readouterr().out
    assert prior.main([str(folder), "-o", str(second)]) == 0
    assert first.read_bytes() == second.read_bytes()
    assert capsys.readouterr().out == told
    assert "since_green" in told
    assert told.endswith((f"{prior.ADOPT}\n", f"{prior.KEEP}\n"))
    made: dict[str, object] = {}
    exec(compile(first.read_text(encoding="utf-8"), "first", "exec"), made)  # noqa: S102 - it is a module
    weights = made["WEIGHTS"]
    assert isinstance(weights, dict)
    assert list(weights) == sorted(LEARNED)


def test_no_weight_changes_its_direction_and_none_decides_alone(seen: Seen) -> None:
    """Learned weights keep the sign of those by hand, and the others are those by hand."""
    for term, weight in zip(STUCK, fit(seen), strict=True):
        assert weight * term.weight >= 0
        if term.column in LEARNED:
            assert logistic(STUCK_BIAS + CAP * abs(weight)) <= STUCK_THRESHOLDS.high + 1e-9
        else:
            assert weight == term.weight


def test_a_dojo_is_judged_by_what_others_taught(seen: Seen) -> None:
    """Each row is judged once, and what was said in its own fold changes nothing for it."""
    folds = list(held_out(seen))
    assert sorted(np.concatenate([rows for rows, _ in folds])) == list(range(len(seen.dojo)))
    rows, weights = folds[0]
    outcome = seen.outcome.copy()
    outcome[rows] = np.where(outcome[rows] == UNSAID, UNSAID, 1 - outcome[rows])
    other = Seen(seen.distances, seen.clocks, outcome, seen.dojo, seen.session)
    assert next(held_out(other))[1] == pytest.approx(weights)


def test_louder_weights_get_a_lower_bias(seen: Seen) -> None:
    """The bias falls until there are no more alarms than by hand, and never rises."""
    score = seen.distances @ HAND
    lowered = bias(seen, score, score + 1.0)
    assert STUCK_BIAS - 1.02 <= lowered < STUCK_BIAS
    assert alarms(seen, score + 1.0 + lowered) <= alarms(seen, score + STUCK_BIAS)
    assert bias(seen, score, score - 1.0) == STUCK_BIAS


def test_what_came_is_told_from_the_runs_alone(tmp_path: Path) -> None:
    """Ten minutes without green are stuck, green sooner is not, and an early end says nothing."""
    runs = [(RED, 60)] * 16 + [(GREEN, 60)] + [(RED, 60)] * 4
    folder = write(tmp_path, [(0, "D", colour, 1, secs) for colour, secs in runs])
    outcome = collect(folder).outcome.tolist()
    changes = [
        each for each, before in zip(outcome, [math.nan, *outcome], strict=False) if each != before
    ]
    assert changes == [UNSAID, 1, 0, UNSAID]


@pytest.mark.parametrize("rows", [[], made_up(3)], ids=["nothing", "three dojos"])
def test_a_folder_with_too_little_is_refused_in_one_line(
    rows: list[tuple[object, ...]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written where nothing can be learned, and one line says why."""
    folder, output = write(tmp_path / "runs", rows), tmp_path / "weights.py"
    assert prior.main([str(folder), "-o", str(output)]) == 1
    assert not output.exists()
    assert capsys.readouterr().err.count("\n") == 1


def test_other_data_are_not_read(tmp_path: Path) -> None:
    """What is not of this data set is refused, whatever the product could read of it."""
    (tmp_path / "dev_1.csv").write_text("epoch_s,message_id\n1,2\n", encoding="utf-8")
    with pytest.raises(RecordingError, match="no cyberdojo recording"):
        collect(tmp_path)

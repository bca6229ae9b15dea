"""Each data set's moments and answers, by hand on tables of a few rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.evaluation.conftest import RUNS, write

from pulsedev.evaluation.tasks.cups import CUPS
from pulsedev.evaluation.tasks.cyberdojo import CYBERDOJO
from pulsedev.evaluation.tasks.fitech import FITECH
from pulsedev.evaluation.tasks.hermes import HERMES
from pulsedev.importers import cups, fitech, hermes
from pulsedev.importers.cyberdojo import START
from pulsedev.importers.recording import RecordingError

if TYPE_CHECKING:
    from pathlib import Path

    from pulsedev.evaluation.task import Trial

MINUTE = 60_000


def answers(trial: Trial) -> list[float | None]:
    """Return the answers, None where nothing may be said."""
    return [None if np.isnan(each.answer) else each.answer for each in trial.questions]


def test_katas(tmp_path: Path) -> None:
    """From the second failed run on is asked whether one passes within ten active minutes."""
    runs = [
        ("0", "D", "green", 0, 10),
        ("0", "D", "red", 1, 60),
        ("0", "D", "red", 1, 60),
        ("0", "D", "amber", 1, 290),
        ("0", "D", "red", 1, 290),
        ("0", "D", "red", 1, 290),
        ("0", "D", "green", 1, 10),
        ("0", "D", "red", 1, 10),
        ("0", "D", "red", 1, 10),
    ]
    [trial] = CYBERDOJO.trials(write(tmp_path / "runs.csv", RUNS, runs))
    assert trial.group == "D"
    assert answers(trial) == [1.0, 0.0, 0.0, 0.0, None]
    assert trial.marks == (START / 1000 + 130,)


def test_reports(tmp_path: Path) -> None:
    """Minutes before a report are stuck, those just after it say nothing, a tool's are none."""
    events = [
        ("7", "a", minute * MINUTE + 1, minute * MINUTE + 1, "Insert", "", 1, 1, 9, "ff", "")
        for minute in range(1, 16)
    ]
    labels = [
        ("7", 10 * MINUTE + 30_000, "self_report_button", "Insurmountable"),
        ("7", 2 * MINUTE, "stuck_point", "Tool Detected Difficulty"),
        ("7", 3 * MINUTE, "self_report_button", "Making_Progress"),
        ("33", MINUTE, "stuck_point", "Asked for help"),
    ]
    path = write(tmp_path / "events.csv", hermes.COLUMNS, events)
    write(tmp_path / "labels.csv", ("participant", "t_ms", "source", "value"), labels)
    [trial] = HERMES.trials(path)
    assert trial.marks == (630.0,)
    said = dict(zip([each.at / 60 for each in trial.questions], answers(trial), strict=True))
    assert [minute for minute, answer in said.items() if answer == 1.0] == [6, 7, 8, 9, 10]
    assert [minute for minute, answer in said.items() if answer is None] == [11, 12, 13]


def test_reports_need_their_labels(tmp_path: Path) -> None:
    """Events without the labels beside them are one line of error."""
    path = write(tmp_path / "events.csv", hermes.COLUMNS, [])
    with pytest.raises(RecordingError, match=r"labels\.csv: not beside the events"):
        list(HERMES.trials(path))


def test_stretches(tmp_path: Path) -> None:
    """As a stretch begins is asked what it is; what is neither effort nor writing says nothing."""
    labels = [
        "Writing New Functionality",
        "Debugging/Testing Code",
        "Debugging/Testing Code",
        "IDK",
    ]
    rows = [
        (0, f"2022-08-08T16:00:0{second}Z", "Shown", "UserTyping", 100, 9, 100, label)
        for second, label in enumerate(labels)
    ]
    [trial] = CUPS.trials(write(tmp_path / "events.csv", (*cups.COLUMNS, "label"), rows))
    assert answers(trial) == [0.0, 1.0, None]
    assert [each.at - trial.questions[0].at for each in trial.questions] == [0.0, 1.0, 3.0]


def test_steps(tmp_path: Path) -> None:
    """From the sixth step on, a mark for trouble is stuck; one for a reached goal is none."""
    said = [*[("Y", "compiler")] * 5, ("Y", "logical; hint"), ("D", "request"), ("Y", "suboal")]
    said += [("R", "compiler"), ("", "")]
    rows = [
        (str(at), "A", "S", "File.Edit", "insert", at, 10 + at, 2, mark, why)
        for at, (mark, why) in enumerate(said)
    ]
    columns = (*fitech.COLUMNS, "X-Intervene", "X-Why")
    [trial] = FITECH.trials(write(tmp_path / "MainTable.csv", columns, rows))
    assert answers(trial) == [1.0, 1.0, 0.0, 0.0, 0.0]
    assert trial.group == "S"


def test_damaged_tables_are_refused(tmp_path: Path) -> None:
    """A table whose end is missing has no figures: they would be taken for those of all."""
    path = write(tmp_path / "runs.csv", RUNS, [("0", "D", "red", 1, 60)] * 3)
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(RecordingError, match=r"runs\.csv"):
        list(CYBERDOJO.trials(path))

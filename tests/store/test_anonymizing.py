"""What is anonymous keeps its intervals and loses what ties it to a day, a file or a machine."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pulsedev.core.events import EventBatch, Kind
from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.policy import Action
from pulsedev.core.states import State
from pulsedev.core.stimuli import Arrived, Paused, Resumed, Snoozed
from pulsedev.core.terms import FLOW, STUCK
from pulsedev.store import anonymizing
from pulsedev.store.anonymizing import LEAST_SHIFT_S, MOST_SHIFT_S, Anonymizer
from pulsedev.store.export import Form, Wanted, to_file
from pulsedev.store.records import PastAlert, PastLabel, TrainingRun

if TYPE_CHECKING:
    from pathlib import Path

    from tests.store.conftest import Made

    from pulsedev.store.disk import DiskStore

SHIFT = 100_000_000
"""Seconds; three years."""

DOCUMENT, OTHER, CODES = 3_029_343_220_732_871, 4_503_599_627_370_495, 8_675_309
"""What would tie an export to a machine."""

ROWS = (
    (Kind.FILE_OPENED, DOCUMENT, 120, 5, 1),
    (Kind.ERROR_OCCURRED, OTHER, 2, 1, CODES),
    (Kind.ERROR_OCCURRED, OTHER, 0, 0, 0),
    (Kind.DEBUG_STARTED, 0, 41, 0, 0),
    (Kind.DEBUG_PAUSED, 0, 41, 0, 3),
    (Kind.ERROR_OCCURRED, DOCUMENT, 2, 1, CODES),
    (99, DOCUMENT, CODES, CODES, CODES),
)
"""Kind, document, a, b and c."""


@pytest.fixture
def telling(made: Made) -> Arrived:
    """Return a batch with all that an anonymous one must not have."""
    kind, doc, a, b, c = zip(*ROWS, strict=True)
    t = [1_000 * place for place in range(len(ROWS))]
    t0 = round(made.start * 1000) + 123
    batch = EventBatch.of(9, t0=t0, t=t, kind=kind, doc=doc, a=a, b=b, c=c, window=17)
    return Arrived(batch, made.start + 8.5)


def test_a_batch(telling: Arrived, made: Made) -> None:
    """Files, windows, sessions and codes are numbered as they appear; amounts stay."""
    found = Anonymizer(SHIFT).arrived(telling)
    batch = found.batch
    assert found.at == made.start + 8.5 - SHIFT
    assert batch.t0 == telling.batch.t0 - 1000 * SHIFT
    assert (batch.window, batch.seq, batch.t) == (1, 9, telling.batch.t)
    assert list(zip(batch.kind, batch.doc, batch.a, batch.b, batch.c, strict=True)) == [
        (Kind.FILE_OPENED, 1, 120, 5, 1),
        (Kind.ERROR_OCCURRED, 2, 2, 1, 1),
        (Kind.ERROR_OCCURRED, 2, 0, 0, 0),
        (Kind.DEBUG_STARTED, 0, 1, 0, 0),
        (Kind.DEBUG_PAUSED, 0, 1, 0, 3),
        (Kind.ERROR_OCCURRED, 1, 2, 1, 1),
        (99, 1, 0, 0, 0),
    ]


def test_an_empty_batch() -> None:
    """A batch without events stays one."""
    empty = EventBatch.of(1, t0=10**12, t=[], kind=[], doc=[], a=[], b=[], c=[])
    assert Anonymizer(SHIFT).arrived(Arrived(empty, 10.0**9)).batch == replace(
        empty, t0=10**12 - 1000 * SHIFT
    )


def test_what_was_believed_and_said(made: Made) -> None:
    """All times move alike, and numbers that refer to one another still do."""
    hidden = Anonymizer(SHIFT)
    at = made.start - SHIFT
    label = Label(17 << 20, Said.STUCK, made.start + 9, Source.ALERT, None, alert=7 << 20)
    past = hidden.label(PastLabel(label, State.STUCK, made.start + 10))
    assert (past.label.id, past.label.at, past.label.alert, past.given) == (1, at + 9, 1, at + 10)
    told = PastAlert(made.alert(5.0, 7 << 20, window=17), None, Action.RIGHT, made.start + 9)
    alert = hidden.alert(told)
    assert (alert.alert.id, alert.alert.window, alert.alert.at) == (1, 1, at + 5)
    assert (alert.alert.since, alert.shown, alert.answered) == (at - 595, None, at + 9)
    state = hidden.state(made.state(5.0))
    assert (state.at, state.since, state.reasons) == (at + 5, at - 55, made.state(5.0).reasons)
    assert hidden.control(Paused(made.start, made.start + 9)) == Paused(at, at + 9)
    assert hidden.control(Paused(made.start)) == Paused(at)
    assert hidden.control(Resumed(made.start)) == Resumed(at)
    assert hidden.control(Snoozed(made.start, made.start + 9)) == Snoozed(at, at + 9)
    run = TrainingRun(made.start, ("forest",), 1, True, 1.0, 1, 1, 1, 1)  # noqa: FBT003 - as it is kept
    assert hidden.training(run).at == at


def test_a_wrong_clock() -> None:
    """Times of a clock that stood at its beginning are not moved before it."""
    batch = EventBatch.of(1, t0=5, t=[0], kind=[1], doc=[1], a=[1], b=[1], c=[1])
    found = Anonymizer(SHIFT).arrived(Arrived(batch, 3.0))
    assert (found.batch.t0, found.at) == (0, 0.0)


def test_the_span_is_random(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times move back by one to five years, to the second, by a span that can't be guessed."""
    below: list[int] = []

    def highest(bound: int) -> int:
        below.append(bound)
        return bound - 1

    with monkeypatch.context() as patch:
        patch.setattr("secrets.randbelow", highest)
        assert anonymizing.random_shift() == MOST_SHIFT_S - 1
    assert below == [MOST_SHIFT_S - LEAST_SHIFT_S]
    assert LEAST_SHIFT_S <= anonymizing.random_shift() < MOST_SHIFT_S
    assert len({anonymizing.random_shift() for _ in range(9)}) > 1


@pytest.mark.parametrize("form", Form)
def test_nothing_telling_is_in_the_file(
    store: DiskStore, telling: Arrived, made: Made, tmp_path: Path, form: Form
) -> None:
    """No number that belongs to this machine is in an anonymous file, nor the day, nor the span."""
    store.add_batches([telling])
    path = tmp_path / "shown"
    to_file(store, Wanted(made.start - 7.0, made.start + 99.0, form), path)
    openly = path.read_text("utf-8")
    to_file(
        store, Wanted(made.start - 7.0, made.start + 99.0, form, anonymize=True), path, force=True
    )
    hidden = path.read_text("utf-8")
    for number in (DOCUMENT, OTHER, CODES, str(round(made.start))[:9]):
        assert str(number) in openly
        assert str(number) not in hidden
    if form is Form.JSONL:
        header = {"pulse": 1, "from": None, "to": None, "anonymized": True}
        assert json.loads(hidden.splitlines()[0]) == header


def test_no_reason_tells_the_time_of_day() -> None:
    """Reasons go out as they are, so none may speak of a local time."""
    assert "hour_of_day" not in {term.column for term in (*FLOW, *STUCK)}

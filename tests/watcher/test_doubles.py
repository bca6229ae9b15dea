"""What two windows see is told once."""

from __future__ import annotations

from pulsedev.core.events import CommandClass, EventBatch, Kind
from pulsedev.watcher.doubles import HOLD_S, NEAR_MS, Doubles
from pulsedev.watcher.seeing import Row

AT = 1_000_000
LATER = AT / 1000 + HOLD_S


def told(at: int, kind: Kind, doc: int = 0, a: int = 0) -> EventBatch:
    """Return what another window tells."""
    return EventBatch.of(1, t0=at, t=[0], kind=[kind], doc=[doc], a=[a], b=[0], c=[0])


def released(*batches: EventBatch, rows: list[Row]) -> list[Row]:
    """Return the rows that are left."""
    doubles = Doubles()
    doubles.hold(rows, AT / 1000)
    assert doubles.release(LATER - 0.1) == []
    for batch in batches:
        doubles.see(batch)
    left = doubles.release(LATER)
    assert doubles.release(LATER + 60.0) == []
    return left


SAVE = [Row(AT, Kind.FILE_MODIFIED, 7, 5, 1), Row(AT, Kind.FILE_SAVED, 7, 9)]
RUN = [Row(AT, Kind.TEST_RUN, 0, 3, 1)]


def test_a_save_in_an_editor() -> None:
    """A save that an editor told of is its own, with its keys; another file's is not."""
    assert released(rows=SAVE) == SAVE
    assert released(told(AT + 900, Kind.FILE_SAVED, 7), rows=SAVE) == []
    assert released(told(AT - NEAR_MS, Kind.FILE_SAVED, 7), rows=SAVE) == []
    assert released(told(AT + 900, Kind.FILE_SAVED, 8), rows=SAVE) == SAVE
    assert released(told(AT + 900, Kind.FILE_MODIFIED, 7), rows=SAVE) == SAVE
    assert released(told(AT - NEAR_MS - 1, Kind.FILE_SAVED, 7), rows=SAVE) == SAVE


def test_a_run() -> None:
    """A report of a run that was counted is the same run; beside an exit code it is more."""
    assert released(told(AT, Kind.TEST_RUN, a=3), rows=RUN) == []
    assert released(told(AT, Kind.COMMAND_EXECUTED, a=CommandClass.TEST), rows=RUN) == RUN


def test_git() -> None:
    """A commit or a switch that an editor told of is told once."""
    rows = [Row(AT, Kind.COMMIT_CREATED, 0, 1, 0, 1), Row(AT, Kind.BRANCH_CHANGED)]
    assert released(told(AT + 1, Kind.COMMIT_CREATED), rows=rows) == rows[1:]
    assert released(told(AT + 1, Kind.BRANCH_CHANGED), rows=rows) == rows[:1]


def test_nobody_else() -> None:
    """Where there is no other window nothing waits but reports: a command tells of its run."""
    doubles = Doubles()
    doubles.hold([*SAVE, *RUN], AT / 1000, alone=True)
    assert doubles.release(AT / 1000) == SAVE
    assert doubles.release(LATER) == RUN


def test_what_was_told_long_ago() -> None:
    """What others told is forgotten."""
    doubles = Doubles()
    for minute in range(100):
        doubles.see(told(AT + minute * 60_000, Kind.FILE_SAVED, 7))
        doubles.release(AT / 1000 + minute * 60)
    doubles.hold(SAVE, LATER)
    assert doubles.release(LATER + 6_000.0) == SAVE

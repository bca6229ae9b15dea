"""A damaged database is put aside, work goes on with what can be read, and the user is told."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pulsedev.core.instructions import StoreMemory
from pulsedev.core.policy import Action
from pulsedev.core.states import State
from pulsedev.core.stimuli import Answered, Paused
from pulsedev.store import database, mending
from pulsedev.store.access import MOST_MENDED
from pulsedev.store.database import FILE, PAGE
from pulsedev.store.disk import Cursor, DiskStore, Judged
from pulsedev.store.errors import Damaged, Full
from pulsedev.store.mending import ASIDE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.store.conftest import Made

SOURCE = Path(__file__).parents[2] / "daemon"

DAY = 24 * 3_600.0

ROUNDS = int(os.environ.get("PULSEDEV_TEST_DAMAGES", "16"))
"""How many databases are damaged at random."""

BEGIN = Cursor(0, 0, 0, 0)


@pytest.fixture
def filled(folder: Path, made: Made) -> Path:
    """Return the file of a store with 100 states, 29 labels, and 2,400 events, 1,500 in a block."""
    with closing(DiskStore.open(folder, now=0.0, keep_days=0)) as store:
        window = store.begin_window(made.start)
        term = store.take_lease(store.lease(), window)
        assert term
        store.add_batches([made.arrived(float(seq), seq) for seq in range(1, 501)])
        store.tidy(made.start + DAY)
        store.add_batches([made.arrived(float(seq), seq) for seq in range(501, 801)])
        vectors = tuple(made.vector(30.0 * index) for index in range(20))
        states = tuple(made.state(30.0 * index) for index in range(100))
        alerts = (made.alert(60.0, 1), made.alert(90.0, 2))
        memory = StoreMemory(made.start, bytes(3_000))
        store.judge(window, term, Judged(vectors, states, alerts, memory=memory))
        for number in range(1, 30):
            store.add_label(made.label(10.0 * number, number), State.STUCK, made.start)
        store.add_answer(Answered(1, Action.RIGHT, made.start))
        store.add_control(Paused(made.start))
    return folder / FILE


def everything(store: DiskStore, made: Made) -> int:
    """Use all of a store; return how many events it holds."""
    until = store.cursor()
    store.batches_between(BEGIN, until)
    store.labels_between(BEGIN, until)
    store.answers_between(BEGIN, until)
    store.controls_between(BEGIN, until)
    store.last_state()
    store.memory()
    store.states_at([made.start + 500.0])
    store.alerts_for(1, 0.0)
    window = store.begin_window(made.start)
    term = store.take_lease(store.lease(), window)
    assert term
    found = Judged((made.vector(9.0),), (made.state(9.0),), (made.alert(9.0, term << 20),))
    assert store.judge(window, term, found)
    for many in (store.states, store.vectors, store.alerts, store.labels, store.answers):
        list(many())
    list(store.controls())
    events = sum(len(arrived.batch) for arrived in store.arrivals())
    store.tidy(made.start + 2 * DAY)
    return events


def cut_short(raw: bytearray) -> None:
    """Lose the last half of the file."""
    del raw[len(raw) // 2 :]


def garbage_header(raw: bytearray) -> None:
    """Overwrite what tells that it is a database."""
    raw[:100] = b"not a database of anything, " * 3 + bytes(16)


def garbage_page(raw: bytearray) -> None:
    """Overwrite a page in the middle."""
    place = len(raw) // PAGE // 2 * PAGE
    raw[place : place + PAGE] = random.Random(1).randbytes(PAGE)  # noqa: S311 - no secret


def garbage_tables(raw: bytearray) -> None:
    """Change a letter in what tells how a table looks."""
    place = raw.index(b"CREATE TABLE label")
    raw[place + 2] = 0xFF


@pytest.mark.parametrize(
    ("damage", "least"),
    [(cut_short, 500), (garbage_header, 2_400), (garbage_page, 1_500), (garbage_tables, 2_400)],
)
def test_what_can_be_read_goes_on(
    filled: Path, made: Made, damage: Callable[[bytearray], None], least: int
) -> None:
    """The damaged file is put aside untouched, what is readable is there, and all works."""
    raw = bytearray(filled.read_bytes())
    damage(raw)
    filled.write_bytes(raw)
    filled.with_name(f"{FILE}-wal").write_bytes(b"left by a process that was killed")
    with closing(DiskStore.open(filled.parent, now=0.0, keep_days=0)) as store:
        [notice] = store.notices
        [aside] = filled.parent.glob(f"{ASIDE}*[0-9]")
        assert aside.read_bytes() == bytes(raw)
        assert stat.S_IMODE(aside.stat().st_mode) == 0o600 or sys.platform == "win32"
        assert aside.name in notice
        assert "\n" not in notice
        events = everything(store, made)
        assert f"{events} events" in notice
        assert events >= least
        assert store.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert not list(filled.parent.glob("*-copy*"))
        assert len(store.notices) == 1


def test_a_header_costs_nothing(filled: Path, made: Made) -> None:
    """Where only the beginning is damaged, nothing at all is lost."""
    with closing(DiskStore.open(filled.parent, now=0.0, keep_days=0)) as store:
        before, alerts = list(store.arrivals()), list(store.alerts())
        states, labels = list(store.states()), list(store.labels())
        vectors, memory = list(store.vectors()), store.memory()
    raw = bytearray(filled.read_bytes())
    garbage_header(raw)
    filled.write_bytes(raw)
    with closing(DiskStore.open(filled.parent, now=0.0, keep_days=0)) as store:
        assert list(store.arrivals()) == before
        assert (list(store.states()), list(store.labels())) == (states, labels)
        assert (list(store.vectors()), store.memory()) == (vectors, memory)
        assert list(store.alerts()) == alerts
        assert store.begin_window(made.start) > 1


def test_numbers_do_not_come_again(filled: Path, made: Made) -> None:
    """Windows and terms go on far behind what may have been lost."""
    with closing(DiskStore.open(filled.parent, now=0.0, keep_days=0)) as store:
        generation = store.version().generation
    filled.write_bytes(b"nothing of it is left" * 1_000)
    with closing(DiskStore.open(filled.parent, now=0.0, keep_days=0)) as store:
        assert "recovered from it: 0 events" in store.notices[0]
        window = store.begin_window(made.start)
        assert window > 1_000_000
        assert (store.take_lease(store.lease(), window) or 0) > 1_000_000
        assert store.version().generation != generation


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_any_damage(filled: Path, made: Made, seed: int) -> None:
    """Whatever happens to the file, the store opens and works, and nobody sees a bare error."""
    some = random.Random(seed)  # noqa: S311 - damage, not a secret
    raw = bytearray(filled.read_bytes())
    page = some.randrange(len(raw) // PAGE) * PAGE
    for _ in range(some.choice([1, 1, 30])):
        raw[some.randrange(len(raw))] ^= 1 << some.randrange(8)
    if seed % 4 == 1:
        raw[page : page + PAGE] = some.randbytes(PAGE)
    if seed % 4 == 2:
        raw[: some.randrange(100)] = some.randbytes(100)
    if seed % 4 == 3:
        del raw[some.randrange(len(raw)) :]
    filled.write_bytes(raw)
    with closing(DiskStore.open(filled.parent, now=0.0, keep_days=0)) as store:
        for _ in range(MOST_MENDED):
            # What is read bit by bit has to be asked for again.
            try:
                everything(store, made)
                break
            except (Damaged, AssertionError):
                continue
        everything(store, made)


def test_met_while_working(filled: Path, made: Made) -> None:
    """Damage that a read meets is mended on the spot, and the read has its answer."""
    with (
        closing(DiskStore.open(filled.parent, now=0.0, keep_days=0)) as store,
        closing(DiskStore.open(filled.parent, now=0.0, keep_days=0)) as other,
    ):
        store.connection.execute("UPDATE batch SET body = x'00' WHERE id = 600")
        generation = other.version().generation
        batches, _ = store.batches_between(BEGIN, store.cursor())
        assert len(batches) == 299
        assert len(store.notices) == 1
        # Another process has the old file open, and goes over to the new one.
        assert other.version().generation != generation
        other.add_batches([made.arrived(9_999.0, 9_999)])
        assert made.arrived(9_999.0, 9_999) in list(store.arrivals())
        assert not other.notices


def test_met_by_a_long_read(filled: Path) -> None:
    """Who reads bit by bit is told to ask again, and then has what can be read."""
    with closing(DiskStore.open(filled.parent, now=0.0, keep_days=0)) as store:
        store.connection.execute("UPDATE state SET state = 77 WHERE id = 50")
        with pytest.raises(Damaged):
            list(store.states())
        assert len(list(store.states())) == 99


def test_a_disk_that_fails(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where mending does not help it ends after some times: no heap of files is put aside."""
    monkeypatch.setattr(mending, "READERS", {})
    with closing(DiskStore.open(filled.parent, now=0.0, keep_days=0)) as store:
        store.connection.execute("UPDATE batch SET body = x'00' WHERE id = 600")
        for _ in range(9):
            with pytest.raises(Damaged, match=r"^[^\n]*$"):
                store.batches_between(BEGIN, store.cursor())
        assert len(store.notices) == MOST_MENDED
        assert len(list(filled.parent.glob(f"{ASIDE}*"))) == MOST_MENDED


def test_no_room_to_mend(filled: Path, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk is too full to copy anything, the damaged file stays, and that is said."""

    def full(*_: object) -> None:
        raise Full("the disk is full")

    monkeypatch.setattr(mending, "recover", full)
    filled.write_bytes(b"garbage" * 999)
    with closing(DiskStore.open(filled.parent, now=0.0)) as store:
        [notice] = store.notices
        assert "the disk is full" in notice
        [aside] = filled.parent.glob(f"{ASIDE}*")
        assert aside.read_bytes() == b"garbage" * 999
        store.add_batches([made.arrived(1.0, 1)])


def test_windows_cannot_rename(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an open file can't be renamed, the user is told what to do."""

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "rename", refuse)
    filled.write_bytes(b"garbage" * 999)
    with pytest.raises(Damaged, match=r"^[^\n]*close all windows[^\n]*$"):
        DiskStore.open(filled.parent, now=0.0)


def test_the_check_takes_no_longer_than_it_may(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check that takes too long is given up; damage is then met when it is read."""
    monkeypatch.setattr(database, "CHECK_S", -1.0)
    monkeypatch.setattr(database, "CHECK_STEPS", 1)
    with closing(sqlite3.connect(filled)) as connection:
        database.check(connection)
        assert connection.execute("SELECT count(*) FROM state").fetchone() == (100,)


OPEN = """
import sys
from pathlib import Path
from pulsedev.store.disk import DiskStore
store = DiskStore.open(Path(sys.argv[1]), now=0.0, keep_days=0)
print(store.begin_window(0.0), store.kept().states, len(store.notices))
store.close()
"""


def test_several_find_it_at_once(filled: Path) -> None:
    """Of six processes one puts the file aside; all go on with the same new one."""
    raw = bytearray(filled.read_bytes())
    garbage_header(raw)
    filled.write_bytes(raw)
    children = [
        subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-c", OPEN, str(filled.parent)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
        )
        for _ in range(6)
    ]
    said = [tuple(map(int, child.communicate()[0].split())) for child in children]
    assert len({window for window, _, _ in said}) == 6
    assert {states for _, states, _ in said} == {100}
    assert sorted(notices for _, _, notices in said) == [0, 0, 0, 0, 0, 1]
    assert len(list(filled.parent.glob(f"{ASIDE}*"))) == 1


def test_two_damaged_in_one_second(filled: Path) -> None:
    """What is put aside never takes the place of what was put aside before."""
    for _ in range(2):
        filled.write_bytes(b"garbage" * 999)
        DiskStore.open(filled.parent, now=0.0).close()
    assert len(list(filled.parent.glob(f"{ASIDE}*"))) == 2
    shutil.rmtree(filled.parent)

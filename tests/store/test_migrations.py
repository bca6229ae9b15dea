"""Databases of all earlier versions open, with all that was in them; later ones are left alone."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pulsedev.store.database import FILE, make_file, make_folder
from pulsedev.store.disk import DiskStore
from pulsedev.store.errors import Damaged, Newer
from pulsedev.store.migrations import STEPS, migrate

SOURCE = Path(__file__).parents[2] / "daemon"

ROWS: tuple[dict[str, tuple[object, ...]], ...] = (
    {
        "window": (3, 1_000, None),
        "batch": (5, 3, 1, 2_000, 1_500, 1_900, 2, b"one"),
        "block": (1, 10, 900, 5, 890, 4, 9, b"many"),
        "about": (1, 77, 0),
    },
    {
        "schema": (1, "failed_run_streak rework_share.5m"),
        "model": (1, "evidence-1"),
        "vector": (30_000, 1, b"numbers"),
        "state": (1, 30_000, 20_000, 2, 0.75, 0.1, 1, 1, 0, b""),
        "alert": (9, 31_000, 3, 20_000, 1, 0, 1, b"", None),
        "answer": (1, 9, 2, 32_000),
        "label": (1, 17, 31_000, None, 1, 5, 9, 2, 32_000),
        "control": (1, 33_000, 1, None),
        "memory": (1, 34_000, 4, b"habits"),
        "lease": (1, 3, 4),
    },
    {"ai_training_logs": (1, 35_000, "forest-1,calibration-1", 100, 1, 2.5, 5_000, 20, 1, 1)},
    {
        "trial": (1, 36_000, 1, 1, 1, None, 0.5, 0.25, None, None, 1, 0, 60.5, 0),
        "probe": (4, 37_000, 3, None),
    },
)
"""A row of each table, by the step that makes it."""


def made_by(path: Path, version: int) -> sqlite3.Connection:
    """Make a database as that version did, with a row in each table."""
    connection = sqlite3.connect(path, isolation_level=None)
    for step, rows in zip(STEPS[:version], ROWS, strict=False):
        for statement in step:
            connection.execute(statement)
        for table, row in rows.items():
            marks = ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608 - ROWS
    connection.execute(f"PRAGMA user_version = {version}")
    return connection


def content(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables."""
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema")]
    known = {table for rows in ROWS for table in rows}
    return {
        table: connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - of ROWS
        for table in tables
        if table in known
    }


@pytest.mark.parametrize("version", range(len(STEPS) + 1))
def test_from_every_version(tmp_path: Path, version: int) -> None:
    """What each earlier version kept is there after all steps, in the tables of a new database."""
    with (
        closing(made_by(tmp_path / "old", version)) as old,
        closing(made_by(tmp_path / "new", 0)) as new,
    ):
        migrate(old)
        migrate(new)
        kept = {table: [row] for rows in ROWS[:version] for table, row in rows.items()}
        if "state" in kept:
            kept["state"] = [(*ROWS[1]["state"], b"")]  # it has no remarks
        assert {table: rows for table, rows in content(old).items() if rows} == kept
        tables = "SELECT name, sql FROM sqlite_schema ORDER BY name"
        assert old.execute(tables).fetchall() == new.execute(tables).fetchall()
        assert old.execute("PRAGMA user_version").fetchone() == (len(STEPS),)


def test_every_table_has_a_row(tmp_path: Path) -> None:
    """The rows above are of all tables that there are."""
    with closing(made_by(tmp_path / "now", len(STEPS))) as connection:
        found = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        assert {row[0] for row in found} - {"sqlite_sequence"} == set(content(connection))


def test_a_step_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that fails in its middle leaves no trace; the steps before it stay."""
    broken = (STEPS[0], ("CREATE TABLE half (id INTEGER) STRICT", "CREATE nonsense"))
    monkeypatch.setattr("pulsedev.store.migrations.STEPS", broken)
    with closing(made_by(tmp_path / "old", 0)) as connection:
        with pytest.raises(Damaged):
            migrate(connection)
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        tables = connection.execute("SELECT name FROM sqlite_schema").fetchall()
        assert ("batch",) in tables
        assert ("half",) not in tables


def test_a_later_version(folder: Path) -> None:
    """A database of a later version is refused in one line, and not changed by a byte."""
    make_folder(folder)
    make_file(folder)
    with closing(made_by(folder / FILE, 0)) as connection:
        connection.execute("PRAGMA application_id = 0x50554C53")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE things (id INTEGER)")
        connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    before = (folder / FILE).read_bytes()
    with pytest.raises(Newer, match=r"^[^\n]*later version[^\n]*$"):
        DiskStore.open(folder, now=0.0)
    assert (folder / FILE).read_bytes() == before


@pytest.mark.parametrize("text", ["Hello", "a/b", "x'y", "é", "a\nb", "C:", "a(b)", '"'])
def test_text_is_names_of_ours(tmp_path: Path, text: str) -> None:
    """No column takes a text that could be somebody's words, however small."""
    with closing(made_by(tmp_path / "new", 0)) as connection:
        migrate(connection)
        for insert in (
            "INSERT INTO model (name) VALUES (?)",
            "INSERT INTO schema (names) VALUES (?)",
            "INSERT INTO ai_training_logs VALUES (1, 0, ?, 0, 0, 0.0, 0, 0, 0, 0)",
            "INSERT INTO window (began) VALUES (?)",
            "INSERT INTO memory VALUES (1, 0, 0, ?)",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(insert, (text,))


def test_only_three_columns_are_text(tmp_path: Path) -> None:
    """All columns hold numbers, but for names of ours in three of them."""
    with closing(made_by(tmp_path / "new", 0)) as connection:
        migrate(connection)
        found = connection.execute(
            "SELECT m.name, c.name, c.type FROM sqlite_schema m, pragma_table_info(m.name) c"
            " WHERE m.type = 'table' AND m.sql LIKE '%STRICT'"
        ).fetchall()
    texts = {(table, column) for table, column, kind in found if kind not in {"INTEGER", "REAL"}}
    blobs = {(table, column) for table, column, kind in found if kind == "BLOB"}
    assert texts - blobs == {
        ("schema", "names"),
        ("model", "name"),
        ("ai_training_logs", "models_trained"),
    }
    assert blobs == {
        ("batch", "body"),
        ("block", "body"),
        ("vector", "body"),
        ("memory", "body"),
        ("state", "reasons"),
        ("state", "remarks"),
        ("alert", "reasons"),
    }


OPEN = """
import sys
from pathlib import Path
from pulsedev.store.disk import DiskStore
store = DiskStore.open(Path(sys.argv[1]), now=0.0)
sys.stdin.read(1)
print(store.begin_window(0.0))
store.close()
"""


def test_many_at_the_same_moment(folder: Path) -> None:
    """Of eight processes that make the database at once all get it, each a number of its own."""
    children = [
        subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-c", OPEN, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
        )
        for _ in range(8)
    ]
    numbers = [int(child.communicate("\n")[0]) for child in children]
    assert sorted(numbers) == list(range(1, 9))

"""What a daemon does when its store is taken away, refused or replaced while it runs."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from pulsedev.core.events import COLUMNS
from pulsedev.mind.shared import Shared
from pulsedev.rpc.batches import to_batch
from pulsedev.rpc.params import ExportParams, LabelParams, RecordsParams, SpanParams
from pulsedev.service import Service
from pulsedev.store.database import FILE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from pulsedev.core.events import EventBatch
    from pulsedev.core.instructions import Alert, AskLabel, StateChanged
    from pulsedev.rpc.learning import WorkDone


pytestmark = pytest.mark.asyncio

MOST_PAGES = 2**30
"""More than any test writes."""

NOW = 1_700_000_000.0


@dataclass
class Shown:
    """An outlet that keeps what the user is told."""

    ready: bool = True
    troubles: list[str] = field(default_factory=list)

    def show_state(self, changed: StateChanged) -> None:
        """Show nothing."""

    def show_alert(self, alert: Alert) -> None:
        """Show nothing."""

    def ask(self, question: AskLabel) -> None:
        """Ask nothing."""

    def show_progress(self, token: int | str, done: WorkDone) -> None:
        """Show nothing."""

    def show_trouble(self, line: str) -> None:
        """Keep it."""
        self.troubles.append(line)


class Rig:
    """A service on a folder, whose clock goes by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.shown, self.now = folder, Shown(), NOW
        self.service = Service(clock=lambda: self.now, folder=folder)
        self.service.outlet = self.shown
        self.service.configure({})

    async def tick(self, seconds: int = 1) -> None:
        """Let time pass."""
        for _ in range(seconds):
            self.now += 1.0
            await self.service.tick()

    def typed(self) -> EventBatch:
        """Return two events of now."""
        ones = {name: [1, 1] for name in COLUMNS}
        return to_batch({"seq": 1, "t0": round(self.now * 1000) - 1, **ones})


@pytest_asyncio.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    """Return a service that has opened its store."""
    folder = tmp_path / "data"
    folder.mkdir()
    rig = Rig(folder)
    await rig.tick()
    yield rig
    await rig.service.close()


async def test_who_asks_sees_all_that_came_before(rig: Rig, tmp_path: Path) -> None:
    """Batches that come while others are being written are seen by who asks after them."""

    async def flood() -> None:
        rig.service.take(rig.typed())
        begun = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(begun.set_result, None)
        await begun  # the first is on its way to the disk, the next one waits
        rig.service.take(rig.typed())

    await flood()
    assert (await rig.service.summary()).events == 4
    await flood()
    assert len((await rig.service.records(RecordsParams())).t) == 8
    await flood()
    path = str(tmp_path / "export.jsonl")
    assert (await rig.service.export(ExportParams(path))).events == 12


async def test_a_deleted_folder_is_made_again(rig: Rig) -> None:
    """Who deletes all files by hand is obeyed, and what comes after is kept as before."""
    rig.service.take(rig.typed())
    await rig.tick()
    assert (await rig.service.summary()).events == 2
    shutil.rmtree(rig.folder)
    await rig.tick()
    rig.service.take(rig.typed())
    await rig.tick()
    status = await rig.service.status()
    assert (status.store, status.trouble, status.windows.brain) == ("disk", None, "self")
    assert (await rig.service.summary()).events == 2
    assert len(list((rig.folder / "windows").iterdir())) == 1


async def test_a_later_version_ends_the_sharing(rig: Rig) -> None:
    """Once a later version has changed the database, this one keeps nothing more, and says so."""
    with closing(sqlite3.connect(rig.folder / FILE)) as connection:
        connection.execute("PRAGMA user_version = 99")
    await rig.tick(2)
    rig.service.take(rig.typed())
    await rig.tick()
    await rig.service.label(LabelParams("stuck", "button"))
    status = await rig.service.status()
    assert (status.store, status.state, status.events) == ("memory", "stuck", 2)
    assert status.trouble
    assert "later version" in status.trouble
    assert rig.shown.troubles == [status.trouble]
    with closing(sqlite3.connect(rig.folder / FILE)) as connection:
        counts = "SELECT (SELECT count(*) FROM batch), (SELECT count(*) FROM label)"
        assert connection.execute(counts).fetchone() == (0, 0)
    assert not list((rig.folder / "windows").iterdir())


async def limit_pages(rig: Rig, pages: int) -> None:
    """Let the database not grow beyond this, as on a full disk."""
    mind = await rig.service.ready()
    assert isinstance(mind, Shared)
    connection = mind._bus._store.connection  # noqa: SLF001 - nobody else can fill it
    await mind._thread.run(  # noqa: SLF001
        lambda: connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()
    )


async def test_a_full_disk_is_told_once_and_nothing_is_lost(rig: Rig) -> None:
    """While the disk takes nothing, this window is judged; later all of it is written."""
    await limit_pages(rig, 1)
    for _ in range(40):
        rig.service.take(rig.typed())
        await rig.tick()
    await rig.service.label(LabelParams("stuck", "button"))
    await rig.tick(2)
    status = await rig.service.status()
    assert (status.events, status.state) == (80, "stuck")
    assert status.stored < 80
    [told] = rig.shown.troubles
    assert "full" in told
    await limit_pages(rig, MOST_PAGES)
    await rig.tick(12)
    status = await rig.service.status()
    assert (status.stored, status.trouble, status.state) == (80, None, "stuck")
    kept = await rig.service.summary()
    assert (kept.events, kept.labels) == (80, 1)


async def test_erasing_a_span_leaves_the_rest(rig: Rig) -> None:
    """The session begins anew, and what is left is kept."""
    rig.service.take(rig.typed())
    await rig.tick(10)
    rig.service.take(rig.typed())
    await rig.tick()
    gone = await rig.service.erase(SpanParams(to=(NOW + 5.0) * 1000))
    assert gone.events == 2
    assert (await rig.service.summary()).events == 2

"""A child that trains is watched, and whatever it does, it ends, and what came of it is known."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.learn import guardian, trainee

from pulsedev.core.models import ModelName
from pulsedev.learn.supervisor import (
    MOST_LINE,
    MOST_MEMORY_MB,
    MOST_SECONDS,
    WORDS,
    End,
    Ended,
    Order,
    Progress,
    Supervisor,
    lines,
    parsed,
    progress_of,
)
from pulsedev.store import locks

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).parents[2] / "daemon"
LONG = 30.0
"""Seconds that nothing here takes, on the slowest machine."""

NOW = 1_700_000_000.0


@dataclass
class Stand:
    """A supervisor of a stand-in, and what it was told of it."""

    supervisor: Supervisor
    order: Order
    progress: Queue[Progress] = field(default_factory=Queue)
    ended: Queue[Ended] = field(default_factory=Queue)

    def start(self) -> bool:
        """Start the child."""
        return self.supervisor.start(self.order, self.ended.put, self.progress.put)

    def end(self) -> Ended:
        """Wait for its end."""
        return self.ended.get(timeout=LONG)

    def run(self) -> Ended:
        """Start the child and wait for its end."""
        assert self.start()
        return self.end()


def stand(
    how: str, *, most_memory_mb: int = MOST_MEMORY_MB, most_seconds: float = MOST_SECONDS
) -> Stand:
    """Return a supervisor of a stand-in that behaves in a way."""
    supervisor = Supervisor(
        command=(sys.executable, trainee.__file__, how),
        most_memory_mb=most_memory_mb,
        most_seconds=most_seconds,
    )
    return Stand(supervisor, Order(Path(), (ModelName.STUCK,), NOW, 3_600.0, 2, {}))


def test_progress_and_result() -> None:
    """Progress arrives in its order, then the result; nothing is left running."""
    one = stand("good")
    ended = one.run()
    assert ended.end is End.DONE
    assert ended.result == trainee.DONE
    assert 0.0 < ended.seconds < LONG
    told = [one.progress.get_nowait() for _ in range(one.progress.qsize())]
    assert told == [Progress("fit", "stuck_detection", done) for done in (0.0, 0.5, 1.0)]
    assert not one.supervisor.running
    assert one.supervisor.progress is None


def test_one_after_the_other() -> None:
    """While a child is at work no other is started; afterwards one is."""
    one = stand("late")
    assert one.start()
    assert not one.start()
    assert one.supervisor.running
    one.progress.get(timeout=LONG)
    assert one.supervisor.progress == Progress("fit", "stuck_detection", 0.5)
    assert not one.supervisor.wait(0.0)
    one.supervisor.give_up()
    assert one.supervisor.wait(LONG)
    assert one.end().end is End.DONE
    assert one.start()
    one.supervisor.give_up()
    one.end()


def test_garbage() -> None:
    """What makes no sense is passed over, and what makes sense among it is not."""
    one = stand("garbage")
    ended = one.run()
    assert (ended.end, ended.result) == (End.DONE, trainee.DONE)
    assert one.progress.get_nowait() == Progress("fit", None, 0.25)
    assert one.progress.empty()


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("failed", Ended(End.FAILED, why="MemoryError at somewhere:7")),
        ("busy", Ended(End.BUSY, why="busy")),
        ("silent", Ended(End.FAILED)),
        ("no_such_way", Ended(End.FAILED)),
    ],
)
def test_failed(how: str, expected: Ended) -> None:
    """However a child fails, it has failed, with the words that it has for it."""
    ended = stand(how).run()
    assert (ended.end, ended.result, ended.why) == (expected.end, {}, expected.why)


def test_no_interpreter(tmp_path: Path) -> None:
    """Where no child can be started, the training has failed, and the next is tried again."""
    one = Stand(Supervisor(command=(str(tmp_path / "python"),)), stand("good").order)
    for _ in range(2):
        assert one.run().end is End.FAILED
        assert not one.supervisor.running


@pytest.mark.parametrize("how", ["stubborn", "late"])
def test_given_up(how: str) -> None:
    """Whoever gives up does not wait, and the child is gone within a second all the same."""
    one = stand(how)
    others = set(psutil.Process().children())
    one.start()
    one.progress.get(timeout=LONG)
    (child,) = set(psutil.Process().children()) - others
    begun = time.perf_counter()
    one.supervisor.give_up()
    asked = time.perf_counter() - begun
    ended = one.end()
    taken = time.perf_counter() - begun
    assert asked < taken < LOADED
    assert not child.is_running()
    # Whoever has told a result has done its work, even if it is ended after that.
    assert ended.end is (End.DONE if how == "late" else End.GIVEN_UP)


def test_given_up_at_once() -> None:
    """Who is given up before it has begun ends as well; giving up nothing does nothing."""
    one = stand("stubborn")
    one.supervisor.give_up()
    one.start()
    one.supervisor.give_up()
    assert one.end().end is End.GIVEN_UP


def test_too_much_memory() -> None:
    """A child that takes more memory than it may is ended, and how much it took is known."""
    ended = stand("hungry", most_memory_mb=64).run()
    assert ended.end is End.MEMORY
    assert ended.peak > 64 * 2**20


def test_memory_that_it_may_take() -> None:
    """A child that takes less than it may is left alone."""
    one = stand("hungry", most_memory_mb=512)
    one.start()
    one.progress.get(timeout=LONG)
    assert one.supervisor.running
    one.supervisor.give_up()
    assert one.end().end is End.GIVEN_UP


def test_too_long() -> None:
    """A child that takes longer than it may is ended."""
    ended = stand("stubborn", most_seconds=0.3).run()
    assert ended.end is End.TIME
    assert ended.seconds > 0.3


def test_process_left_behind() -> None:
    """A process that the child leaves behind with its pipes keeps nobody waiting."""
    assert stand("parent").run().result == trainee.DONE


def test_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child has one thread for numbers, whatever was set, and inherits all else."""
    monkeypatch.setenv("OMP_NUM_THREADS", "64")
    monkeypatch.setenv("PULSEDEV_TEST", "inherited")
    result = stand("surroundings").run().result
    assert result["inherited"] == "inherited"
    assert set(result["threads"].values()) == {"1"}
    assert {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"} <= set(result["threads"])


def test_parent_killed(tmp_path: Path) -> None:
    """When its parent is killed, a child's standard input ends, and so it does."""
    file = tmp_path / "ended"
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PULSEDEV_TEST": str(file)}
    with subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, guardian.__file__, trainee.__file__],
        stdout=subprocess.PIPE,
        env=environment,
    ) as process:
        assert process.stdout
        assert process.stdout.readline().strip() == b"ready"
        assert not file.exists()
        process.kill()
    deadline = time.monotonic() + LONG
    while not file.exists():
        assert time.monotonic() < deadline


LOADED = 5.0
"""Seconds: the one that it may take, and what a machine adds that runs other tests beside."""


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stand]:
    """Return a supervisor of the real child, in a folder with modules that nobody must import."""
    monkeypatch.setenv("PYTHONPATH", str(SOURCE))
    monkeypatch.setenv("PULSEDEV_HOME", str(tmp_path / "home"))
    (tmp_path / "work").mkdir()
    for name in ("numpy", "argparse", "pulsedev"):
        (tmp_path / "work" / f"{name}.py").write_text("raise SystemExit(7)", encoding="ascii")
    monkeypatch.chdir(tmp_path / "work")
    (tmp_path / "data").mkdir(mode=0o700)
    order = Order(tmp_path / "data", (ModelName.COMMIT,), NOW, -3_600.0, 2, {"recall": 0.7})
    one = Stand(Supervisor(), order)
    yield one
    one.supervisor.give_up()
    assert one.supervisor.wait(LONG)


def test_real_child(real: Stand) -> None:
    """The real child understands its orders, and imports nothing from where somebody works."""
    ended = real.run()
    assert ended.end is End.DONE
    assert [told["outcome"] for told in ended.result["models"]] == ["too_little"]


def test_two_at_a_time(real: Stand) -> None:
    """Where another process of this person trains, that is found out."""
    models = real.order.data / "models"
    models.mkdir()
    with closing(open_lock(models / "training.lock")) as lock:
        assert locks.hold(lock.fileno())
        assert real.run().end is End.BUSY
    assert real.run().end is End.DONE


def open_lock(path: Path) -> io.BufferedRandom:
    """Open a file that is to be locked."""
    return path.open("w+b")


def test_words() -> None:
    """There is a line for the user for each way to end."""
    assert set(WORDS) == set(End)


@given(st.binary(max_size=200))
def test_hostile_lines(data: bytes) -> None:
    """Whatever a child writes, each line is an object or nothing, and never an error."""
    for line in lines(io.BytesIO(data)):
        assert isinstance(progress_of(parsed(line)), Progress | None)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("fit"),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(st.fixed_dictionaries({"stage": VALUES, "model": VALUES, "done": VALUES}))
def test_hostile_progress(told: dict[str, Any]) -> None:
    """Progress is a line that can be shown, a model of ours or none, and a share."""
    found = progress_of(parsed(json.dumps(told).encode()))
    if found is not None:
        assert found.stage.isprintable()
        assert found.model is None
        assert 0.0 <= found.done <= 1.0


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b"a\nb\n", [b"a\n", b"b\n"]),
        (b"a\nb", [b"a\n"]),
        (b"x" * (MOST_LINE - 1) + b"\na\n", [b"x" * (MOST_LINE - 1) + b"\n", b"a\n"]),
        (b"x" * MOST_LINE + b"\na\n", [b"a\n"]),
        (b"x" * (3 * MOST_LINE + 5) + b"\na\n", [b"a\n"]),
        (b"", []),
    ],
)
def test_lines(written: bytes, expected: list[bytes]) -> None:
    """Lines that are whole and not too long are taken, whatever comes before them."""
    assert list(lines(io.BytesIO(written))) == expected

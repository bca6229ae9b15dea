"""`pulsedev run`: a real command, with and without it, can't be told apart."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from pulsedev.core.alerts import alert
from pulsedev.core.events import CommandClass, Kind
from pulsedev.core.stimuli import Paused, Resumed
from pulsedev.running import noting
from pulsedev.running.copying import Copying
from pulsedev.running.outcome import Outcome
from pulsedev.running.telling import numbers_of
from pulsedev.store.disk import DiskStore
from pulsedev.store.listing import Choice, page
from pulsedev.store.records import Judged

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pulsedev.store.listing import Record

    Finish = Callable[..., subprocess.CompletedProcess[bytes]]
    Told = Callable[[int], list[Record]]
    Command = Callable[[str], list[str]]

PATIENCE = 60.0
"""Seconds until a test gives up."""

RUN = (sys.executable, "-m", "pulsedev", "run", "--")

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such thing")

BOTH = "import sys; sys.stdout.write('out'); sys.stdout.flush(); sys.stderr.write('err'); "
SUMMARY = "print('=== 1 failed, 3 passed in 0.10s ===')"


@pytest.fixture
def test_command(tmp_path: Path) -> Command:
    """Return what makes a command whose name says that it is a test, from Python's code."""
    file = tmp_path / "run_tests.py"

    def command(code: str) -> list[str]:
        file.write_text(code, "utf-8")
        return [sys.executable, str(file)]

    return command


@pytest.fixture
def finish(environment: dict[str, str]) -> Finish:
    """Return what runs a command in pipes."""

    def run(*command: str, **more: object) -> subprocess.CompletedProcess[bytes]:
        given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more
        return subprocess.run(  # type: ignore[call-overload,no-any-return] # noqa: S603 - our own
            command, env=environment, timeout=PATIENCE, check=False, **given
        )

    return run


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """Return what waits for so many events in the store."""
    folder = tmp_path / "home" / "data"

    def wait(count: int) -> list[Record]:
        end = time.monotonic() + PATIENCE
        found: list[Record] = []
        while len(found) < count:
            assert time.monotonic() < end, found
            if (folder / "pulsedev.db").exists():
                with closing(DiskStore.open(folder, now=time.time())) as store:
                    found = page(store, Choice(), 100)
        return found

    return wait


@pytest.mark.parametrize("code", [0, 1, 5, 255])
def test_pipes(finish: Finish, test_command: Command, code: int) -> None:
    """Output, the errors beside it and the exit code are the command's own."""
    command = test_command(f"{BOTH}print(sys.stdin.read()); sys.exit({code})")
    alone, within = (finish(*how, *command, input=b"in\0\xff") for how in ((), RUN))
    assert (within.returncode, within.stdout, within.stderr) == (code, alone.stdout, alone.stderr)
    assert b"in" in within.stdout


def test_one_pipe_for_both(finish: Finish, test_command: Command) -> None:
    """Where stdout and stderr are one, their order stays."""
    code = "import os\nfor i in range(300): os.write(1 + i % 2, b'%d\\n' % i)"
    done = finish(*RUN, *test_command(code), stderr=subprocess.STDOUT)
    assert done.stdout == b"".join(b"%d\n" % i for i in range(300))


def test_much_output(finish: Finish, test_command: Command, told: Told) -> None:
    """Megabytes come through, and only the end is looked at."""
    code = f"import sys\nfor _ in range(200): sys.stdout.write('x' * 99_999 + '\\n')\n{SUMMARY}"
    done = finish(*RUN, *test_command(code))
    assert done.stdout.count(b"x") == 200 * 99_999
    assert [(one.kind, one.a, one.b) for one in told(2)] == [
        (Kind.TEST_RUN, 3, 1),
        (Kind.COMMAND_EXECUTED, CommandClass.TEST, 0),
    ]


def test_what_is_told(finish: Finish, test_command: Command, told: Told) -> None:
    """The store has the counts, the class, the exit code and the time, from no window."""
    finish(*RUN, *test_command(f"import sys; {SUMMARY}; sys.exit(1)"))
    first, second = told(2)
    assert (first.window, first.kind, first.doc, first.a, first.b) == (0, Kind.TEST_RUN, 0, 3, 1)
    assert (second.window, second.kind) == (0, Kind.COMMAND_EXECUTED)
    assert (second.a, second.b) == (CommandClass.TEST, 1)
    assert 0 < second.c == first.c < PATIENCE * 1000
    assert first.t == second.t == pytest.approx(time.time() * 1000, abs=PATIENCE * 1000)


def test_nothing_of_a_command_is_kept(
    finish: Finish, test_command: Command, told: Told, tmp_path: Path
) -> None:
    """No byte of a command or its output is in any file of ours."""
    command = test_command(f"print('canaryword'); {SUMMARY}")
    done = finish(*RUN, *command, "canaryword")
    told(2)
    assert b"canaryword" in done.stdout
    files = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if b"canaryword" in path.read_bytes()]


def test_other_commands_are_not_looked_at(finish: Finish, told: Told) -> None:
    """What is no test has our own descriptors, and counts in its output are nobody's."""
    command = ("-c", f"import os; {SUMMARY}; print(os.fstat(1).st_ino)")
    read, write = os.pipe()
    with os.fdopen(read, "rb") as output:
        done = finish(*RUN, sys.executable, *command, stdout=write)
        os.close(write)
        printed = output.read().split()[-1]
        assert done.returncode == 0
        assert int(printed) == os.fstat(output.fileno()).st_ino
    (only,) = told(1)
    assert (only.kind, only.a, only.b) == (Kind.COMMAND_EXECUTED, CommandClass.RUN, 0)


def test_as(finish: Finish, told: Told) -> None:
    """Who knows better says what a command is for."""
    code = f"import sys; {SUMMARY}; sys.exit(3)"
    done = finish(*RUN[:-1], "--as", "test", "--", sys.executable, "-c", code)
    assert done.returncode == 3
    assert [(one.kind, one.a, one.b) for one in told(2)] == [
        (Kind.TEST_RUN, 3, 1),
        (Kind.COMMAND_EXECUTED, CommandClass.TEST, 3),
    ]


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["--", "no-such-program"], 127, b"pulsedev: no-such-program: not found\n"),
        (["--", "."], 126, b"pulsedev: .: "),
        ([], 2, b"pulsedev: COMMAND is missing"),
        (["--"], 2, b"pulsedev: COMMAND is missing"),
        (["--as", "nothing", "--", "true"], 2, b"invalid choice"),
    ],
)
def test_refusals(finish: Finish, args: Sequence[str], code: int, message: bytes) -> None:
    """What can't be run is one line and the exit code that a shell gives."""
    done = finish(*RUN[:-1], *args)
    assert (done.returncode, done.stdout) == (code, b"")
    assert message in done.stderr
    assert done.stderr.count(b"\n") == 1


@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGSEGV, signal.SIGKILL])
def test_death_by_signal(finish: Finish, test_command: Command, told: Told, number: int) -> None:
    """Who dies by a signal is seen to die by it, and is told with the exit code of shells."""
    done = finish(*RUN, *test_command(f"import os; os.kill(os.getpid(), {int(number)})"))
    assert done.returncode == -number
    (only,) = told(1)
    assert (only.a, only.b) == (CommandClass.TEST, 128 + number)


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1])
def test_signals_are_passed_on(
    environment: dict[str, str], test_command: Command, number: int
) -> None:
    """A signal sent to this process reaches the command, which decides what it means."""
    code = (
        "import signal, sys\n"
        f"signal.pthread_sigmask(signal.SIG_BLOCK, [{int(number)}])\n"
        "print('ready', flush=True)\n"
        f"print(signal.sigtimedwait([{int(number)}], 60).si_signo, flush=True); sys.exit(9)"
    )
    command = [*RUN, *test_command(code)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:  # noqa: S603 - our own
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(number)
        assert int(process.stdout.readline()) == number
        assert process.wait(PATIENCE) == 9


@posix
def test_a_reader_that_leaves(environment: dict[str, str], test_command: Command) -> None:
    """Where nobody reads any more, the command is told as it would be without us."""
    code = "import sys\nwhile True: sys.stdout.write('x' * 9_999)"
    for how in ((), RUN):
        command = [*how, *test_command(f"import signal; signal.signal(13, signal.SIG_DFL)\n{code}")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:  # noqa: S603 - our own
            assert process.stdout
            process.stdout.read(10)
            process.stdout.close()
            assert process.wait(PATIENCE) == -signal.SIGPIPE


@posix
def test_what_is_left_behind(environment: dict[str, str], test_command: Command) -> None:
    """A program that a test leaves running keeps its output, and the command's end is not held."""
    code = (
        "import os, sys\n"
        "told, tells = os.pipe()\n"
        "if os.fork() == 0:\n"
        "    os.read(0, 1); print('late', flush=True); os._exit(0)\n"
        "print('early', flush=True)"
    )
    with subprocess.Popen(  # noqa: S603 - our own
        [*RUN, *test_command(code)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.wait(PATIENCE) == 0
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"x")
        process.stdin.close()
        assert process.stdout.read() == b"early\nlate\n"


@posix
def test_what_is_left_behind_and_never_quiet() -> None:
    """A program left running that prints without a pause holds nobody up, and is read on."""
    source, target = os.open("/dev/zero", os.O_RDONLY), os.open(os.devnull, os.O_WRONLY)
    copying = Copying(source, target)
    ending = threading.Thread(target=copying.finish, daemon=True)
    ending.start()
    ending.join(PATIENCE)
    assert not ending.is_alive()
    assert not copying.is_over
    os.close(source)
    os.close(target)


def test_a_pause(tmp_path: Path) -> None:
    """While a user wants nothing observed, nothing is kept of a command."""
    folder, events = tmp_path / "data", [(Kind.COMMAND_EXECUTED.value, 1, 0, 5)]
    with closing(DiskStore.open(folder, now=0.0)) as store:
        store.add_control(Paused(100.0))
        assert not noting.note(folder, events, 150.0)
        store.add_control(Resumed(200.0))
        assert not noting.note(folder, events, 150.0)
        assert noting.note(folder, events, 250.0)
        assert noting.note(folder, events, 250.0)
        assert [one.t for one in page(store, Choice(), 9)] == [250_000, 250_000]


def test_an_alert_of_no_window(tmp_path: Path) -> None:
    """Who was only seen in a terminal is alerted in whichever window looks first, once."""
    with closing(DiskStore.open(tmp_path / "data", now=0.0)) as store:
        brain, other = store.begin_window(1.0), store.begin_window(1.0)
        term = store.take_lease(store.lease(), brain)
        assert term
        told = alert(5, 9.0, window=0, since=0.0, reasons=(), passed=True, calm=False)
        assert store.judge(brain, term, Judged(alerts=(told,)))
        assert [one.id for one in store.alerts_for(other, 0.0)] == [5]
        assert store.mark_shown(5, 10.0)
        assert store.alerts_for(brain, 0.0) == []


def test_a_store_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be kept, the log says so and nobody else hears of it."""
    monkeypatch.setenv("PULSEDEV_HOME", str(tmp_path))
    (tmp_path / "data").write_bytes(b"no folder")
    assert noting.main(["1", "0", "5", "-1", "-1", "1700000000000"]) == 1
    assert "a command's end was not kept" in (tmp_path / "log" / "daemon.log").read_text("utf-8")


def test_counts_are_for_tests_alone() -> None:
    """What only looks like a summary is none where the command is no test."""
    outcome = Outcome(0, 1.5, b"== 3 passed in 1s ==")
    assert numbers_of(2, outcome) == [2, 0, 1500, 3, 0]
    assert numbers_of(1, outcome) == [1, 0, 1500, -1, -1]
    assert numbers_of(2, Outcome(-2, 0.0)) == [2, 130, 0, -1, -1]


def test_it_imports_little(environment: dict[str, str]) -> None:
    """Before the command begins nothing is imported that takes long."""
    code = (
        "import json, sys\nfrom pulsedev import __main__\nsys.stdout.write(' '.join(sys.modules))"
    )
    done = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-S", "-c", code.replace("json, ", "")],
        env=environment,
        capture_output=True,
        timeout=PATIENCE,
        check=True,
    )
    slow = {"argparse", "dataclasses", "re", "typing", "subprocess", "sqlite3", "threading"}
    assert not slow & set(done.stdout.decode().split()), json.dumps(done.stdout.decode())

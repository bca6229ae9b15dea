"""Every check of the project, each in an environment of its own made from hash-pinned locks.

Plain ``nox`` runs what a submission must pass. ``nox -l`` lists the rest.
"""

from __future__ import annotations

from pathlib import Path

import nox

nox.needs_version = ">=2025"
nox.options.sessions = ["lint", "types", "extension", "e2e", "tests"]
nox.options.reuse_existing_virtualenvs = True

BRIDGE = Path("extension-bridge")
DEV_LOCK = "requirements-dev.txt"
BRIDGE_LOCK = "requirements-extension.txt"
BENCH_LOCK = "requirements-bench.txt"
PARALLEL = ("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile")
"""Most tests wait for real processes, so two at a time take half as long on two cores; more than
four would find their editors and daemons too slow."""
LOCKS = {
    "requirements.txt": ["pyproject.toml"],
    DEV_LOCK: ["pyproject.toml", "--extra", "notify", "--group", "dev"],
    BRIDGE_LOCK: ["pyproject.toml", "--group", "extension"],
    BENCH_LOCK: ["pyproject.toml", "--group", "bench"],
    ".ci/requirements.txt": ["--group", "ci"],
}
"""What is pinned in which file. They are made together, so they agree."""


def install(session: nox.Session, *, project: bool, lock: str = DEV_LOCK) -> None:
    """Install the pinned tools and, where asked, the project itself as it lies here."""
    session.install("--require-hashes", "--requirement", lock)
    if project:
        # The build tool comes from the lock too, and the dependencies are there already.
        session.install("--no-deps", "--no-build-isolation", "--editable", ".")


@nox.session
def lint(session: nox.Session) -> None:
    """Rules and layout of the code, by ruff."""
    install(session, project=False)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Types of the package, the tests and this file, by mypy in strict mode."""
    install(session, project=True)
    session.run("mypy")


def npm(session: nox.Session, *args: str) -> None:
    """Run npm in the extension's folder; Node comes from the lock, and the daemon from here."""
    python = Path(session.bin, "python")
    with session.chdir(BRIDGE):
        session.run("npm", *args, env={"PYTHON": str(python), "PULSEDEV_NO_ISOLATION": "1"})


def install_extension(session: nox.Session) -> None:
    """Install Node, the daemon and what package-lock.json names."""
    install(session, project=True, lock=BRIDGE_LOCK)
    npm(session, "ci", "--no-progress")


@nox.session
def extension(session: nox.Session) -> None:
    """Layout, rules, types and tests of the extension for VS Code, and its package."""
    install_extension(session)
    for script in ("check", "package", "test:package"):
        npm(session, "run", script)


@nox.session
def e2e(session: nox.Session) -> None:
    """Drive the packaged extension in a real VS Code with the real daemon."""
    install_extension(session)
    for script in ("package", "e2e"):
        npm(session, "run", script)


@nox.session
def tests(session: nox.Session) -> None:
    """All tests, or what stands behind ``--``; last, so that its result ends the run."""
    install(session, project=True)
    session.run("pytest", *(session.posargs or PARALLEL))


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Speed and memory beside peers, as one table; ``-- --write`` renews BENCHMARKS.md."""
    install(session, project=True, lock=BENCH_LOCK)
    session.run("python", "-m", "tests.benchmarks", *session.posargs)


@nox.session(default=False)
def evaluate(session: nox.Session) -> None:
    """Hold the detectors to the data sets behind ``--``; ``--write`` renews the documents."""
    install(session, project=True)
    session.run("python", "-m", "tests.evaluation", *session.posargs)


@nox.session(default=False)
def bench_more(session: nox.Session) -> None:
    """Measure a daemon's life, and with the folder of a data set behind ``--`` a year of it."""
    install(session, project=True)
    session.run("python", "-m", "tests.benchmarks.cost")
    for what in ("store", "learning", "inference") if session.posargs else ():
        session.run("python", "-m", f"tests.benchmarks.{what}", *session.posargs)


@nox.session(default=False)
def bench_extension(session: nox.Session) -> None:
    """Measure the extension in a real VS Code: work a keystroke, and time to paint."""
    install_extension(session)
    for script in ("package", "bench"):
        npm(session, "run", script)


@nox.session(default=False)
def pictures(session: nox.Session) -> None:
    """Draw the pictures of the README again, from the real demo."""
    install(session, project=True)
    session.run("python", "daemon/pictures/draw.py")


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """Renew the pinned requirements: the newest that fit, with the hashes of every platform."""
    session.install("uv")
    for path, sources in LOCKS.items():
        session.run(
            *("uv", "pip", "compile", *sources, "--output-file", path),
            *("--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade"),
            *("--custom-compile-command", "nox -s lock", "--no-annotate", "--quiet"),
            silent=True,
        )

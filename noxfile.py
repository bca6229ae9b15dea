"""Every check of the project, each in an environment of its own made from hash-pinned locks.

Plain ``nox`` runs what a submission must pass. ``nox -l`` lists the rest.
"""

from __future__ import annotations

import nox

nox.needs_version = ">=2025"
nox.options.sessions = ["lint", "types", "tests"]
nox.options.reuse_existing_virtualenvs = True

DEV_LOCK = "requirements-dev.txt"
LOCKS = {
    "requirements.txt": ["pyproject.toml"],
    DEV_LOCK: ["pyproject.toml", "--group", "dev"],
    ".ci/requirements.txt": ["--group", "ci"],
}
"""What is pinned in which file. The three are made together, so they agree."""


def install(session: nox.Session, *, project: bool) -> None:
    """Install the pinned tools and, where asked, the project itself as it lies here."""
    session.install("--require-hashes", "--requirement", DEV_LOCK)
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


@nox.session
def tests(session: nox.Session) -> None:
    """All tests, or what stands behind ``--``; last, so that its result ends the run."""
    install(session, project=True)
    session.run("pytest", *session.posargs)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Speed and memory, each beside a peer measured in the same run where there is one."""
    install(session, project=True)
    for what in ("startup", "frames", "ticks"):
        session.run("python", f"tests/benchmarks/{what}.py")


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

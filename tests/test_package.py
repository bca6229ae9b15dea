"""What is installed is whole: the wheel holds all that the commands need."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parents[1]


def build(target: str, folder: Path) -> Path:
    """Build a wheel or a source distribution, and return the one file that comes of it."""
    subprocess.run(  # noqa: S603 - our own build tool
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=60,
    )
    (built,) = folder.iterdir()
    return built


def test_wheel(tmp_path: Path) -> None:
    """Every module is in the wheel, and so are the demo's sessions with their licence."""
    wheel = build("wheel", tmp_path)
    with ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    source = ROOT / "daemon"
    for path in (source / "pulsedev").rglob("*.py"):
        assert path.relative_to(source).as_posix() in packed
    for name in ("runs.csv", "LICENSE", "README.md"):
        assert f"pulsedev/demo_sessions/{name}" in packed
    assert any(name.endswith("licenses/LICENSE") for name in packed)


def test_source_distribution(tmp_path: Path) -> None:
    """The source distribution holds all that the checks, the tests and the pages need."""
    with tarfile.open(build("sdist", tmp_path)) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    locks = {path.name for path in ROOT.glob("requirements*.txt")}
    pages = {"README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", "noxfile.py"}
    folders = [path for part in ("daemon", "tests") for path in (ROOT / part).rglob("*.*")]
    kept = {".csv", ".md", ".py", ".svg"}
    files = {path.relative_to(ROOT).as_posix() for path in folders if path.suffix in kept}
    assert locks
    assert packed >= pages | locks | files | {".ci/requirements.txt"}

"""What is installed is whole: the wheel holds all that the commands need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parents[1]


def test_wheel(tmp_path: Path) -> None:
    """Every module is in the wheel, and so are the demo's sessions with their licence."""
    subprocess.run(  # noqa: S603 - our own build tool
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=60,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    source = ROOT / "daemon"
    for path in (source / "pulsedev").rglob("*.py"):
        assert path.relative_to(source).as_posix() in packed
    for name in ("runs.csv", "LICENSE", "README.md"):
        assert f"pulsedev/demo_sessions/{name}" in packed
    assert any(name.endswith("licenses/LICENSE") for name in packed)

"""What a figure belongs to: the machine, the Python, and the versions of all that was measured."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

from pulsedev import __version__

PACKAGES = (
    *("msgpack", "pygls", "numpy", "scikit-learn"),
    *("onnxruntime", "skl2onnx", "pandas", "river", "aw-core"),
)


def machine() -> dict[str, str]:
    """Return what the machine is, without a name or a path of it."""
    cores = psutil.cpu_count(logical=True)
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "processor": _processor(),
        "cores": str(cores),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "load before": f"{os.getloadavg()[0]:.1f}",
    }


def versions() -> dict[str, str]:
    """Return the versions of ours and of the peers; a missing one is said to be."""
    return {"pulsedev": __version__} | {name: _version(name) for name in PACKAGES}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "unknown"

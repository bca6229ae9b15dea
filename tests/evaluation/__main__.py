"""Evaluates on data and writes what README and EVALUATION.md show: ``nox -s evaluate -- DATA``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path

from tests.evaluation import document

from pulsedev.cli.evaluate import progress
from pulsedev.evaluation.reporting import report
from pulsedev.evaluation.running import Asked, evaluate

PACKAGES = ("numpy", "scikit-learn")


def main() -> int:
    """Evaluate, print the tables, and write the documents where asked for."""
    parser = argparse.ArgumentParser(prog="nox -s evaluate --", description=__doc__)
    parser.add_argument("data", nargs="+", type=Path, metavar="DATA")
    parser.add_argument("--write", action="store_true", help="renew README and EVALUATION.md")
    args = parser.parse_args()
    began = time.perf_counter()
    with progress(as_json=False) as told:
        done = evaluate(Asked(tuple(args.data), jobs=os.cpu_count() or 1), told)
    for name, result in done.results.items():
        sys.stdout.write(report(name, result) + "\n")
    if args.write:
        write({"tasks": done.results, "made": made(time.perf_counter() - began)})
    return 0


def made(seconds: float) -> dict[str, object]:
    """Return what the figures were made with, without a name or a path of the machine."""
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    versions = {name: version(name) for name in PACKAGES}
    return {"seconds": round(seconds), "machine": machine, "versions": versions}


def write(told: dict[str, object]) -> None:
    """Renew the figures, the pages and the picture."""
    kept = document.shortened(told)
    text = json.dumps(kept, indent=1, ensure_ascii=False) + "\n"
    document.FIGURES.write_text(text, encoding="utf-8", newline="\n")
    for page, tables in zip(document.PAGES, (document.readme, document.details), strict=True):
        renewed = document.between(page.read_text("utf-8"), tables(kept))
        page.write_text(renewed, encoding="utf-8", newline="\n")
    document.DRAWN.write_text(document.picture(kept), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())

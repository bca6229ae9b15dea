"""All benchmarks as one table of ratios: ``nox -s bench``.

Each is a module with ``rows``; one that fails is listed as not measured, with its reason, and the
others go on.
"""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import sys
import time
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from tests.benchmarks.document import PICTURE, document
from tests.benchmarks.machine import machine, versions
from tests.benchmarks.picture import picture
from tests.benchmarks.row import Missing, Report
from tests.benchmarks.table import table

if TYPE_CHECKING:
    from collections.abc import Sequence

DAEMON = Path(__file__).parents[2] / "daemon"
JSON, PAGE, DRAWN = DAEMON / "benchmarks.json", DAEMON / "BENCHMARKS.md", DAEMON / PICTURE

BENCHMARKS = {
    "startup": "start-up and memory",
    "stdio": "through the real process",
    "frames": "the same in one process",
    "features": "features",
    "ticks": "ticks",
    "judging": "inference",
    "taking_in": "the store",
    "growth": "growth",
    "training": "training",
}
"""Each module, and what it is about."""


def measure(names: Sequence[str]) -> Report:
    """Run benchmarks one after the other, with a line of progress for each."""
    began = time.perf_counter()
    report = Report(datetime.now(UTC).date().isoformat(), 0.0, machine(), versions())
    for number, name in enumerate(names, start=1):
        sys.stderr.write(f"{number}/{len(names)} {BENCHMARKS[name]} ...")
        sys.stderr.flush()
        since = time.perf_counter()
        try:
            report.rows.extend(importlib.import_module(f"tests.benchmarks.{name}").rows())
        except Exception as error:  # noqa: BLE001 - one that fails must not take the others along
            why = " ".join(f"{type(error).__name__}: {error}".split())[:200]
            report.missing.append(Missing(BENCHMARKS[name], why))
            sys.stderr.write(f" not measured: {why}")
        sys.stderr.write(f" {time.perf_counter() - since:.0f} s\n")
    took = round(time.perf_counter() - began, 1)
    return Report(report.date, took, report.machine, report.versions, report.rows, report.missing)


def write(report: Report) -> None:
    """Renew the document, its figures and its picture."""
    as_json(report, JSON)
    PAGE.write_text(document(report), encoding="utf-8", newline="\n")
    DRAWN.write_text(picture(report), encoding="utf-8", newline="\n")


def as_json(report: Report, file: Path) -> None:
    """Write the figures for programs."""
    told = json.dumps(report.to_json(), indent=1, ensure_ascii=False) + "\n"
    file.write_text(told, encoding="utf-8", newline="\n")


def main() -> int:
    """Measure, print the table, and write what was asked for; 1 where something failed."""
    parser = argparse.ArgumentParser(prog="nox -s bench --", description=__doc__)
    parser.add_argument("only", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--write", action="store_true", help="renew daemon/BENCHMARKS.md")
    args = parser.parse_args()
    if unknown := set(args.only) - set(BENCHMARKS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    if args.write and args.only:
        parser.error("--write needs all benchmarks")
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)  # peers tell much that nobody asked for
    report = measure(args.only or list(BENCHMARKS))
    Console(width=None if sys.stdout.isatty() else 160).print(table(report))
    if args.json:
        as_json(report, args.json)
    if args.write:
        write(report)
    return 1 if report.missing else 0


if __name__ == "__main__":
    sys.exit(main())

"""Check the installation, one line a check, with the command that mends what is wrong."""

from __future__ import annotations

import json
import sys
from itertools import chain
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from pulsedev import __version__
from pulsedev.cli.checks import CHECKS, Finding, Outcome
from pulsedev.cli.glyphs import Glyphs, glyphs_for

if TYPE_CHECKING:
    import argparse

STYLES = {Outcome.OK: "green", Outcome.HINT: "yellow", Outcome.BAD: "bold red"}

NAME_WIDTH = 20
"""Columns of a check's name."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Look at everything; exit code 1 where something must be mended."""
    found = chain.from_iterable(check() for check in CHECKS)
    if args.json:
        findings = list(found)
        print_json(findings)
    else:
        console = Console(highlight=False)
        glyphs = glyphs_for(console.encoding)
        findings = []
        for finding in found:
            findings.append(finding)
            console.print(line(finding, glyphs), soft_wrap=True)
    return int(any(finding.outcome is Outcome.BAD for finding in findings))


def line(finding: Finding, glyphs: Glyphs) -> Text:
    """Write a finding, and how to mend it."""
    signs = {Outcome.OK: glyphs.ok, Outcome.HINT: "!", Outcome.BAD: glyphs.bad}
    mend = f"  ->  {finding.mend}" if finding.mend else ""
    return Text.assemble(
        (signs[finding.outcome], STYLES[finding.outcome]),
        f" {finding.name:{NAME_WIDTH}} {finding.told}",
        (mend, "bold"),
    )


def print_json(findings: list[Finding]) -> None:
    """Write all findings as one document."""
    document = {
        "version": __version__,
        "ok": not any(finding.outcome is Outcome.BAD for finding in findings),
        "checks": [
            {"name": f.name, "outcome": f.outcome.value, "told": f.told, "mend": f.mend}
            for f in findings
        ],
    }
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")

"""``python -m pulsedev.training.prior FOLDER -o FILE``: the prior's weights from open recordings.

The weights by hand stay in use until learned ones tell better on dojos that taught them nothing.
The rule: the same recordings make the same file, byte for byte. Only ``cyberdojo_tdd`` is read,
whose licence (MIT) lets its figures ship; there is no such set that knows of flow.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pulsedev.core.terms import STUCK, STUCK_BIAS
from pulsedev.importers.recording import RecordingError
from pulsedev.training.prior_data import collect
from pulsedev.training.prior_fit import HAND, LEARNED, fit, held_out
from pulsedev.training.prior_judging import GAIN, alarms, aucs, bias, hours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.training.dataset import Floats
    from pulsedev.training.measuring import Interval
    from pulsedev.training.prior_data import Seen

DIGITS = 3
"""Of a weight; the data do not know the fourth, and another processor may compute another."""

FEWEST_DOJOS = 10
"""That say anything: two for each fold."""

ADOPT = "the learned weights tell better: core.terms may take them"
KEEP = "the learned weights are not shown to tell better: those by hand stay"

HEADER = '''"""Weights of being stuck that were learned: written by a command, not by hand.

    python -m pulsedev.training.prior FOLDER -o prior_weights.py

From the test runs of ``cyberdojo_tdd`` (MichaelHilton/TDDViz at commit 8a29ace5; MIT License,
Copyright (c) 2016 Michael Hilton; its text is in ``pulsedev/demo_sessions/LICENSE``). The other
terms of ``core.terms``, and all of flow, keep their weights by hand: nothing that may ship tells
of them.
"""

from __future__ import annotations

'''


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn, write the module and print how well it does; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m pulsedev.training.prior", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with the recordings of cyberdojo_tdd")
    parser.add_argument("-o", "--output", type=Path, required=True, help="module to write")
    asked = parser.parse_args(arguments)
    try:
        seen = enough(collect(asked.folder), asked.folder.name)
    except RecordingError as error:
        sys.stderr.write(f"pulsedev: {error}\n")
        return 1
    text, report = learn(seen)
    asked.output.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(report)
    return 0


def enough(seen: Seen, name: str) -> Seen:
    """Return what was seen; RecordingError where it is too little to learn from."""
    if len(np.unique(seen.dojo[seen.said])) < FEWEST_DOJOS:
        raise RecordingError(f"{name}: fewer than {FEWEST_DOJOS} dojos with failed runs in a row")
    return seen


def learn(seen: Seen) -> tuple[str, str]:
    """Return the text of the module, and the table of how well its weights do."""
    by_hand, learned = seen.distances @ HAND, np.zeros(len(seen.dojo))
    for rows, weights in held_out(seen):
        learned[rows] = seen.distances[rows] @ weights
    start = bias(seen, by_hand, learned)
    before, after = alarms(seen, by_hand + STUCK_BIAS), alarms(seen, learned + start)
    lines = [f"{'on dojos not learned from':<26}{'AUC':>7}  95 % of dojos"]
    figures = aucs(seen, by_hand, learned)
    lines += [_line(name, figure) for name, figure in figures.items()]
    lines.append(f"alarms in {hours(seen):.0f} h: {before} by hand, {after} learned")
    lines.append(f"rows: {len(seen.said)}, stuck: {seen.outcome[seen.said].mean():.1%}")
    lines.append(ADOPT if (figures[GAIN][1] or 0.0) > 0 else KEEP)
    return module(fit(seen), start), "\n".join(lines) + "\n"


def module(weights: Floats, start: float) -> str:
    """Return the text of a module from which ``core.terms`` could take them."""
    found = {term.column: weight for term, weight in zip(STUCK, weights, strict=True)}
    entries = [f'    "{name}": {round(float(found[name]), DIGITS)},' for name in sorted(LEARNED)]
    return (
        f"{HEADER}BIAS = {round(start, DIGITS)}\n"
        '"""Log-odds of a usual moment."""\n\n'
        "WEIGHTS = {\n" + "\n".join(entries) + '\n}\n"""Log-odds a spread, by column."""\n'
    )


def _line(name: str, figure: Interval) -> str:
    value, low, high = ("-" if each is None else f"{each:.3f}" for each in figure)
    return f"{name:<26}{value:>7}  {low} to {high}"


if __name__ == "__main__":
    sys.exit(main())

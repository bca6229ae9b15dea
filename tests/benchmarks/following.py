"""Simulated: how well a person with known habits is learned, and how fast a change is followed.

Four weeks of one person, trained each night, then two in which their habits have turned around.
By the week: the area under the ROC curve of what is shown by the minute, of the session that learns
and of one that has the prior alone; then the alerts of the session that learns, and how many were
right. The argument is how many persons are drawn. Nobody real is in it, so it says whether learning
works, and nothing of how well PulseDev does with anybody.
"""

from __future__ import annotations

import sys
import tempfile
import time
import warnings
from pathlib import Path

from tests.simulator.life import START, WEEK, Life
from tests.simulator.person import DAY, HACKER, READER, Person

PLAN: tuple[Person, ...] = (READER, READER, READER, READER, HACKER, HACKER)
HOURS = 3.0


def main() -> None:
    """Print a row for each person and week."""
    warnings.simplefilter("ignore")
    print("simulated person, week, AUC learned, AUC prior, alerts, right, trainings")
    for seed in range(1, int(sys.argv[1]) + 1):
        began = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            life = Life(Path(folder), seed=seed, hours=HOURS)
            for week, person in enumerate(PLAN):
                life.live(person, WEEK)
                show(life, seed, week)
        print(f"person {seed}: {time.perf_counter() - began:.0f} s", flush=True)


def show(life: Life, seed: int, week: int) -> None:
    """Print a week."""
    learned, prior = life.auc(week * WEEK, (week + 1) * WEEK)
    first = START + week * WEEK * DAY
    alerts = [right for at, right in life.alerts if at >= first]
    outcomes = [told["stuck_detection"] for day, told in life.outcomes if day >= week * WEEK]
    changed = " (changed)" if week >= PLAN.index(HACKER) else ""
    print(
        f"{seed}, {week + 1}{changed}, {learned:.3f}, {prior:.3f}, {len(alerts)}, {sum(alerts)},"
        f" {' '.join(outcomes)}",
        flush=True,
    )


if __name__ == "__main__":
    main()

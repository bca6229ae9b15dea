"""Simulated: a person with known habits is learned within weeks, and followed when they change.

What is found here says that learning works as it should. It says nothing of how well PulseDev
does with anybody real.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.simulator.life import WEEK, Life
from tests.simulator.person import HACKER, READER

if TYPE_CHECKING:
    from pathlib import Path

HOURS = 2.5
"""Of work a day: more only takes longer."""

pytestmark = pytest.mark.filterwarnings("ignore:Features .* are constant:UserWarning")


def test_habits_are_learned_and_a_change_is_followed(tmp_path: Path) -> None:
    """Simulated: the personal model passes the prior; turned habits are followed within a week."""
    life = Life(tmp_path, seed=2, hours=HOURS)
    life.live(READER, 4 * WEEK, train_every=4)
    learned, prior = life.auc(3 * WEEK, 4 * WEEK)
    assert "promoted" in [outcome["stuck_detection"] for _, outcome in life.outcomes]
    assert learned > prior + 0.05
    life.live(HACKER, 2 * WEEK, train_every=2)
    first, _ = life.auc(4 * WEEK, 4 * WEEK + 2)
    after, of_prior = life.auc(5 * WEEK, 6 * WEEK)
    assert first < learned
    assert after > max(0.9, of_prior - 0.05)

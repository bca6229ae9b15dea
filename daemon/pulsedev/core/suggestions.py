"""What may help, by what marks the trouble; never a command, and never more than two."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulsedev.core.classifier import Reason

MOST = 2

_BY_FEATURE = {
    "failed_run_streak": "Look at what changed since the last run that passed.",
    "since_green": "Look at what changed since the last run that passed.",
    "green_share": "Make the failing case smaller, until it is one line that surprises you.",
    "error_age": "Read the first error again, aloud, and only that one.",
    "repeated_error_density": "The same error is back: check the assumption behind your last fix.",
    "edit_between_runs": "Write down what you expect of the next run before you start it.",
    "focus_ratio": "Write your question down in one sentence, then search for that.",
    "away_return_count": "Write your question down in one sentence, then search for that.",
    "deletion_share": "Commit or stash what you have, and start this part afresh.",
    "rework_share": "Write your question down: what would have to be true for this to work?",
    "undo_rate": "Set a breakpoint and look at the values, rather than trying once more.",
    "ping_pong_count": "Put the two files side by side.",
    "step_rate": "Set a breakpoint where the value is first wrong, not where it crashes.",
    "exceptions_per_run": "Set a breakpoint where the exception was, and look at the values there.",
    "search_count": "Ask a colleague; explaining it is half of the answer.",
}

_NEVER_PASSED = dict.fromkeys(
    ("failed_run_streak", "since_green"),
    "Get the smallest part of it to pass first, and go on from there.",
)
"""What to say instead where there is no run that passed."""

_ALWAYS = "Take a break of five minutes."


def suggestions(reasons: Sequence[Reason], *, passed: bool) -> tuple[str, ...]:
    """Return what fits the reasons, the strongest first; ``passed`` tells whether a run ever did.

    >>> from pulsedev.core.classifier import Reason
    >>> suggestions([Reason("undo_rate.15m", "", 2.0, 0.1, 0.5)], passed=True)[0]
    'Set a breakpoint and look at the values, rather than trying once more.'
    """
    fitting_of = _BY_FEATURE if passed else _BY_FEATURE | _NEVER_PASSED
    names = (reason.feature.partition(".")[0] for reason in reasons)
    fitting = dict.fromkeys(fitting_of[name] for name in names if name in fitting_of)
    return tuple([*fitting, _ALWAYS][:MOST])

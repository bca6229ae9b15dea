"""The evidence: which features speak for being stuck or in flow, how much, and who says so.

The weights are set by hand from the literature named beside them; nothing is fitted, so nothing is
claimed of them but their direction. The prior usual values stand in until the user has a past.
``daemon/FEATURES.md`` has the same tables.
"""

from __future__ import annotations

from dataclasses import dataclass

from pulsedev.core.features import unit_of


@dataclass(frozen=True, slots=True)
class Prior:
    """A usual value, and one that is a spread above it, in the column's unit."""

    usual: float
    high: float


@dataclass(frozen=True, slots=True)
class Term:
    """One piece of evidence: a column, its weight in log-odds a spread, its words and its source.

    Without a prior only the user's own past says what is usual, and until then nothing is said.
    """

    column: str
    weight: float
    prior: Prior | None
    words: str
    source: str
    none: str = ""
    """What to say of what rounds to zero, where there can be such."""
    less: str = ""
    """The words for what is below zero, where there can be such."""
    unfailed: tuple[str, str] | None = None
    """Words and what to say of zero instead, as long as no run has failed since one passed."""

    @property
    def unit(self) -> str:
        """The unit of the column."""
        return unit_of(self.column)


STUCK_BIAS = -1.9
"""Log-odds of a usual moment: 13 %, near the share of stuck minutes in the Hermes recordings."""

STUCK = (
    Term(
        "since_green",
        0.9,
        Prior(240, 900),
        "no passing run for {}",
        "Dong 2021: progress clocks",
        none="no run has passed yet",
        unfailed=("the last run passed {} ago", "a run has just passed"),
    ),
    Term(
        "failed_run_streak",
        0.8,
        Prior(0.5, 2.5),
        "{} failed run{s} in a row",
        "Carter & Dewan 2010; Lee 2011",
        none="no failed run since one passed",
    ),
    Term(
        "green_share.15m",
        -0.5,
        Prior(0.6, 0.9),
        "{} of the last runs passed",
        "Lee 2011",
        none="none of the last runs passed",
    ),
    Term(
        "error_age",
        0.5,
        Prior(20, 180),
        "an error has stood for {}",
        "Jadud 2006",
        none="no error stands",
    ),
    Term(
        "repeated_error_density.15m",
        0.4,
        Prior(0.2, 0.5),
        "{} of checks show the same errors again",
        "Becker 2016",
        none="no check shows the same errors again",
    ),
    Term(
        "edit_between_runs.15m",
        -0.3,
        Prior(120, 400),
        "{} changed from run to run",
        "Lee 2011",
        none="nothing changed from run to run",
    ),
    Term(
        "focus_ratio.5m",
        0.4,
        Prior(0.05, 0.15),
        "{} of your actions change windows",
        "Carter & Dewan 2010",
        none="you stay in one window",
    ),
    Term(
        "away_return_count.15m",
        0.4,
        Prior(1, 4),
        "{} quick look-up{s} outside the editor",
        "Hermes web accesses",
        none="no quick look-ups outside the editor",
    ),
    Term(
        "edit_ratio.5m",
        -0.3,
        Prior(0.45, 0.7),
        "{} of your actions are edits",
        "Carter & Dewan 2010",
        none="none of your actions are edits",
    ),
    Term(
        "deletion_share.5m",
        0.3,
        Prior(0.2, 0.4),
        "{} of the changed characters were deleted",
        "TrackIt 2026",
        none="hardly anything was deleted",
    ),
    Term(
        "rework_share.15m",
        0.3,
        Prior(0.1, 0.3),
        "{} of your edits return to a place changed before",
        "own",
        none="your edits return to no place changed before",
    ),
    Term(
        "undo_rate.15m",
        0.3,
        Prior(0.2, 1.0),
        "{} undo{s} a minute",
        "own",
        none="hardly anything was undone",
    ),
    Term(
        "ping_pong_count.15m",
        0.3,
        Prior(1, 4),
        "{} return{s} to the file before the last",
        "own",
        none="no going back and forth between files",
    ),
    Term(
        "step_rate.15m",
        0.2,
        Prior(0.2, 2.0),
        "{} debugger step{s} a minute",
        "Hermes code",
        none="hardly any debugger steps",
    ),
    Term(
        "exceptions_per_run.15m",
        0.3,
        Prior(0.05, 0.4),
        "{} exception{s} a run",
        "Hermes code",
        none="hardly any exceptions",
    ),
    Term(
        "caret_only_share.5m",
        0.2,
        Prior(0.5, 0.8),
        "{} of caret moves and edits are moves",
        "Minelli 2015",
        none="hardly any caret moves between edits",
    ),
    Term(
        "pause_short.15m",
        0.2,
        Prior(6, 14),
        "{} pause{s} of 15 s to 3 min",
        "Shrestha 2022",
        none="no pauses of 15 s to 3 min",
    ),
    Term("search_count.15m", 0.2, Prior(0.5, 3), "{} search{es}", "own", none="no searches"),
    Term(
        "ai_dismiss_streak",
        0.15,
        Prior(1, 5),
        "{} suggestion{s} rejected in a row",
        "Kuo 2026",
        none="no suggestion rejected since one was accepted",
    ),
)

FLOW_BIAS = -1.6
"""Log-odds of a usual moment: 17 %; FlowLight showed its red light 13 % of the day at most."""

FLOW = (
    Term(
        "event_rate.5m",
        0.9,
        None,
        "{} action{s} a minute",
        "FlowLight, Züger 2017",
        none="hardly any actions",
    ),
    Term(
        "net_chars_rate.5m",
        0.3,
        None,
        "the text grows by {} character{s} a minute",
        "Dong 2021",
        none="the text does not grow",
        less="the text shrinks by {} character{s} a minute",
    ),
    Term(
        "switch_rate.5m",
        -0.7,
        Prior(1.0, 3.0),
        "{} switch{es} of file or window a minute",
        "Züger 2018",
        none="hardly any switches of file or window",
    ),
    Term(
        "away_share.5m",
        -0.6,
        Prior(0.1, 0.4),
        "{} of the time outside the editor",
        "Züger 2018",
        none="all of the time in the editor",
    ),
    Term(
        "idle_share.5m",
        -0.6,
        Prior(0.4, 0.7),
        "{} of the time without input",
        "Brown 2023",
        none="hardly a moment without input",
    ),
    Term(
        "green_share.15m",
        0.6,
        Prior(0.6, 0.9),
        "{} of the last runs passed",
        "own",
        none="none of the last runs passed",
    ),
    Term(
        "failed_run_streak",
        -0.5,
        Prior(0.5, 2.5),
        "{} failed run{s} in a row",
        "own",
        none="no failed run since one passed",
    ),
    Term(
        "edit_run_cycle.15m",
        -0.4,
        Prior(240, 600),
        "{} from run to run",
        "Lee 2011",
        none="one run right after the other",
    ),
    Term(
        "error_age",
        -0.3,
        Prior(20, 180),
        "an error has stood for {}",
        "own",
        none="no error stands",
    ),
    Term(
        "longest_pause.15m",
        -0.3,
        Prior(90, 240),
        "the longest pause was {}",
        "Shrestha 2022",
        none="no pauses",
    ),
    Term(
        "edit_ratio.5m",
        0.3,
        Prior(0.45, 0.7),
        "{} of your actions are edits",
        "Carter & Dewan 2010",
        none="none of your actions are edits",
    ),
    Term(
        "distinct_files",
        -0.2,
        Prior(4, 8),
        "{} file{s} among the last opened",
        "Parnin & Rugaber",
        none="no file was opened",
    ),
)

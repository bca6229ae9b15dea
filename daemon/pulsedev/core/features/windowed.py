"""Features over a span: ratios, rates, typing, pauses, switching, errors and runs.

Counts and shares only. Abbreviated origins are listed in ``daemon/FEATURES.md``.
"""

from __future__ import annotations

from math import nan, sqrt
from typing import TYPE_CHECKING

from pulsedev.core import counters as n
from pulsedev.core.events import Kind
from pulsedev.core.features.feature import Feature
from pulsedev.core.features.span import Span, mask
from pulsedev.core.keys import bin_edge
from pulsedev.core.unknown import share

if TYPE_CHECKING:
    from pulsedev.core.spans import Counts

Features = tuple[Feature[Span], ...]

_EVENTS = n.EVENTS

FEWEST_GAPS = 5
"""Key intervals; the quartiles of fewer are noise."""


def _quantile(counts: Counts, q: float) -> float:
    """Return a quantile of the key intervals in seconds, to within a bin (a third of an octave)."""
    rank = q * counts[n.KEY_GAPS]
    below = 0
    for index in range(n.KEY_BINS):
        here = counts[n.FIRST_KEY_BIN + index]
        if here and below + here >= rank:
            return bin_edge(index + (rank - below) / here)
        below += here
    return bin_edge(n.KEY_BINS)


def key_interval_median(span: Span) -> float:
    """Return the median gap between keys inside bursts, in seconds."""
    if span.counts[n.KEY_GAPS] < FEWEST_GAPS:
        return nan
    return _quantile(span.counts, 0.5)


def key_interval_iqr(span: Span) -> float:
    """Return the distance between the quartiles of the gaps between keys, in seconds."""
    if span.counts[n.KEY_GAPS] < FEWEST_GAPS:
        return nan
    return _quantile(span.counts, 0.75) - _quantile(span.counts, 0.25)


def key_interval_cv(span: Span) -> float:
    """Return the standard deviation of the gaps between keys over their mean."""
    gaps, total = span.counts[n.KEY_GAPS], span.counts[n.BURST_MS]
    if gaps < FEWEST_GAPS or not total:
        return nan
    mean = total / gaps
    return sqrt(max(span.counts[n.KEY_GAP_SQUARES] / gaps - mean * mean, 0.0)) / mean


def net_growth(span: Span) -> float:
    """Return how far the text grew, against all that was changed."""
    inserted, deleted = span.counts[n.INSERTED], span.counts[n.DELETED]
    return share(inserted - deleted, inserted + deleted)


def idle_share(span: Span) -> float:
    """Return the share of the span that was focused and without input."""
    if not span.signals & HAND:
        return nan
    return min(max((span.seconds - span.busy - span.away) / span.seconds, 0.0), 1.0)


def away_share(span: Span) -> float:
    """Return the share of the span in which no window was focused."""
    if not span.signals & FOCUS:
        return nan
    return min(span.away / span.seconds, 1.0)


ANY = -1
"""Features of what every client reports need no particular signal."""


def _ratio(name: str, count: int, what: str, origin: str, signals: int = ANY) -> Feature[Span]:
    def compute(span: Span) -> float:
        counts = span.counts
        return (
            counts[count] / counts[_EVENTS] if counts[_EVENTS] and span.signals & signals else nan
        )

    return Feature(name, "share", f"{what} among all that the person did", origin, compute)


def _rate(name: str, count: int, what: str, origin: str, signals: int = ANY) -> Feature[Span]:
    def compute(span: Span) -> float:
        return span.counts[count] / span.minutes if span.signals & signals else nan

    return Feature(name, "1/min", f"{what} per active minute", origin, compute)


def _count(name: str, count: int, what: str, origin: str, signals: int = ANY) -> Feature[Span]:
    def compute(span: Span) -> float:
        return float(span.counts[count]) if span.signals & signals else nan

    return Feature(name, "count", what, origin, compute)


def _part(name: str, part: int, whole: int, what: str, origin: str) -> Feature[Span]:
    def compute(span: Span) -> float:
        counts = span.counts
        return counts[part] / counts[whole] if counts[whole] else nan

    return Feature(name, "share", what, origin, compute)


CARTER = "Carter & Dewan 2010"
HERMES = "Hermes code"
TRACKIT = "TrackIt 2026"
SHRESTHA = "Shrestha 2022"
ZUEGER = "Züger 2018"
DONG = "after Dong 2021"
OWN = "own"

FOCUS = mask(Kind.FOCUS_CHANGED)
HAND = mask(Kind.CURSOR_MOVED, Kind.FOCUS_CHANGED, Kind.VIEW_SCROLLED)
RUN = mask(Kind.TEST_RUN, Kind.COMMAND_EXECUTED, Kind.NOTEBOOK_RUN)
LOOK = mask(Kind.CURSOR_MOVED, Kind.VIEW_SCROLLED, Kind.FILE_OPENED, Kind.SEARCH)
CARET = mask(Kind.CURSOR_MOVED, Kind.VIEW_SCROLLED)
PLACE = mask(Kind.FILE_OPENED, Kind.FOCUS_CHANGED)
FILES = mask(Kind.FILE_OPENED)
COMMANDS = mask(Kind.COMMAND_EXECUTED)
SEARCH = mask(Kind.SEARCH)
ERRORS = mask(Kind.ERROR_OCCURRED)
DEBUG = mask(Kind.DEBUG_STARTED, Kind.DEBUG_PAUSED, Kind.BREAKPOINT_CHANGED)
SUGGESTIONS = mask(Kind.SUGGESTION)

RATIOS: Features = (
    _ratio("edit_ratio", n.EDITS, "edits", CARTER),
    _ratio("debug_ratio", n.DEBUGS, "runs, tests and debugger actions", CARTER),
    _ratio(
        "navigation_ratio",
        n.NAVIGATION,
        "caret moves, scrolling, opening and searching",
        CARTER,
        LOOK,
    ),
    _ratio("focus_ratio", n.FOCUS, "focus changes", CARTER, FOCUS),
    _ratio("insert_ratio", n.INSERTS, "edits that add more than they delete", HERMES),
    _ratio("remove_ratio", n.REMOVES, "edits that delete more than they add", HERMES),
    _rate("event_rate", n.EVENTS, "all that the person did", "FlowLight, Züger 2017"),
    _rate("edit_rate", n.EDITS, "edits", HERMES),
    _rate("debug_rate", n.DEBUGS, "runs, tests and debugger actions", HERMES),
    _rate(
        "navigation_rate",
        n.NAVIGATION,
        "caret moves, scrolling, opening and searching",
        HERMES,
        LOOK,
    ),
    _rate("command_rate", n.COMMANDS, "commands", HERMES, COMMANDS),
)

EDITING: Features = (
    Feature(
        "deletion_share",
        "share",
        "deleted among all changed characters",
        TRACKIT,
        lambda s: share(s.counts[n.DELETED], s.counts[n.INSERTED] + s.counts[n.DELETED]),
    ),
    Feature(
        "net_growth",
        "-1 to 1",
        "characters inserted less deleted, against all changed",
        DONG,
        net_growth,
    ),
    Feature(
        "net_chars_rate",
        "chars/min",
        "characters inserted less deleted per active minute",
        DONG,
        lambda s: (s.counts[n.INSERTED] - s.counts[n.DELETED]) / s.minutes,
    ),
    _part(
        "rework_share",
        n.REWORKED,
        n.LOCATED,
        "edits within 5 lines of a change of the last 10 minutes, after 30 s elsewhere",
        OWN,
    ),
    _rate("undo_rate", n.UNDOS, "undos and redos", OWN),
    _count("undo_runs", n.UNDO_RUNS, "runs of 3 or more undos or redos", OWN),
    Feature(
        "longest_insert", "chars", "largest single insertion", HERMES, lambda s: s.longest_insert
    ),
    Feature(
        "longest_delete", "chars", "largest single deletion", HERMES, lambda s: s.longest_delete
    ),
    _count("paste_count", n.PASTES, "insertions from the clipboard", TRACKIT),
    _count(
        "paste_then_delete",
        n.PASTES_DELETED,
        "pastes of 40 characters or more, half deleted within 2 minutes",
        TRACKIT,
    ),
    Feature(
        "machine_edit_share",
        "share",
        "characters changed by AI, formatters and other programs among all",
        OWN,
        lambda s: share(
            s.counts[n.MACHINE_CHARS],
            s.counts[n.MACHINE_CHARS] + s.counts[n.INSERTED] + s.counts[n.DELETED],
        ),
    ),
)

TYPING: Features = (
    Feature(
        "key_interval_median",
        "s",
        "median gap between keys inside bursts",
        "Epp 2011",
        key_interval_median,
    ),
    Feature(
        "key_interval_iqr",
        "s",
        "quartile distance of the gaps between keys",
        "Epp 2011",
        key_interval_iqr,
    ),
    Feature(
        "key_interval_cv",
        "ratio",
        "spread of the gaps between keys over their mean",
        "Thomas 2005",
        key_interval_cv,
    ),
    Feature(
        "burst_speed",
        "chars/min",
        "characters typed per minute inside bursts",
        "Thomas 2005",
        lambda s: share(s.counts[n.BURST_CHARS] * 60_000.0, s.counts[n.BURST_MS]),
    ),
)

PAUSES: Features = (
    _count("pause_micro", n.PAUSE_MICRO, "focused pauses of 2 to 15 s", SHRESTHA),
    _count("pause_short", n.PAUSE_SHORT, "focused pauses of 15 s to 3 minutes", SHRESTHA),
    _count("pause_mid", n.PAUSE_MID, "focused pauses of 3 to 10 minutes", SHRESTHA),
    _count("pause_long", n.PAUSE_LONG, "focused pauses over 10 minutes", SHRESTHA),
    Feature(
        "longest_pause", "s", "longest focused pause that ended", OWN, lambda s: s.longest_pause
    ),
    Feature("idle_share", "share", "time focused without input for 15 s or more", OWN, idle_share),
    Feature("away_share", "share", "time with no window focused", ZUEGER, away_share),
    _count(
        "away_return_count",
        n.AWAY_RETURNS,
        "returns after 10 to 120 s away, straight to the caret or a paste",
        "Hermes web accesses",
        FOCUS,
    ),
)

SWITCHING: Features = (
    _rate("switch_rate", n.SWITCHES, "switches of file or window", ZUEGER, PLACE),
    _count("ping_pong_count", n.PING_PONGS, "returns to the file before the last", OWN, FILES),
    Feature(
        "caret_only_share",
        "share",
        "caret moves and scrolling against edits",
        "Minelli 2015",
        lambda s: (
            share(s.counts[n.CARETS], s.counts[n.CARETS] + s.counts[n.EDITS])
            if s.signals & CARET
            else nan
        ),
    ),
    _count("search_count", n.SEARCHES, "searches in files, the workspace or help", OWN, SEARCH),
)

TROUBLE: Features = (
    Feature(
        "distinct_error_codes",
        "count",
        "different sets of error codes",
        "Jadud; Lee 2011",
        lambda s: float(s.code_sets) if s.signals & ERRORS else nan,
    ),
    _part(
        "repeated_error_density",
        n.REPEATED_CHECKS,
        n.FAILED_CHECKS,
        "checks with errors that show the same codes as the one before",
        "Becker 2016 (RED)",
    ),
    _count("run_count", n.RUNS, "runs, tests and builds", HERMES, RUN),
    _part(
        "green_share",
        n.GREEN_RUNS,
        n.JUDGED_RUNS,
        "runs that succeeded, of those with an outcome",
        OWN,
    ),
    Feature(
        "edit_run_cycle",
        "s",
        "mean active time from run to run",
        "Lee 2011",
        lambda s: share(s.counts[n.CYCLE_MS] / 1000.0, s.counts[n.CYCLES]),
    ),
    Feature(
        "edit_between_runs",
        "chars",
        "mean characters changed from run to run",
        "Lee 2011",
        lambda s: share(s.counts[n.CYCLE_CHARS], s.counts[n.CYCLES]),
    ),
    Feature(
        "exceptions_per_run",
        "ratio",
        "debugger stops at exceptions per debug session or run",
        HERMES,
        lambda s: share(s.counts[n.EXCEPTIONS], s.counts[n.STARTS] + s.counts[n.RUNS]),
    ),
    _rate("step_rate", n.STEPS, "debugger steps and breakpoint changes", HERMES, DEBUG),
    _count("ai_accepts", n.ACCEPTS, "accepted suggestions", "Mozannar 2024", SUGGESTIONS),
    _count("ai_rejects", n.REJECTS, "rejected suggestions", "Mozannar 2024", SUGGESTIONS),
)

WINDOWED: Features = (
    *RATIOS,
    *EDITING,
    *TYPING,
    *PAUSES,
    *SWITCHING,
    *TROUBLE,
)

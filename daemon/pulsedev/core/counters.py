"""The running counts that events add to; every count over a span is a difference of two of them.

Whole numbers only, so that differences are exact however long a session lasts.
"""

from __future__ import annotations

NAMES = [
    "ALL_EVENTS",
    "EVENTS",
    "EDITS",
    "INSERTS",
    "REMOVES",
    "DEBUGS",
    "NAVIGATION",
    "FOCUS",
    "COMMANDS",
    "INSERTED",
    "DELETED",
    "MACHINE_CHARS",
    "LOCATED",
    "REWORKED",
    "UNDOS",
    "UNDO_RUNS",
    "PASTES",
    "PASTES_DELETED",
    "BURST_CHARS",
    "BURST_MS",
    "KEY_GAPS",
    "KEY_GAP_SQUARES",
    "PAUSE_MICRO",
    "PAUSE_SHORT",
    "PAUSE_MID",
    "PAUSE_LONG",
    "BUSY_MS",
    "AWAY_RETURNS",
    "SWITCHES",
    "PING_PONGS",
    "CARETS",
    "CHECKS",
    "FAILED_CHECKS",
    "REPEATED_CHECKS",
    "RUNS",
    "JUDGED_RUNS",
    "GREEN_RUNS",
    "TESTS",
    "CYCLES",
    "CYCLE_MS",
    "CYCLE_CHARS",
    "EXCEPTIONS",
    "STARTS",
    "STEPS",
    "SAVES",
    "COMMITS",
    "BRANCHES",
    "ACCEPTS",
    "REJECTS",
    "SEARCHES",
]

(
    ALL_EVENTS,  # every event, a program's too
    EVENTS,  # what the person did; the denominator of all ratios
    EDITS,
    INSERTS,  # edits that add more than they delete
    REMOVES,  # edits that delete more than they add
    DEBUGS,  # runs, tests, builds, debugger stops, breakpoints
    NAVIGATION,  # caret, scrolling, opening, searching
    FOCUS,
    COMMANDS,
    INSERTED,  # characters
    DELETED,  # characters
    MACHINE_CHARS,  # characters that AI, formatters and other programs changed
    LOCATED,  # edits whose place in the file is known
    REWORKED,  # of these, at a place changed before
    UNDOS,
    UNDO_RUNS,
    PASTES,
    PASTES_DELETED,
    BURST_CHARS,
    BURST_MS,
    KEY_GAPS,
    KEY_GAP_SQUARES,  # in square milliseconds
    PAUSE_MICRO,
    PAUSE_SHORT,
    PAUSE_MID,
    PAUSE_LONG,
    BUSY_MS,
    AWAY_RETURNS,
    SWITCHES,
    PING_PONGS,
    CARETS,
    CHECKS,  # diagnostics that changed
    FAILED_CHECKS,  # of these, with errors left
    REPEATED_CHECKS,  # of these, with the same codes as the check before
    RUNS,
    JUDGED_RUNS,  # runs whose outcome is known
    GREEN_RUNS,
    TESTS,
    CYCLES,
    CYCLE_MS,
    CYCLE_CHARS,
    EXCEPTIONS,
    STARTS,  # debug sessions
    STEPS,  # debugger steps and breakpoints set or cleared
    SAVES,
    COMMITS,
    BRANCHES,
    ACCEPTS,
    REJECTS,
    SEARCHES,
) = range(len(NAMES))

KEY_BINS = 16
"""Bins of the key interval histogram, which follow the named counters."""

FIRST_KEY_BIN = len(NAMES)
SIZE = FIRST_KEY_BIN + KEY_BINS
